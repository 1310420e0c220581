package dev.holdfast.lifetime;

/** What the driver of a {@link ConnectionMachine} is to do next. */
public enum Next {
    /** Wait for bytes, and for the deadline. */
    READ,
    /** Give the request to its handler. */
    DISPATCH,
    /** Answer without a handler, saying {@code Connection: close}. */
    REFUSE,
    /** Tell an HTTP/2 client to open no more streams (RFC 9113 section 6.8). */
    GO_AWAY,
    /** Tell an HTTP/2 client which stream was the last one, and refuse those that it opens after. */
    LAST_STREAM,
    /** Send FIN, then read and drop what still comes, until the client's FIN or the deadline. */
    LINGER,
    /** Close the socket. */
    CLOSE
}
