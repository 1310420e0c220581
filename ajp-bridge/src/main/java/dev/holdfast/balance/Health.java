package dev.holdfast.balance;

/** What the balancer believes of a member; mod_jk's words. */
public enum Health {
    /** The last request it got was answered. */
    OK,
    /** It gets one request, or a few, to see whether it is back. */
    RECOVER,
    /** Nothing was free for a request; that says nothing about the next. */
    BUSY,
    /** It gets no request for a while. */
    ERROR
}
