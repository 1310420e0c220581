package dev.holdfast.mpm;

import static dev.holdfast.mpm.Front.MS;
import static dev.holdfast.mpm.Front.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.lifetime.CloseReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class EventMachineTest {
    private static final ConnectionSettings DEFAULT = ConnectionSettings.DEFAULT;
    private static final EventSettings FIVE =
            EventSettings.DEFAULT.withFixedServers(1, 5).withTimeoutFudge(Duration.ZERO);
    private static final EventSettings TWO = FIVE.withFixedServers(1, 2);

    private Front front = new Front(TWO);

    /** Occupies a worker, and returns the connection. */
    private int busy(long now) {
        int connection = front.connect(now);
        front.request(connection, now);
        return connection;
    }

    @Test
    void aKeptConnectionHoldsNoWorker() {
        int c = front.kept(0);
        assertThat(front.machine.workers(WorkerUse.IDLE)).isEqualTo(2);
        front.request(c, SECOND);
        assertThat(front.machine.workers(WorkerUse.BUSY)).isOne();
        front.respond(c, 3 * SECOND);
        assertThat(front.machine.workerNanos(WorkerUse.BUSY, 4 * SECOND)).isEqualTo(2 * SECOND);
        assertThat(front.machine.workerNanos(WorkerUse.IDLE, 4 * SECOND)).isEqualTo(6 * SECOND);
    }

    @Test
    void aChildStopsWithTheLastOfMaxConnectionsPerChildAndShutsWhatItHasKept() {
        front = new Front(new EventSettings(
                DEFAULT.withMaxConnectionsPerChild(2),
                2,
                2,
                4,
                2,
                1,
                1,
                4,
                ChildPick.LONGEST_WAITING,
                Duration.ZERO,
                Scheduling.IMMEDIATE));
        int kept = front.kept(0);
        int last = front.connect(1);
        front.expect("linger " + kept + " DRAINED");
        assertThat(front.machine.isAccepting()).isFalse();
        front.request(last, 2);
        assertThat(front.respond(last, 3)).isFalse();
        front.machine.clientClosed(kept, 4);
        front.machine.clientClosed(last, 4);
        assertThat(front.drain()).contains("exit 0");
        front.passTo(SECOND);
        front.expect("child 0", "listening 0 true");
        front.kept(SECOND);
        assertThat(front.machine.isAccepting()).isTrue();
    }

    @Test
    void withAllWorkersIdleAChildStallsAtThreeTimesItsThreads() {
        front = new Front(FIVE.withConnections(DEFAULT.withKeepAlive(true, Duration.ofSeconds(5), 0)));
        for (int i = 0; i < 15; i++) {
            front.kept(0);
        }
        assertThat(front.machine.isAccepting()).isTrue();
        front.machine.acceptable(1);
        // Nobody is shed, although five workers do nothing and somebody waits in the kernel.
        front.expect("listening 0 false");
        assertThat(front.machine.isAccepting()).isFalse();
        assertThat(front.machine.workers(WorkerUse.IDLE)).isEqualTo(5);
        front.passTo(5 * SECOND - 1);
        front.expect();
        front.machine.timeout(5 * SECOND);
        assertThat(front.drain()).contains("listening 0 true").hasSize(16);
    }

    @Test
    void anIdleWorkerLessCountsUntilItListensAgain() {
        front = new Front(FIVE);
        List<Integer> kept = new ArrayList<>();
        for (int i = 0; i < 15; i++) {
            kept.add(front.kept(0));
        }
        front.machine.acceptable(1);
        front.expect("listening 0 false");
        // Below 5 + 5 * 2 is not enough, it must be below 5 + 4 * 2.
        front.machine.clientClosed(kept.get(0), 2);
        front.machine.clientClosed(kept.get(1), 2);
        assertThat(front.machine.isAccepting()).isFalse();
        front.machine.clientClosed(kept.get(2), 2);
        assertThat(front.drain()).endsWith("listening 0 true");
    }

    @Test
    void theFactorsFractionIsLost() {
        double[][] factorAndConnections = {{1.5, 10}, {1.99, 10}, {0.5, 10}, {2, 15}, {2.9, 15}, {3, 20}};
        for (double[] row : factorAndConnections) {
            front = new Front(FIVE.withAsyncRequestWorkerFactor(row[0]));
            int connections = 0;
            while (front.machine.isAccepting()) {
                front.machine.acceptable(0);
                if (front.machine.isAccepting()) {
                    front.machine.accepted(connections, 0);
                    front.request(connections, 0);
                    front.respond(connections, 0);
                    connections++;
                }
            }
            assertThat(connections).as("factor %s", row[0]).isEqualTo((int) row[1]);
        }
    }

    @Test
    void fewerIdleWorkersMeanFewerConnections() {
        front = new Front(FIVE);
        for (int i = 0; i < 3; i++) {
            busy(0);
        }
        // 5 + 2 * 2, and the busy ones are among them.
        for (int i = 0; i < 6; i++) {
            front.kept(0);
        }
        front.machine.acceptable(1);
        front.expect("listening 0 false");
    }

    @Test
    void saturationAloneShedsNobody() {
        int kept = front.kept(0);
        busy(0);
        busy(0);
        assertThat(front.machine.workers(WorkerUse.IDLE)).isZero();
        front.expect();
        front.expectState(kept, ConnectionState.KEEP_ALIVE);
    }

    @Test
    void aRequestWithoutAnIdleWorkerIsShedAndAllKeptConnectionsWithIt() {
        int[] kept = {front.kept(0), front.kept(0)};
        int busy = busy(0);
        busy(0);
        front.machine.readable(kept[1], 1);
        // Nobody has told the clients yet: that takes a worker.
        front.expect();
        for (int c : kept) {
            front.expectState(c, ConnectionState.CLOSING);
        }
        front.respond(busy, 2);
        assertThat(front.drain()).containsExactlyInAnyOrder("linger 0 SHED", "linger 1 SHED");
        front.expectState(busy, ConnectionState.KEEP_ALIVE);
        // 2 s from the FIN, whatever the client sends.
        front.machine.readable(kept[1], SECOND);
        front.passTo(2 * SECOND + 1);
        front.expect();
        front.passTo(2 * SECOND + 2);
        assertThat(front.drain()).containsExactlyInAnyOrder("close 0 SHED", "close 1 SHED");
    }

    @Test
    void anAttemptToAcceptWithoutAnIdleWorkerShedsAllKeptConnections() {
        int kept = front.kept(0);
        busy(0);
        int busy = busy(0);
        front.machine.acceptable(1);
        front.expect("listening 0 false");
        front.expectState(kept, ConnectionState.CLOSING);
        front.respond(busy, 2);
        // With one worker idle two connections are still too many to listen again.
        front.expect("linger 0 SHED");
        front.machine.clientClosed(busy, 3);
        front.expect("close 2 CLIENT_CLOSED", "listening 0 true");
    }

    @Test
    void childrenShareNothing() {
        front = new Front(TWO.withFixedServers(2, 1).withChildPick(ChildPick.LEAST_LOADED));
        int inFirst = front.kept(0);
        int inSecond = front.kept(0);
        int busyInFirst = busy(0);
        assertThat(front.machine.child(busyInFirst)).isEqualTo(front.machine.child(inFirst));
        front.machine.readable(inFirst, 1);
        front.expectState(inFirst, ConnectionState.CLOSING);
        front.machine.readable(inSecond, 1);
        front.expectState(inSecond, ConnectionState.READING);
    }

    @Test
    void aBusyChildFindsOutWithTheNextConnectionAndAnotherTakesIt() {
        front = new Front(TWO.withFixedServers(2, 1).withChildPick(ChildPick.LONGEST_WAITING));
        int kept = front.kept(0);
        front.kept(0);
        int busy = busy(0);
        assertThat(front.machine.child(kept)).isEqualTo(front.machine.child(busy));
        front.machine.acceptable(1);
        front.expect("listening 0 false", "accept 1 3");
        front.expectState(kept, ConnectionState.CLOSING);
    }

    @Test
    void lingeringConnectionsDoNotCountAgainstTheLimit() {
        front = new Front(FIVE.withConnections(DEFAULT.withKeepAlive(false, Duration.ZERO, 0)));
        for (int i = 0; i < 100; i++) {
            int c = front.connect(0);
            front.request(c, 0);
            front.respond(c, 0);
            front.expectState(c, ConnectionState.LINGERING);
        }
        assertThat(front.machine.isAccepting()).isTrue();
        assertThat(front.machine.counts().lingering()).isEqualTo(100);
        assertThat(front.machine.workers(WorkerUse.IDLE)).isEqualTo(5);
    }

    @Test
    void aConnectionIsLingeredFor30sOnceAndOnlyFor2sAfterKeepAliveTimeout() {
        int closed = front.connect(0);
        front.request(closed, 0);
        front.machine.persists(closed, CloseReason.CLIENT_SAID_CLOSE, 0);
        front.machine.responseFlushed(closed, false, 0);
        int kept = front.kept(0);
        front.expect("linger 0 CLIENT_SAID_CLOSE");
        front.passTo(5 * SECOND - 1);
        front.expect();
        front.passTo(5 * SECOND);
        front.expect("linger " + kept + " KEEP_ALIVE_TIMEOUT");
        front.machine.readable(closed, 6 * SECOND);
        front.passTo(7 * SECOND - 1);
        front.expect();
        front.passTo(7 * SECOND);
        front.expect("close " + kept + " KEEP_ALIVE_TIMEOUT");
        front.passTo(30 * SECOND - 1);
        front.expect();
        front.passTo(30 * SECOND);
        front.expect("close " + closed + " CLIENT_SAID_CLOSE");
    }

    @Test
    void lingeringBytesWithoutAnIdleWorkerAreAReset() {
        int c = front.connect(0);
        front.request(c, 0);
        front.machine.persists(c, CloseReason.SERVER_SAID_CLOSE, 0);
        front.machine.responseFlushed(c, false, 0);
        front.drain();
        busy(0);
        busy(0);
        front.machine.readable(c, 1);
        front.expect("reset 0 SERVER_SAID_CLOSE");
    }

    @Test
    void aTimeoutALittleEarlierThanAnotherIsLookedAtWithThatOne() {
        long[][] fudgeGapAndDelay = {{0, 50, 0}, {100, 50, 50}, {100, 100, 100}, {100, 101, 0}};
        for (long[] row : fudgeGapAndDelay) {
            front = new Front(TWO.withTimeoutFudge(Duration.ofMillis(row[0])));
            front.kept(0);
            // This one's KeepAliveTimeout ends a little after the two seconds for which the other is lingered for from
            // 5 s on.
            front.kept(2 * SECOND + row[1] * MS);
            front.passTo(5 * SECOND);
            front.expect("linger 0 KEEP_ALIVE_TIMEOUT");
            long due = 7 * SECOND + row[2] * MS;
            front.passTo(due - 1);
            front.expect();
            front.machine.timeout(due);
            assertThat(front.drain()).as("fudge %s gap %s", row[0], row[1]).contains("close 0 KEEP_ALIVE_TIMEOUT");
        }
    }

    @Test
    void aResponseThatWaitsForItsClientHoldsNoWorker() {
        int c = busy(0);
        front.machine.persists(c, null, 1);
        front.machine.responseWritten(c, 1);
        front.expectState(c, ConnectionState.WRITING);
        assertThat(front.machine.workers(WorkerUse.IDLE)).isEqualTo(2);
        front.machine.responseFlushed(c, false, 2);
        front.expectState(c, ConnectionState.KEEP_ALIVE);
    }

    @Test
    void aClientThatDoesNotTakeItsResponseIsClosedAtTimeout() {
        int c = busy(0);
        front.machine.persists(c, null, 1);
        front.machine.responseWritten(c, 1);
        front.passTo(60 * SECOND);
        front.expect();
        front.passTo(60 * SECOND + 1);
        front.expect("linger 0 WRITE_TIMEOUT");
    }

    @Test
    void waitingForAWorkerToEndAResponseStopsTheListener() {
        int writing = busy(0);
        front.machine.persists(writing, null, 0);
        front.machine.responseWritten(writing, 0);
        int kept = front.kept(0);
        int busy = busy(0);
        busy(0);
        front.machine.responseFlushed(writing, false, 1);
        front.expect("listening 0 false");
        // It does not see that a request has come, so it does not shed it either.
        front.machine.readable(kept, 2);
        front.expectState(kept, ConnectionState.KEEP_ALIVE);
        front.respond(busy, 3);
        front.expectState(kept, ConnectionState.READING);
        // At the end of that round it sheds those that wait.
        front.expectState(writing, ConnectionState.CLOSING);
    }

    @Test
    void aClientThatClosesNeedsAWorkerToBeNoticed() {
        int kept = front.kept(0);
        int busy = busy(0);
        busy(0);
        front.machine.clientClosed(kept, 1);
        front.expect();
        front.expectState(kept, ConnectionState.CLOSING);
        front.respond(busy, 2);
        assertThat(front.drain()).contains("close 0 SHED");
    }

    @Test
    void aGracefulStopShedsKeptConnectionsAndThreadsAtOnce() {
        front = new Front(FIVE);
        int kept = front.kept(0);
        int busy = busy(0);
        int closing = front.connect(0);
        front.request(closing, 0);
        front.machine.persists(closing, CloseReason.SERVER_SAID_CLOSE, 0);
        front.machine.responseFlushed(closing, false, 0);
        front.drain();
        front.machine.drain(SECOND);
        front.expect("listening 0 false", "linger " + kept + " DRAINED");
        // As many threads stay as there are connections.
        assertThat(front.machine.counts().workers()).isEqualTo(3);
        front.passTo(2 * SECOND);
        front.expect("close " + closing + " SERVER_SAID_CLOSE");
        assertThat(front.respond(busy, 2 * SECOND)).isFalse();
        front.passTo(4 * SECOND);
        assertThat(front.machine.isStopped()).isTrue();
        assertThat(front.drain()).endsWith("exit 0");
    }

    @Test
    void afterARestartTwoGenerationsServe() {
        EventSettings settings = new EventSettings(
                DEFAULT, 4, 2, 4, 2, 2, 1, 100, ChildPick.LEAST_LOADED, Duration.ZERO, Scheduling.IMMEDIATE);
        front = new Front(settings);
        int first = busy(0);
        int second = busy(0);
        front.machine.restart(SECOND / 2);
        front.expect("listening 0 false", "listening 1 false");
        front.passTo(3 * SECOND / 2 - 1);
        front.expect();
        front.passTo(3 * SECOND / 2);
        front.expect("child 2", "listening 2 true", "child 3", "listening 3 true");
        assertThat(front.machine.counts().children()).isEqualTo(4);
        assertThat(front.respond(first, 2 * SECOND)).isFalse();
        assertThat(front.respond(second, 2 * SECOND)).isFalse();
        front.passTo(4 * SECOND);
        assertThat(front.drain()).contains("exit 0", "exit 1");
        assertThat(front.machine.counts().children()).isEqualTo(2);
    }

    @Test
    void childrenThatDoNotListenAreNotIdleForTheParent() {
        EventSettings settings = new EventSettings(
                DEFAULT, 4, 2, 8, 2, 1, 1, 100, ChildPick.UNIFORM, Duration.ZERO, Scheduling.IMMEDIATE);
        front = new Front(settings);
        for (int i = 0; i < 6; i++) {
            front.kept(0);
        }
        front.machine.acceptable(0);
        front.expect("listening 0 false");
        // Two workers are idle, but not for anybody who comes.
        front.passTo(SECOND);
        front.expect("child 1", "listening 1 true");
    }

    @Test
    void misuseIsNamed() {
        assertThatThrownBy(() -> FIVE.withAsyncRequestWorkerFactor(0))
                .hasMessage("asyncRequestWorkerFactor must be above zero: 0.0");
        assertThatThrownBy(() -> FIVE.withTimeoutFudge(Duration.ofMillis(101)))
                .hasMessage("timeoutFudge must be 0 to 100 ms: 101ms");
        int c = front.kept(0);
        assertThatThrownBy(() -> front.machine.headComplete(c, 0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("headComplete of connection 0 in KEEP_ALIVE");
        assertThatThrownBy(() -> front.machine.start(0)).hasMessage("start of a front that has started");
    }
}
