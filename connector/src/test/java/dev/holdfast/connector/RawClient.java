package dev.holdfast.connector;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A client that sends exactly the bytes it is told to, and gives up on a silent server after ten seconds. */
final class RawClient implements AutoCloseable {
    private static final int SILENCE_MILLIS = 10_000;

    private final Socket socket;
    private final InputStream in;

    RawClient(InetSocketAddress server) {
        this(server, 0);
    }

    /** Connects with a receive buffer of this many bytes, so that the server soon finds its own full. */
    RawClient(InetSocketAddress server, int receiveBufferSize) {
        this(new Socket(), server, receiveBufferSize);
    }

    /** Connects this socket, which may be one that speaks TLS. */
    RawClient(Socket socket, InetSocketAddress server) {
        this(socket, server, 0);
    }

    /** Talks through a socket that is connected. */
    RawClient(Socket connected) {
        socket = connected;
        try {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(SILENCE_MILLIS);
            in = new BufferedInputStream(socket.getInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private RawClient(Socket socket, InetSocketAddress server, int receiveBufferSize) {
        this.socket = socket;
        try {
            if (receiveBufferSize > 0) {
                socket.setReceiveBufferSize(receiveBufferSize);
            }
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(SILENCE_MILLIS);
            socket.connect(server);
            in = new BufferedInputStream(socket.getInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A response.
     *
     * @param fields field lines, names in lower case
     */
    record Response(int status, String statusLine, List<String> fields, String body) {
        boolean has(String field) {
            return fields.contains(field);
        }

        String field(String name) {
            return fields.stream()
                    .filter(line -> line.startsWith(name + ": "))
                    .map(line -> line.substring(name.length() + 2))
                    .findFirst()
                    .orElse("");
        }
    }

    RawClient send(String text) {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    RawClient send(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    RawClient get(String target) {
        return send("GET " + target + " HTTP/1.1\r\nHost: h\r\n\r\n");
    }

    Response response() {
        return response("GET");
    }

    /** Reads the response to a request with this method. */
    Response response(String method) {
        try {
            String statusLine = line();
            if (statusLine.isEmpty()) {
                throw new AssertionError("the connection ended instead of a response");
            }
            List<String> fields = new ArrayList<>();
            for (String line = line(); !line.isEmpty(); line = line()) {
                int colon = line.indexOf(':');
                fields.add(line.substring(0, colon).toLowerCase(Locale.ROOT) + line.substring(colon));
            }
            int status = Integer.parseInt(statusLine.substring(9, 12));
            Response head = new Response(status, statusLine, fields, "");
            boolean bodiless = method.equals("HEAD") || status < 200 || status == 204 || status == 304;
            return bodiless ? head : new Response(status, statusLine, fields, body(head));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String body(Response head) throws IOException {
        if (head.has("transfer-encoding: chunked")) {
            StringBuilder body = new StringBuilder();
            for (int size = chunkSize(); size > 0; size = chunkSize()) {
                body.append(bytes(size));
                line();
            }
            for (String trailer = line(); !trailer.isEmpty(); trailer = line()) {
                body.append('|').append(trailer);
            }
            return body.toString();
        }
        String length = head.field("content-length");
        return length.isEmpty() ? untilEnd() : bytes(Integer.parseInt(length));
    }

    private int chunkSize() throws IOException {
        return Integer.parseInt(line(), 16);
    }

    InetSocketAddress server() {
        return (InetSocketAddress) socket.getRemoteSocketAddress();
    }

    /** Returns the next bytes as text. */
    String bytes(int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new AssertionError("the connection ended after " + bytes.length + " of " + count + " bytes");
        }
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** Waits for the next byte and leaves it; returns false where the connection ended, by FIN or reset, instead. */
    boolean isAnswered() {
        try {
            return peek() >= 0;
        } catch (SocketException reset) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns whether the server's FIN, or a reset, has come by now; a millisecond later at most. */
    boolean isEnded() {
        try {
            socket.setSoTimeout(1);
            try {
                return peek() < 0;
            } catch (SocketTimeoutException nothingCame) {
                return false;
            } finally {
                socket.setSoTimeout(SILENCE_MILLIS);
            }
        } catch (SocketException reset) {
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int peek() throws IOException {
        in.mark(1);
        int next = in.read();
        in.reset();
        return next;
    }

    /** Returns what comes until the server's FIN. */
    String untilEnd() {
        try {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the next byte, or -1 at the server's FIN. */
    int read() {
        try {
            return in.read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0; b = in.read()) {
            if (b == '\n') {
                String text = line.toString(StandardCharsets.ISO_8859_1);
                if (!text.endsWith("\r")) {
                    throw new AssertionError("a line without CR: " + text);
                }
                return text.substring(0, text.length() - 1);
            }
            line.write(b);
        }
        return "";
    }

    /** Sends FIN and goes on reading. */
    RawClient endOutput() {
        try {
            socket.shutdownOutput();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends RST. */
    void reset() {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Closes the socket, well-mannered. */
    void disconnect() {
        close();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
