package dev.holdfast.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
final class AdviseCommandIT {
    private static final String SCENARIO = """
            front: {model: prefork, maxRequestWorkers: 10, keepAlive: true, keepAliveTimeout: 3s, maxKeepAliveRequests: 0}
            pool: {kind: mod_jk}
            users: {closed: 20, think: {exp: 1s}}
            service: {exp: 50ms}
            run: {duration: 10m}
            """;

    @TempDir
    Path directory;

    private String file(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text).toString();
    }

    @Test
    void findsChangesThatMeetATarget() throws Exception {
        try (HoldfastProcess advise =
                HoldfastProcess.run("advise", file("s.yaml", SCENARIO), "--target", "mean=150ms")) {
            assertThat(advise.exitCode()).isZero();
            String out = String.join("\n", advise.out());
            assertThat(out)
                    .contains("bound by front workers, held by idle keep-alive connections")
                    .contains("front.keepAliveTimeout: 3s -> ")
                    .contains("(simulated)");
        }
    }

    @Test
    void readsASiteAndSaysHowLongToKeepConnections() throws Exception {
        String httpd = file("httpd.conf", """
                LoadModule mpm_prefork_module modules/mod_mpm_prefork.so
                LoadModule jk_module modules/mod_jk.so
                MaxRequestWorkers 10
                ServerLimit 10
                KeepAliveTimeout 3
                LogFormat "%h %{remote}p %{usec}t %D %k" times
                CustomLog logs/access.log times
                JkWorkersFile workers.properties
                JkMount /* app
                """);
        file("workers.properties", "worker.list=app\nworker.app.port=8009\n");
        List<String> lines = IntStream.range(0, 500)
                .mapToObj(i -> String.format(
                        Locale.ROOT,
                        "10.0.0.%d %d %d %d %d",
                        i % 5,
                        4000 + i % 5,
                        1_795_888_000_000_000L + i * 210_000L,
                        40_000 + i * 7919 % 20_000,
                        i / 5))
                .toList();
        String log = file("access.log", String.join("\n", lines) + "\nbroken\n");
        try (HoldfastProcess advise = HoldfastProcess.run("advise", "--httpd", httpd, "--access-log", log, "--json")) {
            assertThat(advise.exitCode()).isZero();
            assertThat(String.join("\n", advise.out()))
                    .contains("\"keepAlive\"")
                    .contains("\"damagedLines\": 1")
                    .contains("\"users.closed\": \"5\"");
        }
    }

    @Test
    void sweepsToATableAndFiles() throws Exception {
        Path csv = directory.resolve("s.csv");
        Path svg = directory.resolve("s.svg");
        Path png = directory.resolve("s.png");
        try (HoldfastProcess sweep = HoldfastProcess.run(
                "sweep",
                file("s.yaml", SCENARIO),
                "front.keepAliveTimeout=0s..2s",
                "--points",
                "2",
                "--csv",
                csv.toString(),
                "--svg",
                svg.toString(),
                "--png",
                png.toString())) {
            assertThat(sweep.exitCode()).isZero();
            assertThat(sweep.out()).hasSize(3);
            assertThat(Files.readAllLines(csv)).hasSize(3);
            assertThat(Files.readString(svg)).contains("<svg");
            assertThat(Files.size(png)).isPositive();
        }
    }

    @Test
    void whatIsWrongIsNamedWithFileAndLine() throws Exception {
        String scenario = file("s.yaml", SCENARIO.replace("closed: 20", "closed: x"));
        try (HoldfastProcess advise = HoldfastProcess.run("advise", scenario, "--target", "p99=1s")) {
            assertThat(advise.exitCode()).isEqualTo(2);
            assertThat(advise.err()).singleElement().asString().contains("s.yaml:3: users.closed is \"x\"");
        }
        String httpd = file("httpd.conf", "Listen 80\nKeepAlive maybe\n");
        try (HoldfastProcess advise =
                HoldfastProcess.run("advise", "--httpd", httpd, "--access-log", file("a.log", "x\n"))) {
            assertThat(advise.exitCode()).isEqualTo(2);
            assertThat(advise.err()).singleElement().asString().contains("httpd.conf:2: KeepAlive must be On or Off");
        }
    }
}
