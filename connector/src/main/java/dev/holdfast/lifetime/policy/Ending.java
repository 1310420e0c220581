package dev.holdfast.lifetime.policy;

/** How an idle time ended. */
enum Ending {
    /** With the next request. */
    REUSED,
    /** With the client's FIN. */
    CLIENT_LEFT,
    /** With ours: what would have come is not known. */
    CLOSED
}
