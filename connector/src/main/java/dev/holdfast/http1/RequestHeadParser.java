package dev.holdfast.http1;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Finds the parts of a request head, line by line, in a buffer that is filled as bytes arrive (RFC 9112 sections 2 to 5).
 *
 * <p>Call {@link #begin} with the index of the first byte, then {@link #parse} each time the buffer's limit has grown, until it answers
 * something other than {@link Progress#INCOMPLETE}. The parser reads by index and moves neither position nor limit. No byte is looked at
 * twice in search of a line's end, so a client that sends single bytes costs no more than one that sends all at once.
 *
 * <p>Lines end with CRLF and nothing else. Empty lines before the request line are skipped (RFC 9112 section 2.2) but count towards the
 * head's size. Obsolete line folding is refused (section 5.2).
 *
 * <p>Not thread-safe.
 */
public final class RequestHeadParser {
    /** What {@link #parse} found. */
    public enum Progress {
        /** The head is not whole yet. */
        INCOMPLETE,
        /** The head is whole: see {@link #head()}. */
        COMPLETE,
        /** The head is refused: see {@link #violation()}. */
        INVALID
    }

    private static final int VERSION_LENGTH = "HTTP/1.1".length();

    private final HeadLimits limits;
    private final RequestHead head = new RequestHead();
    private int start;
    private int lineStart;
    private int scanned;
    private boolean inFields;
    private @Nullable HttpViolation violation;

    /** Makes a parser that enforces {@code limits}. */
    public RequestHeadParser(HeadLimits limits) {
        this.limits = limits;
    }

    /** Starts a new head at index {@code start} of the buffer that {@link #parse} will be given. */
    public void begin(int start) {
        this.start = start;
        lineStart = start;
        scanned = start;
        inFields = false;
        violation = null;
        head.reset(start);
    }

    /** Says that the bytes of the unfinished head were moved so that they now begin at index {@code start}. */
    public void moved(int start) {
        int by = start - this.start;
        this.start = start;
        lineStart += by;
        scanned += by;
        head.move(start);
    }

    /** Looks at the bytes up to the buffer's limit that it has not seen yet. */
    public Progress parse(ByteBuffer buffer) {
        head.read(buffer);
        int limit = buffer.limit();
        while (scanned < limit) {
            if (buffer.get(scanned) != Grammar.LF) {
                scanned++;
                continue;
            }
            int lineEnd = scanned > lineStart && buffer.get(scanned - 1) == Grammar.CR ? scanned - 1 : scanned;
            boolean bareLf = lineEnd == scanned;
            scanned++;
            HttpViolation wrong = hopeless(buffer, lineEnd);
            if (wrong == null) {
                wrong = bareLf ? malformed() : tooLarge();
            }
            if (wrong != null) {
                return invalid(wrong);
            }
            if (lineEnd == lineStart && inFields) {
                head.end(scanned);
                return Progress.COMPLETE;
            }
            wrong = line(buffer, lineEnd);
            if (wrong != null) {
                return invalid(wrong);
            }
            lineStart = scanned;
        }
        int withoutCr = limit > lineStart && buffer.get(limit - 1) == Grammar.CR ? limit - 1 : limit;
        HttpViolation wrong = lineStart < limit ? hopeless(buffer, withoutCr) : null;
        return wrong == null ? Progress.INCOMPLETE : invalid(wrong);
    }

    /** Returns the head, whole once {@link #parse} has answered {@link Progress#COMPLETE}. */
    public RequestHead head() {
        return head;
    }

    /**
     * Returns why the head was refused.
     *
     * @throws IllegalStateException if it was not
     */
    public HttpViolation violation() {
        if (violation == null) {
            throw new IllegalStateException("the head was not refused");
        }
        return violation;
    }

    private Progress invalid(HttpViolation violation) {
        this.violation = violation;
        return Progress.INVALID;
    }

    /**
     * Finds what no further byte can make good, so that a client is answered rather than waited for. A line is asked about whole as well as
     * unfinished, and before anything else: however the bytes arrive, they are refused for the same reason.
     *
     * @param end of the line as far as it is there, without its CR
     */
    private @Nullable HttpViolation hopeless(ByteBuffer buffer, int end) {
        if (inFields) {
            return tooLarge();
        }
        byte first = buffer.get(lineStart);
        if (!Grammar.isTokenCharacter(first) && first != Grammar.CR) {
            return HttpViolation.BAD_REQUEST_LINE;
        }
        return end - lineStart > limits.maxRequestLineSize() ? HttpViolation.REQUEST_LINE_TOO_LONG : null;
    }

    private @Nullable HttpViolation tooLarge() {
        return scanned - start > limits.maxHeadSize() ? HttpViolation.HEAD_TOO_LARGE : null;
    }

    private HttpViolation malformed() {
        return inFields ? HttpViolation.BAD_HEADER_FIELD : HttpViolation.BAD_REQUEST_LINE;
    }

    private @Nullable HttpViolation line(ByteBuffer buffer, int lineEnd) {
        if (inFields) {
            return fieldLine(buffer, lineEnd);
        }
        if (lineEnd == lineStart) {
            return null;
        }
        inFields = true;
        return requestLine(buffer, lineEnd);
    }

    private @Nullable HttpViolation requestLine(ByteBuffer buffer, int lineEnd) {
        int methodEnd = lineStart;
        while (methodEnd < lineEnd && Grammar.isTokenCharacter(buffer.get(methodEnd))) {
            methodEnd++;
        }
        if (methodEnd == lineStart || methodEnd == lineEnd || buffer.get(methodEnd) != Grammar.SP) {
            return HttpViolation.BAD_REQUEST_LINE;
        }
        int targetStart = methodEnd + 1;
        int targetEnd = targetStart;
        while (targetEnd < lineEnd && Grammar.isTargetCharacter(buffer.get(targetEnd))) {
            targetEnd++;
        }
        if (targetEnd == targetStart || targetEnd == lineEnd || buffer.get(targetEnd) != Grammar.SP) {
            return HttpViolation.BAD_REQUEST_LINE;
        }
        return version(buffer, targetEnd + 1, lineEnd, lineStart, methodEnd, targetStart, targetEnd);
    }

    private @Nullable HttpViolation version(
            ByteBuffer buffer, int at, int lineEnd, int methodStart, int methodEnd, int targetStart, int targetEnd) {
        if (lineEnd - at != VERSION_LENGTH
                || buffer.get(at) != 'H'
                || buffer.get(at + 1) != 'T'
                || buffer.get(at + 2) != 'T'
                || buffer.get(at + 3) != 'P'
                || buffer.get(at + 4) != '/'
                || !Grammar.isDigit(buffer.get(at + 5))
                || buffer.get(at + 6) != '.'
                || !Grammar.isDigit(buffer.get(at + 7))) {
            return HttpViolation.BAD_REQUEST_LINE;
        }
        if (buffer.get(at + 5) != '1') {
            return HttpViolation.VERSION_NOT_SUPPORTED;
        }
        HttpVersion version = buffer.get(at + 7) == '0' ? HttpVersion.HTTP_1_0 : HttpVersion.HTTP_1_1;
        head.requestLine(methodStart, methodEnd, targetStart, targetEnd, version);
        return null;
    }

    private @Nullable HttpViolation fieldLine(ByteBuffer buffer, int lineEnd) {
        if (head.fieldCount() == limits.maxFields()) {
            return HttpViolation.TOO_MANY_FIELDS;
        }
        int nameEnd = lineStart;
        while (nameEnd < lineEnd && Grammar.isTokenCharacter(buffer.get(nameEnd))) {
            nameEnd++;
        }
        if (nameEnd == lineStart || nameEnd == lineEnd || buffer.get(nameEnd) != ':') {
            return HttpViolation.BAD_HEADER_FIELD;
        }
        int valueStart = nameEnd + 1;
        while (valueStart < lineEnd && Grammar.isWhitespace(buffer.get(valueStart))) {
            valueStart++;
        }
        int valueEnd = lineEnd;
        while (valueEnd > valueStart && Grammar.isWhitespace(buffer.get(valueEnd - 1))) {
            valueEnd--;
        }
        for (int i = valueStart; i < valueEnd; i++) {
            if (!Grammar.isFieldValueCharacter(buffer.get(i))) {
                return HttpViolation.BAD_HEADER_FIELD;
            }
        }
        head.field(lineStart, nameEnd, valueStart, valueEnd);
        return null;
    }
}
