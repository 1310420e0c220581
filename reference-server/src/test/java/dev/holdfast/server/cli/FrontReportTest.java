package dev.holdfast.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.connector.ConnectionStatistics;
import dev.holdfast.front.FrontStatistics;
import dev.holdfast.lifetime.CloseReason;
import dev.holdfast.mpm.MpmCounts;
import dev.holdfast.mpm.WorkerUse;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class FrontReportTest {
    @Test
    void itIsOneLineOfJson() {
        FrontStatistics did = new FrontStatistics(
                new MpmCounts(0, 0, 0, 0, 0, 0, 0),
                Map.of(WorkerUse.BUSY, Duration.ofMillis(1500), WorkerUse.IDLE_HELD, Duration.ofSeconds(20)),
                new ConnectionStatistics(3, 0, 0, 7, 0, 0, Map.of(), Map.of(CloseReason.KEEP_ALIVE_TIMEOUT, 3L)));
        assertThat(FrontReport.json(did))
                .isEqualTo(
                        "{\"front\":{\"workerSeconds\":{\"busy\":1.500,\"idleHeld\":20.000,\"lingering\":0.000,\"idle\":0.000},"
                                + "\"connections\":3,\"requests\":7,\"closed\":{\"KEEP_ALIVE_TIMEOUT\":3}}}");
    }
}
