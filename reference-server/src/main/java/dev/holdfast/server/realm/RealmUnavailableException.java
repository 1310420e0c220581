package dev.holdfast.server.realm;

import org.jspecify.annotations.Nullable;

/** A realm cannot say now whether somebody is who they claim to be, and later may. Whoever asked is answered 503. */
public final class RealmUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Says why, in one line. */
    public RealmUnavailableException(String message) {
        super(message);
    }

    /** Says why, in one line, and what the cause was. */
    public RealmUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
