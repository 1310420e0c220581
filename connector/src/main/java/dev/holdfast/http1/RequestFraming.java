package dev.holdfast.http1;

import org.jspecify.annotations.Nullable;

/**
 * What the fields of a request head say about the message and its connection: how long the body is, whether the connection shall persist,
 * whether the client waits for 100 (Continue). Reused from request to request.
 *
 * <p>Where two readers could disagree about the body's length the request is refused, even where RFC 9112 section 6.3 would let a server
 * guess: Transfer-Encoding beside Content-Length, Content-Length twice (even with the same value), a coding other than exactly
 * {@code chunked}.
 *
 * <p>Not thread-safe.
 */
public final class RequestFraming {
    /** The {@link #contentLength()} of a chunked body. */
    public static final long CHUNKED = -1;

    private final boolean connectAllowed;
    private long contentLength;
    private boolean close;
    private boolean keepAlive;
    private boolean expectContinue;
    private int hosts;

    /** The last that was found to be one. */
    private @Nullable String validHost;

    private int contentLengths;
    private int transferEncodings;

    /** Makes a reader that refuses CONNECT. */
    public RequestFraming() {
        this(false);
    }

    /** Makes a reader that takes CONNECT, with an authority that has a port and without a body, where {@code connectAllowed}. */
    public RequestFraming(boolean connectAllowed) {
        this.connectAllowed = connectAllowed;
    }

    /**
     * Reads the fields of {@code head}.
     *
     * @param maxContentLength the longest body to accept, in bytes; {@link Long#MAX_VALUE} for no limit
     * @return why the request is refused, or null
     */
    public @Nullable HttpViolation read(RequestHead head, long maxContentLength) {
        contentLength = 0;
        close = false;
        keepAlive = false;
        expectContinue = false;
        hosts = 0;
        contentLengths = 0;
        transferEncodings = 0;
        for (int i = 0; i < head.fieldCount(); i++) {
            HttpViolation violation = field(head, i);
            if (violation != null) {
                return violation;
            }
        }
        return whole(head, maxContentLength);
    }

    /** Returns the length of the body in bytes, 0 where there is none, or {@link #CHUNKED}. */
    public long contentLength() {
        return contentLength;
    }

    /** Returns whether a body follows the head. */
    public boolean hasBody() {
        return contentLength != 0;
    }

    /** Returns whether Connection holds {@code close}. */
    public boolean saysClose() {
        return close;
    }

    /** Returns whether Connection holds {@code keep-alive}. */
    public boolean saysKeepAlive() {
        return keepAlive;
    }

    /** Returns whether the client waits for 100 (Continue) before it sends the body. */
    public boolean expectsContinue() {
        return expectContinue;
    }

    private @Nullable HttpViolation field(RequestHead head, int i) {
        return switch (head.nameLength(i)) {
            case 4 -> head.nameIs(i, "host") ? host(head, i) : null;
            case 6 -> head.nameIs(i, "expect") ? expect(head, i) : null;
            case 10 -> head.nameIs(i, "connection") ? connection(head, i) : null;
            case 14 -> head.nameIs(i, "content-length") ? contentLength(head, i) : null;
            case 17 -> head.nameIs(i, "transfer-encoding") ? transferEncoding(head, i) : null;
            default -> null;
        };
    }

    private @Nullable HttpViolation whole(RequestHead head, long maxContentLength) {
        if (hosts > 1 || (hosts == 0 && head.version() == HttpVersion.HTTP_1_1)) {
            return HttpViolation.BAD_HOST;
        }
        if (transferEncodings > 0 && head.version() == HttpVersion.HTTP_1_0) {
            return HttpViolation.BAD_TRANSFER_ENCODING;
        }
        if (transferEncodings > 0 && contentLengths > 0) {
            return HttpViolation.AMBIGUOUS_LENGTH;
        }
        if (head.methodIs("CONNECT")) {
            return connect(head);
        }
        if (!isTargetFormAllowed(head) || !areEscapesWhole(head)) {
            return HttpViolation.BAD_REQUEST_TARGET;
        }
        if (contentLength > maxContentLength) {
            return HttpViolation.CONTENT_TOO_LARGE;
        }
        // A 100 (Continue) means nothing to an HTTP/1.0 client, nor where no body follows (RFC 9110 section 10.1.1).
        expectContinue &= hasBody() && head.version() == HttpVersion.HTTP_1_1;
        return null;
    }

    /** Content has no meaning with CONNECT (RFC 9110 section 9.3.6): whoever sends some means something else by it than the next reader. */
    private @Nullable HttpViolation connect(RequestHead head) {
        if (!connectAllowed) {
            return HttpViolation.CONNECT_NOT_SUPPORTED;
        }
        if (hasBody()) {
            return contentLength == CHUNKED ? HttpViolation.BAD_TRANSFER_ENCODING : HttpViolation.BAD_CONTENT_LENGTH;
        }
        expectContinue = false;
        String target = head.target();
        boolean withPort = target.lastIndexOf(':') > Math.max(0, target.lastIndexOf(']')) && !target.endsWith(":");
        return withPort && Authority.isHost(target) ? null : HttpViolation.BAD_REQUEST_TARGET;
    }

    /** origin-form, absolute-form, or {@code *} with OPTIONS (RFC 9112 section 3.2); authority-form belongs to CONNECT. */
    private static boolean isTargetFormAllowed(RequestHead head) {
        if (head.targetByte(0) == '/') {
            return true;
        }
        if (head.targetLength() == 1 && head.targetByte(0) == '*') {
            return head.methodIs("OPTIONS");
        }
        String target = head.target();
        return AbsoluteTarget.parse(target) != null;
    }

    /** A percent sign begins {@code "%" HEXDIG HEXDIG} and stands for nothing else (RFC 3986 section 2.1). */
    private static boolean areEscapesWhole(RequestHead head) {
        int length = head.targetLength();
        for (int i = 0; i < length; i++) {
            if (head.targetByte(i) == '%'
                    && (i + 2 >= length
                            || !Grammar.isHexDigit(head.targetByte(i + 1))
                            || !Grammar.isHexDigit(head.targetByte(i + 2)))) {
                return false;
            }
        }
        return true;
    }

    private @Nullable HttpViolation host(RequestHead head, int i) {
        hosts++;
        String host = head.value(i);
        // Most requests name the host of the one before.
        if (host.equals(validHost)) {
            return null;
        }
        if (!Authority.isHost(host)) {
            return HttpViolation.BAD_HOST;
        }
        validHost = host;
        return null;
    }

    private @Nullable HttpViolation expect(RequestHead head, int i) {
        expectContinue = head.isIgnoringCase(head.valueStart(i), head.valueEnd(i), "100-continue");
        return expectContinue ? null : HttpViolation.UNKNOWN_EXPECTATION;
    }

    private @Nullable HttpViolation connection(RequestHead head, int i) {
        int at = head.valueStart(i);
        int end = head.valueEnd(i);
        while (at < end) {
            int comma = at;
            while (comma < end && head.at(comma) != ',') {
                comma++;
            }
            connectionOption(head, at, comma);
            at = comma + 1;
        }
        return null;
    }

    private void connectionOption(RequestHead head, int from, int to) {
        int start = from;
        int end = to;
        while (start < end && Grammar.isWhitespace(head.at(start))) {
            start++;
        }
        while (end > start && Grammar.isWhitespace(head.at(end - 1))) {
            end--;
        }
        close |= head.isIgnoringCase(start, end, "close");
        keepAlive |= head.isIgnoringCase(start, end, "keep-alive");
    }

    private @Nullable HttpViolation contentLength(RequestHead head, int i) {
        if (++contentLengths > 1 || head.valueStart(i) == head.valueEnd(i)) {
            return HttpViolation.BAD_CONTENT_LENGTH;
        }
        long value = 0;
        for (int at = head.valueStart(i); at < head.valueEnd(i); at++) {
            byte digit = head.at(at);
            if (!Grammar.isDigit(digit)) {
                return HttpViolation.BAD_CONTENT_LENGTH;
            }
            if (value > (Long.MAX_VALUE - 9) / 10) {
                return HttpViolation.CONTENT_TOO_LARGE;
            }
            value = value * 10 + (digit - '0');
        }
        contentLength = value;
        return null;
    }

    private @Nullable HttpViolation transferEncoding(RequestHead head, int i) {
        if (++transferEncodings > 1) {
            return HttpViolation.BAD_TRANSFER_ENCODING;
        }
        if (head.isIgnoringCase(head.valueStart(i), head.valueEnd(i), "chunked")) {
            contentLength = CHUNKED;
            return null;
        }
        return isListOfOtherCodingsEndingInChunked(head, i)
                ? HttpViolation.UNKNOWN_TRANSFER_CODING
                : HttpViolation.BAD_TRANSFER_ENCODING;
    }

    /**
     * A well-formed list of codings this connector lacks is not implemented. Anything else is malformed, a list that does not end in chunked
     * among it: the body's end could not be found by anyone (RFC 9112 section 6.3).
     */
    private static boolean isListOfOtherCodingsEndingInChunked(RequestHead head, int i) {
        String[] codings = head.value(i).split(",", -1);
        for (int c = 0; c < codings.length; c++) {
            String coding = codings[c].strip();
            boolean last = c == codings.length - 1;
            if (coding.isEmpty() || !isToken(coding) || coding.equalsIgnoreCase("chunked") != last) {
                return false;
            }
        }
        return true;
    }

    private static boolean isToken(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!Grammar.isTokenCharacter((byte) text.charAt(i))) {
                return false;
            }
        }
        return true;
    }
}
