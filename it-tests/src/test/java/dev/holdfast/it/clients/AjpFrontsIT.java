package dev.holdfast.it.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.ajp.AjpConnector;
import dev.holdfast.ajp.AjpMode;
import dev.holdfast.connector.ConnectionStatistics;
import dev.holdfast.it.OriginHandlers;
import dev.holdfast.it.Pattern;
import dev.holdfast.it.Peers;
import dev.holdfast.lifetime.CloseReason;
import io.undertow.server.HttpHandler;
import io.undertow.server.handlers.PathHandler;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Apache httpd in front of our AJP connector, by mod_proxy_ajp and by mod_jk. */
final class AjpFrontsIT {
    private static final String SECRET = "open-sesame";
    private static final int CLIENTS = 8;
    private static final int REQUESTS = 200;
    private static final int LARGE = 10 << 20;

    @TempDir
    private Path directory;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** httpd's modules that speak AJP, each asking with CPING before it sends a request. */
    enum Module {
        MOD_PROXY_AJP("mpm_event authz_core proxy proxy_ajp") {
            @Override
            String configuration(Path directory, int ajpPort) {
                return "ProxyPass / ajp://127.0.0.1:" + ajpPort + "/ secret=" + SECRET + " ping=5\n";
            }
        },
        MOD_JK("mpm_event authz_core jk") {
            @Override
            String configuration(Path directory, int ajpPort) {
                return """
                        JkShmFile %s/jk.shm
                        JkLogFile %s/jk.log
                        JkLogLevel warn
                        JkWorkerProperty worker.list=holdfast
                        JkWorkerProperty worker.holdfast.type=ajp13
                        JkWorkerProperty worker.holdfast.host=127.0.0.1
                        JkWorkerProperty worker.holdfast.port=%d
                        JkWorkerProperty worker.holdfast.secret=%s
                        JkWorkerProperty worker.holdfast.ping_mode=A
                        JkMount /* holdfast
                        """.formatted(directory, directory, ajpPort, SECRET);
            }
        };

        private final String modules;

        /** @param modules what to load, separated by spaces */
        Module(String modules) {
            this.modules = modules;
        }

        abstract String configuration(Path directory, int ajpPort);

        ReverseProxy start(Path directory, int ajpPort) throws IOException {
            Path httpd = Peers.require("apache2", "apache2-bin libapache2-mod-jk");
            Path installed = httpd.resolve("../../lib/apache2/modules").normalize();
            StringBuilder loaded = new StringBuilder();
            for (String module : modules.split(" ", -1)) {
                loaded.append("LoadModule " + module + "_module " + installed + "/mod_" + module + ".so\n");
            }
            Path file = directory.resolve("httpd.conf");
            return ReverseProxy.start(
                    directory,
                    file,
                    port -> """
                            ServerRoot %s
                            PidFile httpd.pid
                            ServerName 127.0.0.1
                            Listen 127.0.0.1:%d
                            ErrorLog /dev/stderr
                            LogLevel warn
                            LimitRequestBody 0
                            User www-data
                            Group www-data
                            %s%s""".formatted(directory, port, loaded, configuration(directory, ajpPort)),
                    List.of(httpd.toString(), "-f", file.toString(), "-DFOREGROUND"));
        }
    }

    private static List<Arguments> combinations() {
        List<Arguments> all = new ArrayList<>();
        for (Module module : Module.values()) {
            for (AjpMode mode : AjpMode.values()) {
                all.add(Arguments.of(module, mode));
            }
        }
        return all;
    }

    private static HttpHandler handlers() {
        return new PathHandler(OriginHandlers.all())
                .addExactPath(
                        "/facts",
                        exchange -> exchange.getResponseSender()
                                .send(exchange.getRequestMethod() + " " + exchange.getRequestURI() + "?"
                                        + exchange.getQueryString() + " "
                                        + exchange.getSourceAddress()
                                                .getAddress()
                                                .getHostAddress() + " "
                                        + exchange.getHostAndPort() + " "
                                        + exchange.getRequestHeaders().getFirst("X-Tag")));
    }

    private interface Test {
        void run(ReverseProxy front, AjpConnector connector) throws Exception;
    }

    private void with(Module module, AjpMode mode, Test test) throws Exception {
        AjpConnector connector = AjpConnector.builder()
                .bind("127.0.0.1", 0)
                .mode(mode)
                .secret(SECRET)
                .handler(handlers())
                .build();
        connector.start();
        try (ReverseProxy front =
                module.start(directory, connector.localAddress().getPort())) {
            test.run(front, connector);
        } finally {
            connector.stop(Duration.ofSeconds(5));
        }
        ConnectionStatistics statistics = connector.statistics();
        assertThat(statistics.open()).isZero();
        assertThat(statistics.refused()).isZero();
        assertThat(statistics.closed())
                .doesNotContainKeys(
                        CloseReason.INTERNAL_ERROR,
                        CloseReason.IO_ERROR,
                        CloseReason.PROTOCOL_VIOLATION,
                        CloseReason.RESPONSE_TRUNCATED);
    }

    private String get(ReverseProxy front, String path, String tag) throws Exception {
        return client.send(
                        HttpRequest.newBuilder(front.uri(path))
                                .header("X-Tag", tag)
                                .build(),
                        BodyHandlers.ofString())
                .body();
    }

    @ParameterizedTest
    @MethodSource("combinations")
    void requestsArriveAsTheirClientsSentThem(Module module, AjpMode mode) throws Exception {
        with(module, mode, (front, connector) -> {
            assertThat(get(front, "/facts?p=%C3%A9&q", "caf"))
                    .isEqualTo("GET /facts?p=%C3%A9&q 127.0.0.1 127.0.0.1:"
                            + front.uri("/").getPort() + " caf");
            HttpRequest head = HttpRequest.newBuilder(front.uri("/sized/12345"))
                    .method("HEAD", BodyPublishers.noBody())
                    .build();
            assertThat(client.send(head, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
            assertThat(get(front, "/hello", "")).isEqualTo("hello");
        });
    }

    @ParameterizedTest
    @MethodSource("combinations")
    void bodiesArriveWhole(Module module, AjpMode mode) throws Exception {
        with(module, mode, (front, connector) -> {
            for (int length : new int[] {0, 1, 8186, 8187, 100_000}) {
                byte[] body = body(length);
                assertThat(echo(front, BodyPublishers.ofByteArray(body))).isEqualTo(body);
                assertThat(echo(front, BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body))))
                        .isEqualTo(body);
            }
            // httpd passes one direction on at a time, and this client does not read before it has sent everything.
            byte[] large = body(LARGE);
            assertThat(length(front, BodyPublishers.ofByteArray(large))).isEqualTo("" + LARGE);
            assertThat(length(front, BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large))))
                    .isEqualTo("" + LARGE);
        });
    }

    private static byte[] body(int length) {
        byte[] body = new byte[length];
        Pattern.fill(body, 0);
        return body;
    }

    private String length(ReverseProxy front, BodyPublisher body) throws Exception {
        return client.send(
                        HttpRequest.newBuilder(front.uri("/length")).POST(body).build(), BodyHandlers.ofString())
                .body();
    }

    private byte[] echo(ReverseProxy front, BodyPublisher body) throws Exception {
        return client.send(HttpRequest.newBuilder(front.uri("/echo")).POST(body).build(), BodyHandlers.ofByteArray())
                .body();
    }

    @ParameterizedTest
    @MethodSource("combinations")
    void largeResponsesArriveWhole(Module module, AjpMode mode) throws Exception {
        with(module, mode, (front, connector) -> {
            for (String path : List.of("/sized/" + LARGE, "/chunked/" + LARGE)) {
                try (InputStream in = client.send(
                                HttpRequest.newBuilder(front.uri(path)).build(), BodyHandlers.ofInputStream())
                        .body()) {
                    assertThat(in.readAllBytes()).isEqualTo(body(LARGE));
                }
            }
        });
    }

    @ParameterizedTest
    @MethodSource("combinations")
    void connectionsAreUsedAgainAndNobodyGetsAnothersResponse(Module module, AjpMode mode) throws Exception {
        with(module, mode, (front, connector) -> {
            ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
            try {
                List<Future<?>> results = new ArrayList<>();
                for (int c = 0; c < CLIENTS; c++) {
                    int number = c;
                    results.add(threads.submit(() -> {
                        for (int i = 0; i < REQUESTS; i++) {
                            String tag = number + "-" + i;
                            assertThat(get(front, "/facts", tag)).endsWith(" " + tag);
                            assertThat(echo(front, BodyPublishers.ofString(tag)))
                                    .asString(StandardCharsets.UTF_8)
                                    .isEqualTo(tag);
                        }
                        return null;
                    }));
                }
                for (Future<?> result : results) {
                    result.get();
                }
            } finally {
                threads.shutdownNow();
            }
            assertThat(connector.statistics().requests()).isGreaterThanOrEqualTo(2L * CLIENTS * REQUESTS);
            assertThat(connector.statistics().accepted()).isLessThanOrEqualTo(10L * CLIENTS);
        });
    }
}
