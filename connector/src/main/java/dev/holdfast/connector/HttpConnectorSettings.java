package dev.holdfast.connector;

import dev.holdfast.lifetime.policy.AdaptiveSettings;
import dev.holdfast.lifetime.policy.FixedSettings;
import dev.holdfast.lifetime.policy.KeepAlivePolicySettings;
import dev.holdfast.lifetime.policy.PressureSettings;
import dev.holdfast.time.Deadline;
import java.time.Duration;

/**
 * Everything a connector can be told about the connections it holds. Names are those of Tomcat and httpd where they have one.
 *
 * @param timeouts how long a connection may take for what
 * @param keepAlive which connections persist
 * @param limits how much a client may send, and how many may be there
 * @param workers which threads serve them
 * @param protocols what is spoken beside HTTP/1.1
 */
public record HttpConnectorSettings(
        Timeouts timeouts, KeepAlive keepAlive, Limits limits, Workers workers, Protocols protocols) {
    /** How far the adaptive policy tells gaps between requests apart. */
    private static final Duration LONGEST_LEARNT = Duration.ofMinutes(10);

    private static final Duration SHORTEST_LEARNT = Duration.ofMillis(1);

    /** The default of every setting. */
    public static final HttpConnectorSettings DEFAULTS = new HttpConnectorSettings(
            Timeouts.DEFAULTS, KeepAlive.DEFAULTS, Limits.DEFAULTS, Workers.DEFAULTS, Protocols.DEFAULTS);

    /**
     * Checks what no part can see alone.
     *
     * @throws IllegalArgumentException naming the setting, its value and the legal values
     */
    public HttpConnectorSettings {
        Duration timeout = timeouts.keepAliveTimeout();
        Require.that(
                keepAlive.keepAlivePolicy() != KeepAlivePolicyKind.ADAPTIVE
                        || (timeout.compareTo(SHORTEST_LEARNT) >= 0 && timeout.compareTo(LONGEST_LEARNT) <= 0),
                "keepAliveTimeout",
                timeout,
                "1 ms to 10 min under the policy adaptive");
        Require.that(
                keepAlive.keepAlivePolicy() == KeepAlivePolicyKind.FIXED || workers.model() == WorkerModel.EVENT,
                "keepAlivePolicy",
                keepAlive.keepAlivePolicy(),
                KeepAlivePolicyKind.FIXED + " in the worker model");
        Require.that(
                !protocols.h2c() || workers.model() == WorkerModel.EVENT,
                "h2c",
                protocols.h2c(),
                "false in the worker model");
    }

    /** Returns the policy of idle connections. */
    public KeepAlivePolicySettings keepAlivePolicy() {
        long timeout = Deadline.nanosOf(timeouts.keepAliveTimeout());
        return switch (keepAlive.keepAlivePolicy()) {
            case FIXED -> new FixedSettings(timeout);
            case PRESSURE -> {
                PressureSettings d = PressureSettings.of(timeout);
                yield new PressureSettings(
                        timeout,
                        Math.min(timeout, Deadline.nanosOf(keepAlive.minKeepAliveTimeout())),
                        d.startPercent(),
                        d.fullPercent(),
                        d.hysteresisPercent());
            }
            case ADAPTIVE -> {
                AdaptiveSettings d = AdaptiveSettings.of(timeout);
                yield new AdaptiveSettings(
                        timeout, Deadline.nanosOf(keepAlive.setupCost()), d.targetPercent(), d.explorationInterval());
            }
        };
    }

    /** Returns a builder with every setting at its default. */
    public static Builder builder() {
        return new Builder();
    }

    /** Collects the settings. */
    public static final class Builder extends SettingsBuilder<Builder> {
        private Builder() {}

        @Override
        Builder self() {
            return this;
        }

        /**
         * Builds the settings.
         *
         * @throws IllegalArgumentException if one is out of its range, naming it and the legal values
         */
        public HttpConnectorSettings build() {
            return settings();
        }
    }
}
