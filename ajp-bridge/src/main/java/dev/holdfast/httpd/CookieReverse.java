package dev.holdfast.httpd;

import dev.holdfast.config.Origin;

/**
 * How an attribute of a back end's cookies is corrected: what begins with {@code from} begins with {@code to} instead.
 *
 * @param attribute which one
 */
public record CookieReverse(Attribute attribute, String from, String to, Origin origin) {
    /** What is corrected. */
    public enum Attribute {
        /** Domain (ProxyPassReverseCookieDomain). */
        DOMAIN,
        /** Path (ProxyPassReverseCookiePath). */
        PATH
    }
}
