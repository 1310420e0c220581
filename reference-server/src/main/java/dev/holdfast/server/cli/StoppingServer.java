package dev.holdfast.server.cli;

import dev.holdfast.server.HoldfastServer;
import java.time.Duration;

/**
 * A server at its end.
 *
 * @param first done before anything else
 */
record StoppingServer(HoldfastServer server, Runnable first) implements ShutdownHook.Stopping {
    @Override
    public void drain(Duration limit) {
        first.run();
        server.drain(limit);
    }

    @Override
    public void stop() {
        server.stop(Duration.ZERO);
    }

    @Override
    public void abandon() {
        server.abandon();
    }
}
