package dev.holdfast.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.connector.Await;
import dev.holdfast.server.deploy.DeploymentException;
import dev.holdfast.server.deploy.DeploymentSpec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HoldfastServerIT {
    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    private Path directory;

    @Test
    void drainingServerIsLiveAndNotReady() throws Exception {
        HoldfastServer server = HoldfastServer.builder()
                .http(HttpSettings.DEFAULTS.withPort(0))
                .admin(new AdminSettings("127.0.0.1", 0))
                .build();
        server.deploy(DeploymentSpec.parse("/=" + application("good")));
        server.start();
        URI admin = server.adminUri().orElseThrow();
        assertThat(get(admin.resolve("health/ready")).statusCode()).isEqualTo(200);
        assertThat(get(admin.resolve("health")).body())
                .isEqualTo("{\"status\":\"UP\",\"checks\":["
                        + "{\"name\":\"server-state\",\"status\":\"UP\",\"data\":{\"value\":\"running\"}},"
                        + "{\"name\":\"deployments-status\",\"status\":\"UP\",\"data\":{}}]}\n");
        try (Socket running =
                new Socket(InetAddress.getLoopbackAddress(), server.httpUri().getPort())) {
            running.getOutputStream()
                    .write("POST /page.jsp HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            Await.until("the body is read", () -> Files.exists(directory.resolve("reading")));
            CompletableFuture<Void> drained = CompletableFuture.runAsync(() -> server.drain(LONG));

            Await.until("not ready", () -> get(admin.resolve("health/ready")).statusCode() == 503);
            assertThat(get(admin.resolve("health")).body())
                    .contains(
                            "{\"status\":\"DOWN\",",
                            "{\"name\":\"server-state\",\"status\":\"DOWN\",\"data\":{\"value\":\"draining\"}}");
            assertThat(get(admin.resolve("health/live")).body()).isEqualTo("{\"status\":\"UP\",\"checks\":[]}\n");
            assertThat(drained).isNotDone();
            running.getOutputStream().write('x');
            assertThat(new String(running.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .startsWith("HTTP/1.1 200 ");
            drained.get(LONG.toSeconds(), TimeUnit.SECONDS);
        } finally {
            server.stop(Duration.ZERO);
        }
    }

    @Test
    void serverOfWhichAnApplicationFailedIsNotReadyAndSaysWhich() throws Exception {
        HoldfastServer server = HoldfastServer.builder()
                .http(HttpSettings.DEFAULTS.withPort(0))
                .admin(new AdminSettings("127.0.0.1", 0))
                .build();
        Path missing = directory.resolve("missing.war");
        assertThatThrownBy(() -> server.deploy(DeploymentSpec.of(missing))).isInstanceOf(DeploymentException.class);
        server.start();
        try {
            HttpResponse<String> health = get(server.adminUri().orElseThrow().resolve("health/ready"));
            assertThat(health.statusCode()).isEqualTo(503);
            assertThat(health.body())
                    .contains("{\"name\":\"deployments-status\",\"status\":\"DOWN\",\"data\":{\"" + missing + "\":\"")
                    .contains("no such file or directory");
        } finally {
            server.stop(Duration.ZERO);
        }
    }

    /** As when SIGTERM comes while applications are deployed. */
    @Test
    void serverThatWasDrainedBeforeItStartedOpensNoListener() {
        HoldfastServer server = HoldfastServer.builder()
                .http(HttpSettings.DEFAULTS.withPort(0))
                .ajp(AjpSettings.DEFAULTS.withPort(0))
                .build();
        try {
            server.drain(Duration.ZERO);

            assertThatThrownBy(server::start).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(server::httpUri).isInstanceOf(IllegalStateException.class);
        } finally {
            server.stop(Duration.ZERO);
        }
    }

    /** Reads its body, and says by a file that it has begun to. */
    private Path application(String name) throws IOException {
        Path application = directory.resolve(name);
        Files.createDirectories(application.resolve("WEB-INF"));
        Files.writeString(
                application.resolve("page.jsp"),
                "<% new java.io.File(\"" + directory.resolve("reading")
                        + "\").createNewFile(); request.getInputStream().readAllBytes(); %>done");
        return application;
    }

    private static HttpResponse<String> get(URI uri) {
        return HttpClient.newHttpClient()
                .sendAsync(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                .join();
    }
}
