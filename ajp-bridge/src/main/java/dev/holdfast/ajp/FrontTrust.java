package dev.holdfast.ajp;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * How far fronts are believed. Whoever can reach an AJP connector can claim any client address, user name and TLS client certificate, and
 * with a free choice of attributes could do worse (CVE-2020-1938).
 *
 * @param secret what every request must carry (mod_jk {@code secret}, mod_proxy_ajp {@code secret=}); one without is answered 403, and its
 *     connection closed. Not empty and of ISO 8859-1, which is all that AJP carries, or null to ask for none. Default null
 * @param secretRequired whether an address that other machines can reach needs a secret; default true
 * @param allowedRequestAttributesPattern the regular expression that the names of request attributes match in full; a request with another is
 *     answered 403. Null, the default, allows only what fronts send of themselves: {@code AJP_REMOTE_PORT}, {@code AJP_LOCAL_ADDR},
 *     {@code AJP_SSL_PROTOCOL} and {@code JK_LB_ACTIVATION}. Names that begin with {@code java.}, {@code javax.} or {@code jakarta.} are the
 *     container's own, and refused whatever the pattern says
 * @param tomcatAuthentication whether the container authenticates users, and ignores those of fronts. Where it is false the front's user and
 *     authentication type are left for Undertow's {@link io.undertow.security.impl.ExternalAuthenticationMechanism}. Default true
 */
public record FrontTrust(
        @Nullable String secret,
        boolean secretRequired,
        @Nullable String allowedRequestAttributesPattern,
        boolean tomcatAuthentication) {
    /** The default of every setting. */
    public static final FrontTrust DEFAULTS = new FrontTrust(null, true, null, true);

    /**
     * Checks the ranges above.
     *
     * @throws IllegalArgumentException naming the setting, its value and the legal values
     */
    public FrontTrust {
        if (secret != null && secret.isEmpty()) {
            throw new IllegalArgumentException("secret is \"\", but must be not empty");
        }
        if (secret != null && secret.chars().anyMatch(c -> c == 0 || c > 0xFF)) {
            throw new IllegalArgumentException(
                    "secret has a character that AJP cannot carry, but must be of ISO 8859-1");
        }
        if (allowedRequestAttributesPattern != null) {
            compile(allowedRequestAttributesPattern);
        }
    }

    /** Returns the compiled pattern, or null. */
    @Nullable
    Pattern allowedAttributes() {
        return allowedRequestAttributesPattern == null ? null : compile(allowedRequestAttributesPattern);
    }

    private static Pattern compile(String pattern) {
        try {
            return Pattern.compile(pattern);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "allowedRequestAttributesPattern is \"" + pattern + "\", but must be a regular expression: "
                            + e.getDescription(),
                    e);
        }
    }

    /** Does not tell the secret. */
    @Override
    public String toString() {
        return "FrontTrust[secret=" + (secret == null ? "none" : "given") + ", secretRequired=" + secretRequired
                + ", allowedRequestAttributesPattern=" + allowedRequestAttributesPattern + ", tomcatAuthentication="
                + tomcatAuthentication + "]";
    }
}
