package dev.holdfast.connector;

import java.time.Duration;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Which connections persist, for how many requests, and what clients are told of it.
 *
 * @param keepAlive false ends every connection with its first response (httpd {@code KeepAlive}). Default true
 * @param maxKeepAliveRequests how many requests one connection may carry; exactly that many are answered, the last with
 *     {@code Connection: close}. 1 turns keep-alive off, -1 sets no limit. Default 100
 * @param apacheCompatible answers one request more than {@code maxKeepAliveRequests}, as httpd does. Default false
 * @param restrictedUserAgents a regular expression; a client whose whole User-Agent matches it gets no keep-alive (Tomcat's word). Matched
 *     against no more than the first 512 characters. Default null: no client
 * @param keepAlivePolicy who decides how long an idle connection is kept, within the keepAliveTimeout. Default
 *     {@link KeepAlivePolicyKind#FIXED}
 * @param minKeepAliveTimeout how long an idle connection is kept at least under {@link KeepAlivePolicyKind#PRESSURE}, unless its very place
 *     is needed; zero or more, no more than the keepAliveTimeout counts. Default 1 s. nginx {@code keepalive_min_timeout}
 * @param setupCost what {@link KeepAlivePolicyKind#ADAPTIVE} takes a new connection to cost; 1 us to 10 s. Default 100 ms, about a TLS
 *     connection from another continent
 * @param keepAliveHeader whether responses carry {@code Keep-Alive: timeout=, max=}. Default {@link KeepAliveHeader#WHEN_ASKED}, as httpd and
 *     Tomcat
 */
public record KeepAlive(
        boolean keepAlive,
        int maxKeepAliveRequests,
        boolean apacheCompatible,
        @Nullable String restrictedUserAgents,
        KeepAlivePolicyKind keepAlivePolicy,
        Duration minKeepAliveTimeout,
        Duration setupCost,
        KeepAliveHeader keepAliveHeader) {

    private static final Duration MIN_SETUP_COST = Duration.ofNanos(1000);
    private static final Duration MAX_SETUP_COST = Duration.ofSeconds(10);

    /** The default of every setting. */
    public static final KeepAlive DEFAULTS = new KeepAlive(
            true,
            100,
            false,
            null,
            KeepAlivePolicyKind.FIXED,
            Duration.ofSeconds(1),
            Duration.ofMillis(100),
            KeepAliveHeader.WHEN_ASKED);

    /**
     * Checks the ranges above.
     *
     * @throws IllegalArgumentException naming the setting, its value and the legal values
     */
    public KeepAlive {
        Require.countOrNone("maxKeepAliveRequests", maxKeepAliveRequests, "");
        Require.notNegative("minKeepAliveTimeout", minKeepAliveTimeout);
        Require.that(
                setupCost.compareTo(MIN_SETUP_COST) >= 0 && setupCost.compareTo(MAX_SETUP_COST) <= 0,
                "setupCost",
                setupCost,
                "1 us to 10 s");
        if (restrictedUserAgents != null) {
            try {
                Pattern.compile(restrictedUserAgents);
            } catch (PatternSyntaxException notAPattern) {
                throw new IllegalArgumentException(
                        "restrictedUserAgents is " + restrictedUserAgents + ", but must be a regular expression: "
                                + notAPattern.getDescription() + " near index " + notAPattern.getIndex(),
                        notAPattern);
            }
        }
    }

    /** Returns how many requests a connection really carries, 1 or more, or -1 for no limit. */
    public int requestsOnAConnection() {
        return apacheCompatible && maxKeepAliveRequests > 0 && maxKeepAliveRequests < Integer.MAX_VALUE
                ? maxKeepAliveRequests + 1
                : maxKeepAliveRequests;
    }
}
