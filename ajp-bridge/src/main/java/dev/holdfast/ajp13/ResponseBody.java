package dev.holdfast.ajp13;

import org.jspecify.annotations.Nullable;

/** Counts a response's body against the Content-Length it was announced with. */
final class ResponseBody {
    private static final long UNKNOWN = -1;
    private static final int MAX_DIGITS = 18;
    private static final int NO_CONTENT = 204;
    private static final int NOT_MODIFIED = 304;

    private final boolean allowed;
    private final long length;
    private final @Nullable AjpViolation violation;
    private long received;

    /** @param headRequest whether the request was HEAD, whose response announces a length and has no body (RFC 9110 section 9.3.2) */
    ResponseBody(AjpMessage.SendHeaders head, boolean headRequest) {
        this.allowed = !headRequest && head.status() != NO_CONTENT && head.status() != NOT_MODIFIED;
        String announced = null;
        boolean sound = true;
        for (AjpHeader header : head.headers()) {
            if (header.name().equalsIgnoreCase("Content-Length")) {
                sound &= isLength(header.value()) && (announced == null || announced.equals(header.value()));
                announced = header.value();
            }
        }
        this.violation = sound ? null : AjpViolation.INVALID_CONTENT_LENGTH;
        this.length = sound && announced != null ? Long.parseLong(announced) : UNKNOWN;
    }

    @Nullable
    AjpViolation violation() {
        return violation;
    }

    /** Returns whether the client may be sent a body. A container that sends one all the same is not in breach: AJP frames it. */
    boolean allowed() {
        return allowed;
    }

    @Nullable
    AjpViolation add(int bytes) {
        received += bytes;
        return allowed && length != UNKNOWN && received > length ? AjpViolation.BODY_LONGER_THAN_CONTENT_LENGTH : null;
    }

    @Nullable
    AjpViolation end() {
        return allowed && received < length ? AjpViolation.BODY_SHORTER_THAN_CONTENT_LENGTH : null;
    }

    private static boolean isLength(String value) {
        return !value.isEmpty() && value.length() <= MAX_DIGITS && value.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
