package dev.holdfast.server.cli;

import dev.holdfast.ajp13.AjpClientTimeouts;
import dev.holdfast.balance.BalancerSettings;
import dev.holdfast.bridge.Backend;
import dev.holdfast.pool.ModProxyPoolSettings;
import dev.holdfast.pool.PoolSettings;
import dev.holdfast.settings.ConfigurationException;
import dev.holdfast.words.GatewayWords;
import java.time.Duration;
import java.util.Optional;

/** The live gateway's pools and balancer, as a {@link Configuration} has them. */
final class GatewayConfiguration {
    private final GatewayWords words;

    /** @throws ConfigurationException as {@link GatewayWords} */
    GatewayConfiguration(Configuration configuration) throws ConfigurationException {
        this.words = new GatewayWords(configuration, Optional.empty());
    }

    /** Returns {@code backend} with the pool, the timeouts and the packet size that are set. */
    Backend apply(Backend backend) throws ConfigurationException {
        PoolSettings pool = live(words.pool());
        AjpClientTimeouts timeouts = words.timeouts();
        int packetSize = words.maxPacketSize();
        return words.located(() -> backend.withPool(pool).withTimeouts(timeouts).withPacketSize(packetSize));
    }

    /** Returns how a member is chosen. */
    BalancerSettings balancer() throws ConfigurationException {
        return words.balancer();
    }

    /** A live request that is woken runs at once. */
    private static PoolSettings live(PoolSettings pool) {
        return pool instanceof ModProxyPoolSettings modProxy ? modProxy.withWakeUp(Duration.ZERO) : pool;
    }
}
