package dev.holdfast.server.cli;

/** A setting is wrong. The message is one line that says where it was given, and what would be right. */
final class ConfigurationException extends Exception {
    private static final long serialVersionUID = 1;

    ConfigurationException(String message) {
        super(message);
    }
}
