package dev.holdfast.balance;

/** What the operator wants of a member; mod_jk's words, mod_proxy's flags in parentheses. */
public enum Activation {
    /** It gets requests. */
    ACTIVE,
    /** It gets only requests of sessions that are its own, so that it can be taken away when those have ended (N, drain). */
    DISABLED,
    /** It gets none (D, S). */
    STOPPED
}
