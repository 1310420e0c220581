package dev.holdfast.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.WebSocket;
import java.net.http.WebSocket.Listener;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class DemoCommandIT {
    @Test
    void bothWaysLeadToTheSameApplicationWhichSaysWhichItWas() throws Exception {
        try (HoldfastProcess demo = demo()) {
            URI direct = url(demo, "directly");
            URI bridge = url(demo, "through the bridge");
            assertThat(Http.get(direct).body())
                    .contains("<strong id=\"way\">HTTP, directly</strong>", direct.toString());
            assertThat(Http.get(bridge).body())
                    .contains("<strong id=\"way\">the bridge, then AJP</strong>", bridge.toString());
        }
    }

    @Test
    void sessionCountsAcrossBothWays() throws Exception {
        try (HoldfastProcess demo = demo()) {
            String cookie = Http.get(url(demo, "directly"))
                    .headers()
                    .firstValue("Set-Cookie")
                    .orElseThrow()
                    .replaceAll(";.*", "");
            assertThat(Http.get(url(demo, "through the bridge"), "Cookie", cookie)
                            .body())
                    .contains("<strong id=\"visits\">2</strong>");
        }
    }

    @Test
    void slowAnswerComesBothWays() throws Exception {
        try (HoldfastProcess demo = demo()) {
            assertThat(Http.get(url(demo, "directly").resolve("slow?ms=200")).body())
                    .contains("after 200 ms");
            assertThat(Http.get(url(demo, "through the bridge").resolve("slow?ms=200"))
                            .body())
                    .contains("after 200 ms");
            assertThat(Http.get(url(demo, "directly").resolve("slow?ms=no")).statusCode())
                    .isEqualTo(400);
        }
    }

    @Test
    void webSocketEchoesOnTheDirectPort() throws Exception {
        try (HoldfastProcess demo = demo()) {
            URI echo =
                    URI.create(url(demo, "directly").resolve("echo").toString().replaceFirst("http", "ws"));
            CompletableFuture<String> answer = new CompletableFuture<>();
            WebSocket socket = Http.CLIENT
                    .newWebSocketBuilder()
                    .buildAsync(echo, new FirstText(answer))
                    .get(20, TimeUnit.SECONDS);
            socket.sendText("ahoy", true).get(20, TimeUnit.SECONDS);
            assertThat(answer.get(20, TimeUnit.SECONDS)).isEqualTo("ahoy");
            socket.abort();
        }
    }

    @Test
    void temporaryDirectoryThatIsMissingIsNamed(@TempDir Path directory) throws Exception {
        Path missing = directory.resolve("missing");
        try (HoldfastProcess demo = HoldfastProcess.start(
                Map.of("JAVA_OPTS", "-Djava.io.tmpdir=" + missing),
                HoldfastProcess.LAUNCHER,
                "demo",
                "--http",
                "0",
                "--ajp",
                "0",
                "--bridge",
                "0")) {
            assertThat(demo.exitCode()).isEqualTo(1);
            // The JVM may have warned of it before.
            assertThat(demo.err())
                    .last()
                    .isEqualTo("holdfast demo: the demo application cannot be written to " + missing
                            + " (java.io.tmpdir): no such directory");
        }
    }

    @Test
    void portInUseIsOneLineThatNamesTheOption() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                HoldfastProcess demo = HoldfastProcess.run(
                        "demo", "--http", "0", "--ajp", "0", "--bridge", String.valueOf(taken.getLocalPort()))) {
            assertThat(demo.exitCode()).isEqualTo(1);
            assertThat(demo.err())
                    .singleElement()
                    .asString()
                    .contains("127.0.0.1:" + taken.getLocalPort(), "--bridge PORT");
        }
    }

    private static HoldfastProcess demo() throws Exception {
        return HoldfastProcess.start("demo", "--http", "0", "--ajp", "0", "--bridge", "0")
                .awaitReady();
    }

    private static URI url(HoldfastProcess demo, String way) {
        return demo.out().stream()
                .filter(line -> line.contains("  " + way))
                .map(line -> URI.create(line.strip().replaceAll(" .*", "")))
                .findFirst()
                .orElseThrow();
    }

    private record FirstText(CompletableFuture<String> text) implements Listener {
        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            text.complete(data.toString());
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            text.completeExceptionally(error);
        }
    }
}
