package dev.holdfast.server.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.server.deploy.app.EchoEndpoint;
import dev.holdfast.server.deploy.app.ShoutConfig;
import dev.holdfast.server.deploy.app.ShoutEndpoint;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WebSocketIT {
    @TempDir
    private Path directory;

    @Test
    void annotatedEndpointEchoes() throws Exception {
        try (TestServer server = new TestServer(directory.resolve("work"))) {
            server.deploy(new War().classes(EchoEndpoint.class).write(directory, "ws.war"));

            assertThat(WebSocketClient.ask(server, "/ws/echo/ada", "hello")).isEqualTo("ada: hello");
        }
    }

    @Test
    void configurationChoosesTheEndpoints() throws Exception {
        try (TestServer server = new TestServer(directory.resolve("work"))) {
            server.deploy(new War()
                    .webXml("metadata-complete='true'", "")
                    .classes(EchoEndpoint.class, ShoutEndpoint.class, ShoutConfig.class)
                    .write(directory, "ws.war"));

            assertThat(WebSocketClient.ask(server, "/ws/shout", "hello")).isEqualTo("HELLO");
            assertThat(server.get("/ws/echo/ada").statusCode()).isEqualTo(404);
        }
    }
}
