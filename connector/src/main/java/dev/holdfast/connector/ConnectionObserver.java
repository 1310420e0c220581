package dev.holdfast.connector;

/**
 * Is told of requests and connections as they end. Called by the thread that owns the connection, in most cases its I/O thread: an observer
 * must not block. What it throws is logged and changes nothing.
 */
public interface ConnectionObserver {
    /**
     * Returns whether the observer would like to know of a request or connection that begins now. One that says no costs nothing but the
     * question. Default true.
     */
    default boolean isActive() {
        return true;
    }

    /** The last byte of a response was handed to the kernel, or the request's connection broke, or the request was refused. */
    default void requestEnded(RequestRecord request) {}

    /** A connection was closed. */
    default void connectionClosed(ConnectionRecord connection) {}
}
