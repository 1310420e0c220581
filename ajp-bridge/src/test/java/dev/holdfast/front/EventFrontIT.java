package dev.holdfast.front;

import static dev.holdfast.front.TestFront.eventually;
import static dev.holdfast.front.TestFront.keptFor;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.lifetime.CloseReason;
import dev.holdfast.mpm.EventSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Event: a connection has a worker while it has a request. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class EventFrontIT {
    private static EventSettings event(int children, int threads, Duration idle) {
        return EventSettings.DEFAULT.withFixedServers(children, threads).withConnections(keptFor(idle));
    }

    private static List<RawClient> kept(TestFront front, int count) throws Exception {
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            RawClient client = front.client();
            assertThat(client.get(0).response()).startsWith("http/1.1 200");
            // Until then the child may find that it has no room for the next.
            eventually(() -> front.idleWorkers()
                    == front.connector().statistics().counts().workers());
            clients.add(client);
        }
        return clients;
    }

    private static void closeAll(List<RawClient> clients) throws Exception {
        for (RawClient client : clients) {
            client.close();
        }
    }

    @Test
    void idleConnectionsNeedNoWorkerButCountAgainstALimit() throws Exception {
        try (TestFront front = new TestFront(event(1, 2, Duration.ofSeconds(60)), 2)) {
            // ThreadsPerChild + AsyncRequestWorkerFactor * idle workers, which is not reached but found to be.
            List<RawClient> clients = kept(front, 6);
            assertThat(front.idleWorkers()).isEqualTo(2);
            try (RawClient next = front.client()) {
                next.get(0);
                assertThat(next.hears(300)).isFalse();
                assertThat(front.connections()).isEqualTo(6);
                // One idle worker less counts until it takes connections again.
                closeAll(clients.subList(0, 3));
                assertThat(next.response()).startsWith("http/1.1 200");
            }
            closeAll(clients);
        }
    }

    @Test
    void withoutAnIdleWorkerAKeptConnectionsRequestClosesItAndAllTheOthers() throws Exception {
        try (TestFront front = new TestFront(event(1, 2, Duration.ofSeconds(60)), 2)) {
            List<RawClient> clients = kept(front, 4);
            clients.get(0).get(1500);
            clients.get(1).get(1500);
            eventually(() -> front.idleWorkers() == 0);
            clients.get(2).get(0);
            assertThat(clients.get(2).readToEnd()).isEmpty();
            assertThat(clients.get(3).readToEnd()).isEmpty();
            assertThat(clients.get(0).response()).startsWith("http/1.1 200");
            assertThat(clients.get(1).response()).startsWith("http/1.1 200");
            closeAll(clients);
            eventually(() -> front.connections() == 0);
            assertThat(front.connector().statistics().connections().closed()).containsEntry(CloseReason.SHED, 2L);
        }
    }

    @Test
    void theLastOfALargeResponseNeedsNoWorker() throws Exception {
        int size = 24 * 1024 * 1024;
        // What the kernel and the front hold at least.
        int last = 100 * 1024;
        try (TestFront front = new TestFront(event(1, 1, Duration.ofSeconds(60)), 1);
                RawClient slow = front.client()) {
            slow.send("GET /?ms=0&bytes=" + size + " HTTP/1.1\r\nHost: test\r\n\r\n");
            slow.readUntil("\r\n\r\n");
            slow.read(size - last);
            eventually(() -> front.idleWorkers() == 1);
            slow.read(last);
            assertThat(slow.get(0).response()).startsWith("http/1.1 200");
        }
    }

    @Test
    void theKeepAliveTimeoutClosesAnIdleConnection() throws Exception {
        try (TestFront front = new TestFront(event(1, 1, Duration.ofMillis(300)), 1)) {
            long start = System.nanoTime();
            List<RawClient> clients = kept(front, 1);
            assertThat(clients.get(0).readToEnd()).isEmpty();
            assertThat(System.nanoTime() - start)
                    .isGreaterThan(Duration.ofMillis(300).toNanos());
            closeAll(clients);
            eventually(() -> front.connections() == 0);
        }
    }

    @Test
    void aLingeringConnectionNeedsNoWorker() throws Exception {
        try (TestFront front = new TestFront(event(1, 1, Duration.ofSeconds(60)), 1);
                RawClient leaving = front.client()) {
            leaving.get(0, "Connection: close");
            assertThat(leaving.response()).contains("connection: close");
            assertThat(leaving.readToEnd()).isEmpty();
            eventually(() -> front.connector().statistics().counts().lingering() == 1);
            assertThat(front.idleWorkers()).isEqualTo(1);
            closeAll(kept(front, 1));
        }
    }

    @Test
    void aStopClosesIdleConnectionsAtOnce() throws Exception {
        TestFront front = new TestFront(event(2, 2, Duration.ofSeconds(60)), 2);
        List<RawClient> clients = kept(front, 4);
        Thread stopping = new Thread(() -> front.connector().stop(Duration.ofSeconds(20)));
        stopping.start();
        for (RawClient client : clients) {
            assertThat(client.readToEnd()).isEmpty();
            client.close();
        }
        stopping.join();
        assertThat(front.connector().statistics().counts().children()).isZero();
        front.close();
    }
}
