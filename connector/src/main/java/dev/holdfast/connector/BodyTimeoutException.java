package dev.holdfast.connector;

import java.io.IOException;

/**
 * Tells a handler that waited for a request body that the client sent none of it for a bodyReadTimeout, or less of it than
 * minRequestDataRate. A handler that answers at all answers 408; the connection ends either way.
 */
public final class BodyTimeoutException extends IOException {
    private static final long serialVersionUID = 1;

    /** Makes an exception. */
    public BodyTimeoutException(String message) {
        super(message);
    }
}
