package dev.holdfast.server.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.server.deploy.app.EchoEndpoint;
import java.net.URI;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WebSocketIT {
    @TempDir
    private Path directory;

    @Test
    void annotatedEndpointEchoes() throws Exception {
        try (TestServer server = new TestServer(directory.resolve("work"))) {
            server.deploy(new War().classes(EchoEndpoint.class).write(directory, "ws.war"));

            Answer answer = new Answer();
            WebSocket socket = server.client()
                    .newWebSocketBuilder()
                    .buildAsync(URI.create("ws://127.0.0.1:" + server.port() + "/ws/echo/ada"), answer)
                    .get(10, TimeUnit.SECONDS);
            socket.sendText("hello", true).get(10, TimeUnit.SECONDS);

            assertThat(answer.text.get(10, TimeUnit.SECONDS)).isEqualTo("ada: hello");
            socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get(10, TimeUnit.SECONDS);
            assertThat(answer.closed.get(10, TimeUnit.SECONDS)).isEqualTo(WebSocket.NORMAL_CLOSURE);
        }
    }

    private static final class Answer implements WebSocket.Listener {
        private final CompletableFuture<String> text = new CompletableFuture<>();
        private final CompletableFuture<Integer> closed = new CompletableFuture<>();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            text.complete(data.toString());
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int statusCode, String reason) {
            closed.complete(statusCode);
            return null;
        }
    }
}
