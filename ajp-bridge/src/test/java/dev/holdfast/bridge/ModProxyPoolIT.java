package dev.holdfast.bridge;

import dev.holdfast.ajp13.AjpPacket;
import dev.holdfast.pool.ModProxyPoolSettings;
import dev.holdfast.pool.PoolSettings;

/** A pool that follows mod_proxy's rules, with real connections. */
final class ModProxyPoolIT extends PeerContract {
    @Override
    PeerBackend start(int port) throws Exception {
        return new TomcatBackend(port, null, AjpPacket.DEFAULT_SIZE);
    }

    @Override
    PoolSettings poolOf(int connections) {
        return ModProxyPoolSettings.forThreads(connections);
    }
}
