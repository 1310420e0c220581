package dev.holdfast.httpd;

import dev.holdfast.config.Origin;
import java.util.Optional;

/**
 * How an attribute of a back end's cookies is corrected: what begins with {@code from} begins with {@code to} instead.
 *
 * @param attribute which one
 * @param location the Location it is in, whose requests alone it is for
 */
public record CookieReverse(
        Attribute attribute, String from, String to, Optional<LocationScope> location, Origin origin) {
    /** What is corrected. */
    public enum Attribute {
        /** Domain (ProxyPassReverseCookieDomain). */
        DOMAIN,
        /** Path (ProxyPassReverseCookiePath). */
        PATH
    }
}
