package dev.holdfast.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.holdfast.lifetime.CloseReason;
import dev.holdfast.lifetime.policy.Grant;
import io.undertow.server.HttpHandler;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of idle connections when places get scarce. */
final class KeepAlivePolicyIT {
    private static final HttpHandler HELLO =
            exchange -> exchange.getResponseSender().send("hello");
    private static final String ASKS = "GET / HTTP/1.1\r\nHost: h\r\nConnection: keep-alive\r\n\r\n";

    private static List<RawClient> idle(TestServer server, int count) {
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            RawClient client = server.connect();
            client.send(ASKS).response();
            clients.add(client);
        }
        return clients;
    }

    @ParameterizedTest
    @EnumSource(
            value = KeepAlivePolicyKind.class,
            names = {"PRESSURE", "ADAPTIVE"})
    void theConnectionIdleLongestGivesWayWhenThereIsNoPlaceLeft(KeepAlivePolicyKind policy) {
        try (TestServer server = TestServer.startOnOneThread(
                s -> s.workerModel(WorkerModel.EVENT)
                        .keepAlivePolicy(policy)
                        .minKeepAliveTimeout(Duration.ofSeconds(30))
                        .maxConnections(4),
                HELLO,
                channel -> {})) {
            List<RawClient> clients = idle(server, 3);
            assertThat(server.listener().statistics().closed()).isEmpty();

            try (RawClient fourth = server.connect()) {
                assertThat(clients.get(0).read()).isEqualTo(-1);
                clients.get(0).disconnect();
                server.awaitClosed(CloseReason.SHED);
                for (RawClient other : clients.subList(1, 3)) {
                    assertThat(other.get("/").response().body()).isEqualTo("hello");
                    other.disconnect();
                }
                assertThat(fourth.get("/").response().body()).isEqualTo("hello");
            }
        }
    }

    /** The one that is given up keeps its place until its client has taken leave: nobody else has to go for that. */
    @Test
    void onePlaceThatIsNeededCostsOneConnection() {
        try (TestServer server = TestServer.startOnOneThread(
                s -> s.keepAlivePolicy(KeepAlivePolicyKind.PRESSURE)
                        .workerModel(WorkerModel.EVENT)
                        .minKeepAliveTimeout(Duration.ofSeconds(30))
                        .maxConnections(6),
                HELLO,
                channel -> {})) {
            List<RawClient> clients = idle(server, 5);
            try (RawClient sixth = server.connect()) {
                for (int i = 0; i < 20; i++) {
                    sixth.get("/").response();
                }
                assertThat(clients.get(0).read()).isEqualTo(-1);
                for (RawClient other : clients.subList(1, 5)) {
                    assertThat(other.get("/").response().body()).isEqualTo("hello");
                }
            } finally {
                clients.forEach(RawClient::close);
            }
        }
    }

    @Test
    void theConnectionsOfOtherThreadsGiveWayToo() {
        try (TestServer server = TestServer.start(
                s -> s.workerModel(WorkerModel.EVENT)
                        .keepAlivePolicy(KeepAlivePolicyKind.PRESSURE)
                        .minKeepAliveTimeout(Duration.ofSeconds(30))
                        .lingerTimeout(Duration.ZERO)
                        .maxConnections(3),
                HELLO)) {
            List<RawClient> clients = new ArrayList<>();
            for (int i = 1; i <= 30; i++) {
                clients.addAll(idle(server, 1));
                Await.until(
                        () -> "a free place, but " + server.listener().statistics(),
                        () -> server.listener().statistics().open() < 3);
            }
            clients.forEach(RawClient::disconnect);
            assertThat(server.closed(CloseReason.SHED)).isGreaterThanOrEqualTo(28);
        }
    }

    @Test
    void aConnectionWhoseNextRequestIsHereIsNotTheOneToGo() throws Exception {
        try (TestServer server = TestServer.startOnOneThread(
                s -> s.workerModel(WorkerModel.EVENT)
                        .keepAlivePolicy(KeepAlivePolicyKind.PRESSURE)
                        .minKeepAliveTimeout(Duration.ofSeconds(30))
                        .maxConnections(4),
                HELLO,
                channel -> {})) {
            List<RawClient> clients = idle(server, 3);
            CountDownLatch goOn = server.holdIoThread();
            try (RawClient fourth = server.connect()) {
                Await.until("accepted", () -> fourth.server() != null);
                clients.get(0).get("/");
                goOn.countDown();
                assertThat(clients.get(0).response().body()).isEqualTo("hello");
                server.awaitClosed(CloseReason.SHED, 0);
                clients.forEach(RawClient::disconnect);
            }
        }
    }

    @Test
    void theTimeoutFallsWithTheOccupancyAndSoDoesWhatClientsAreTold() {
        try (TestServer server = TestServer.startOnOneThread(
                s -> s.keepAlivePolicy(KeepAlivePolicyKind.PRESSURE)
                        .workerModel(WorkerModel.EVENT)
                        .keepAliveTimeout(Duration.ofSeconds(30))
                        .minKeepAliveTimeout(Duration.ofMillis(50))
                        .maxConnections(10),
                HELLO,
                channel -> {})) {
            List<RawClient> clients = new ArrayList<>();
            List<String> told = new ArrayList<>();
            for (int i = 0; i < 9; i++) {
                RawClient client = server.connect();
                told.add(client.send(ASKS).response().field("keep-alive"));
                clients.add(client);
            }
            assertThat(told.get(0)).isEqualTo("timeout=30");
            assertThat(told.get(6)).matches("timeout=(1[0-9]|2[0-9])");
            // At 90 % each has 50 ms, those included that were told more before.
            assertThat(clients.get(0).read()).isEqualTo(-1);
            clients.forEach(RawClient::disconnect);
            assertThat(server.listener().statistics().granted()).containsKeys(Grant.Reason.FULL, Grant.Reason.PRESSURE);
        }
    }

    @Test
    void robotsThatNeverReturnAreFoundOutAndEveryDecisionIsVisible() {
        List<ConnectionRecord> records = new CopyOnWriteArrayList<>();
        try (TestServer server = TestServer.startOnOneThread(
                s -> s.workerModel(WorkerModel.EVENT)
                        .keepAlivePolicy(KeepAlivePolicyKind.ADAPTIVE)
                        .lingerTimeout(Duration.ZERO)
                        .maxConnections(10),
                HELLO,
                channel -> {})) {
            server.listener().observe(new ConnectionObserver() {
                @Override
                public void connectionClosed(ConnectionRecord connection) {
                    records.add(connection);
                }
            });
            Deque<RawClient> robots = new ArrayDeque<>();
            for (int i = 0; i < 400; i++) {
                RawClient robot = server.connect();
                assertThat(robot.send(ASKS).response().body()).isEqualTo("hello");
                robots.add(robot);
                if (robots.size() > 20) {
                    robots.remove().disconnect();
                }
            }
            robots.forEach(RawClient::disconnect);
            Await.until("all closed", () -> server.listener().statistics().open() == 0);
            assertThat(server.closed(CloseReason.SHED) + server.closed(CloseReason.NO_REUSE_EXPECTED))
                    .isGreaterThan(300);
            assertThat(records).hasSize(400).allMatch(record -> record.keepAliveDecision() != null);
            long granted = server.listener().statistics().granted().values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
            assertThat(granted).isEqualTo(400);
        }
    }

    @Test
    void theAdaptivePolicyRefusesTimeoutsBeyondWhatItLearns() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HttpConnectorSettings.builder()
                        .workerModel(WorkerModel.EVENT)
                        .keepAlivePolicy(KeepAlivePolicyKind.ADAPTIVE)
                        .keepAliveTimeout(Duration.ofHours(1))
                        .build())
                .withMessage("keepAliveTimeout is 1h, but must be 1 ms to 10 min under the policy adaptive");
    }
}
