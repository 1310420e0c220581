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

final class BlockingMachineTest {
    private static final ConnectionSettings DEFAULT = ConnectionSettings.DEFAULT;
    private static final PreforkSettings TWO = PreforkSettings.DEFAULT.withFixedServers(2);

    private Front front = new Front(TWO);

    private static PreforkSettings two(ConnectionSettings connections) {
        return TWO.withConnections(connections);
    }

    @Test
    void aConnectionHasItsProcessFromAcceptToClose() {
        front.machine.acceptable(0);
        front.expect("accept 0 0", "listening 0 false");
        front.machine.accepted(0, 0);
        front.machine.readable(0, 1);
        front.machine.headComplete(0, 2);
        front.expect("start 0");
        assertThat(front.machine.persists(0, null, 3)).isTrue();
        front.machine.responseWritten(0, 4);
        front.expectState(0, ConnectionState.WRITING);
        front.machine.responseFlushed(0, false, 5);
        front.expectState(0, ConnectionState.KEEP_ALIVE);
        assertThat(front.machine.workers(WorkerUse.IDLE_HELD)).isOne();
        front.machine.clientClosed(0, 10);
        front.expect("close 0 CLIENT_CLOSED", "listening 0 true");
        assertThat(front.machine.workerNanos(WorkerUse.BUSY, 10)).isEqualTo(4);
        assertThat(front.machine.workerNanos(WorkerUse.IDLE_HELD, 10)).isEqualTo(6);
        assertThat(front.machine.workerNanos(WorkerUse.IDLE, 10)).isEqualTo(10);
    }

    @Test
    void whatComesWhileAllAreHeldWaitsInTheKernel() {
        front.connect(0);
        assertThat(front.machine.isAccepting()).isTrue();
        int second = front.connect(0);
        assertThat(front.machine.isAccepting()).isFalse();
        front.machine.acceptable(1);
        front.expect();
        front.machine.clientClosed(second, 2);
        front.expect("close 1 CLIENT_CLOSED", "listening 1 true");
    }

    @Test
    void theProcessThatHasWaitedLongestAccepts() {
        int first = front.connect(0);
        front.machine.clientClosed(first, 1);
        front.drain();
        front.machine.acceptable(2);
        front.expect("accept 1 0", "listening 1 false");
    }

    @Test
    void otherPicksAreOthers() {
        front = new Front(TWO.withChildPick(ChildPick.LAST_WAITING));
        int first = front.connect(0);
        assertThat(front.machine.child(first)).isEqualTo(1);
        front = new Front(WorkerSettings.DEFAULT.withFixedServers(2, 2).withChildPick(ChildPick.LEAST_LOADED));
        List<Integer> children = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            children.add(front.machine.child(front.connect(0)));
        }
        assertThat(children).containsExactly(0, 1, 0, 1);
    }

    @Test
    void threadsThatMakeNoWholeProcessAreLost() {
        WorkerSettings settings = new WorkerSettings(DEFAULT, 16, 10, 25, 9, 1, 100, ChildPick.LONGEST_WAITING);
        assertThat(settings.maxRequests()).isEqualTo(20);
        front = new Front(settings);
        assertThat(front.machine.counts().workers()).isEqualTo(20);
        for (int i = 0; i < 20; i++) {
            front.connect(0);
        }
        assertThat(front.machine.isAccepting()).isFalse();
    }

    @Test
    void anAcceptThatFailsFreesItsProcess() {
        front.machine.acceptable(0);
        front.machine.acceptFailed(0, 1);
        front.expect("accept 0 0", "listening 0 false", "listening 0 true");
        assertThat(front.machine.counts().connections()).isZero();
    }

    @Test
    void everyTimeoutFiresAtItsTimeAndNotBefore() {
        Object[][] rows = {
            {ConnectionState.AWAITING, 20 * SECOND, CloseReason.CONNECTION_TIMEOUT},
            {ConnectionState.READING, 20 * SECOND, CloseReason.REQUEST_HEAD_TIMEOUT},
            {ConnectionState.KEEP_ALIVE, 5 * SECOND, CloseReason.KEEP_ALIVE_TIMEOUT},
        };
        for (Object[] row : rows) {
            front = new Front(TWO);
            long start = 7;
            int c = row[0] == ConnectionState.KEEP_ALIVE ? front.kept(start) : front.connect(start);
            if (row[0] == ConnectionState.READING) {
                front.machine.readable(c, start + 2);
            }
            front.drain();
            front.passTo(start + (long) row[1] - 1);
            front.expect();
            front.machine.timeout(start + (long) row[1]);
            front.expect("linger " + c + " " + row[2]);
            assertThat(front.machine.workers(WorkerUse.LINGERING)).isOne();
            // The process stays held for two seconds more, if the client does not react.
            front.passTo(start + (long) row[1] + 2 * SECOND - 1);
            front.expect();
            front.machine.timeout(start + (long) row[1] + 2 * SECOND);
            front.expect("close " + c + " " + row[2], "listening 0 true");
        }
    }

    @Test
    void betweenTwoReadsOfAHeadTimeoutCountsAndInLaterOnesKeepAliveTimeout() {
        ConnectionSettings patient = DEFAULT.withTimeouts(Duration.ofSeconds(60), Duration.ZERO);
        front = new Front(two(patient));
        int c = front.connect(0);
        front.machine.readable(c, SECOND);
        front.machine.readable(c, 2 * SECOND);
        front.passTo(62 * SECOND - 1);
        front.expect();
        front.passTo(62 * SECOND);
        front.expect("linger 0 REQUEST_HEAD_TIMEOUT");
        int later = front.kept(63 * SECOND);
        front.machine.readable(later, 64 * SECOND);
        front.passTo(69 * SECOND - 1);
        front.drain();
        front.expectState(later, ConnectionState.READING);
        front.passTo(69 * SECOND);
        front.expect("linger " + later + " REQUEST_HEAD_TIMEOUT");
    }

    @Test
    void maxKeepAliveRequestsAllowsOneMore() {
        front = new Front(two(DEFAULT.withKeepAlive(true, Duration.ofSeconds(5), 2)));
        int c = front.connect(0);
        int[] expectedK = {0, 1, 2};
        for (int request = 0; request < 3; request++) {
            front.request(c, request);
            assertThat(front.respond(c, request)).isEqualTo(request < 2);
            if (request < 2) {
                assertThat(front.machine.keepAlives(c)).isEqualTo(expectedK[request]);
            }
        }
        front.expect("linger 0 MAX_KEEP_ALIVE_REQUESTS");
        assertThat(front.machine.keepAlives(c)).isEqualTo(expectedK[2]);
    }

    @Test
    void aLastRequestThatTheClientClosesRepeatsK() {
        int c = front.kept(0);
        front.request(c, 1);
        front.respond(c, 1);
        assertThat(front.machine.keepAlives(c)).isOne();
        front.request(c, 2);
        assertThat(front.machine.persists(c, CloseReason.CLIENT_SAID_CLOSE, 2)).isFalse();
        assertThat(front.machine.keepAlives(c)).isOne();
        front.machine.responseFlushed(c, false, 2);
        front.expect("linger 0 CLIENT_SAID_CLOSE");
    }

    @Test
    void keepAliveOffAndATimeoutOfZeroCloseAfterTheFirstRequest() {
        for (ConnectionSettings off : List.of(
                DEFAULT.withKeepAlive(false, Duration.ofSeconds(5), 100),
                DEFAULT.withKeepAlive(true, Duration.ZERO, 100))) {
            front = new Front(two(off));
            int c = front.connect(0);
            front.request(c, 0);
            assertThat(front.respond(c, 0)).isFalse();
            front.expect("linger 0 KEEP_ALIVE_OFF");
        }
    }

    @Test
    void aRequestThatIsThereAlreadyIsReadAtOnce() {
        int c = front.connect(0);
        front.request(c, 0);
        front.machine.persists(c, null, 1);
        front.machine.responseFlushed(c, true, 1);
        front.expectState(c, ConnectionState.READING);
        front.machine.headComplete(c, 1);
        front.expect("start 0");
    }

    @Test
    void lingeringEndsWithTheClientsFin() {
        int c = front.kept(0);
        front.passTo(5 * SECOND);
        front.drain();
        front.machine.clientClosed(c, 5 * SECOND + MS);
        front.expect("close 0 KEEP_ALIVE_TIMEOUT", "listening 0 true");
    }

    @Test
    void aClientThatClosedDuringItsRequestIsNotLingeredFor() {
        int c = front.connect(0);
        front.request(c, 0);
        front.machine.clientClosed(c, 1);
        front.machine.persists(c, CloseReason.SERVER_SAID_CLOSE, 2);
        front.machine.responseFlushed(c, false, 2);
        front.expect("linger 0 SERVER_SAID_CLOSE", "close 0 SERVER_SAID_CLOSE", "listening 0 true");
        int reset = front.connect(3);
        front.request(reset, 3);
        front.machine.clientReset(reset, 4);
        front.respond(reset, 5);
        front.expect("close 0 CLIENT_ABORTED", "listening 1 true");
    }

    @Test
    void aClientThatGoesOnSendingIsCutOffAfter30sAndWhatRemainsOf2s() {
        int c = front.kept(0);
        front.passTo(5 * SECOND);
        front.drain();
        long now = 6 * SECOND;
        front.machine.readable(c, now);
        for (; now < 35 * SECOND; now += SECOND) {
            front.machine.readable(c, now);
            front.passTo(now + SECOND - 1);
        }
        front.expect();
        // 30 s after the first bytes would be 36 s; just before it, they are still read.
        front.machine.readable(c, 36 * SECOND - 1);
        front.passTo(38 * SECOND - 2);
        front.expect();
        front.machine.timeout(38 * SECOND - 1);
        front.expect("close 0 KEEP_ALIVE_TIMEOUT", "listening 0 true");
        int other = front.kept(40 * SECOND);
        front.passTo(45 * SECOND);
        front.machine.readable(other, 45 * SECOND);
        for (now = 46 * SECOND; now < 75 * SECOND; now += SECOND) {
            front.machine.readable(other, now);
        }
        front.drain();
        front.machine.readable(other, 75 * SECOND);
        front.expect("close 0 KEEP_ALIVE_TIMEOUT", "listening 1 true");
    }

    @Test
    void childrenAreStarted1And2And4UntilEnoughAreIdle() {
        front = new Front(new PreforkSettings(DEFAULT, 256, 100, 1, 40, 80, ChildPick.LONGEST_WAITING));
        List<Integer> children = new ArrayList<>();
        for (int second = 1; second <= 8; second++) {
            front.passTo(second * SECOND);
            children.add(front.machine.counts().children());
        }
        assertThat(children).containsExactly(2, 4, 8, 16, 32, 64, 64, 64);
    }

    @Test
    void theRateEndsAt32AndAtMaxRequestWorkers() {
        front = new Front(new PreforkSettings(DEFAULT, 256, 110, 1, 110, 200, ChildPick.LONGEST_WAITING));
        List<Integer> children = new ArrayList<>();
        for (int second = 1; second <= 8; second++) {
            front.passTo(second * SECOND);
            children.add(front.machine.counts().children());
        }
        assertThat(children).containsExactly(2, 4, 8, 16, 32, 64, 96, 110);
    }

    @Test
    void oneIdleChildTooManyIsStoppedEverySecond() {
        front = new Front(new PreforkSettings(DEFAULT, 256, 20, 20, 1, 17, ChildPick.LONGEST_WAITING));
        int held = front.connect(0);
        assertThat(front.machine.child(held)).isZero();
        front.passTo(SECOND);
        front.expect("listening 1 false", "exit 1");
        front.passTo(10 * SECOND);
        // 17 idle ones and the one that is held.
        assertThat(front.machine.counts().children()).isEqualTo(18);
    }

    @Test
    void aStoppingWorkerChildKeepsItsHeldThreadsOnly() {
        front = new Front(new WorkerSettings(DEFAULT, 4, 3, 12, 2, 1, 0, ChildPick.LONGEST_WAITING));
        int[] held = {front.connect(0), front.connect(0)};
        // Spare are 4, which is not more than 1 + 3 + 1.
        front.passTo(3 * SECOND);
        front.expect();
        assertThat(front.machine.child(held[0])).isNotEqualTo(front.machine.child(held[1]));
        front.machine.drain(4 * SECOND);
        front.expect("listening 0 false", "listening 1 false");
        assertThat(front.machine.counts().workers()).isEqualTo(2);
        front.machine.clientClosed(held[1], 5 * SECOND);
        front.expect("close 1 CLIENT_CLOSED", "exit 1");
        assertThat(front.machine.isStopped()).isFalse();
        front.machine.clientClosed(held[0], 5 * SECOND);
        assertThat(front.machine.isStopped()).isTrue();
    }

    @Test
    void aProcessEndsWithTheLastOfMaxConnectionsPerChildWhichIsNotToldToGo() {
        front = new Front(
                new PreforkSettings(DEFAULT.withMaxConnectionsPerChild(2), 1, 1, 1, 1, 2, ChildPick.LONGEST_WAITING));
        front.machine.clientClosed(front.kept(0), 1);
        front.expect("close 0 CLIENT_CLOSED", "listening 0 true");
        // A connect that fails is none that was taken.
        front.machine.acceptable(2);
        front.machine.acceptFailed(0, 2);
        front.drain();
        int last = front.kept(3);
        front.request(last, 4);
        assertThat(front.respond(last, 5)).isTrue();
        front.machine.clientClosed(last, 6);
        front.expect("close 0 CLIENT_CLOSED", "exit 0");
        assertThat(front.machine.counts().workers()).isZero();
        assertThat(front.machine.isAccepting()).isFalse();
        // The parent looks for spare children once a second.
        front.passTo(SECOND);
        front.expect("child 0", "listening 0 true");
        front.machine.clientClosed(front.kept(SECOND), SECOND);
        front.expect("close 0 CLIENT_CLOSED", "listening 0 true");
    }

    @Test
    void aWorkerChildStopsWithTheFirstConnectionBehindMaxConnectionsPerChildThatAreOver() {
        front = new Front(
                new WorkerSettings(DEFAULT.withMaxConnectionsPerChild(2), 2, 3, 6, 1, 1, 6, ChildPick.LONGEST_WAITING));
        int held = front.kept(0);
        front.machine.clientClosed(front.kept(0), 1);
        front.machine.clientClosed(front.kept(2), 3);
        front.drain();
        assertThat(front.machine.isAccepting()).isTrue();
        int last = front.connect(4);
        assertThat(front.machine.isAccepting()).isFalse();
        assertThat(front.machine.counts().workers()).isEqualTo(2);
        front.request(last, 5);
        assertThat(front.respond(last, 6)).isFalse();
        front.machine.clientClosed(last, 7);
        front.drain();
        front.passTo(SECOND);
        front.expect("child 1", "listening 1 true");
        front.machine.clientClosed(held, SECOND + 1);
        front.expect("close 0 CLIENT_CLOSED", "exit 0");
    }

    @Test
    void aGracefulStopDoesNotWakeAProcessThatWaitsForTheNextRequest() {
        int idle = front.kept(0);
        int busy = front.connect(0);
        front.request(busy, 0);
        front.machine.drain(SECOND);
        front.drain();
        // What is under way says close; what waits goes on waiting, and is lingered for.
        assertThat(front.respond(busy, 2 * SECOND)).isFalse();
        front.expect("linger 1 DRAINED");
        front.passTo(5 * SECOND - 1);
        front.expectState(idle, ConnectionState.KEEP_ALIVE);
        front.passTo(7 * SECOND);
        assertThat(front.machine.isStopped()).isTrue();
        assertThat(front.machine.nextDeadline()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void aRestartReplacesProcessesAsTheyGo() {
        int kept = front.kept(0);
        front.machine.restart(SECOND / 2);
        front.expect("listening 1 false", "exit 1", "child 1", "listening 1 true");
        // The other holds on to its connection, and to its slot.
        front.expectState(kept, ConnectionState.KEEP_ALIVE);
        front.passTo(5 * SECOND);
        front.expect("linger 0 KEEP_ALIVE_TIMEOUT");
        front.passTo(7 * SECOND);
        front.expect("close 0 KEEP_ALIVE_TIMEOUT", "exit 0");
        front.passTo(8 * SECOND);
        // Long after that second it is for the spare servers to be missed, and they are not.
        front.expect();
        assertThat(front.machine.counts().children()).isOne();
    }

    /** httpd 2.4 was seen to start one a second for ten seconds, though forty had ended. */
    @Test
    void aProcessThatGoesWithinASecondOfARestartIsNotReplaced() {
        int kept = front.kept(0);
        front.machine.restart(SECOND / 2);
        front.expect("listening 1 false", "exit 1", "child 1", "listening 1 true");
        front.machine.clientClosed(kept, SECOND);
        assertThat(front.drain()).contains("exit 0").doesNotContain("child 0");
        front.passTo(3 * SECOND / 2);
        front.expect();
        assertThat(front.machine.counts().children()).isOne();
    }

    @Test
    void gracefulShutdownTimeoutResetsWhatIsLeft() {
        front = new Front(two(DEFAULT.withGracefulShutdownTimeout(Duration.ofSeconds(3))));
        int busy = front.connect(0);
        front.request(busy, 0);
        front.machine.drain(SECOND);
        front.drain();
        front.passTo(4 * SECOND - 1);
        front.expect();
        front.machine.timeout(4 * SECOND);
        front.expect("reset 0 STOPPED", "exit 0");
        assertThat(front.machine.isStopped()).isTrue();
    }

    @Test
    void misuseIsNamed() {
        int c = front.connect(0);
        assertThatThrownBy(() -> front.machine.headComplete(c, 0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("headComplete of connection 0 in AWAITING");
        assertThatThrownBy(() -> front.machine.readable(7, 0)).hasMessage("readable of connection 7 in CLOSED");
        assertThatThrownBy(() -> front.machine.responseFlushed(c, false, 0))
                .hasMessage("responseFlushed of connection 0 in AWAITING");
        assertThatThrownBy(() -> DEFAULT.withListenBackLog(0)).hasMessage("listenBackLog must be 1 to 65535: 0");
        assertThatThrownBy(() -> new WorkerSettings(DEFAULT, 1, 25, 24, 1, 1, 1, ChildPick.UNIFORM))
                .hasMessage("maxRequestWorkers must be 25 or more: 24");
    }
}
