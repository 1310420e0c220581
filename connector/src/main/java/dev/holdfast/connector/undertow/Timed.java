package dev.holdfast.connector.undertow;

/** What a timer of an I/O thread is set for. */
interface Timed {
    /** The deadline has passed; on the I/O thread. */
    void timeout(long now);
}
