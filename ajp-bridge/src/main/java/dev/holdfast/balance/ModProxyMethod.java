package dev.holdfast.balance;

/** How mod_proxy chooses a member; its {@code lbmethod}. mod_lbmethod_heartbeat is left out: it needs messages from the members. */
public enum ModProxyMethod {
    /** Requests (mod_lbmethod_byrequests). */
    BYREQUESTS,
    /** Bytes, both ways (mod_lbmethod_bytraffic). */
    BYTRAFFIC,
    /** Requests in progress, and requests where those are equal (mod_lbmethod_bybusyness). */
    BYBUSYNESS
}
