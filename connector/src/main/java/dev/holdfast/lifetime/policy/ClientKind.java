package dev.holdfast.lifetime.policy;

import org.jspecify.annotations.Nullable;

/** Whose connection pool the connection stands in, as far as the request tells. */
public enum ClientKind {
    /** Somebody who reads, clicks and leaves. */
    BROWSER,
    /** A program: it calls again at once, regularly, or never. */
    PROGRAM,
    /** A proxy or load balancer: it brings the requests of many clients. */
    PROXY;

    /**
     * Returns the kind that two request headers speak of. A {@code Via} makes a proxy (RFC 9110 section 7.6.3). What calls itself
     * {@code Mozilla/} is a browser, unless it goes on with {@code compatible;}, as robots do.
     */
    public static ClientKind of(@Nullable String userAgent, boolean hasVia) {
        if (hasVia) {
            return PROXY;
        }
        boolean browser = userAgent != null && userAgent.startsWith("Mozilla/") && !userAgent.contains("compatible;");
        return browser ? BROWSER : PROGRAM;
    }
}
