package dev.holdfast.mpm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class EventSchedulingTest {
    private static final long WAKE = 1_000;
    private static final long PREEMPTED = 7_000;
    private static final EventSettings FIVE =
            EventSettings.DEFAULT.withFixedServers(1, 5).withTimeoutFudge(Duration.ZERO);

    private Front front = scheduled(0);

    private static Front scheduled(double preemption) {
        return new Front(
                FIVE.withScheduling(new Scheduling(Duration.ofNanos(WAKE), preemption, Duration.ofNanos(PREEMPTED))));
    }

    /** Returns kept connections, each a long time after the one before. */
    private List<Integer> kept(int count) {
        List<Integer> kept = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            front.passTo(i * PREEMPTED);
            kept.add(front.kept(i * PREEMPTED));
        }
        front.passTo(count * PREEMPTED);
        front.drain();
        return kept;
    }

    /** Has five workers and twelve connections, where it may listen again, and returns when it does. */
    private long listensAgain() {
        List<Integer> kept = kept(15);
        long now = 15 * PREEMPTED;
        front.machine.acceptable(now);
        front.expect("listening 0 false");
        for (int connection : kept.subList(0, 3)) {
            front.machine.clientClosed(connection, now);
        }
        assertThat(front.drain()).endsWith("listening 0 true");
        return now;
    }

    @Test
    void theListenerIsAtWorkOnAConnectionBeforeItLooksForTheNext() {
        front.connect(0);
        front.machine.acceptable(WAKE - 1);
        front.expect("listening 0 false");
        assertThat(front.machine.nextDeadline()).isEqualTo(WAKE);
        front.passTo(WAKE);
        front.expect("listening 0 true");
        assertThat(front.machine.isAccepting()).isTrue();
    }

    @Test
    void whoComesWhenTheListenerIsDoneIsAcceptedAtOnce() {
        front.connect(0);
        front.connect(WAKE);
        front.expect();
    }

    @Test
    void aWorkerThatRunsInTheListenersPlaceKeepsItLonger() {
        front = scheduled(1);
        front.connect(0);
        front.machine.acceptable(0);
        front.expect("listening 0 false");
        front.passTo(PREEMPTED - 1);
        assertThat(front.machine.isAccepting()).isFalse();
        front.passTo(PREEMPTED);
        front.expect("listening 0 true");
    }

    @Test
    void aConnectionIsNotCountedYetWhenTheListenerLooksAgain() {
        long now = listensAgain();
        front.connect(now);
        front.passTo(now + WAKE);
        // Thirteen would be 5 + 4 * 2 already.
        front.connect(now + WAKE);
        front.passTo(now + 2 * WAKE);
        front.drain();
        front.machine.acceptable(now + 2 * WAKE);
        front.expect("listening 0 false");
        assertThat(front.machine.counts().connections()).isEqualTo(14);
    }

    @Test
    void aConnectionIsCountedWhereItsWorkerRanFirst() {
        front = scheduled(1);
        long now = listensAgain();
        front.connect(now);
        front.passTo(now + PREEMPTED);
        front.drain();
        front.machine.acceptable(now + PREEMPTED);
        front.expect("listening 0 false");
        assertThat(front.machine.counts().connections()).isEqualTo(13);
    }

    /** Has five workers, two of them idle, and nine connections, which are 5 + 2 * 2. */
    private List<Integer> threeBusyAtTheLimit() {
        List<Integer> connections = kept(9);
        long now = 9 * PREEMPTED;
        connections.subList(0, 3).forEach(connection -> front.request(connection, now));
        front.machine.acceptable(now);
        assertThat(front.drain()).endsWith("listening 0 false");
        return connections;
    }

    @Test
    void theListenerLearnsOfAnIdleWorkerALittleLater() {
        List<Integer> connections = threeBusyAtTheLimit();
        long now = 9 * PREEMPTED;
        front.respond(connections.get(0), now);
        front.passTo(now + WAKE);
        front.expect();
        front.respond(connections.get(1), now + WAKE);
        front.passTo(now + 2 * WAKE - 1);
        front.expect();
        front.passTo(now + 2 * WAKE);
        front.expect("listening 0 true");
    }

    @Test
    void aListenerThatFindsTheWorkerBusyAgainStaysAsItIs() {
        List<Integer> connections = threeBusyAtTheLimit();
        long now = 9 * PREEMPTED;
        front.respond(connections.get(0), now);
        front.respond(connections.get(1), now);
        front.request(connections.get(1), now);
        front.request(connections.get(0), now);
        // The poll that has brought the second request has shown the listener an idle worker less already.
        front.passTo(now + 10 * WAKE);
        assertThat(front.machine.isAccepting()).isFalse();
    }

    @Test
    void misuseIsNamed() {
        Duration ok = Duration.ofMillis(100);
        assertThatThrownBy(() -> new Scheduling(ok.plusNanos(1), 0, ok))
                .hasMessage("wake must be 0 to 100 ms: PT0.100000001S");
        assertThatThrownBy(() -> new Scheduling(ok, 0, ok.plusMillis(1)))
                .hasMessage("preempted must be 0 to 100 ms: 101ms");
        assertThatThrownBy(() -> new Scheduling(ok, 1.01, ok)).hasMessage("preemption must be 0 to 1: 1.01");
        assertThatThrownBy(() -> new Scheduling(Duration.ZERO, 0.1, ok))
                .hasMessage("preemption must be 0 where threads run at once: 0.1");
        assertThatThrownBy(() -> new Scheduling(ok, Double.NaN, ok)).hasMessage("preemption must be 0 to 1: NaN");
    }
}
