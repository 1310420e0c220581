package dev.holdfast.balance;

/** What a health check does; mod_proxy's words (hcmethod). */
public enum HealthMethod {
    /** Connects, and closes the connection again. */
    TCP,
    /** Sends a CPING over AJP and waits for its CPONG. */
    CPING,
    /** Sends a GET request. */
    GET,
    /** Sends a HEAD request. */
    HEAD,
    /** Sends an OPTIONS request. */
    OPTIONS;

    /** Returns whether it is a request to an application, so that an answer has a status. */
    public boolean isRequest() {
        return this == GET || this == HEAD || this == OPTIONS;
    }
}
