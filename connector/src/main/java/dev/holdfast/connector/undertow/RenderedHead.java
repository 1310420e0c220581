package dev.holdfast.connector.undertow;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.HttpString;
import io.undertow.util.StatusCodes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A response head as it goes out. Put together in an array and copied once: byte by byte into a buffer outside the heap took three times as long.
 *
 * <p>Confined to its thread, and void when that renders the next.
 */
final class RenderedHead {
    /** Nothing but an array: a thread that outlives us, of a container's, must not keep our classes. */
    private static final ThreadLocal<byte[]> OF_THREAD = new ThreadLocal<>();

    private static final byte[] VERSION = "HTTP/1.1 ".getBytes(StandardCharsets.US_ASCII);
    private static final int USUAL_LENGTH = 1024;

    /** What one large head leaves to its thread. */
    private static final int MAX_KEPT = 16 * 1024;

    private byte[] bytes;
    private int length;

    private RenderedHead(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Renders the status line and the fields of {@code exchange}'s response. */
    static RenderedHead of(HttpServerExchange exchange) {
        return of(exchange.getStatusCode(), exchange.getReasonPhrase(), exchange.getResponseHeaders());
    }

    /** Renders a head; its status' usual words where {@code reason} is null. */
    static RenderedHead of(int status, @Nullable String reason, HeaderMap headers) {
        byte[] kept = OF_THREAD.get();
        RenderedHead head = new RenderedHead(kept == null ? new byte[USUAL_LENGTH] : kept);
        head.render(status, reason, headers);
        if (head.bytes != kept && head.bytes.length <= MAX_KEPT) {
            OF_THREAD.set(head.bytes);
        }
        return head;
    }

    /** Returns the number of bytes. */
    int length() {
        return length;
    }

    /** Copies all of it. */
    void copyTo(ByteBuffer target) {
        target.put(bytes, 0, length);
    }

    private void render(int status, @Nullable String reason, HeaderMap headers) {
        length = 0;
        makeRoom(VERSION.length + 4);
        System.arraycopy(VERSION, 0, bytes, 0, VERSION.length);
        length = VERSION.length;
        bytes[length++] = (byte) ('0' + status / 100);
        bytes[length++] = (byte) ('0' + status / 10 % 10);
        bytes[length++] = (byte) ('0' + status % 10);
        bytes[length++] = ' ';
        put(reason == null ? StatusCodes.getReason(status) : reason);
        for (long cookie = headers.fastIterateNonEmpty(); cookie != -1; cookie = headers.fiNextNonEmpty(cookie)) {
            HeaderValues values = headers.fiCurrent(cookie);
            for (int i = 0; i < values.size(); i++) {
                put(values.getHeaderName(), values.get(i));
            }
        }
        makeRoom(2);
        endLine();
    }

    private void put(HttpString name, String value) {
        makeRoom(name.length() + 2);
        name.copyTo(bytes, length);
        length += name.length();
        bytes[length++] = ':';
        bytes[length++] = ' ';
        put(value);
    }

    /** The rest of a line, and its end. */
    private void put(String text) {
        int size = text.length();
        makeRoom(size + 2);
        byte[] target = bytes;
        int at = length;
        for (int i = 0; i < size; i++) {
            target[at + i] = harmless(text.charAt(i));
        }
        length = at + size;
        endLine();
    }

    /**
     * A control character in a value would end the field early and let its author write fields of his own: it becomes a space. So would a
     * character beyond ISO 8859-1 whose low byte is one (U+010D cut to eight bits is CR): it becomes a question mark.
     */
    private static byte harmless(char c) {
        if (c > 0xFF) {
            return '?';
        }
        boolean control = (c < ' ' && c != '\t') || c == 0x7F;
        return (byte) (control ? ' ' : c);
    }

    private void endLine() {
        bytes[length++] = '\r';
        bytes[length++] = '\n';
    }

    private void makeRoom(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + more, 2 * bytes.length));
        }
    }
}
