package dev.holdfast.balance;

/** How mod_jk measures the load of a member; {@code method} of a load balancer worker. */
public enum ModJkMethod {
    /** Requests. */
    REQUEST,
    /** Requests that have no session. */
    SESSION,
    /** Bytes, both ways. */
    TRAFFIC,
    /** Requests in progress. */
    BUSYNESS,
    /** Requests that have no session, as SESSION, but reduced by what the least of the members has instead of halved. */
    NEXT
}
