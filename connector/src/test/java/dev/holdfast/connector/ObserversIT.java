package dev.holdfast.connector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.lifetime.CloseReason;
import io.undertow.server.HttpHandler;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What those are told who want to know. */
final class ObserversIT {
    private static final long WORK_MILLIS = 50;
    private static final HttpHandler ECHO = exchange -> exchange.getRequestReceiver()
            .receiveFullString((ex, body) -> ex.dispatch(() -> ex.getIoThread()
                    .executeAfter(() -> ex.getResponseSender().send(body), WORK_MILLIS, TimeUnit.MILLISECONDS)));

    private static class Recorder implements ConnectionObserver {
        private final List<RequestRecord> requests = new CopyOnWriteArrayList<>();
        private final List<ConnectionRecord> connections = new CopyOnWriteArrayList<>();

        @Override
        public void requestEnded(RequestRecord request) {
            requests.add(request);
        }

        @Override
        public void connectionClosed(ConnectionRecord connection) {
            connections.add(connection);
        }
    }

    private static void twoRequests(TestServer server) {
        try (RawClient client = server.connect()) {
            client.get("/first?a=b").response();
            client.send("POST /second HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello");
            assertThat(client.response().body()).isEqualTo("hello");
            server.awaitClosed(CloseReason.CLIENT_SAID_CLOSE);
        }
    }

    @Test
    void anObserverIsToldOfEveryRequestAndConnection() {
        Recorder recorder = new Recorder();
        try (TestServer server = TestServer.start(ECHO)) {
            server.listener().observe(recorder);
            twoRequests(server);

            assertThat(recorder.requests).hasSize(2);
            RequestRecord first = recorder.requests.get(0);
            RequestRecord second = recorder.requests.get(1);
            assertThat(List.of(first.method(), first.target(), first.number(), first.status()))
                    .isEqualTo(List.of("GET", "/first", 1, 200));
            assertThat(first.closeReason()).isNull();
            assertThat(List.of(second.method(), second.target(), second.number(), second.bytesReceived()))
                    .isEqualTo(List.of("POST", "/second", 2, 5L));
            assertThat(second.closeReason()).isEqualTo(CloseReason.CLIENT_SAID_CLOSE);
            assertThat(second.bytesSent()).isGreaterThan(5);
            assertThat(first.connection()).isEqualTo(second.connection()).isEqualTo(1);
            for (RequestRecord request : recorder.requests) {
                assertThat(request.waitNanos()).isNotNegative();
                assertThat(request.headNanos()).isNotNegative();
                assertThat(request.responseNanos()).isNotNegative();
                assertThat(request.handlerNanos()).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(WORK_MILLIS));
            }

            assertThat(recorder.connections).hasSize(1);
            ConnectionRecord connection = recorder.connections.get(0);
            assertThat(connection.requests()).isEqualTo(2);
            assertThat(connection.closeReason()).isEqualTo(CloseReason.CLIENT_SAID_CLOSE);
            assertThat(connection.durationNanos()).isGreaterThan(2 * TimeUnit.MILLISECONDS.toNanos(WORK_MILLIS));
            assertThat(connection.peer()).isInstanceOf(InetSocketAddress.class);
        }
    }

    @Test
    void anObserverThatFailsHarmsNobody() {
        try (TestServer server = TestServer.start(ECHO)) {
            server.listener().observe(new ConnectionObserver() {
                @Override
                public void requestEnded(RequestRecord request) {
                    throw new IllegalStateException("on purpose");
                }
            });
            twoRequests(server);
        }
    }

    @Test
    void anInactiveObserverIsToldNothing() {
        Recorder inactive = new Recorder() {
            @Override
            public boolean isActive() {
                return false;
            }
        };
        try (TestServer server = TestServer.start(ECHO)) {
            server.listener().observe(inactive);
            twoRequests(server);
            assertThat(inactive.requests).isEmpty();
            assertThat(inactive.connections).isEmpty();
        }
    }

    @Test
    void theFlightRecorderGetsAnEventForEach(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("recording.jfr");
        try (Recording recording = new Recording();
                TestServer server = TestServer.start(ECHO)) {
            recording.enable("dev.holdfast.Request").withThreshold(Duration.ZERO);
            recording.enable("dev.holdfast.Connection");
            recording.start();
            twoRequests(server);
            recording.stop();
            recording.dump(file);
        }
        List<RecordedEvent> events = RecordingFile.readAllEvents(file);
        assertThat(events)
                .extracting(event -> event.getEventType().getName())
                .containsExactlyInAnyOrder("dev.holdfast.Request", "dev.holdfast.Request", "dev.holdfast.Connection");
        assertThat(events)
                .filteredOn(event -> event.hasField("target"))
                .extracting(event -> event.getString("target"))
                .containsExactlyInAnyOrder("/first", "/second");
        assertThat(events)
                .filteredOn(event -> event.hasField("peer"))
                .extracting(event -> event.getString("closeReason"))
                .containsExactly("CLIENT_SAID_CLOSE");
    }
}
