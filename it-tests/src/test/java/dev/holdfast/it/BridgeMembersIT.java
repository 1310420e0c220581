package dev.holdfast.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.ajp.AjpConnector;
import dev.holdfast.connector.HttpConnector;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The gateway in a process of its own: what it says of its members, what it is told of them, and how it finds out about them. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class BridgeMembersIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    private Path directory;

    private static HttpConnector back(String name) throws IOException {
        return started(exchange -> exchange.getResponseSender().send(name));
    }

    private static HttpConnector started(HttpHandler handler) throws IOException {
        HttpConnector connector =
                HttpConnector.builder().bind("127.0.0.1", 0).handler(handler).build();
        connector.start();
        return connector;
    }

    private static String uri(HttpConnector back) {
        return "http://127.0.0.1:" + back.localAddress().getPort();
    }

    private static AjpConnector ajp(int port) throws IOException {
        AjpConnector connector = AjpConnector.builder()
                .bind("127.0.0.1", port)
                .handler(exchange -> exchange.getResponseSender().send("a"))
                .build();
        connector.start();
        return connector;
    }

    private static URI admin(HoldfastProcess bridge) throws InterruptedException {
        return URI.create(bridge.awaitOut("admin listening on "));
    }

    private static HttpResponse<String> wish(URI admin, String member, String activation) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(admin.resolve("members/" + member + "/activation"))
                .header("Content-Type", "application/json")
                .timeout(PATIENCE)
                .POST(BodyPublishers.ofString("{\"activation\":\"" + activation + "\"}"))
                .build();
        return Http.CLIENT.send(request, BodyHandlers.ofString());
    }

    private static String member(URI admin, String name) {
        try {
            return Http.get(admin.resolve("members/" + name)).body();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private static void becomes(URI admin, String name, Predicate<String> wanted) {
        Await.until(() -> member(admin, name), PATIENCE, () -> wanted.test(member(admin, name)));
    }

    private static void becomes(URI admin, String name, String health) {
        becomes(admin, name, said -> said.contains("\"health\":\"" + health + "\""));
    }

    @Test
    void aMemberIsDrainedAndStoppedWhileItWorks() throws Exception {
        CompletableFuture<HttpServerExchange> slowly = new CompletableFuture<>();
        HttpConnector a = started(exchange -> {
            if (exchange.getRequestPath().equals("/slow")) {
                exchange.dispatch(() -> slowly.complete(exchange));
            } else {
                exchange.getResponseSender().send("a");
            }
        });
        HttpConnector b = back("b");
        try (HoldfastProcess bridge =
                HoldfastProcess.start("bridge", "--http", "0", "--admin", "0", "a=" + uri(a), "b=" + uri(b))) {
            URI front = bridge.awaitReady().http();
            URI admin = admin(bridge);
            assertThat(Http.get(admin.resolve("health")).statusCode()).isEqualTo(200);
            assertThat(Http.get(admin.resolve("members")).body())
                    .contains("\"name\":\"a\",\"uri\":\"" + uri(a) + "\",\"activation\":\"ACTIVE\",\"health\":\"OK\"");

            CompletableFuture<HttpResponse<String>> slow = Http.CLIENT.sendAsync(
                    HttpRequest.newBuilder(front.resolve("slow"))
                            .header("Cookie", "JSESSIONID=1.a")
                            .build(),
                    BodyHandlers.ofString());
            HttpServerExchange held = slowly.get();
            assertThat(wish(admin, "a", "disabled").body()).contains("\"activation\":\"DISABLED\"", "\"busy\":1");
            for (int i = 0; i < 6; i++) {
                assertThat(Http.get(front).body()).isEqualTo("b");
                assertThat(Http.get(front, "Cookie", "JSESSIONID=1.a").body()).isEqualTo("a");
            }
            assertThat(wish(admin, "a", "STOPPED").statusCode()).isEqualTo(200);
            assertThat(Http.get(front, "Cookie", "JSESSIONID=1.a").body()).isEqualTo("b");
            assertThat(Http.get(admin.resolve("health")).statusCode()).isEqualTo(200);

            assertThat(wish(admin, "b", "STOPPED").statusCode()).isEqualTo(200);
            assertThat(Http.get(admin.resolve("health")).statusCode()).isEqualTo(503);
            assertThat(Http.get(front).statusCode()).isEqualTo(503);
            held.getResponseSender().send("a at last");
            assertThat(slow.get().body()).isEqualTo("a at last");
            becomes(admin, "a", said -> said.contains("\"busy\":0"));

            assertThat(wish(admin, "a", "ACTIVE").statusCode()).isEqualTo(200);
            assertThat(Http.get(front).body()).isEqualTo("a");
            assertThat(Http.get(admin.resolve("health")).statusCode()).isEqualTo(200);
            assertThat(wish(admin, "c", "ACTIVE").statusCode()).isEqualTo(404);
            assertThat(wish(admin, "a", "off").statusCode()).isEqualTo(400);
        } finally {
            a.stop(Duration.ZERO);
            b.stop(Duration.ZERO);
        }
    }

    /** As of httpd.conf and workers.properties, with and without httpd's processes, each of which has pools of its own. */
    @ParameterizedTest
    @ValueSource(strings = {"native", "httpd"})
    void theMembersOfHttpdsFilesAreDrainedAndStopped(String model) throws Exception {
        AjpConnector a = ajp(0);
        HttpConnector b = back("b");
        HttpConnector c = back("c");
        int port = Http.freePort();
        Files.writeString(
                directory.resolve("workers.properties"),
                "worker.list=lb\nworker.lb.type=lb\nworker.lb.balance_workers=a\nworker.a.host=127.0.0.1\nworker.a.port="
                        + a.localAddress().getPort() + "\n");
        Path file = directory.resolve("httpd.conf");
        Files.writeString(file, """
                LoadModule mpm_event_module m.so
                LoadModule proxy_module p.so
                LoadModule jk_module jk.so
                Listen 127.0.0.1:%d
                StartServers 2
                <Proxy balancer://both>
                    BalancerMember %s route=b
                    BalancerMember %s route=c
                    ProxySet stickysession=SID
                </Proxy>
                ProxyPass /both balancer://both
                JkMount /jk/* lb
                """.formatted(port, uri(b), uri(c)));
        try (HoldfastProcess bridge = HoldfastProcess.start(
                "bridge",
                "--front",
                model,
                "--admin",
                "0",
                "--httpd",
                file.toString(),
                "--workers",
                directory.resolve("workers.properties").toString())) {
            URI front = bridge.awaitReady().http();
            URI admin = admin(bridge);
            URI both = front.resolve("both");
            String memberB = uri(b).replace("/", "%2F");
            assertThat(wish(admin, memberB, "DISABLED").body())
                    .startsWith("{\"pool\":\"balancer://both\",\"name\":\"" + uri(b) + "\"");
            for (int i = 0; i < 6; i++) {
                assertThat(Http.get(both).body()).isEqualTo("c");
                assertThat(Http.get(both, "Cookie", "SID=1.b").body()).isEqualTo("b");
            }
            assertThat(wish(admin, memberB, "STOPPED").statusCode()).isEqualTo(200);
            assertThat(Http.get(both, "Cookie", "SID=1.b").body()).isEqualTo("c");
            assertThat(wish(admin, memberB, "ACTIVE").statusCode()).isEqualTo(200);
            assertThat(Http.get(both, "Cookie", "SID=1.b").body()).isEqualTo("b");

            assertThat(Http.get(front.resolve("jk/x")).body()).isEqualTo("a");
            assertThat(wish(admin, "a", "STOPPED").statusCode()).isEqualTo(200);
            assertThat(Http.get(front.resolve("jk/x")).statusCode()).isEqualTo(503);
            assertThat(wish(admin, "a", "ACTIVE").statusCode()).isEqualTo(200);
            assertThat(Http.get(front.resolve("jk/x")).body()).isEqualTo("a");
            assertThat(Http.get(admin.resolve("pools/lb/members")).body()).contains("\"elected\":2,");
        } finally {
            a.stop(Duration.ZERO);
            b.stop(Duration.ZERO);
            c.stop(Duration.ZERO);
        }
    }

    @Test
    void aCpingFindsOutWhoIsGoneAndWhoIsBackWithoutARequest() throws Exception {
        AjpConnector back = ajp(0);
        int port = back.localAddress().getPort();
        try (HoldfastProcess bridge = HoldfastProcess.start(
                "bridge",
                "--http=0",
                "--admin=0",
                "--set=back.hcinterval=100ms",
                "--set=balancer.recover_time=50ms",
                "a=ajp://127.0.0.1:" + port)) {
            URI admin = admin(bridge.awaitReady());
            becomes(admin, "a", said -> said.contains("\"idle\":1"));
            back.stop(Duration.ZERO);
            becomes(admin, "a", "ERROR");
            assertThat(Http.get(admin.resolve("health")).statusCode()).isEqualTo(503);
            back = ajp(port);
            becomes(admin, "a", "OK");
            assertThat(member(admin, "a")).contains("\"elected\":0");
            assertThat(Http.get(admin.resolve("health")).statusCode()).isEqualTo(200);
            assertThat(Http.get(bridge.http()).body()).isEqualTo("a");
        } finally {
            back.stop(Duration.ZERO);
        }
    }

    @Test
    void anApplicationSaysItselfThatItIsNotWell() throws Exception {
        AtomicInteger status = new AtomicInteger(200);
        HttpConnector back = started(exchange -> {
            if (exchange.getRequestURI().equals("/health")) {
                exchange.setStatusCode(status.get());
            }
            exchange.getResponseSender().send("it is " + exchange.getQueryString());
        });
        try (HoldfastProcess bridge = HoldfastProcess.start(
                "bridge",
                "--http=0",
                "--admin=0",
                "--set=back.hcuri=/health?deep",
                "--set=back.hcinterval=100ms",
                "--set=balancer.recover_time=50ms",
                "a=" + uri(back))) {
            URI admin = admin(bridge.awaitReady());
            becomes(admin, "a", said -> said.contains("\"idle\":1"));
            status.set(500);
            becomes(admin, "a", "ERROR");
            status.set(204);
            becomes(admin, "a", "OK");
        } finally {
            back.stop(Duration.ZERO);
        }
    }

    /** A CPING over AJP, a request over HTTP, and a connect alone. */
    @EnabledOnOs(OS.LINUX)
    @Test
    void aCheckWhoseConnectIsNotAnsweredFailsInTimeAndLeavesNoSocket() throws Exception {
        try (BlackHole ajp = new BlackHole();
                BlackHole http = new BlackHole();
                BlackHole tcp = new BlackHole()) {
            aCheckFailsInTime("ajp://127.0.0.1:", ajp);
            aCheckFailsInTime("http://127.0.0.1:", http, "--set=back.hcuri=/health");
            aCheckFailsInTime("http://127.0.0.1:", tcp);
        }
    }

    private static void aCheckFailsInTime(String uri, BlackHole hole, String... more) throws Exception {
        String[] command = Stream.concat(
                        Stream.of(
                                "bridge",
                                "--http=0",
                                "--admin=0",
                                "--set=back.hctimeout=200ms",
                                "--set=back.hcinterval=100ms",
                                "--set=balancer.recover_time=50ms",
                                "a=" + uri + hole.port()),
                        Stream.of(more))
                .toArray(String[]::new);
        try (HoldfastProcess bridge = HoldfastProcess.start(command)) {
            URI admin = admin(bridge.awaitReady());
            long started = System.nanoTime();
            becomes(admin, "a", "ERROR");
            // Three checks of 200 ms that fail, and their pauses; a connect alone would take 5 s.
            assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(4));
            int most = 0;
            for (long end = System.nanoTime() + Duration.ofSeconds(3).toNanos(); System.nanoTime() < end; ) {
                most = Math.max(most, connecting(bridge.pid(), hole.port()));
                assertThat(member(admin, "a")).contains("\"health\":\"ERROR\"", "\"waiting\":0");
            }
            assertThat(most).as("sockets that connect to a check's address").isBetween(1, 1);
            hole.open();
            becomes(admin, "a", said -> said.contains("\"opening\":0") || said.contains("\"health\":\"OK\""));
            bridge.signal("TERM");
            assertThat(bridge.exitCode()).isIn(0, 143);
        }
    }

    /** Returns how many of the process's TCP sockets have sent a SYN to {@code port} and got no answer; the kernel may tell of one twice. */
    private static int connecting(long pid, int port) throws IOException {
        String to = String.format(":%04X 02 ", port);
        try (Stream<String> sockets = Files.lines(Path.of("/proc/" + pid + "/net/tcp"));
                Stream<String> sockets6 = Files.lines(Path.of("/proc/" + pid + "/net/tcp6"))) {
            return (int) Stream.concat(sockets, sockets6)
                    .filter(line -> line.contains(to))
                    .map(line -> line.substring(line.indexOf(':') + 1, line.indexOf(to)))
                    .distinct()
                    .count();
        }
    }
}
