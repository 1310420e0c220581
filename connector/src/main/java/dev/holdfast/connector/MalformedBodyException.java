package dev.holdfast.connector;

import java.io.IOException;

/**
 * Tells a handler that reads a request body that the client broke the body's framing: where it would have ended is unknown. A handler that
 * answers at all answers 400; the connection ends either way.
 */
public final class MalformedBodyException extends IOException {
    private static final long serialVersionUID = 1;

    /** Makes an exception whose message begins with the name of the violation. */
    public MalformedBodyException(String message) {
        super(message);
    }
}
