package dev.holdfast.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class SimulateCommandIT {
    private static final String SCENARIO = """
            front: {model: prefork, maxRequestWorkers: 10, keepAlive: true, keepAliveTimeout: 3s, maxKeepAliveRequests: 0, listenBacklog: 511}
            pool:  {kind: mod_jk, connection_pool_size: 1}
            back:  {kind: tomcat-nio, maxThreads: 200, acceptCount: 100, maxConnections: 8192}
            users: {closed: 20, think: {exp: 1s}, reuse: pooled, finReaction: 0s}
            service: {exp: 50ms}
            run: {duration: 10m, warmup: auto, seed: 1}
            """;

    @Test
    void writesTablesOrJson(@TempDir Path folder) throws Exception {
        Path scenario = Files.writeString(folder.resolve("scenario.yaml"), SCENARIO);
        try (HoldfastProcess tables = HoldfastProcess.run("simulate", scenario.toString())) {
            assertThat(tables.exitCode()).isZero();
            assertThat(String.join("\n", tables.out())).contains("front's %D", "bottleneck            front workers");
            assertThat(tables.err()).isEmpty();
        }
        try (HoldfastProcess json =
                HoldfastProcess.run("simulate", scenario.toString(), "--json", "--seed", "2", "--replications", "2")) {
            assertThat(json.exitCode()).isZero();
            assertThat(String.join("\n", json.out()))
                    .contains(
                            "\"throughputPerSecond\": ",
                            "\"tester\": ",
                            "\"waitingFraction\": ",
                            "\"decomposition\": ",
                            "\"workerSeconds\": ",
                            "\"seed\": 2",
                            "\"replications\": 2");
        }
    }

    @Test
    void aWrongScenarioIsRefusedWithItsLine(@TempDir Path folder) throws Exception {
        Path scenario = Files.writeString(folder.resolve("scenario.yaml"), SCENARIO.replace("maxThreads", "maxThread"));
        try (HoldfastProcess wrong = HoldfastProcess.run("simulate", scenario.toString())) {
            assertThat(wrong.exitCode()).isEqualTo(2);
            assertThat(String.join("\n", wrong.err()))
                    .contains("scenario.yaml:3: unknown key back.maxThread; did you mean back.maxThreads?");
        }
    }
}
