package dev.holdfast.lifetime.policy;

/**
 * The policy {@code fixed}: one timeout for all, whatever happens, as httpd's, Tomcat's and Undertow's.
 *
 * @param keepAliveTimeoutNanos how long a connection may idle; more than 0, {@link dev.holdfast.time.Deadline#NONE} for ever
 */
public record FixedSettings(long keepAliveTimeoutNanos) implements KeepAlivePolicySettings {
    /**
     * Checks the range above.
     *
     * @throws IllegalArgumentException if it is broken
     */
    public FixedSettings {
        Ranges.require(keepAliveTimeoutNanos > 0, "keepAliveTimeout", keepAliveTimeoutNanos, "more than 0 ns");
    }
}
