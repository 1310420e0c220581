package dev.holdfast.front;

import static dev.holdfast.front.TestFront.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.ajp.AjpConnector;
import dev.holdfast.bridge.httpd.Site;
import dev.holdfast.bridge.httpd.SiteHandler;
import dev.holdfast.bridge.httpd.SiteOptions;
import dev.holdfast.config.MemoryFiles;
import dev.holdfast.httpd.HttpdConfigurationReader;
import dev.holdfast.httpd.syntax.HttpdOptions;
import dev.holdfast.mpm.WorkerUse;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.BlockingHandler;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An httpd.conf whose process model is followed: what a client and a back end see of it. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class SiteFrontIT {
    private static final String FILE = "/etc/httpd/httpd.conf";

    private final AjpConnector back = AjpConnector.builder()
            .bind("127.0.0.1", 0)
            .handler(new BlockingHandler(SiteFrontIT::sleep))
            .build();

    private static void sleep(HttpServerExchange exchange) throws InterruptedException {
        Thread.sleep(Integer.parseInt(exchange.getQueryString().replace("ms=", "")));
        exchange.getResponseSender().send(exchange.getRequestURI());
    }

    @BeforeEach
    void start() throws IOException {
        back.start();
    }

    @AfterEach
    void stop() {
        back.stop(Duration.ZERO);
    }

    /** A front of two listeners that does what the lines say. */
    private static final class Running implements AutoCloseable {
        private final SiteHandler handler;
        private final FrontConnector connector;

        Running(String mpm, String... lines) throws IOException {
            String modules = "LoadModule proxy_module p.so\nLoadModule jk_module jk.so\nListen 80\nListen 81\n";
            Site site = Site.of(
                    HttpdConfigurationReader.read(
                            new MemoryFiles().with(FILE, modules + String.join("\n", lines)),
                            HttpdOptions.of(FILE).withStaticModules(Set.of(mpm))),
                    SiteOptions.DEFAULT.asModelled());
            handler = new SiteHandler(site);
            connector = FrontConnector.builder()
                    .bind("127.0.0.1", 0)
                    .bind("127.0.0.1", 0)
                    .mpm(site.front().orElseThrow())
                    .gateway(handler)
                    .build();
            connector.start();
        }

        RawClient client(int listener) throws IOException {
            return new RawClient(connector.localAddresses().get(listener).getPort());
        }

        int idleWorkers() {
            return connector.statistics().counts().idleWorkers();
        }

        @Override
        public void close() {
            connector.stop(Duration.ZERO);
            handler.close();
        }
    }

    private String ajp() {
        return "ajp://127.0.0.1:" + back.localAddress().getPort() + "/";
    }

    @Test
    void noMoreRequestsRunThanMaxRequestWorkersWhateverTheAddressTheyCameTo() throws Exception {
        try (Running front = new Running(
                        "worker.c",
                        "ServerLimit 1",
                        "ThreadsPerChild 2",
                        "MaxRequestWorkers 2",
                        "KeepAlive Off",
                        "ProxyPass / " + ajp());
                RawClient first = front.client(0);
                RawClient second = front.client(1);
                RawClient third = front.client(0);
                RawClient fourth = front.client(1)) {
            first.get(600);
            second.get(600);
            eventually(() -> back.statistics().open() == 2);
            long start = System.nanoTime();
            third.get(0);
            fourth.get(0);
            assertThat(third.hears(200)).isFalse();
            assertThat(front.idleWorkers()).isZero();
            assertThat(first.response()).startsWith("http/1.1 200").contains("connection: close");
            assertThat(second.response()).startsWith("http/1.1 200");
            first.leave();
            second.leave();
            assertThat(third.response()).startsWith("http/1.1 200");
            third.leave();
            assertThat(fourth.response()).startsWith("http/1.1 200");
            assertThat(System.nanoTime() - start)
                    .isGreaterThan(Duration.ofMillis(200).toNanos());
            assertThat(back.statistics().open()).isLessThanOrEqualTo(2);
        }
    }

    @Test
    void anIdleConnectionHoldsAWorkerForKeepAliveTimeout() throws Exception {
        try (Running front = new Running(
                        "prefork.c", "MaxRequestWorkers 1", "KeepAliveTimeout 500ms", "ProxyPass / " + ajp());
                RawClient idle = front.client(0)) {
            long start = System.nanoTime();
            assertThat(idle.get(0).response()).startsWith("http/1.1 200");
            try (RawClient next = front.client(1)) {
                next.get(0);
                assertThat(idle.readToEnd()).isEmpty();
                idle.leave();
                assertThat(next.response()).startsWith("http/1.1 200");
                assertThat(System.nanoTime() - start)
                        .isGreaterThan(Duration.ofMillis(500).toNanos());
            }
            assertThat(front.connector.statistics().workerTime().get(WorkerUse.IDLE_HELD))
                    .isGreaterThan(Duration.ofMillis(490));
        }
    }

    @Test
    void eachChildHasItsOwnConnectionsToEachWorker() throws Exception {
        try (Running front = new Running(
                        "prefork.c",
                        "MaxRequestWorkers 4",
                        "StartServers 4",
                        "JkWorkerProperty worker.list=one",
                        "JkWorkerProperty worker.one.host=127.0.0.1",
                        "JkWorkerProperty worker.one.port="
                                + back.localAddress().getPort(),
                        "JkMount /jk/* one",
                        "ProxyPass /jk !",
                        "ProxyPass / " + ajp());
                RawClient one = front.client(0);
                RawClient two = front.client(0);
                RawClient three = front.client(1)) {
            // One after the other: in one process a single connection would do.
            assertThat(one.get(0).response()).startsWith("http/1.1 200");
            assertThat(two.get(0).response()).startsWith("http/1.1 200");
            assertThat(three.get(0).response()).startsWith("http/1.1 200");
            assertThat(back.statistics().open()).isEqualTo(3);
            assertThat(one.get(0).response()).startsWith("http/1.1 200");
            assertThat(back.statistics().open()).isEqualTo(3);
            one.send("GET /jk/x?ms=0 HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(one.response()).startsWith("http/1.1 200");
            assertThat(back.statistics().open()).isEqualTo(4);
            assertThat(front.handler.statistics().values())
                    .extracting(counters -> counters.requests())
                    .containsExactlyInAnyOrder(4L, 1L);
        }
    }

    @Test
    void aChildThatHasHadItsConnectionsTakesItsPoolsWithItAndAnotherComes() throws Exception {
        try (Running front = new Running(
                "prefork.c",
                "MaxRequestWorkers 1",
                "StartServers 1",
                "MaxConnectionsPerChild 2",
                "ProxyPass / " + ajp())) {
            for (int i = 1; i <= 2; i++) {
                try (RawClient client = front.client(0)) {
                    assertThat(client.get(0).response()).startsWith("http/1.1 200");
                    assertThat(client.get(0).response()).startsWith("http/1.1 200");
                    assertThat(back.statistics().open()).isOne();
                    assertThat(back.statistics().accepted()).isOne();
                }
            }
            eventually(() -> back.statistics().open() == 0);
            try (RawClient client = front.client(0)) {
                assertThat(client.get(0).response()).startsWith("http/1.1 200");
                assertThat(back.statistics().accepted()).isEqualTo(2);
            }
        }
    }

    @Test
    void hostsAreFoundInEveryChild() throws Exception {
        try (Running front = new Running(
                        "event.c",
                        "ServerLimit 2",
                        "ThreadsPerChild 1",
                        "MaxRequestWorkers 2",
                        "<VirtualHost *>",
                        "  ServerName one.example",
                        "  ProxyPass / " + ajp(),
                        "</VirtualHost>",
                        "<VirtualHost *>",
                        "  ServerName two.example",
                        "</VirtualHost>");
                RawClient first = front.client(0);
                RawClient second = front.client(1)) {
            for (RawClient client : new RawClient[] {first, second}) {
                client.send("GET /?ms=0 HTTP/1.1\r\nHost: one.example\r\n\r\n");
                assertThat(client.response()).startsWith("http/1.1 200");
                client.send("GET /?ms=0 HTTP/1.1\r\nHost: two.example\r\n\r\n");
                assertThat(client.response()).startsWith("http/1.1 404");
            }
        }
    }
}
