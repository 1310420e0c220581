package dev.holdfast.ajp;

import dev.holdfast.ajp13.AjpHeader;
import dev.holdfast.ajp13.RequestBody;
import io.undertow.util.StatusCodes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a request's headers say of its body. Transfer-Encoding wins over Content-Length, as it does in fronts, and where two readers could
 * disagree the request is refused (CVE-2022-26377, CVE-2022-36760).
 *
 * @param body how the body comes
 * @param refusal the status to refuse the request with, or 0
 */
record BodyFraming(RequestBody body, int refusal) {
    /** Of a request without a body. */
    static final BodyFraming ABSENT = new BodyFraming(RequestBody.NONE, 0);

    private static final int MAX_DIGITS = 18;

    static BodyFraming of(List<AjpHeader> headers, long maxEntitySize) {
        String length = null;
        boolean chunked = false;
        for (int i = 0; i < headers.size(); i++) {
            AjpHeader header = headers.get(i);
            switch (header.name().length()) {
                case 14 -> {
                    if (header.name().equalsIgnoreCase("content-length")) {
                        if (length != null) {
                            return refused(StatusCodes.BAD_REQUEST);
                        }
                        length = header.value();
                    }
                }
                case 17 -> {
                    if (header.name().equalsIgnoreCase("transfer-encoding")) {
                        if (chunked) {
                            return refused(StatusCodes.BAD_REQUEST);
                        }
                        if (!header.value().equalsIgnoreCase("chunked")) {
                            return refused(StatusCodes.NOT_IMPLEMENTED);
                        }
                        chunked = true;
                    }
                }
                default -> {
                    // Says nothing of the body.
                }
            }
        }
        return chunked && (length == null || isLength(length))
                ? new BodyFraming(RequestBody.CHUNKED, 0)
                : fixed(length, maxEntitySize);
    }

    private static BodyFraming fixed(@Nullable String length, long maxEntitySize) {
        if (length == null) {
            return ABSENT;
        }
        if (!isLength(length)) {
            return refused(StatusCodes.BAD_REQUEST);
        }
        long bytes = Long.parseLong(length);
        if (maxEntitySize > 0 && bytes > maxEntitySize) {
            return refused(StatusCodes.REQUEST_ENTITY_TOO_LARGE);
        }
        return new BodyFraming(RequestBody.fixed(bytes), 0);
    }

    private static BodyFraming refused(int status) {
        return new BodyFraming(RequestBody.NONE, status);
    }

    private static boolean isLength(String text) {
        if (text.isEmpty() || text.length() > MAX_DIGITS) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }
}
