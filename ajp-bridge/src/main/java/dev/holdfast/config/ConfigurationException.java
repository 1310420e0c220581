package dev.holdfast.config;

/** A configuration that its own product would refuse to start with. The message begins with {@code file:line: }. */
public final class ConfigurationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Origin origin;

    /** What is wrong, and where. */
    public ConfigurationException(Origin origin, String problem) {
        super(origin + ": " + problem);
        this.origin = origin;
    }

    /** Where it is wrong. */
    public Origin origin() {
        return origin;
    }
}
