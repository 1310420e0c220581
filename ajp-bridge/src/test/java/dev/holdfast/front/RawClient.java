package dev.holdfast.front;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A client that says exactly what it is told to, and closes when it is told to. */
final class RawClient implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 20_000;

    private final Socket socket = new Socket();

    RawClient(int port) throws IOException {
        this(port, TIMEOUT_MILLIS);
    }

    RawClient(int port, int connectMillis) throws IOException {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), connectMillis);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.setTcpNoDelay(true);
    }

    RawClient send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    /** Sends a request for what takes so long. */
    RawClient get(int millis, String... fields) throws IOException {
        StringBuilder head = new StringBuilder("GET /?ms=" + millis + " HTTP/1.1\r\nHost: test\r\n");
        for (String field : fields) {
            head.append(field).append("\r\n");
        }
        return send(head.append("\r\n").toString());
    }

    /** Reads a response and returns its head, in lower case. */
    String response() throws IOException {
        String head = readUntil("\r\n\r\n").toLowerCase(Locale.ROOT);
        int start = head.indexOf("\r\ncontent-length:") + "\r\ncontent-length:".length();
        int length = Integer.parseInt(
                head.substring(start, head.indexOf("\r\n", start)).strip());
        if (in().readNBytes(length).length < length) {
            throw new EOFException("a response was cut off");
        }
        return head;
    }

    String readUntil(String end) throws IOException {
        StringBuilder text = new StringBuilder();
        while (text.indexOf(end) < 0) {
            int next = in().read();
            if (next < 0) {
                throw new EOFException("the connection ended after: " + text);
            }
            text.append((char) next);
        }
        return text.toString();
    }

    /** Reads so much, and forgets it. */
    void read(int count) throws IOException {
        in().skipNBytes(count);
    }

    /** Returns whether anything comes, bytes or the end, within a time. */
    boolean hears(int millis) throws IOException {
        socket.setSoTimeout(millis);
        try {
            in().read();
            return true;
        } catch (SocketTimeoutException nothing) {
            return false;
        } finally {
            socket.setSoTimeout(TIMEOUT_MILLIS);
        }
    }

    /** Reads to the end of the stream, and returns what came. */
    String readToEnd() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        in().transferTo(all);
        return all.toString(StandardCharsets.ISO_8859_1);
    }

    /** Closes the connection. */
    void leave() throws IOException {
        socket.close();
    }

    /** Goes away so that the peer is reset. */
    void vanish() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    private InputStream in() throws IOException {
        return socket.getInputStream();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
