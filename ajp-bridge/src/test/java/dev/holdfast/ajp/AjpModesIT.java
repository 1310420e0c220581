package dev.holdfast.ajp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.ajp13.AjpMessage.CPing;
import dev.holdfast.ajp13.AjpMessage.CPong;
import dev.holdfast.doubles.RawFront;
import dev.holdfast.lifetime.CloseReason;
import io.undertow.server.HttpHandler;
import io.undertow.server.handlers.BlockingHandler;
import io.undertow.util.SameThreadExecutor;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which threads connections and requests hold, and what becomes of those for which there is none. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class AjpModesIT {
    private static final HttpHandler HELLO = new BlockingHandler(
            exchange -> exchange.getResponseSender().send(Thread.currentThread().getName()));

    private final TestConnector server = new TestConnector();

    @AfterEach
    void stop() {
        server.close();
    }

    private static AjpConnector.Builder blocking(int maxThreads, AjpOverload overload) {
        return AjpConnector.builder()
                .mode(AjpMode.BLOCKING)
                .maxThreads(maxThreads)
                .overload(overload)
                .handler(HELLO);
    }

    private static String answer(RawFront front) throws Exception {
        return front.send(RawFront.get("/")).readResponse().body();
    }

    @Test
    void aRestingConnectionHoldsNoThreadInTheEventMode() throws Exception {
        AjpConnector connector =
                server.start(AjpConnector.builder().maxThreads(1).handler(HELLO));
        List<RawFront> fronts = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            RawFront front = TestConnector.front(connector);
            fronts.add(front);
            assertThat(answer(front)).startsWith("holdfast ajp-");
        }
        for (RawFront front : fronts) {
            assertThat(answer(front)).startsWith("holdfast ajp-");
            front.close();
        }
    }

    @Test
    void noMoreRequestsRunThanThereAreThreads() throws Exception {
        Semaphore arrived = new Semaphore(0);
        CountDownLatch release = new CountDownLatch(1);
        AjpConnector connector =
                server.start(AjpConnector.builder().maxThreads(2).handler(new BlockingHandler(exchange -> {
                    arrived.release();
                    release.await();
                })));
        List<RawFront> fronts = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            RawFront front = TestConnector.front(connector);
            fronts.add(front.send(RawFront.get("/")));
        }
        assertThat(arrived.tryAcquire(2, 20, TimeUnit.SECONDS)).isTrue();
        assertThat(arrived.tryAcquire(1, 200, TimeUnit.MILLISECONDS)).isFalse();
        release.countDown();
        for (RawFront front : fronts) {
            assertThat(front.readResponse().status()).isEqualTo(200);
            front.close();
        }
    }

    @Test
    void aPingFindsOutThatEveryThreadIsBusy() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        AjpConnector connector =
                server.start(AjpConnector.builder().maxThreads(1).handler(new BlockingHandler(exchange -> {
                    arrived.countDown();
                    release.await();
                })));
        try (RawFront busy = TestConnector.front(connector);
                RawFront asking = TestConnector.front(connector)) {
            busy.send(RawFront.get("/"));
            assertThat(arrived.await(20, TimeUnit.SECONDS)).isTrue();
            asking.send(new CPing());
            asking.assertSilent(Duration.ofMillis(100));
            release.countDown();
            assertThat(asking.read()).isEqualTo(new CPong());
            assertThat(busy.readResponse().status()).isEqualTo(200);
        }
    }

    @Test
    void aConnectionKeepsItsThreadInTheBlockingMode() throws Exception {
        AjpConnector connector = server.start(blocking(2, AjpOverload.BACKLOG));
        try (RawFront one = TestConnector.front(connector);
                RawFront other = TestConnector.front(connector)) {
            Set<String> names = ConcurrentHashMap.newKeySet();
            for (int i = 0; i < 5; i++) {
                names.add("one " + answer(one));
                names.add("other " + answer(other));
            }
            assertThat(names).hasSize(2);
        }
    }

    @Test
    void whatHasNoThreadWaitsInTheBacklog() throws Exception {
        AjpConnector connector = server.start(blocking(1, AjpOverload.BACKLOG));
        try (RawFront waiting = waitingBehind(connector)) {
            // The first connection is closed by now, and its thread free.
            assertThat(waiting.readResponse().status()).isEqualTo(200);
        }
    }

    private RawFront waitingBehind(AjpConnector connector) throws Exception {
        try (RawFront first = TestConnector.front(connector)) {
            answer(first);
            RawFront waiting = TestConnector.front(connector);
            waiting.send(RawFront.get("/"));
            for (int i = 0; i < 5; i++) {
                answer(first);
            }
            assertThat(connector.statistics().accepted()).isEqualTo(1);
            assertThat(connector.statistics().requests()).isEqualTo(6);
            return waiting;
        }
    }

    @Test
    void whatHasNoThreadIsHungUpOn() throws Exception {
        AjpConnector connector = server.start(blocking(1, AjpOverload.CLOSE));
        try (RawFront first = TestConnector.front(connector)) {
            answer(first);
            try (RawFront second = TestConnector.front(connector)) {
                second.assertEnds();
            }
            answer(first);
        }
        assertThat(server.ended().closed())
                .containsEntry(CloseReason.NO_FREE_THREAD, 1L)
                .containsEntry(CloseReason.CLIENT_CLOSED, 1L);
        // Its thread may take a moment to come back.
        RawFront third = TestConnector.front(connector);
        while (true) {
            try {
                assertThat(answer(third)).startsWith("holdfast ajp-");
                break;
            } catch (IOException stillTaken) {
                third.close();
                third = TestConnector.front(connector);
            }
        }
        third.close();
    }

    @Test
    void theRestWaitsWhereMaxConnectionsAreOpen() throws Exception {
        AjpConnector connector =
                server.start(AjpConnector.builder().maxConnections(1).handler(HELLO));
        try (RawFront waiting = waitingBehind(connector)) {
            assertThat(waiting.readResponse().status()).isEqualTo(200);
        }
    }

    @Test
    void anAsynchronousRequestEndsOnAnotherThreadInTheBlockingMode() throws Exception {
        AjpConnector connector = server.start(blocking(1, AjpOverload.BACKLOG).handler(exchange -> {
            exchange.dispatch(
                    SameThreadExecutor.INSTANCE,
                    () -> new Thread(() -> exchange.getResponseSender().send("later")).start());
        }));
        try (RawFront front = TestConnector.front(connector)) {
            for (int i = 0; i < 50; i++) {
                assertThat(answer(front)).isEqualTo("later");
            }
        }
        assertThat(server.ended().requests()).isEqualTo(50);
    }
}
