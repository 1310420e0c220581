package dev.holdfast.server.cli;

/** The command cannot be done, for a foreseen reason. The message is one line. */
final class FailedException extends Exception {
    private static final long serialVersionUID = 1;

    FailedException(String message) {
        super(message);
    }
}
