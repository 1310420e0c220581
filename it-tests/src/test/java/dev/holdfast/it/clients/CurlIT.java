package dev.holdfast.it.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.it.Pattern;
import dev.holdfast.it.Peers;
import dev.holdfast.lifetime.CloseReason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CurlIT {
    private static final int LARGE = 64 << 20;

    @TempDir
    Path directory;

    private String curl = "";

    @BeforeEach
    void find() {
        curl = Peers.require("curl", "curl").toString();
    }

    private Program curl(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(curl, "--silent", "--show-error", "--noproxy", "*"));
        command.addAll(List.of(arguments));
        Program program = Program.run(directory, command);
        assertThat(program.exitCode()).as("%s", program).isZero();
        return program;
    }

    @Test
    void getsOfOneCommandUseOneConnection() throws Exception {
        try (Origin origin = Origin.start()) {
            Program program =
                    curl("-w", " %{http_code}\n", origin.uri("/hello?[1-50]").toString());
            assertThat(program.out().lines()).isEqualTo(Collections.nCopies(50, "hello 200"));
            assertThat(origin.statistics().requests()).isEqualTo(50);
            assertThat(origin.statistics().accepted()).isEqualTo(1);
            origin.awaitClosed(CloseReason.CLIENT_CLOSED, 1);
        }
    }

    @Test
    void http2ByPriorKnowledgeTakesBodiesBothWays() throws Exception {
        Path body = Files.write(directory.resolve("body"), Pattern.bytes(300_000));
        Path answer = directory.resolve("answer");
        try (Origin origin = Origin.start(builder -> builder.h2c(true))) {
            Program program = curl(
                    "--http2-prior-knowledge",
                    "-w",
                    "%{http_version}",
                    "--data-binary",
                    "@" + body,
                    "-o",
                    answer.toString(),
                    origin.uri("/echo").toString());
            assertThat(program.out()).isEqualTo("2");
            assertThat(answer).hasSameBinaryContentAs(body);
        }
    }

    @Test
    void bodiesWithLengthAndInChunksArrive() throws Exception {
        Path body = Files.write(directory.resolve("body"), Pattern.bytes(5000));
        String[] withLength = {"--data-binary", "@" + body};
        String[] inChunks = {"--data-binary", "@" + body, "-H", "Transfer-Encoding: chunked"};
        try (Origin origin = Origin.start()) {
            for (String path : List.of("/length", "/echo")) {
                for (String[] how : List.of(withLength, inChunks)) {
                    Path answer = directory.resolve("answer");
                    List<String> arguments = new ArrayList<>(List.of(how));
                    arguments.addAll(
                            List.of("-o", answer.toString(), origin.uri(path).toString()));
                    curl(arguments.toArray(String[]::new));
                    if (path.equals("/echo")) {
                        assertThat(answer).hasSameBinaryContentAs(body);
                    } else {
                        assertThat(answer).hasContent("5000");
                    }
                }
            }
        }
    }

    @Test
    void largeBodiesPassBothWaysAndTheClientAwaitsContinue() throws Exception {
        Path body = Files.write(directory.resolve("body"), Pattern.bytes(LARGE));
        Path answer = directory.resolve("answer");
        try (Origin origin = Origin.start()) {
            for (String encoding : List.of("Transfer-Encoding:", "Transfer-Encoding: chunked")) {
                Program program = curl(
                        "-v",
                        // Longer than any test, so that the upload proves that 100 (Continue) came.
                        "--expect100-timeout",
                        "600",
                        "-H",
                        "Expect: 100-continue",
                        "-H",
                        encoding,
                        "-T",
                        body.toString(),
                        "-o",
                        answer.toString(),
                        origin.uri("/echo").toString());
                assertThat(program.err()).contains("< HTTP/1.1 100 Continue").contains("< HTTP/1.1 200 OK");
                assertThat(Files.mismatch(answer, body)).isEqualTo(-1);
            }
            curl("-o", answer.toString(), origin.uri("/sized/" + LARGE).toString());
            assertThat(Files.mismatch(answer, body)).isEqualTo(-1);
            curl("-o", answer.toString(), origin.uri("/chunked/" + LARGE).toString());
            assertThat(Files.mismatch(answer, body)).isEqualTo(-1);
        }
    }

    @Test
    void theLimitOfRequestsIsSeenAsAReconnectOnly() throws Exception {
        try (Origin origin = Origin.start(builder -> builder.maxKeepAliveRequests(7))) {
            Program program =
                    curl("-w", " %{http_code}\n", origin.uri("/hello?[1-20]").toString());
            assertThat(program.out().lines()).isEqualTo(Collections.nCopies(20, "hello 200"));
            assertThat(origin.statistics().requests()).isEqualTo(20);
            assertThat(origin.statistics().accepted()).isEqualTo(3);
            origin.awaitClosed(CloseReason.MAX_KEEP_ALIVE_REQUESTS, 2);
        }
    }

    @Test
    void parallelTransfersAllSucceed() throws Exception {
        try (Origin origin = Origin.start(builder -> builder.maxKeepAliveRequests(5))) {
            Program program = curl(
                    "--parallel",
                    "-o",
                    "/dev/null",
                    "-w",
                    "%{http_code}\n",
                    origin.uri("/hello?[1-200]").toString());
            assertThat(program.out().lines()).isEqualTo(Collections.nCopies(200, "200"));
            assertThat(origin.statistics().requests()).isEqualTo(200);
        }
    }
}
