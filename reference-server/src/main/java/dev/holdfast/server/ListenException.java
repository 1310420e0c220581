package dev.holdfast.server;

import java.io.IOException;

/** A listener could not be bound. The message is one line that names the listener, its address and the system's reason. */
public final class ListenException extends IOException {
    private static final long serialVersionUID = 1;

    private final String listener;

    /** Creates one whose {@code cause} already says which address, and why not. */
    ListenException(String listener, IOException cause) {
        super(listener + ": " + cause.getMessage(), cause);
        this.listener = listener;
    }

    /**
     * Returns the listener's name, which is also the prefix of its keys: {@code http}, {@code ajp}, {@code admin} or {@code bridge}; or the directive that it
     * is of, with its file and line.
     */
    public String listener() {
        return listener;
    }
}
