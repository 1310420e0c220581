package dev.holdfast.bridge;

import dev.holdfast.ajp13.AjpPacket;
import dev.holdfast.pool.ModJkPoolSettings;
import dev.holdfast.pool.PoolSettings;
import java.time.Duration;

/** A pool that follows mod_jk's rules, with real connections. */
final class ModJkPoolIT extends PeerContract {
    @Override
    PeerBackend start(int port) throws Exception {
        return new TomcatBackend(port, null, AjpPacket.DEFAULT_SIZE);
    }

    @Override
    PoolSettings poolOf(int connections) {
        return ModJkPoolSettings.forThreads(connections).withConnectionAcquireTimeout(Duration.ofSeconds(20));
    }
}
