package dev.holdfast.connector;

/** Who decides how long an idle connection is kept, within the keepAliveTimeout; see {@code docs/keep-alive-policies.md}. */
public enum KeepAlivePolicyKind {
    /** Nobody: every connection has the keepAliveTimeout. */
    FIXED,
    /** The occupancy: the timeout falls as maxConnections comes near, and the connection idle longest gives way to a new one. */
    PRESSURE,
    /** What was learnt of clients of the same kind: under pressure the connection least likely to be used again gives way. */
    ADAPTIVE
}
