package dev.holdfast.ajp;

import dev.holdfast.connector.ConnectionStatistics;
import dev.holdfast.doubles.RawFront;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The connector of one test. */
final class TestConnector implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private @Nullable AjpConnector connector;

    static RawFront front(AjpConnector connector) throws IOException {
        return new RawFront(connector.localAddress().getPort());
    }

    static RawFront front(AjpConnector connector, int packetSize) throws IOException {
        return new RawFront(connector.localAddress().getPort(), packetSize);
    }

    AjpConnector start(AjpConnector.Builder builder) throws IOException {
        AjpConnector started = builder.bind("127.0.0.1", 0).build();
        started.start();
        connector = started;
        return started;
    }

    /** Waits for every connection to end, one at least. Returns what has happened. */
    ConnectionStatistics ended() {
        AjpConnector running = connector;
        if (running == null) {
            throw new IllegalStateException("not started");
        }
        long start = System.nanoTime();
        while (running.statistics().accepted() == 0 || running.statistics().open() > 0) {
            if (System.nanoTime() - start > LIMIT.toNanos()) {
                throw new AssertionError("still open after " + LIMIT + ": " + running.statistics());
            }
            LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
        }
        return running.statistics();
    }

    @Override
    public void close() {
        if (connector != null) {
            connector.stop(Duration.ZERO);
        }
    }
}
