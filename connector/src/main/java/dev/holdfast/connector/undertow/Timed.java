package dev.holdfast.connector.undertow;

/** What a timer of a {@link Home} is set for. */
public interface Timed {
    /** The deadline has passed; on its thread. */
    void timeout(long now);
}
