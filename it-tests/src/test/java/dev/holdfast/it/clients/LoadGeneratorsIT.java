package dev.holdfast.it.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.it.Pattern;
import dev.holdfast.it.Peers;
import dev.holdfast.lifetime.CloseReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LoadGeneratorsIT {
    private static final int REQUESTS = 5000;
    private static final int CONNECTIONS = 16;

    @TempDir
    Path directory;

    private Program run(Path program, Object... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        Program run = Program.run(directory, command);
        assertThat(run.exitCode()).as("%s", run).isZero();
        return run;
    }

    private Program ab(Object... arguments) throws Exception {
        List<Object> all = new ArrayList<>(List.of("-q", "-n", REQUESTS, "-c", CONNECTIONS));
        all.addAll(List.of(arguments));
        Program run = run(Peers.require("ab", "apache2-utils"), all.toArray());
        assertThat(run.number("Complete requests: +(\\d+)")).isEqualTo(REQUESTS);
        assertThat(run.number("Failed requests: +(\\d+)")).as(run.out()).isZero();
        assertThat(run.out()).doesNotContain("Non-2xx").doesNotContain("Write errors");
        return run;
    }

    @Test
    void abKeepsItsConnections() throws Exception {
        try (Origin origin = Origin.start()) {
            Program run = ab("-k", origin.uri("/hello"));
            assertThat(run.number("Keep-Alive requests: +(\\d+)")).isEqualTo(REQUESTS);
            assertThat(origin.statistics().accepted()).isBetween(1L, (long) CONNECTIONS);
        }
    }

    @Test
    void abReconnectsAtTheLimitOfRequests() throws Exception {
        try (Origin origin = Origin.start(builder -> builder.maxKeepAliveRequests(100))) {
            ab("-k", origin.uri("/hello"));
            assertThat(origin.closed(CloseReason.MAX_KEEP_ALIVE_REQUESTS)).isBetween(1L, (long) REQUESTS / 100);
        }
    }

    @Test
    void abWithoutKeepAliveGetsAConnectionForEachRequest() throws Exception {
        try (Origin origin = Origin.start()) {
            ab(origin.uri("/hello"));
            // ab ends when it has read the end of its last connection, which is counted a moment later.
            origin.awaitClosed(CloseReason.KEEP_ALIVE_NOT_ASKED_FOR, REQUESTS);
        }
    }

    @Test
    void abPostsBodies() throws Exception {
        Path body = Files.write(directory.resolve("body"), Pattern.bytes(3000));
        try (Origin origin = Origin.start()) {
            Program run = ab("-k", "-p", body, "-T", "application/octet-stream", origin.uri("/length"));
            assertThat(run.number("Document Length: +(\\d+)")).isEqualTo("3000".length());
        }
    }

    private Program wrk(Origin origin, Object... arguments) throws Exception {
        List<Object> all = new ArrayList<>(List.of("-t2", "-c", CONNECTIONS, "-d2s"));
        all.addAll(List.of(arguments));
        Program run = run(Peers.require("wrk", "wrk"), all.toArray());
        assertThat(run.number("(\\d+) requests in")).isPositive();
        assertThat(run.out()).doesNotContain("Socket errors").doesNotContain("Non-2xx");
        assertThat(origin.statistics().refused()).isZero();
        return run;
    }

    @Test
    void wrkKeepsItsConnections() throws Exception {
        try (Origin origin = Origin.start()) {
            wrk(origin, origin.uri("/hello"));
            // One more is how it finds out whether the server is there.
            assertThat(origin.statistics().accepted()).isBetween(1L, CONNECTIONS + 1L);
        }
    }

    private Path pipeline() throws IOException {
        return Files.writeString(directory.resolve("pipeline.lua"), """
                init = function(args)
                  eight = string.rep(wrk.format("GET", "/hello"), 8)
                end
                request = function() return eight end
                """);
    }

    @Test
    void wrkPipelines() throws Exception {
        try (Origin origin = Origin.start()) {
            wrk(origin, "-s", pipeline(), origin.uri("/hello"));
            assertThat(origin.statistics().accepted()).isBetween(1L, CONNECTIONS + 1L);
        }
    }

    @Test
    void wrkReconnectsAtTheLimitInTheMiddleOfAPipeline() throws Exception {
        try (Origin origin = Origin.start(builder -> builder.maxKeepAliveRequests(100))) {
            wrk(origin, "-s", pipeline(), origin.uri("/hello"));
            assertThat(origin.closed(CloseReason.MAX_KEEP_ALIVE_REQUESTS)).isPositive();
        }
    }

    @Test
    void wrkReconnectsAtTheLimitOfRequests() throws Exception {
        try (Origin origin = Origin.start(builder -> builder.maxKeepAliveRequests(100))) {
            wrk(origin, origin.uri("/hello"));
            assertThat(origin.closed(CloseReason.MAX_KEEP_ALIVE_REQUESTS)).isPositive();
        }
    }

    private void h2load(Origin origin, int inFlight, Object... protocol) throws Exception {
        List<Object> all =
                new ArrayList<>(List.of("-n", REQUESTS, "-c", CONNECTIONS, "-m", inFlight, origin.uri("/hello")));
        all.addAll(List.of(protocol));
        Program run = run(Peers.require("h2load", "nghttp2-client"), all.toArray());
        assertThat(run.number("(\\d+) succeeded")).as(run.out()).isEqualTo(REQUESTS);
        assertThat(run.number("status codes: (\\d+) 2xx")).as(run.out()).isEqualTo(REQUESTS);
    }

    @Test
    void h2loadKeepsItsConnections() throws Exception {
        try (Origin origin = Origin.start()) {
            h2load(origin, 1, "--h1");
            assertThat(origin.statistics().accepted()).isEqualTo(CONNECTIONS);
        }
    }

    @Test
    void h2loadPipelines() throws Exception {
        try (Origin origin = Origin.start()) {
            h2load(origin, 8, "--h1");
            assertThat(origin.statistics().accepted()).isEqualTo(CONNECTIONS);
        }
    }

    @Test
    void h2loadReconnectsAtTheLimitOfRequests() throws Exception {
        try (Origin origin = Origin.start(builder -> builder.maxKeepAliveRequests(100))) {
            h2load(origin, 1, "--h1");
            assertThat(origin.statistics().accepted()).isGreaterThan(CONNECTIONS);
        }
    }

    @Test
    void h2loadSpeaksHttp2OnTheSamePort() throws Exception {
        try (Origin origin = Origin.start(builder -> builder.h2c(true))) {
            h2load(origin, 10);
            assertThat(origin.statistics().accepted()).isEqualTo(CONNECTIONS);
            assertThat(origin.statistics().requests()).isEqualTo(REQUESTS);
            h2load(origin, 1, "--h1");
        }
    }
}
