package dev.holdfast.lifetime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.holdfast.lifetime.ConnectionMachine.State;
import dev.holdfast.time.Deadline;
import org.junit.jupiter.api.Test;

/** The life of an HTTP/2 connection. */
final class MultiplexedTest {
    private static final long CONNECTION = 1000;
    private static final long KEEP_ALIVE = 500;
    private static final long LINGER = 100;
    private static final long AGE = 5000;
    private static final long START = 10;

    private static ConnectionMachine machine(int maxRequests) {
        ConnectionMachine machine =
                new ConnectionMachine(Lives.aged(CONNECTION, KEEP_ALIVE, LINGER, maxRequests, AGE), START);
        machine.multiplexed();
        return machine;
    }

    private static void assertTimer(ConnectionMachine machine, Timer timer, long deadline) {
        assertThat(machine.timer()).isEqualTo(timer);
        assertThat(machine.nextDeadline()).isEqualTo(deadline);
    }

    private static void assertEnded(ConnectionMachine machine, Next next, CloseReason reason) {
        assertThat(next).isEqualTo(Next.LINGER);
        assertThat(machine.state()).isEqualTo(State.LINGERING);
        assertThat(machine.timer()).isEqualTo(Timer.LINGER_TIMEOUT);
        assertThat(machine.closeReason()).isEqualTo(reason);
    }

    @Test
    void theFirstRequestComesWithinTheConnectionTimeoutOfTheAccept() {
        ConnectionMachine machine = machine(-1);
        assertTimer(machine, Timer.CONNECTION_TIMEOUT, START + CONNECTION);
        assertThat(machine.timeout(START + CONNECTION - 1)).isEqualTo(Next.READ);
        assertEnded(machine, machine.timeout(START + CONNECTION), CloseReason.CONNECTION_TIMEOUT);
    }

    @Test
    void keepAliveTimeoutRunsFromTheEndOfTheLastOpenStream() {
        ConnectionMachine machine = machine(-1);
        assertThat(machine.streamOpened(START)).isEqualTo(Next.READ);
        assertThat(machine.streamOpened(START)).isEqualTo(Next.READ);
        assertTimer(machine, Timer.MAX_CONNECTION_AGE, START + AGE);
        assertThat(machine.streamEnded(100)).isEqualTo(Next.READ);
        assertTimer(machine, Timer.MAX_CONNECTION_AGE, START + AGE);
        assertThat(machine.streamEnded(200)).isEqualTo(Next.READ);
        assertTimer(machine, Timer.KEEP_ALIVE_TIMEOUT, 200 + KEEP_ALIVE);
        assertThat(machine.timeout(200 + KEEP_ALIVE - 1)).isEqualTo(Next.READ);
        assertEnded(machine, machine.timeout(200 + KEEP_ALIVE), CloseReason.KEEP_ALIVE_TIMEOUT);
        assertThat(machine.requests()).isEqualTo(2);
    }

    @Test
    void anOldConnectionGoesAwayAndItsStreamsAreServed() {
        ConnectionMachine machine = machine(-1);
        machine.streamOpened(START);
        assertThat(machine.timeout(START + AGE - 1)).isEqualTo(Next.READ);
        assertThat(machine.timeout(START + AGE)).isEqualTo(Next.GO_AWAY);
        assertTimer(machine, Timer.LINGER_TIMEOUT, START + AGE + LINGER);
        // On its way when the client was told.
        assertThat(machine.streamOpened(START)).isEqualTo(Next.READ);
        assertThat(machine.streamEnded(START + AGE + 1)).isEqualTo(Next.READ);
        assertEnded(machine, machine.streamEnded(START + AGE + 2), CloseReason.MAX_CONNECTION_AGE);
    }

    @Test
    void anIdleConnectionThatGrowsOldEnds() {
        ConnectionMachine machine = machine(-1);
        machine.streamOpened(START);
        machine.streamEnded(START + AGE - 20);
        assertTimer(machine, Timer.MAX_CONNECTION_AGE, START + AGE);
        assertEnded(machine, machine.timeout(START + AGE), CloseReason.MAX_CONNECTION_AGE);
    }

    @Test
    void theLastRequestAllowedGoesAwayOnce() {
        ConnectionMachine machine = machine(2);
        assertThat(machine.streamOpened(START)).isEqualTo(Next.READ);
        assertThat(machine.streamOpened(START)).isEqualTo(Next.GO_AWAY);
        assertThat(machine.streamOpened(START)).isEqualTo(Next.READ);
        machine.streamEnded(20);
        machine.streamEnded(20);
        assertEnded(machine, machine.streamEnded(20), CloseReason.MAX_KEEP_ALIVE_REQUESTS);
    }

    @Test
    void aClientThatWasToldToGoMayOpenStreamsForALingerTimeout() {
        ConnectionMachine machine = machine(2);
        machine.streamOpened(20);
        assertThat(machine.streamOpened(20)).isEqualTo(Next.GO_AWAY);
        assertThat(machine.drain(30)).as("it knows").isEqualTo(Next.READ);
        assertThat(machine.streamOpened(40)).isEqualTo(Next.READ);
        assertTimer(machine, Timer.LINGER_TIMEOUT, 20 + LINGER);
        assertThat(machine.timeout(20 + LINGER - 1)).isEqualTo(Next.READ);
        assertThat(machine.takesStreams()).isTrue();
        assertThat(machine.timeout(20 + LINGER)).isEqualTo(Next.LAST_STREAM);
        assertThat(machine.takesStreams()).isFalse();
        assertThat(machine.nextDeadline()).isEqualTo(Deadline.NONE);
        assertThat(machine.drain(20 + LINGER)).isEqualTo(Next.READ);
        assertThatIllegalStateException().isThrownBy(() -> machine.streamOpened(20 + LINGER));
        assertThat(machine.streamEnded(200)).isEqualTo(Next.READ);
        assertThat(machine.streamEnded(200)).isEqualTo(Next.READ);
        assertEnded(machine, machine.streamEnded(200), CloseReason.MAX_KEEP_ALIVE_REQUESTS);
    }

    @Test
    void aDrainEndsAnIdleConnectionAndWaitsForStreams() {
        ConnectionMachine idle = machine(-1);
        assertThat(idle.drain(0)).isEqualTo(Next.LINGER);
        assertThat(idle.closeReason()).isEqualTo(CloseReason.DRAINED);

        ConnectionMachine busy = machine(-1);
        busy.streamOpened(START);
        assertThat(busy.drain(0)).isEqualTo(Next.GO_AWAY);
        assertEnded(busy, busy.streamEnded(20), CloseReason.DRAINED);
    }

    @Test
    void aDrainDuringTheHandshakeLetsOneRequestThrough() {
        ConnectionMachine machine = new ConnectionMachine(Lives.settings(CONNECTION, KEEP_ALIVE, LINGER, -1), START);
        machine.handshakeStarted(START);
        machine.drain(0);
        machine.handshakeDone(START);
        machine.multiplexed();
        assertThat(machine.streamOpened(START)).isEqualTo(Next.GO_AWAY);
        assertEnded(machine, machine.streamEnded(20), CloseReason.DRAINED);
    }

    @Test
    void aStreamThatNeverBeganCannotEnd() {
        ConnectionMachine machine = machine(-1);
        assertThatIllegalStateException()
                .isThrownBy(() -> machine.streamEnded(20))
                .withMessage("streamEnded without a stream in state MULTIPLEXED");
    }
}
