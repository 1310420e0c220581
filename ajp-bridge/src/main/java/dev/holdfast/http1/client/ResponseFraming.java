package dev.holdfast.http1.client;

import dev.holdfast.http1.HttpVersion;
import dev.holdfast.http1.ResponseHead;
import org.jspecify.annotations.Nullable;

/**
 * How long a response's body is (RFC 9112 section 6.3), and whether the connection persists behind it (section 9.3).
 *
 * @param length bytes, 0 for none, {@link #CHUNKED} or {@link #UNTIL_CLOSE}
 * @param persistent whether another request may follow
 * @param violation why the head cannot be believed, or null
 */
record ResponseFraming(
        long length, boolean persistent, @Nullable HttpResponseViolation violation) {
    static final long CHUNKED = -1;
    static final long UNTIL_CLOSE = -2;

    private static final int MAX_DIGITS = 18;
    private static final int NO_CONTENT = 204;
    private static final int NOT_MODIFIED = 304;

    static ResponseFraming of(ResponseHead head, boolean headRequest) {
        String length = null;
        String coding = null;
        boolean close = false;
        boolean keepAlive = false;
        for (ResponseHead.Field field : head.fields()) {
            if (field.name().equalsIgnoreCase("Content-Length")) {
                if (!isLength(field.value()) || (length != null && !length.equals(field.value()))) {
                    return violated(HttpResponseViolation.BAD_CONTENT_LENGTH);
                }
                length = field.value();
            } else if (field.name().equalsIgnoreCase("Transfer-Encoding")) {
                if (coding != null || !field.value().equalsIgnoreCase("chunked") || isOld(head)) {
                    return violated(HttpResponseViolation.BAD_TRANSFER_ENCODING);
                }
                coding = field.value();
            } else if (field.name().equalsIgnoreCase("Connection")) {
                close |= lists(field.value(), "close");
                keepAlive |= lists(field.value(), "keep-alive");
            }
        }
        if (length != null && coding != null) {
            return violated(HttpResponseViolation.AMBIGUOUS_LENGTH);
        }
        boolean persistent = !close && (keepAlive || !isOld(head));
        if (headRequest || head.status() == NO_CONTENT || head.status() == NOT_MODIFIED) {
            return new ResponseFraming(0, persistent, null);
        }
        if (coding != null) {
            return new ResponseFraming(CHUNKED, persistent, null);
        }
        return length == null
                ? new ResponseFraming(UNTIL_CLOSE, false, null)
                : new ResponseFraming(Long.parseLong(length), persistent, null);
    }

    private static ResponseFraming violated(HttpResponseViolation violation) {
        return new ResponseFraming(0, false, violation);
    }

    private static boolean isOld(ResponseHead head) {
        return head.version() == HttpVersion.HTTP_1_0;
    }

    private static boolean isLength(String value) {
        return !value.isEmpty() && value.length() <= MAX_DIGITS && value.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static boolean lists(String value, String token) {
        for (String element : value.split(",", -1)) {
            if (element.strip().equalsIgnoreCase(token)) {
                return true;
            }
        }
        return false;
    }
}
