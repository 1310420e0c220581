package dev.holdfast.front;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.connector.undertow.GovernedConnection;
import dev.holdfast.lifetime.CloseReason;
import dev.holdfast.mpm.ConnectionSettings;
import dev.holdfast.mpm.EventSettings;
import dev.holdfast.mpm.MpmSettings;
import dev.holdfast.mpm.PreforkSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class MpmDriverTest {
    private static final long SECOND = 1_000_000_000;
    private static final ConnectionSettings KEPT_FOR_3S =
            ConnectionSettings.DEFAULT.withKeepAlive(true, Duration.ofSeconds(3), 0);

    private final FakeLoop loop = new FakeLoop();
    private final List<String> log = new ArrayList<>();

    /** A socket that notes down what becomes of it. */
    private final class Socket implements GovernedConnection {
        private final int number;
        private final ClientLife life;

        Socket(int number, ClientLife life) {
            this.number = number;
            this.life = life;
        }

        @Override
        public void begin() {}

        @Override
        public void resume() {
            log.add("resume " + number);
        }

        @Override
        public void leave(CloseReason reason) {
            log.add("leave " + number + " " + reason);
        }

        @Override
        public void close(CloseReason reason) {
            log.add("close " + number + " " + reason);
        }

        @Override
        public void reset(CloseReason reason) {
            log.add("reset " + number + " " + reason);
        }

        /** Has a request begin. */
        Socket asks() {
            assertThat(life.readable()).isTrue();
            life.headComplete();
            return this;
        }

        /** Has its response end; returns whether the connection goes on. */
        boolean isAnswered() {
            assertThat(life.persists(null)).isNull();
            return life.responseFlushed(false);
        }
    }

    private final class Outside implements FrontEffects {
        private int waiting;
        private int accepted;
        private @Nullable Socket last;

        @Override
        public void childStarted(int child) {}

        @Override
        public void childExited(int child) {
            log.add("exit " + child);
        }

        @Override
        public void listen(boolean accepting) {
            log.add("listen " + accepting);
        }

        @Override
        public @Nullable GovernedConnection accept(int child, ClientLife client) {
            if (waiting == 0) {
                return null;
            }
            waiting--;
            last = new Socket(accepted++, client);
            return last;
        }
    }

    private final Outside outside = new Outside();

    private MpmDriver started(MpmSettings settings) {
        MpmDriver driver =
                new MpmDriver(settings, outside, loop, loop, new Random(1), () -> log.add("all children are gone"));
        driver.start();
        return driver;
    }

    private Socket connect(MpmDriver driver) {
        outside.waiting = 1;
        driver.acceptable();
        Socket socket = outside.last;
        outside.last = null;
        assertThat(socket).isNotNull();
        return Objects.requireNonNull(socket);
    }

    private List<String> log() {
        List<String> present = List.copyOf(log);
        log.clear();
        return present;
    }

    private static PreforkSettings prefork(int workers) {
        return PreforkSettings.DEFAULT.withFixedServers(workers).withConnections(KEPT_FOR_3S);
    }

    private static EventSettings event(int threads) {
        return EventSettings.DEFAULT.withFixedServers(1, threads).withConnections(KEPT_FOR_3S);
    }

    @Test
    void theListeningSocketIsLeftAloneWhileNoWorkerIsFree() {
        MpmDriver driver = started(prefork(1));
        assertThat(log()).containsExactly("listen true");
        Socket socket = connect(driver);
        assertThat(log()).containsExactly("listen false");
        socket.life.clientClosed();
        loop.turn();
        assertThat(log()).containsExactly("close 0 CLIENT_CLOSED", "listen true");
    }

    @Test
    void aConnectionThatIsGoneBeforeItIsAcceptedGivesItsWorkerBack() {
        MpmDriver driver = started(prefork(1));
        driver.acceptable();
        assertThat(driver.counts().idleWorkers()).isEqualTo(1);
        assertThat(driver.counts().connections()).isZero();
        connect(driver).asks();
    }

    @Test
    void whatAConnectionIsToldComesWhenItHasComeBack() {
        MpmDriver driver = started(prefork(1));
        Socket socket = connect(driver).asks();
        log();
        assertThat(socket.life.persists(CloseReason.CLIENT_SAID_CLOSE)).isEqualTo(CloseReason.CLIENT_SAID_CLOSE);
        assertThat(socket.life.responseFlushed(false)).isFalse();
        assertThat(log()).isEmpty();
        loop.turn();
        assertThat(log()).containsExactly("leave 0 CLIENT_SAID_CLOSE");
    }

    @Test
    void aTimeoutLooksOnceMoreForBytes() {
        MpmDriver driver = started(prefork(1));
        Socket socket = connect(driver).asks();
        assertThat(socket.isAnswered()).isTrue();
        loop.turn();
        log();
        loop.pass(3 * SECOND);
        loop.turn();
        assertThat(socket.life.readable()).isTrue();
        loop.turn();
        assertThat(log()).isEmpty();
    }

    @Test
    void theKeepAliveTimeoutMakesAConnectionLeaveAndTwoSecondsLaterCloses() {
        MpmDriver driver = started(prefork(1));
        Socket socket = connect(driver).asks();
        assertThat(socket.isAnswered()).isTrue();
        loop.turn();
        log();
        loop.pass(3 * SECOND);
        loop.turn();
        loop.turn();
        assertThat(log()).containsExactly("leave 0 KEEP_ALIVE_TIMEOUT");
        loop.pass(2 * SECOND);
        loop.turn();
        loop.turn();
        assertThat(log()).containsExactly("close 0 KEEP_ALIVE_TIMEOUT", "listen true");
    }

    @Test
    void aSocketThatBreaksDuringARequestIsForgottenAndTellsNothingMore() {
        MpmDriver driver = started(prefork(1));
        Socket socket = connect(driver).asks();
        log();
        socket.life.ended();
        loop.turn();
        assertThat(log()).containsExactly("close 0 CLIENT_ABORTED", "listen true");
        assertThat(socket.life.readable()).isFalse();
        assertThat(socket.life.responseFlushed(false)).isFalse();
        assertThat(socket.life.persists(null)).isEqualTo(CloseReason.STOPPED);
        socket.life.clientClosed();
        socket.life.ended();
        // Its number is another's now.
        Socket next = connect(driver).asks();
        assertThat(socket.life.persists(null)).isEqualTo(CloseReason.STOPPED);
        assertThat(next.isAnswered()).isTrue();
    }

    @Test
    void aResponseThatBecomesItsConnectionsLastAfterItsHeadIsStillThat() {
        MpmDriver driver = started(prefork(1));
        Socket socket = connect(driver).asks();
        log();
        assertThat(socket.life.persists(null)).isNull();
        assertThat(socket.life.persists(CloseReason.REQUEST_BODY_UNREAD)).isEqualTo(CloseReason.REQUEST_BODY_UNREAD);
        assertThat(socket.life.responseFlushed(false)).isFalse();
        loop.turn();
        assertThat(log()).containsExactly("leave 0 REQUEST_BODY_UNREAD");
    }

    @Test
    void requestsLeftAndKeptAliveCountAsHttpdDoes() {
        ConnectionSettings two = ConnectionSettings.DEFAULT.withKeepAlive(true, Duration.ofSeconds(3), 2);
        MpmDriver driver = started(PreforkSettings.DEFAULT.withFixedServers(1).withConnections(two));
        Socket socket = connect(driver).asks();
        assertThat(socket.isAnswered()).isTrue();
        assertThat(socket.life.requestsLeft()).isEqualTo(2);
        assertThat(socket.life.keepAlives()).isZero();
        assertThat(socket.asks().isAnswered()).isTrue();
        assertThat(socket.life.requestsLeft()).isEqualTo(1);
        assertThat(socket.life.keepAlives()).isEqualTo(1);
        socket.asks();
        assertThat(socket.life.persists(null)).isEqualTo(CloseReason.MAX_KEEP_ALIVE_REQUESTS);
        assertThat(socket.life.keepAlives()).isEqualTo(2);
    }

    @Test
    void whatAnEventChildComesToLaterGoesOnThen() {
        MpmDriver driver = started(event(1));
        Socket slow = connect(driver).asks();
        assertThat(slow.life.persists(null)).isNull();
        slow.life.responseComplete();
        assertThat(slow.life.timesResponse()).isTrue();
        loop.turn();
        Socket busy = connect(driver).asks();
        // The worker is busy, so the listener waits for it with the connection whose response has gone out.
        assertThat(slow.life.responseFlushed(true)).isFalse();
        loop.turn();
        assertThat(log()).contains("listen false").doesNotContain("resume 0");
        // That there was no worker for it costs the others their connections.
        assertThat(busy.isAnswered()).isFalse();
        assertThat(log()).isEmpty();
        loop.turn();
        assertThat(log()).contains("resume 0").doesNotContain("resume 1");
        slow.life.headComplete();
        assertThat(slow.life.responseFlushed(false)).isFalse();
        loop.turn();
        assertThat(log()).contains("leave 1 SHED");
    }

    @Test
    void aDrainEndsWhenTheLastConnectionHasEnded() {
        MpmDriver driver = started(prefork(2));
        Socket socket = connect(driver).asks();
        log();
        driver.drain();
        assertThat(log()).containsExactly("listen false", "exit 1");
        assertThat(socket.life.persists(null)).isEqualTo(CloseReason.DRAINED);
        assertThat(socket.life.responseFlushed(false)).isFalse();
        loop.turn();
        assertThat(log()).containsExactly("leave 0 DRAINED");
        socket.life.clientClosed();
        loop.turn();
        assertThat(log()).containsExactly("close 0 DRAINED", "exit 0", "all children are gone");
    }
}
