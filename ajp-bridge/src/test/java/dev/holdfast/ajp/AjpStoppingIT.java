package dev.holdfast.ajp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.doubles.RawFront;
import dev.holdfast.doubles.RawFront.Response;
import dev.holdfast.lifetime.CloseReason;
import io.undertow.server.handlers.BlockingHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How a connector starts, and takes leave. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class AjpStoppingIT {
    private static AjpConnector.Builder any(AjpMode mode) {
        return AjpConnector.builder().bind("127.0.0.1", 0).mode(mode).handler(exchange -> {});
    }

    @ParameterizedTest
    @EnumSource(AjpMode.class)
    void idleConnectionsAreClosedSoon(AjpMode mode) throws Exception {
        AjpConnector connector = any(mode).build();
        connector.start();
        try (RawFront silent = TestConnector.front(connector);
                RawFront idle = TestConnector.front(connector)) {
            idle.send(RawFront.get("/")).readResponse();
            // The silent one is accepted by now, too: they wait in one queue.
            CompletableFuture<Void> stopped = CompletableFuture.runAsync(() -> connector.stop(Duration.ofSeconds(30)));
            silent.assertEnds();
            idle.assertEnds();
            silent.finish();
            idle.finish();
            stopped.get(20, TimeUnit.SECONDS);
        }
        assertThat(connector.statistics().closed()).isEqualTo(Map.of(CloseReason.DRAINED, 2L));
        assertThat(connector.statistics().open()).isZero();
    }

    @ParameterizedTest
    @EnumSource(AjpMode.class)
    void anIdleConnectionIsGoodForOneMoreRequestBeforeItIsClosed(AjpMode mode) throws Exception {
        AjpConnector connector = any(mode).build();
        connector.start();
        try (RawFront front = TestConnector.front(connector)) {
            assertThat(front.send(RawFront.get("/")).readResponse().reuse()).isTrue();
            connector.drain();
            assertThat(front.send(RawFront.get("/")).readResponse().reuse()).isFalse();
            front.assertEnds();
            front.finish();
            connector.stop(Duration.ofSeconds(30));
        }
        assertThat(connector.statistics().closed()).isEqualTo(Map.of(CloseReason.DRAINED, 1L));
    }

    @ParameterizedTest
    @EnumSource(AjpMode.class)
    void aRequestUnderWayIsFinished(AjpMode mode) throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        AjpConnector connector = any(mode)
                .handler(new BlockingHandler(exchange -> {
                    arrived.countDown();
                    release.await();
                    exchange.getResponseSender().send("done");
                }))
                .build();
        connector.start();
        try (RawFront front = TestConnector.front(connector)) {
            front.send(RawFront.get("/"));
            assertThat(arrived.await(20, TimeUnit.SECONDS)).isTrue();
            connector.drain();
            CountDownLatch stopping = new CountDownLatch(1);
            CompletableFuture<Void> stopped = CompletableFuture.runAsync(() -> {
                stopping.countDown();
                connector.stop(Duration.ofSeconds(30));
            });
            assertThat(stopping.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(stopped).isNotDone();
            release.countDown();
            Response response = front.readResponse();
            assertThat(response.body()).isEqualTo("done");
            assertThat(response.reuse()).isFalse();
            front.assertEnds();
            front.finish();
            stopped.get(20, TimeUnit.SECONDS);
        }
        assertThat(connector.statistics().closed()).isEqualTo(Map.of(CloseReason.DRAINED, 1L));
    }

    @ParameterizedTest
    @EnumSource(AjpMode.class)
    void whatTakesTooLongIsCutOff(AjpMode mode) throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        AjpConnector connector = any(mode)
                .handler(new BlockingHandler(exchange -> {
                    arrived.countDown();
                    release.await();
                }))
                .build();
        connector.start();
        try (RawFront front = TestConnector.front(connector)) {
            front.send(RawFront.get("/"));
            assertThat(arrived.await(20, TimeUnit.SECONDS)).isTrue();
            connector.stop(Duration.ofMillis(50));
            assertThat(connector.statistics().closed()).isEqualTo(Map.of(CloseReason.STOPPED, 1L));
            assertThatThrownBy(front::readResponse).isInstanceOf(IOException.class);
            release.countDown();
        }
    }

    @Test
    void nobodyIsAcceptedAfterTheStop() throws Exception {
        AjpConnector connector = any(AjpMode.EVENT).build();
        connector.start();
        int port = connector.localAddress().getPort();
        connector.stop(Duration.ZERO);
        assertThatThrownBy(connector::localAddress).hasMessage("not started");
        assertThatThrownBy(connector::start).hasMessage("stopped; build another connector to start again");
        assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port))
                .isInstanceOf(IOException.class);
    }

    @Test
    void anAddressThatIsTakenIsNamed() throws Exception {
        AjpConnector connector = any(AjpMode.EVENT).build();
        connector.start();
        int port = connector.localAddress().getPort();
        AjpConnector other = any(AjpMode.EVENT).bind("127.0.0.1", port).build();
        assertThatThrownBy(other::start).hasMessageStartingWith("cannot listen on 127.0.0.1:" + port + ": ");
        other.stop(Duration.ZERO);
        connector.stop(Duration.ZERO);
    }
}
