package dev.holdfast.it.soak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.it.Await;
import dev.holdfast.lifetime.CloseReason;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/**
 * How exactly idle connections are closed. Measured twice: by the server from below the connector, last byte written to FIN ({@link
 * TimedCloses}), and by the client, whose thread shares the processors with the server and is told of an end when it gets to it.
 */
final class LatenessIT {
    private static final int CONNECTIONS = 1000;
    private static final Duration KEEP_ALIVE_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration COMING = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final long LATENESS_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    @Test
    void aThousandIdleConnectionsAreClosedNeverEarlyAndHardlyLate() throws Exception {
        Ledger ledger = new Ledger();
        try (SoakConnector server = new SoakConnector(KEEP_ALIVE_TIMEOUT);
                NoiseMeter noise = new NoiseMeter()) {
            server.closes().timing(true);
            Crowd crowd = Crowd.ofIdle(ledger, CONNECTIONS, KEEP_ALIVE_TIMEOUT, COMING, server.timedAddress(), 1);
            await(server, "all accepted", () -> server.statistics().accepted() == CONNECTIONS);
            crowd.awaitGone();
            await(server, "all closed", () -> server.statistics().open() == 0);
            Histogram late = server.closes().lateness();
            System.out.println("server: last byte written to FIN, beyond the timeout: " + late);
            System.out.println("client: last byte read to FIN, beyond the timeout: " + ledger.fromResponse());
            System.out.println("noise:  a thread that waits for 1 ms wakes later by: " + noise.lateness());

            assertThat(ledger.complaints()).isEmpty();
            assertThat(server.statistics().closed())
                    .containsOnlyKeys(CloseReason.KEEP_ALIVE_TIMEOUT)
                    .containsEntry(CloseReason.KEEP_ALIVE_TIMEOUT, (long) CONNECTIONS);
            assertThat(late.count()).isEqualTo(CONNECTIONS);
            assertThat(server.closes().early()).isZero();
            assertThat(ledger.earlyFromRequest()).isZero();
            // In two seconds the machine may take the processors away from any one thread once, and from this one not.
            assertThat(late.percentileNanos(0.99))
                    .isLessThanOrEqualTo(LATENESS_NANOS + noise.lateness().maxNanos());
        }
    }

    private static void await(SoakConnector server, String what, BooleanSupplier condition) {
        Await.until(() -> what + ", but " + server.statistics(), PATIENCE, condition);
    }
}
