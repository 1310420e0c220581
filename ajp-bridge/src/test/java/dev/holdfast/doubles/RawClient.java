package dev.holdfast.doubles;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A client that says exactly what it is told to, and reads no more than it is told to. */
public final class RawClient implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 20_000;

    private final Socket socket = new Socket();
    private final InputStream in;

    /** Connects to the loopback address. */
    public RawClient(int port) throws IOException {
        socket.setReceiveBufferSize(8192);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.setTcpNoDelay(true);
        in = socket.getInputStream();
    }

    /** Sends text, a byte a character. */
    public RawClient send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    /** Sends lines and the empty line after them. */
    public RawClient sendHead(String... lines) throws IOException {
        return send(String.join("\r\n", lines) + "\r\n\r\n");
    }

    /** Reads to the empty line and returns it all. */
    public String readHead() throws IOException {
        return readUntil("\r\n\r\n");
    }

    /** Reads to the first occurrence of {@code end} and returns it all. */
    public String readUntil(String end) throws IOException {
        StringBuilder text = new StringBuilder();
        while (text.indexOf(end) < 0) {
            text.append((char) readByte());
        }
        return text.toString();
    }

    /** Reads so many bytes. */
    public String readBytes(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("after " + bytes.length + " of " + length + " bytes");
        }
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** Reads a head and as much body as its Content-Length says. */
    public String readResponse() throws IOException {
        String head = readHead();
        String lower = head.toLowerCase(Locale.ROOT);
        int length = lower.indexOf("\r\ncontent-length:");
        if (length < 0) {
            return head;
        }
        int start = length + "\r\ncontent-length:".length();
        return head
                + readBytes(Integer.parseInt(
                        lower.substring(start, lower.indexOf("\r\n", start)).trim()));
    }

    /** Reads to the end of the stream and returns what came; throws where the connection was reset. */
    public String readToEnd() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        in.transferTo(all);
        return all.toString(StandardCharsets.ISO_8859_1);
    }

    /** As {@link #readToEnd}, for more than fits the memory: returns the last {@code length} bytes. */
    public String readTail(int length) throws IOException {
        byte[] buffer = new byte[65536];
        String tail = "";
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            int kept = Math.min(count, length);
            String seen = tail + new String(buffer, count - kept, kept, StandardCharsets.ISO_8859_1);
            tail = seen.substring(Math.max(0, seen.length() - length));
        }
        return tail;
    }

    private int readByte() throws IOException {
        int value = in.read();
        if (value < 0) {
            throw new EOFException("the server closed the connection");
        }
        return value;
    }

    /** Ends its half of the connection. */
    public void shutdownOutput() throws IOException {
        socket.shutdownOutput();
    }

    /** Goes away without a word: the peer is reset. */
    public void vanish() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
