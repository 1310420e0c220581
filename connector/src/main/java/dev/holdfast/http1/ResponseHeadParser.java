package dev.holdfast.http1;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes a response head off a buffer that is filled as bytes arrive (RFC 9112 sections 4 and 5).
 *
 * <p>It is as strict as {@link RequestHeadParser}: lines end with CRLF and nothing else, there is no line folding, and no white space before
 * a colon. What a back end sends is passed on to clients who may read it in another way than it was meant (RFC 9112 section 11.1).
 *
 * <p>Not thread-safe; one for all the responses of a connection.
 */
public final class ResponseHeadParser {
    private static final int VERSION_LENGTH = "HTTP/1.1".length();
    private static final int STATUS_END = "HTTP/1.1 200".length();

    /** What is before the LF that ends a head. */
    private static final int BEFORE_LAST = "\r\n\r".length();

    private final int maxHeadSize;
    private final int maxFields;
    private int scanned;
    private boolean violated;

    /**
     * Makes a parser.
     *
     * @param maxHeadSize bytes a head may have, at least 1
     * @param maxFields field lines a head may have, 0 or more
     */
    public ResponseHeadParser(int maxHeadSize, int maxFields) {
        this.maxHeadSize = maxHeadSize;
        this.maxFields = maxFields;
    }

    /**
     * Returns the head at {@code in}'s position and moves past it; null, with {@code in} unchanged, while it is incomplete, and for ever after
     * a violation. Between two calls {@code in} may be compacted.
     */
    public @Nullable ResponseHead next(ByteBuffer in) {
        if (violated) {
            return null;
        }
        int start = in.position();
        int end = end(in, start);
        // What fills the limit and has no end will have none within it; the caller's buffer may hold no more.
        violated |= end - start > maxHeadSize || (end < 0 && in.remaining() >= maxHeadSize);
        if (violated || end < 0) {
            return null;
        }
        scanned = 0;
        ResponseHead head = head(in, start, end);
        violated = head == null;
        in.position(end);
        return head;
    }

    /** Returns whether the peer sent what is no response head, or none within the limits. */
    public boolean isViolated() {
        return violated;
    }

    /** Returns the index behind the empty line, or -1. A bare LF ends nothing, and whoever sends one does not send the rest either. */
    private int end(ByteBuffer in, int start) {
        for (int i = start + scanned; i < in.limit(); i++) {
            if (in.get(i) != Grammar.LF) {
                continue;
            }
            if (i == start || in.get(i - 1) != Grammar.CR) {
                violated = true;
                return -1;
            }
            if (i - start >= BEFORE_LAST && in.get(i - 2) == Grammar.LF && in.get(i - BEFORE_LAST) == Grammar.CR) {
                return i + 1;
            }
        }
        scanned = in.remaining();
        return -1;
    }

    private @Nullable ResponseHead head(ByteBuffer in, int start, int end) {
        int lineEnd = lineEnd(in, start);
        if (lineEnd - start < STATUS_END
                || in.get(start) != 'H'
                || in.get(start + 1) != 'T'
                || in.get(start + 2) != 'T'
                || in.get(start + 3) != 'P'
                || in.get(start + 4) != '/'
                || in.get(start + 5) != '1'
                || in.get(start + 6) != '.'
                || !Grammar.isDigit(in.get(start + 7))
                || in.get(start + VERSION_LENGTH) != Grammar.SP) {
            return null;
        }
        int status = 0;
        for (int i = start + VERSION_LENGTH + 1; i < start + STATUS_END; i++) {
            if (!Grammar.isDigit(in.get(i))) {
                return null;
            }
            status = status * 10 + in.get(i) - '0';
        }
        int reasonStart = start + STATUS_END + 1;
        if (status < 100 || (lineEnd >= reasonStart && in.get(reasonStart - 1) != Grammar.SP)) {
            return null;
        }
        String reason = lineEnd > reasonStart ? value(in, reasonStart, lineEnd) : "";
        List<ResponseHead.Field> fields = fields(in, lineEnd + 2, end - 2);
        HttpVersion version = in.get(start + 7) == '0' ? HttpVersion.HTTP_1_0 : HttpVersion.HTTP_1_1;
        return reason == null || fields == null ? null : new ResponseHead(version, status, reason, fields);
    }

    private @Nullable List<ResponseHead.Field> fields(ByteBuffer in, int start, int end) {
        List<ResponseHead.Field> fields = new ArrayList<>();
        int lineStart = start;
        while (lineStart < end) {
            int lineEnd = lineEnd(in, lineStart);
            int nameEnd = lineStart;
            while (nameEnd < lineEnd && Grammar.isTokenCharacter(in.get(nameEnd))) {
                nameEnd++;
            }
            if (nameEnd == lineStart || nameEnd == lineEnd || in.get(nameEnd) != ':' || fields.size() == maxFields) {
                return null;
            }
            String value = value(in, nameEnd + 1, lineEnd);
            if (value == null) {
                return null;
            }
            fields.add(new ResponseHead.Field(text(in, lineStart, nameEnd), value));
            lineStart = lineEnd + 2;
        }
        return fields;
    }

    /** Returns the index of the CR that ends the line; there is one, since the head is whole. */
    private static int lineEnd(ByteBuffer in, int from) {
        int i = from;
        while (in.get(i) != Grammar.CR || in.get(i + 1) != Grammar.LF) {
            i++;
        }
        return i;
    }

    private static @Nullable String value(ByteBuffer in, int from, int to) {
        int start = from;
        while (start < to && Grammar.isWhitespace(in.get(start))) {
            start++;
        }
        int end = to;
        while (end > start && Grammar.isWhitespace(in.get(end - 1))) {
            end--;
        }
        for (int i = start; i < end; i++) {
            if (!Grammar.isFieldValueCharacter(in.get(i))) {
                return null;
            }
        }
        return text(in, start, end);
    }

    private static String text(ByteBuffer in, int start, int end) {
        byte[] bytes = new byte[end - start];
        in.get(start, bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
