package dev.holdfast.plan.solve;

/** What clients do with a connection after a response. */
public enum Reuse {
    /** They keep it for the next request. */
    POOLED,
    /** They close it. */
    CLOSE_EACH,
    /** They neither use it again nor close it. */
    LEAVE_OPEN
}
