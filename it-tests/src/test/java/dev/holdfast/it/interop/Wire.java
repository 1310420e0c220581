package dev.holdfast.it.interop;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.json.Json;

/** One connection of a client's, which ends with its one response. */
final class Wire implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 10_000;

    private final Socket socket;
    private final ByteArrayOutputStream all = new ByteArrayOutputStream();

    /** @param tls null for none */
    Wire(int port, @Nullable SSLContext tls) throws IOException {
        Socket plain = new Socket();
        plain.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
        plain.setSoTimeout(TIMEOUT_MILLIS);
        plain.setTcpNoDelay(true);
        socket = tls == null ? plain : tls.getSocketFactory().createSocket(plain, "localhost", port, true);
    }

    /** What came. */
    record Response(int status, String head, String body, boolean whole) {
        /** Returns the body, which is an object of strings. */
        Map<String, Object> json() {
            return new Json().toType(body, Json.MAP_TYPE);
        }
    }

    int localPort() {
        return socket.getLocalPort();
    }

    OutputStream out() throws IOException {
        return socket.getOutputStream();
    }

    Wire send(String text) throws IOException {
        out().write(text.getBytes(StandardCharsets.ISO_8859_1));
        out().flush();
        return this;
    }

    /** Sends a request line, fields and the empty line; asks for the end of the connection. */
    Wire head(String requestLine, String... fields) throws IOException {
        StringBuilder text = new StringBuilder(requestLine).append(" HTTP/1.1\r\nHost: shop.example:8123\r\n");
        for (String field : fields) {
            text.append(field).append("\r\n");
        }
        return send(text + "Connection: close\r\n\r\n");
    }

    /** Reads the first bytes of the response. */
    void read(int count) throws IOException {
        all.write(socket.getInputStream().readNBytes(count));
    }

    /** Reads to the end of the stream, be that orderly or not. */
    Response response() throws IOException {
        try {
            InputStream in = socket.getInputStream();
            byte[] buffer = new byte[16384];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                all.write(buffer, 0, count);
            }
        } catch (SocketTimeoutException hung) {
            throw new AssertionError("no end within " + TIMEOUT_MILLIS + " ms, but: " + all, hung);
        } catch (IOException reset) {
            // What came before counts.
        }
        return parse(all.toString(StandardCharsets.ISO_8859_1));
    }

    private static Response parse(String text) {
        int end = text.indexOf("\r\n\r\n");
        if (end < 0) {
            return new Response(0, text, "", false);
        }
        String head = text.substring(0, end);
        String lower = head.toLowerCase(Locale.ROOT);
        String rest = text.substring(end + 4);
        int status = Integer.parseInt(head.substring("HTTP/1.1 ".length(), "HTTP/1.1 200".length()));
        if (lower.contains("\r\ntransfer-encoding: chunked")) {
            StringBuilder body = new StringBuilder();
            int at = 0;
            for (int line = rest.indexOf("\r\n", at); line >= 0; line = rest.indexOf("\r\n", at)) {
                int size = Integer.parseInt(rest.substring(at, line).trim(), 16);
                if (size == 0) {
                    return new Response(status, head, body.toString(), rest.endsWith("\r\n\r\n"));
                }
                int from = Math.min(rest.length(), line + 2);
                body.append(rest, from, Math.min(rest.length(), from + size));
                at = Math.min(rest.length(), from + size + 2);
            }
            return new Response(status, head, body.toString(), false);
        }
        int length = lower.indexOf("\r\ncontent-length: ");
        if (length < 0) {
            return new Response(status, head, rest, true);
        }
        int start = length + "\r\ncontent-length: ".length();
        int lineEnd = lower.indexOf("\r\n", start);
        int announced = Integer.parseInt(
                lower.substring(start, lineEnd < 0 ? lower.length() : lineEnd).trim());
        return new Response(status, head, rest, rest.length() == announced);
    }

    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
