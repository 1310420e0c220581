package dev.holdfast.front;

import static dev.holdfast.front.TestFront.eventually;
import static dev.holdfast.front.TestFront.keptFor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.lifetime.CloseReason;
import dev.holdfast.mpm.ConnectionSettings;
import dev.holdfast.mpm.PreforkSettings;
import dev.holdfast.mpm.WorkerSettings;
import dev.holdfast.mpm.WorkerUse;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Prefork and worker: a connection has a worker from its accept to its end. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class BlockingFrontIT {
    private static final Duration LONG = Duration.ofSeconds(60);

    private static PreforkSettings prefork(int workers, ConnectionSettings connections) {
        return PreforkSettings.DEFAULT.withFixedServers(workers).withConnections(connections);
    }

    private static WorkerSettings worker(int children, int threads) {
        return WorkerSettings.DEFAULT.withFixedServers(children, threads).withConnections(keptFor(LONG));
    }

    @Test
    void aConnectionWithoutAWorkerWaitsInTheKernel() throws Exception {
        try (TestFront front = new TestFront(prefork(2, keptFor(LONG)), 1);
                RawClient first = front.client();
                RawClient second = front.client()) {
            assertThat(first.get(0).response()).startsWith("http/1.1 200");
            assertThat(second.get(0).response()).startsWith("http/1.1 200");
            try (RawClient third = front.client()) {
                third.get(0);
                assertThat(third.hears(300)).isFalse();
                assertThat(front.connections()).isEqualTo(2);
                assertThat(front.idleWorkers()).isZero();
                first.leave();
                assertThat(third.response()).startsWith("http/1.1 200");
            }
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void theLengthOfTheKernelsQueueIsTold() throws Exception {
        try (TestFront front = new TestFront(prefork(1, keptFor(LONG)), 1);
                RawClient first = front.client()) {
            first.get(0).response();
            assertThat(front.acceptQueue()).isZero();
            try (RawClient second = front.client();
                    RawClient third = front.client()) {
                eventually(() -> front.acceptQueue() == 2);
                second.get(0);
                third.get(0);
                first.leave();
                second.response();
                second.leave();
                third.response();
                assertThat(front.acceptQueue()).isZero();
            }
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void whereTheKernelsQueueIsFullAConnectIsNotAnswered() throws Exception {
        ConnectionSettings one = keptFor(LONG).withListenBackLog(1);
        try (TestFront front = new TestFront(prefork(1, one), 1);
                RawClient served = front.client()) {
            served.get(0).response();
            // Linux lets one more wait than it was told.
            try (RawClient waiting = front.client();
                    RawClient alsoWaiting = front.client()) {
                eventually(() -> front.acceptQueue() == 2);
                assertThatThrownBy(() -> new RawClient(front.port(), 500)).isInstanceOf(SocketTimeoutException.class);
                assertThat(waiting.hears(1)).isFalse();
                assertThat(alsoWaiting.hears(1)).isFalse();
            }
        }
    }

    @Test
    void theKeepAliveTimeoutFreesAWorkerWhenTheClientReactsToFin() throws Exception {
        try (TestFront front = new TestFront(prefork(1, keptFor(Duration.ofMillis(400))), 1);
                RawClient first = front.client()) {
            long start = System.nanoTime();
            first.get(0).response();
            try (RawClient second = front.client()) {
                second.get(0);
                assertThat(first.readToEnd()).isEmpty();
                first.leave();
                assertThat(second.response()).startsWith("http/1.1 200");
                assertThat(System.nanoTime() - start)
                        .isGreaterThan(Duration.ofMillis(400).toNanos());
            }
            assertThat(front.connector().statistics().connections().closed())
                    .containsEntry(CloseReason.KEEP_ALIVE_TIMEOUT, 1L);
        }
    }

    @Test
    void aClientThatDoesNotReactToFinKeepsItsWorkerForTwoSecondsMore() throws Exception {
        try (TestFront front = new TestFront(prefork(1, keptFor(Duration.ofMillis(200))), 1);
                RawClient first = front.client()) {
            long start = System.nanoTime();
            first.get(0).response();
            try (RawClient second = front.client()) {
                assertThat(second.get(0).response()).startsWith("http/1.1 200");
                assertThat(System.nanoTime() - start)
                        .isGreaterThan(Duration.ofMillis(2200).toNanos());
            }
            assertThat(front.time(WorkerUse.LINGERING)).isGreaterThan(Duration.ofMillis(1950));
            assertThat(front.time(WorkerUse.IDLE_HELD)).isGreaterThan(Duration.ofMillis(190));
        }
    }

    @Test
    void oneRequestMoreThanMaxKeepAliveRequestsIsAnswered() throws Exception {
        ConnectionSettings two = ConnectionSettings.DEFAULT.withKeepAlive(true, Duration.ofSeconds(7), 2);
        try (TestFront front = new TestFront(prefork(1, two), 1);
                RawClient client = front.client()) {
            String asked = "Connection: keep-alive";
            assertThat(client.get(0, asked).response()).contains("keep-alive: timeout=7, max=2");
            assertThat(client.get(0, asked).response()).contains("keep-alive: timeout=7, max=1");
            assertThat(client.get(0, asked).response()).contains("connection: close");
            assertThat(client.readToEnd()).isEmpty();
        }
    }

    @Test
    void pipelinedRequestsAreAnsweredInTheirOrder() throws Exception {
        try (TestFront front = new TestFront(prefork(1, keptFor(LONG)), 1);
                RawClient client = front.client()) {
            client.send(
                    "GET /?ms=50 HTTP/1.1\r\nHost: a\r\n\r\nGET /?ms=0 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            assertThat(client.response()).startsWith("http/1.1 200").doesNotContain("connection: close");
            assertThat(client.response()).startsWith("http/1.1 200").contains("connection: close");
            assertThat(client.readToEnd()).isEmpty();
        }
    }

    @Test
    void aHeadThatDoesNotComeIsAnsweredWith408AndSilenceWithFin() throws Exception {
        ConnectionSettings hasty =
                ConnectionSettings.DEFAULT.withTimeouts(Duration.ofSeconds(60), Duration.ofMillis(300));
        try (TestFront front = new TestFront(prefork(2, hasty), 1);
                RawClient slow = front.client();
                RawClient silent = front.client()) {
            slow.send("GET / HTTP/1.1\r\nHo");
            assertThat(slow.readToEnd()).startsWith("HTTP/1.1 408 ");
            assertThat(silent.readToEnd()).isEmpty();
            slow.leave();
            silent.leave();
            eventually(() -> front.idleWorkers() == 2);
        }
    }

    @Test
    void aRefusedRequestEndsItsConnection() throws Exception {
        try (TestFront front = new TestFront(prefork(1, keptFor(LONG)), 1);
                RawClient client = front.client()) {
            client.send("no request\r\n\r\n");
            assertThat(client.readToEnd()).startsWith("HTTP/1.1 400 ");
            client.leave();
            eventually(() -> front.idleWorkers() == 1);
        }
    }

    @Test
    void aClientThatVanishesKeepsItsWorkerUntilTheBackEndAnswers() throws Exception {
        try (TestFront front = new TestFront(prefork(1, keptFor(LONG)), 1)) {
            try (RawClient client = front.client()) {
                client.get(700);
                eventually(() -> front.connectionsAtBack() == 1);
                client.vanish();
            }
            Thread.sleep(200);
            assertThat(front.idleWorkers()).isZero();
            eventually(() -> front.idleWorkers() == 1);
            assertThat(front.time(WorkerUse.BUSY)).isGreaterThan(Duration.ofMillis(600));
        }
    }

    @Test
    void eachChildHasPoolsOfItsOwn() throws Exception {
        try (TestFront front = new TestFront(worker(3, 2), 1);
                RawClient one = front.client();
                RawClient two = front.client();
                RawClient three = front.client()) {
            one.get(300);
            two.get(300);
            three.get(300);
            assertThat(one.response()).startsWith("http/1.1 200");
            assertThat(two.response()).startsWith("http/1.1 200");
            assertThat(three.response()).startsWith("http/1.1 200");
            assertThat(front.connectionsAtBack()).isEqualTo(3);
        }
    }

    @Test
    void aPoolOfAChildThatIsInUseIsLookedAtTwiceAndThenAnsweredWith503() throws Exception {
        try (TestFront front = new TestFront(worker(1, 4), 1);
                RawClient holding = front.client();
                RawClient late = front.client()) {
            holding.get(3000);
            eventually(() -> front.connectionsAtBack() == 1);
            long start = System.nanoTime();
            assertThat(late.get(0).response()).startsWith("http/1.1 503");
            assertThat(System.nanoTime() - start)
                    .isGreaterThan(Duration.ofMillis(190).toNanos());
            assertThat(holding.response()).startsWith("http/1.1 200");
        }
    }

    @Test
    void aGracefulStopLetsTheRequestUnderWayFinish() throws Exception {
        try (TestFront front = new TestFront(prefork(2, keptFor(Duration.ofMillis(300))), 1);
                RawClient busy = front.client();
                RawClient idle = front.client()) {
            idle.get(0).response();
            busy.get(700);
            eventually(() -> front.connector().statistics().connections().requests() == 2);
            int port = front.port();
            Thread stopping = new Thread(() -> front.connector().stop(Duration.ofSeconds(20)));
            stopping.start();
            assertThat(busy.response()).startsWith("http/1.1 200").contains("connection: close");
            assertThatThrownBy(() -> new RawClient(port)).isInstanceOf(ConnectException.class);
            assertThat(idle.readToEnd()).isEmpty();
            busy.leave();
            idle.leave();
            stopping.join();
            assertThat(front.connector().statistics().counts().children()).isZero();
        }
    }

    @Test
    void aStopThatRunsOutOfTimeCutsOffWhatIsLeft() throws Exception {
        try (TestFront front = new TestFront(prefork(1, keptFor(LONG)), 1);
                RawClient busy = front.client()) {
            busy.get(0).response();
            front.connector().stop(Duration.ofMillis(100));
            assertThat(front.connector().statistics().connections().open()).isZero();
            assertThat(endsOf(busy)).isTrue();
        }
    }

    private static boolean endsOf(RawClient client) {
        try {
            return client.readToEnd().isEmpty();
        } catch (IOException reset) {
            return true;
        }
    }
}
