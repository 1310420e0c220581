package dev.holdfast.connector;

/**
 * When a response says {@code Keep-Alive: timeout=, max=}. The values are those in force for this connection, seconds rounded down; a timeout
 * below one second and an unlimited number of requests are left out, and with both the field.
 */
public enum KeepAliveHeader {
    /** On every response of a connection that persists. */
    ALWAYS,
    /** Where the request said {@code Connection: keep-alive}. */
    WHEN_ASKED,
    /** On none. */
    NEVER
}
