package dev.holdfast.plan.log;

/** What a format tells about a request, as far as a model can use it. */
public enum LogField {
    /** When it began or ended: {@code %t}. */
    TIME,
    /** How long it took: {@code %D}, {@code %T}. */
    DURATION,
    /** How many requests its connection had carried before: {@code %k}. */
    REQUESTS_BEFORE,
    /** Whether the connection was kept: {@code %X}. */
    CONNECTION_STATUS,
    /** Whose it was: {@code %h}, {@code %a}. */
    CLIENT,
    /** From which port: {@code %{remote}p}. */
    CLIENT_PORT,
    /** In which process, or thread: {@code %P}. */
    WORKER,
    /** What was answered: {@code %s}. */
    STATUS,
    /** Bytes received: {@code %I}. */
    BYTES_IN,
    /** Bytes sent: {@code %O}, {@code %b}. */
    BYTES_OUT
}
