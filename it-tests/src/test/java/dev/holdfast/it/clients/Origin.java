package dev.holdfast.it.clients;

import dev.holdfast.connector.ConnectionStatistics;
import dev.holdfast.connector.HttpConnector;
import dev.holdfast.it.Await;
import dev.holdfast.it.OriginHandlers;
import dev.holdfast.lifetime.CloseReason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/** Our connector with {@link OriginHandlers}. Closing it fails the test where the connector failed or lost a connection. */
final class Origin implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final HttpConnector connector;

    private Origin(HttpConnector connector) {
        this.connector = connector;
    }

    static Origin start() {
        return start(builder -> builder);
    }

    /** Starts with no limit on the requests of a connection, and timeouts no test reaches, unless {@code settings} say otherwise. */
    static Origin start(UnaryOperator<HttpConnector.Builder> settings) {
        HttpConnector.Builder builder = HttpConnector.builder()
                .maxKeepAliveRequests(-1)
                .connectionTimeout(Duration.ofSeconds(60))
                .handler(OriginHandlers.all());
        HttpConnector connector = settings.apply(builder).build();
        try {
            connector.start();
        } catch (IOException cannotListen) {
            throw new UncheckedIOException(cannotListen);
        }
        return new Origin(connector);
    }

    int port() {
        return connector.localAddress().getPort();
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port() + path);
    }

    ConnectionStatistics statistics() {
        return connector.statistics();
    }

    long closed(CloseReason reason) {
        return statistics().closed().getOrDefault(reason, 0L);
    }

    void awaitClosed(CloseReason reason, long count) {
        await(count + " closed as " + reason, () -> closed(reason) >= count);
    }

    void awaitRaceVictims(long count) {
        await(count + " race victims", () -> statistics().raceVictims() == count);
    }

    private void await(String what, BooleanSupplier condition) {
        Await.until(() -> what + ", but " + statistics(), PATIENCE, condition);
    }

    @Override
    public void close() {
        connector.stop(Duration.ofSeconds(5));
        await("no connection open", () -> statistics().open() == 0);
        if (closed(CloseReason.INTERNAL_ERROR) != 0) {
            throw new AssertionError("the connector failed: " + statistics());
        }
    }
}
