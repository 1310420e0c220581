package dev.holdfast.settings;

/** A setting is wrong. The message is one line that says where it was given, and what would be right. */
public final class ConfigurationException extends Exception {
    private static final long serialVersionUID = 1;

    public ConfigurationException(String message) {
        super(message);
    }
}
