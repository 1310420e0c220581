package dev.holdfast.it.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.connector.ConnectionStatistics;
import dev.holdfast.it.Pattern;
import dev.holdfast.it.Peers;
import dev.holdfast.lifetime.CloseReason;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** nginx and HAProxy keep connections to us, and ask more of a connector than most clients: a race that they lose is a 502 for someone else. */
final class ReverseProxiesIT {
    private static final int CLIENTS = 8;
    private static final int REQUESTS = 4000;
    private static final int UNANSWERED = 0;
    private static final long LARGE = 64 << 20;

    @TempDir
    Path directory;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** The proxies, each set up to keep connections to its server. */
    enum Proxy {
        NGINX {
            @Override
            ReverseProxy start(Path directory, Origin origin) throws IOException {
                Path file = directory.resolve("nginx.conf");
                List<String> command = List.of(
                        Peers.require("nginx", "nginx").toString(),
                        "-p",
                        directory.toString(),
                        "-e",
                        "stderr",
                        "-c",
                        file.toString());
                return ReverseProxy.start(directory, file, port -> """
                                daemon off;
                                master_process off;
                                pid nginx.pid;
                                error_log stderr error;
                                events { worker_connections 512; }
                                http {
                                  access_log off;
                                  client_body_temp_path body;
                                  proxy_temp_path proxy;
                                  fastcgi_temp_path fastcgi;
                                  uwsgi_temp_path uwsgi;
                                  scgi_temp_path scgi;
                                  keepalive_requests 1000000;
                                  upstream holdfast {
                                    server 127.0.0.1:%d max_fails=0;
                                    keepalive 16;
                                    keepalive_requests 1000000;
                                  }
                                  server {
                                    listen 127.0.0.1:%d;
                                    client_max_body_size 0;
                                    location / {
                                      proxy_pass http://holdfast;
                                      proxy_http_version 1.1;
                                      proxy_set_header Connection "";
                                      proxy_request_buffering off;
                                      proxy_buffering off;
                                    }
                                  }
                                }
                                """.formatted(origin.port(), port), command);
            }
        },
        HAPROXY {
            @Override
            ReverseProxy start(Path directory, Origin origin) throws IOException {
                Path file = directory.resolve("haproxy.cfg");
                return ReverseProxy.start(
                        directory,
                        file,
                        port -> """
                                global
                                  maxconn 512
                                defaults
                                  mode http
                                  timeout connect 10s
                                  timeout client 60s
                                  timeout server 60s
                                  http-reuse always
                                frontend f
                                  bind 127.0.0.1:%d
                                  default_backend b
                                backend b
                                  # For a connection of ours that was closed just as a request was sent on it; nginx
                                  # does this unasked. HAProxy has no body to send again, so bodies are not retried.
                                  retry-on conn-failure empty-response
                                  http-request disable-l7-retry if METH_POST
                                  server holdfast 127.0.0.1:%d
                                """.formatted(port, origin.port()),
                        List.of(Peers.require("haproxy", "haproxy").toString(), "-db", "-f", file.toString()));
            }
        };

        abstract ReverseProxy start(Path directory, Origin origin) throws IOException;
    }

    private Map<Integer, Integer> statuses(HttpRequest request, int count) throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try {
            List<Future<Map<Integer, Integer>>> parts = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                parts.add(clients.submit(() -> {
                    Map<Integer, Integer> statuses = new TreeMap<>();
                    for (int sent = 0; sent < count / CLIENTS; sent++) {
                        int status = status(request);
                        statuses.merge(status, 1, Integer::sum);
                    }
                    return statuses;
                }));
            }
            Map<Integer, Integer> all = new TreeMap<>();
            for (Future<Map<Integer, Integer>> part : parts) {
                part.get().forEach((status, n) -> all.merge(status, n, Integer::sum));
            }
            return all;
        } finally {
            clients.shutdownNow();
        }
    }

    private int status(HttpRequest request) throws InterruptedException {
        try {
            return client.send(request, BodyHandlers.discarding()).statusCode();
        } catch (IOException connectionLost) {
            return UNANSWERED;
        }
    }

    private static HttpRequest.Builder request(ReverseProxy proxy, String path) {
        return HttpRequest.newBuilder(proxy.uri(path)).timeout(Duration.ofSeconds(60));
    }

    @ParameterizedTest
    @EnumSource
    void connectionsToUsAreKept(Proxy proxy) throws Exception {
        try (Origin origin = Origin.start();
                ReverseProxy running = proxy.start(directory, origin)) {
            assertThat(statuses(request(running, "/hello").build(), REQUESTS))
                    .as(running.log())
                    .isEqualTo(Map.of(200, REQUESTS));
            assertThat(origin.statistics().requests()).isEqualTo(REQUESTS);
            assertThat(origin.statistics().accepted()).isBetween(1L, 2L * CLIENTS);
        }
    }

    @ParameterizedTest
    @EnumSource
    void largeBodiesPassBothWays(Proxy proxy) throws Exception {
        try (Origin origin = Origin.start();
                ReverseProxy running = proxy.start(directory, origin)) {
            for (String path : List.of("/sized/", "/chunked/")) {
                HttpResponse<InputStream> response =
                        client.send(request(running, path + LARGE).build(), BodyHandlers.ofInputStream());
                assertThat(Pattern.check(response.body())).isEqualTo(LARGE);
            }
            HttpRequest.BodyPublisher inChunks = BodyPublishers.ofInputStream(() -> Pattern.stream(LARGE));
            HttpRequest.BodyPublisher withLength =
                    BodyPublishers.ofFile(Files.write(directory.resolve("upload"), Pattern.bytes((int) LARGE)));
            for (HttpRequest.BodyPublisher body : List.of(inChunks, withLength)) {
                HttpResponse<String> length =
                        client.send(request(running, "/length").POST(body).build(), BodyHandlers.ofString());
                assertThat(length.body()).isEqualTo(String.valueOf(LARGE));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void theLimitOfRequestsIsSeenByNobody(Proxy proxy) throws Exception {
        try (Origin origin = Origin.start(builder -> builder.maxKeepAliveRequests(10));
                ReverseProxy running = proxy.start(directory, origin)) {
            assertThat(statuses(request(running, "/hello").build(), REQUESTS))
                    .as(running.log())
                    .isEqualTo(Map.of(200, REQUESTS));
            assertThat(origin.statistics().accepted()).isGreaterThanOrEqualTo(REQUESTS / 10);
        }
    }

    @ParameterizedTest
    @EnumSource
    void connectionsThatCloseAllTheTimeCostNoGetItsAnswer(Proxy proxy) throws Exception {
        try (Origin origin = Origin.start(builder -> builder.keepAliveTimeout(Duration.ofMillis(2)));
                ReverseProxy running = proxy.start(directory, origin)) {
            Map<Integer, Integer> gets = statuses(request(running, "/hello").build(), REQUESTS);
            ConnectionStatistics statistics = origin.statistics();
            System.out.printf("%s, keepAliveTimeout 2 ms: GET %s, %s%n", proxy, gets, statistics);
            assertThat(gets).as(running.log()).isEqualTo(Map.of(200, REQUESTS));
            assertThat(origin.closed(CloseReason.KEEP_ALIVE_TIMEOUT)).isPositive();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPostThatLosesTheRaceReachesNoHandlerAndIsCounted(Proxy proxy) throws Exception {
        try (Origin origin = Origin.start(builder -> builder.keepAliveTimeout(Duration.ofMillis(2)));
                ReverseProxy running = proxy.start(directory, origin)) {
            HttpRequest post = request(running, "/length")
                    .POST(BodyPublishers.ofString("hello"))
                    .build();
            Map<Integer, Integer> posts = statuses(post, REQUESTS);
            System.out.printf("%s, keepAliveTimeout 2 ms: POST %s, %s%n", proxy, posts, origin.statistics());
            // nginx says 502; HAProxy closes its client's connection, for the client to know whether to try again.
            assertThat(posts.keySet()).as(running.log()).isSubsetOf(200, 502, UNANSWERED);
            int answered = posts.getOrDefault(200, 0);
            assertThat(origin.statistics().requests()).isEqualTo(answered);
            // The proxy may have seen our FIN, and answered its client, before we have seen its request.
            origin.awaitRaceVictims(REQUESTS - answered);
        }
    }
}
