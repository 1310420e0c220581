package dev.holdfast.lifetime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.holdfast.lifetime.ConnectionMachine.State;
import dev.holdfast.time.Deadline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ConnectionMachineTest {
    private static final long CONNECTION = 1000;
    private static final long KEEP_ALIVE = 500;
    private static final long LINGER = 100;
    private static final long START = 10;
    private static final LifetimeSettings SETTINGS = Lives.settings(CONNECTION, KEEP_ALIVE, LINGER, -1);

    private static ConnectionMachine machine() {
        return new ConnectionMachine(SETTINGS, START);
    }

    /** Leads a machine into {@code state}; where that state has a timer, it was started at {@link #START}. */
    private static ConnectionMachine in(State state) {
        ConnectionMachine machine = machine();
        if (state == State.ACCEPTED) {
            return machine;
        }
        if (state == State.HANDSHAKING) {
            machine.handshakeStarted(START);
            return machine;
        }
        if (state == State.MULTIPLEXED) {
            machine.multiplexed();
            machine.streamOpened(START);
            return machine;
        }
        machine.bytesArrived(START);
        if (state == State.READING_HEAD) {
            return machine;
        }
        machine.headRead(null, START);
        switch (state) {
            case WRITING -> machine.responseStarted(START);
            case IDLE -> machine.responseFlushed(false, START);
            case LINGERING -> {
                machine.closeAfterResponse(CloseReason.SERVER_SAID_CLOSE);
                machine.responseFlushed(true, START);
            }
            case UPGRADED -> machine.upgraded();
            case CLOSED -> machine.closed(CloseReason.IO_ERROR);
            case ACCEPTED, HANDSHAKING, READING_HEAD, DISPATCHED, MULTIPLEXED -> {
                // There already.
            }
        }
        assertThat(machine.state()).isEqualTo(state);
        return machine;
    }

    private static void assertTimer(ConnectionMachine machine, Timer timer, long deadline) {
        assertThat(machine.timer()).isEqualTo(timer);
        assertThat(machine.nextDeadline()).isEqualTo(deadline);
    }

    private static void assertNoTimer(ConnectionMachine machine) {
        assertThat(machine.timer()).isNull();
        assertThat(machine.nextDeadline()).isEqualTo(Deadline.NONE);
    }

    private static void assertClosed(ConnectionMachine machine, CloseReason reason) {
        assertThat(machine.state()).isEqualTo(State.CLOSED);
        assertThat(machine.closeReason()).isEqualTo(reason);
        assertThat(machine.isPersistent()).isFalse();
        assertNoTimer(machine);
    }

    @Test
    void connectionTimeoutRunsFromTheAcceptThroughTheWholeHead() {
        ConnectionMachine machine = machine();
        assertTimer(machine, Timer.CONNECTION_TIMEOUT, START + CONNECTION);
        assertThat(machine.bytesArrived(START + 300)).isEqualTo(Next.READ);
        assertThat(machine.state()).isEqualTo(State.READING_HEAD);
        assertTimer(machine, Timer.CONNECTION_TIMEOUT, START + CONNECTION);
        assertThat(machine.bytesArrived(START + 900)).isEqualTo(Next.READ);
        assertTimer(machine, Timer.CONNECTION_TIMEOUT, START + CONNECTION);
        assertThat(machine.headRead(null, START + 999)).isEqualTo(Next.DISPATCH);
        assertThat(machine.state()).isEqualTo(State.DISPATCHED);
        assertNoTimer(machine);
    }

    @Test
    void keepAliveTimeoutRunsFromTheFlushToTheFirstByteAndConnectionTimeoutFromThere() {
        ConnectionMachine machine = in(State.WRITING);
        assertThat(machine.responseFlushed(true, 2000)).isEqualTo(Next.READ);
        assertThat(machine.state()).isEqualTo(State.IDLE);
        assertTimer(machine, Timer.KEEP_ALIVE_TIMEOUT, 2000 + KEEP_ALIVE);
        assertThat(machine.bytesArrived(2400)).isEqualTo(Next.READ);
        assertTimer(machine, Timer.CONNECTION_TIMEOUT, 2400 + CONNECTION);
    }

    @Test
    void aResponseMayBeFlushedWithoutHavingBeenStarted() {
        ConnectionMachine machine = in(State.DISPATCHED);
        assertThat(machine.responseFlushed(false, 7)).isEqualTo(Next.READ);
        assertThat(machine.state()).isEqualTo(State.IDLE);
    }

    @Test
    void timersFireAtTheirDeadlineAndNotBefore() {
        assertFires(State.ACCEPTED, CONNECTION, Next.LINGER, CloseReason.CONNECTION_TIMEOUT);
        assertFires(State.HANDSHAKING, CONNECTION, Next.CLOSE, CloseReason.TLS_HANDSHAKE_TIMEOUT);
        assertFires(State.READING_HEAD, CONNECTION, Next.REFUSE, CloseReason.REQUEST_HEAD_TIMEOUT);
        assertFires(State.IDLE, KEEP_ALIVE, Next.LINGER, CloseReason.KEEP_ALIVE_TIMEOUT);
        assertFires(State.LINGERING, LINGER, Next.CLOSE, CloseReason.SERVER_SAID_CLOSE);
    }

    private static void assertFires(State state, long timeout, Next expected, CloseReason reason) {
        ConnectionMachine machine = in(state);
        CloseReason before = machine.closeReason();
        assertThat(machine.timeout(START + timeout - 1)).isEqualTo(Next.READ);
        assertThat(machine.state()).isEqualTo(state);
        assertThat(machine.closeReason()).isEqualTo(before);
        for (long now : new long[] {START + timeout, START + timeout + 1}) {
            machine = in(state);
            assertThat(machine.timeout(now)).isEqualTo(expected);
            assertThat(machine.closeReason()).isEqualTo(reason);
        }
    }

    @Test
    void aRefusalHasAWriteTimeoutToBeWrittenIn() {
        ConnectionMachine machine = in(State.READING_HEAD);
        assertThat(machine.refused(50)).isEqualTo(Next.REFUSE);
        assertThat(machine.state()).isEqualTo(State.WRITING);
        assertTimer(machine, Timer.WRITE_TIMEOUT, 50 + CONNECTION);
        assertThat(machine.timeout(50 + CONNECTION - 1)).isEqualTo(Next.READ);
        assertThat(machine.timeout(50 + CONNECTION)).isEqualTo(Next.CLOSE);
        assertClosed(machine, CloseReason.REQUEST_REFUSED);
    }

    @Test
    void aRefusalOfALateHeadHasOneToo() {
        ConnectionMachine machine = in(State.READING_HEAD);
        assertThat(machine.timeout(START + CONNECTION)).isEqualTo(Next.REFUSE);
        assertTimer(machine, Timer.WRITE_TIMEOUT, START + 2 * CONNECTION);
        assertThat(machine.responseFlushed(true, 1500)).isEqualTo(Next.LINGER);
        assertTimer(machine, Timer.LINGER_TIMEOUT, 1500 + LINGER);
        assertThat(machine.timeout(1500 + LINGER)).isEqualTo(Next.CLOSE);
        assertClosed(machine, CloseReason.REQUEST_HEAD_TIMEOUT);
    }

    @ParameterizedTest
    @EnumSource(
            value = State.class,
            names = {"DISPATCHED", "WRITING"})
    void aConnectionThatEndsLingersOnlyWhereTheClientMayStillSend(State state) {
        ConnectionMachine lingering = in(state);
        lingering.closeAfterResponse(CloseReason.SERVER_SAID_CLOSE);
        assertThat(lingering.isPersistent()).isFalse();
        assertThat(lingering.responseFlushed(true, 20)).isEqualTo(Next.LINGER);
        assertThat(lingering.state()).isEqualTo(State.LINGERING);
        assertTimer(lingering, Timer.LINGER_TIMEOUT, 20 + LINGER);
        assertThat(lingering.peerClosed()).isEqualTo(Next.CLOSE);
        assertClosed(lingering, CloseReason.SERVER_SAID_CLOSE);

        ConnectionMachine atOnce = in(state);
        atOnce.closeAfterResponse(CloseReason.CLIENT_SAID_CLOSE);
        assertThat(atOnce.responseFlushed(false, 20)).isEqualTo(Next.CLOSE);
        assertClosed(atOnce, CloseReason.CLIENT_SAID_CLOSE);
    }

    @Test
    void aLingerTimeoutOfZeroNeverLingers() {
        ConnectionMachine machine = new ConnectionMachine(Lives.settings(1, 1, 0, -1), 0);
        machine.bytesArrived(0);
        machine.headRead(CloseReason.CLIENT_SAID_CLOSE, 0);
        assertThat(machine.responseFlushed(true, 0)).isEqualTo(Next.CLOSE);
        assertClosed(machine, CloseReason.CLIENT_SAID_CLOSE);
    }

    @Test
    void theClientsFinClosesAConnectionThatWaits() {
        Map<State, CloseReason> reasons = new EnumMap<>(Map.of(
                State.ACCEPTED, CloseReason.CLIENT_CLOSED,
                State.IDLE, CloseReason.CLIENT_CLOSED,
                State.READING_HEAD, CloseReason.CLIENT_ABORTED,
                State.HANDSHAKING, CloseReason.CLIENT_ABORTED,
                State.LINGERING, CloseReason.SERVER_SAID_CLOSE));
        reasons.forEach((state, reason) -> {
            ConnectionMachine machine = in(state);
            assertThat(machine.peerClosed()).isEqualTo(Next.CLOSE);
            assertClosed(machine, reason);
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void exactlyMaxKeepAliveRequestsAreCarried(int max) {
        ConnectionMachine machine = new ConnectionMachine(Lives.settings(CONNECTION, KEEP_ALIVE, LINGER, max), 0);
        for (int i = 1; i <= max; i++) {
            machine.bytesArrived(i);
            machine.headRead(null, i);
            assertThat(machine.requests()).isEqualTo(i);
            assertThat(machine.isPersistent()).isEqualTo(i < max);
            machine.responseStarted(START);
            assertThat(machine.responseFlushed(true, i)).isEqualTo(i < max ? Next.READ : Next.LINGER);
        }
        assertThat(machine.closeReason()).isEqualTo(CloseReason.MAX_KEEP_ALIVE_REQUESTS);
    }

    @Test
    void withoutALimitTheConnectionCarriesOn() {
        ConnectionMachine machine = machine();
        for (int i = 1; i <= 1000; i++) {
            machine.bytesArrived(i);
            machine.headRead(null, i);
            assertThat(machine.responseFlushed(true, i)).isEqualTo(Next.READ);
        }
        assertThat(machine.requests()).isEqualTo(1000);
    }

    @Test
    void theFirstReasonToCloseIsKept() {
        ConnectionMachine machine = new ConnectionMachine(Lives.settings(CONNECTION, KEEP_ALIVE, LINGER, 1), 0);
        machine.bytesArrived(0);
        machine.drain(20);
        machine.headRead(CloseReason.CLIENT_SAID_CLOSE, 0);
        machine.closeAfterResponse(CloseReason.SERVER_SAID_CLOSE);
        machine.closed(CloseReason.IO_ERROR);
        machine.closed(CloseReason.INTERNAL_ERROR);
        assertClosed(machine, CloseReason.CLIENT_SAID_CLOSE);
    }

    @Test
    void anUpgradeVoidsAnEarlierReason() {
        ConnectionMachine machine = in(State.WRITING);
        machine.closeAfterResponse(CloseReason.MAX_KEEP_ALIVE_REQUESTS);
        machine.upgraded();
        assertThat(machine.state()).isEqualTo(State.UPGRADED);
        assertNoTimer(machine);
        machine.closed(CloseReason.CLIENT_ABORTED);
        assertClosed(machine, CloseReason.UPGRADED);
    }

    @Test
    void drainingClosesWhatWaitsAndEndsWhatIsUnderWayAfterItsResponse() {
        for (State state : EnumSet.of(State.ACCEPTED, State.IDLE)) {
            ConnectionMachine machine = in(state);
            assertThat(machine.drain(20)).isEqualTo(Next.LINGER);
            assertThat(machine.closeReason()).isEqualTo(CloseReason.DRAINED);
            assertTimer(machine, Timer.LINGER_TIMEOUT, 20 + LINGER);
            machine.bytesArrived(21);
            assertThat(machine.isRaceVictim()).isTrue();
        }
        for (State state : EnumSet.of(State.DISPATCHED, State.WRITING)) {
            ConnectionMachine machine = in(state);
            assertThat(machine.drain(20)).isEqualTo(Next.READ);
            assertThat(machine.responseFlushed(true, 20)).isEqualTo(Next.LINGER);
            assertThat(machine.closeReason()).isEqualTo(CloseReason.DRAINED);
        }
        ConnectionMachine reading = in(State.READING_HEAD);
        assertThat(reading.drain(20)).isEqualTo(Next.READ);
        reading.headRead(null, 20);
        assertThat(reading.closeReason()).isEqualTo(CloseReason.DRAINED);
        assertThat(reading.responseFlushed(false, 20)).isEqualTo(Next.CLOSE);
        for (State state : EnumSet.of(State.LINGERING, State.UPGRADED, State.CLOSED, State.HANDSHAKING)) {
            ConnectionMachine machine = in(state);
            CloseReason reason = machine.closeReason();
            assertThat(machine.drain(20)).isEqualTo(Next.READ);
            assertThat(machine.state()).isEqualTo(state);
            assertThat(machine.closeReason()).isEqualTo(reason);
        }
    }

    @ParameterizedTest
    @EnumSource(State.class)
    void everyStateCanBeClosed(State state) {
        ConnectionMachine machine = in(state);
        CloseReason before = machine.closeReason();
        machine.closed(CloseReason.INTERNAL_ERROR);
        assertClosed(machine, before == null ? CloseReason.INTERNAL_ERROR : before);
    }

    /** The states in which each event is legal; the table in the machine's Javadoc says the same. */
    private static final Map<String, Set<State>> LEGAL = Map.ofEntries(
            Map.entry("handshakeStarted", EnumSet.of(State.ACCEPTED)),
            Map.entry("handshakeDone", EnumSet.of(State.HANDSHAKING)),
            Map.entry("bytesArrived", EnumSet.of(State.ACCEPTED, State.IDLE, State.READING_HEAD, State.LINGERING)),
            Map.entry("headRead", EnumSet.of(State.READING_HEAD)),
            Map.entry("refused", EnumSet.of(State.READING_HEAD)),
            Map.entry("responseStarted", EnumSet.of(State.DISPATCHED)),
            Map.entry("requestBody", EnumSet.of(State.DISPATCHED, State.WRITING)),
            Map.entry("response", EnumSet.of(State.DISPATCHED, State.WRITING)),
            Map.entry("responseFlushed", EnumSet.of(State.DISPATCHED, State.WRITING)),
            Map.entry("upgraded", EnumSet.of(State.DISPATCHED, State.WRITING)),
            Map.entry("multiplexed", EnumSet.of(State.ACCEPTED)),
            Map.entry("streamOpened", EnumSet.of(State.MULTIPLEXED)),
            Map.entry("streamEnded", EnumSet.of(State.MULTIPLEXED)),
            Map.entry("shed", EnumSet.of(State.ACCEPTED, State.IDLE)),
            Map.entry(
                    "peerClosed",
                    EnumSet.of(State.ACCEPTED, State.HANDSHAKING, State.IDLE, State.READING_HEAD, State.LINGERING)));

    private static final Map<String, Consumer<ConnectionMachine>> EVENTS = Map.ofEntries(
            Map.entry("handshakeStarted", machine -> machine.handshakeStarted(START)),
            Map.entry("handshakeDone", machine -> machine.handshakeDone(START)),
            Map.entry("bytesArrived", machine -> machine.bytesArrived(START)),
            Map.entry("headRead", machine -> machine.headRead(null, START)),
            Map.entry("refused", machine -> machine.refused(START)),
            Map.entry("responseStarted", machine -> machine.responseStarted(START)),
            Map.entry("requestBody", ConnectionMachine::requestBody),
            Map.entry("response", ConnectionMachine::response),
            Map.entry("responseFlushed", machine -> machine.responseFlushed(true, START)),
            Map.entry("upgraded", ConnectionMachine::upgraded),
            Map.entry("multiplexed", ConnectionMachine::multiplexed),
            Map.entry("streamOpened", machine -> machine.streamOpened(START)),
            Map.entry("streamEnded", machine -> machine.streamEnded(START)),
            Map.entry("shed", machine -> machine.shed(START)),
            Map.entry("peerClosed", ConnectionMachine::peerClosed));

    @Test
    void anIllegalEventThrowsNamingItAndTheStateAndChangesNothing() {
        EVENTS.forEach((name, event) -> {
            for (State state : State.values()) {
                ConnectionMachine machine = in(state);
                if (LEGAL.getOrDefault(name, Set.of()).contains(state)) {
                    event.accept(machine);
                } else {
                    assertThatIllegalStateException()
                            .isThrownBy(() -> event.accept(machine))
                            .withMessage(name + " in state " + state);
                    assertThat(machine.state()).isEqualTo(state);
                }
            }
        });
    }

    /** A stream asks for them when it first waits, on its own thread, whatever has become of the connection. */
    @ParameterizedTest
    @EnumSource(State.class)
    void clocksOfStreamsAreThereInEveryState(State state) {
        ConnectionMachine machine = in(state);
        assertThat(machine.streamBody().waits(0, START)).isGreaterThan(START);
        assertThat(machine.streamResponse().waits(0, START)).isGreaterThan(START);
        assertThat(machine.state()).isEqualTo(state);
    }

    @ParameterizedTest
    @EnumSource(
            value = State.class,
            names = {"DISPATCHED", "MULTIPLEXED", "UPGRADED", "CLOSED"})
    void whereNoTimerRunsNoTimeoutChangesAnything(State state) {
        ConnectionMachine machine = in(state);
        assertNoTimer(machine);
        assertThat(machine.timeout(Long.MAX_VALUE)).isEqualTo(Next.READ);
        assertThat(machine.state()).isEqualTo(state);
    }

    @Test
    void aTimeoutTooLongToCountNeverFires() {
        ConnectionMachine machine =
                new ConnectionMachine(Lives.settings(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, -1), START);
        assertThat(machine.nextDeadline()).isEqualTo(Deadline.NONE);
        assertThat(machine.timeout(Long.MAX_VALUE)).isEqualTo(Next.READ);
    }

    @Test
    void theHandshakeHasItsOwnTimerAndTheFirstHeadAllOfTheConnectionTimeout() {
        ConnectionMachine machine = in(State.HANDSHAKING);
        assertTimer(machine, Timer.TLS_HANDSHAKE_TIMEOUT, START + CONNECTION);
        machine.handshakeDone(START + 700);
        assertThat(machine.state()).isEqualTo(State.ACCEPTED);
        assertTimer(machine, Timer.CONNECTION_TIMEOUT, START + 700 + CONNECTION);
    }

    @ParameterizedTest
    @EnumSource(
            value = State.class,
            names = {"ACCEPTED", "IDLE"})
    void bytesThatCrossTheFinOfAnIdleConnectionMakeARaceVictim(State state) {
        ConnectionMachine machine = in(state);
        assertThat(machine.timeout(START + CONNECTION)).isEqualTo(Next.LINGER);
        assertTimer(machine, Timer.LINGER_TIMEOUT, START + CONNECTION + LINGER);
        assertThat(machine.isRaceVictim()).isFalse();
        assertThat(machine.bytesArrived(START + CONNECTION + 1)).isEqualTo(Next.LINGER);
        assertThat(machine.isRaceVictim()).isTrue();
        assertTimer(machine, Timer.LINGER_TIMEOUT, START + CONNECTION + LINGER);
    }

    @Test
    void bytesAfterAResponseThatSaidCloseAreNobodysVictim() {
        ConnectionMachine machine = in(State.LINGERING);
        assertThat(machine.bytesArrived(START + 1)).isEqualTo(Next.LINGER);
        assertThat(machine.isRaceVictim()).isFalse();
    }

    @Test
    void anIdleConnectionMayBeShed() {
        ConnectionMachine machine = in(State.IDLE);
        assertThat(machine.shed(START + 5)).isEqualTo(Next.LINGER);
        assertThat(machine.closeReason()).isEqualTo(CloseReason.SHED);
        assertTimer(machine, Timer.LINGER_TIMEOUT, START + 5 + LINGER);
    }

    @Test
    void aPolicyMayShortenTheNextIdleTimeOnly() {
        ConnectionMachine machine = in(State.WRITING);
        machine.idleAfterResponse(7);
        assertThat(machine.idleNanos(START)).isEqualTo(7);
        machine.responseFlushed(true, START);
        assertTimer(machine, Timer.KEEP_ALIVE_TIMEOUT, START + 7);
    }

    @Test
    void aPolicyThatGrantsNoIdleTimeEndsTheConnectionWithItsResponse() {
        ConnectionMachine machine = in(State.WRITING);
        machine.idleAfterResponse(0);
        assertThat(machine.isPersistent()).isFalse();
        assertThat(machine.responseFlushed(false, START)).isEqualTo(Next.CLOSE);
        assertClosed(machine, CloseReason.NO_REUSE_EXPECTED);
    }

    private static final long AGE = 300;

    private static ConnectionMachine aging(State state) {
        ConnectionMachine machine = new ConnectionMachine(Lives.aged(CONNECTION, KEEP_ALIVE, LINGER, -1, AGE), START);
        machine.bytesArrived(START);
        machine.headRead(null, START);
        if (state == State.IDLE) {
            machine.responseFlushed(true, START + 100);
        }
        return machine;
    }

    @Test
    void anIdleConnectionEndsAtItsMaxAgeWhereThatIsSooner() {
        ConnectionMachine machine = aging(State.IDLE);
        assertTimer(machine, Timer.MAX_CONNECTION_AGE, START + AGE);
        assertThat(machine.timeout(START + AGE - 1)).isEqualTo(Next.READ);
        assertThat(machine.timeout(START + AGE)).isEqualTo(Next.LINGER);
        assertThat(machine.closeReason()).isEqualTo(CloseReason.MAX_CONNECTION_AGE);
    }

    @Test
    void theIdleTimeLeftIsThatOfTheAge() {
        ConnectionMachine machine = aging(State.DISPATCHED);
        assertThat(machine.idleNanos(START + AGE - 17)).isEqualTo(17);
        assertThat(machine.idleNanos(START + AGE + 17)).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 0, 1})
    void aResponseBegunAtTheMaxAgeIsTheLast(long after) {
        ConnectionMachine machine = aging(State.DISPATCHED);
        machine.responseStarted(START + AGE + after);
        assertThat(machine.isPersistent()).isEqualTo(after < 0);
    }

    @Test
    void aResponseThatGrewOldOnTheWayEndsItsConnectionAtOnceButWithALastLook() {
        ConnectionMachine machine = aging(State.DISPATCHED);
        machine.responseStarted(START + AGE - 1);
        assertThat(machine.responseFlushed(true, START + AGE + 50)).isEqualTo(Next.READ);
        assertTimer(machine, Timer.MAX_CONNECTION_AGE, START + AGE);
    }

    private static final Pattern ROW = Pattern.compile("<tr><td>([^<]*)</td><td>([^<]*)</td>");
    private static final Path SOURCE = Path.of("src/main/java/dev/holdfast/lifetime/ConnectionMachine.java");

    /** Returns the legal (event, states) pairs as the Javadoc's table names them. Timeouts, drains and closes are never illegal. */
    private static Map<String, Set<State>> documented() throws IOException {
        Map<String, Set<State>> pairs = new TreeMap<>();
        Matcher row = ROW.matcher(Files.readString(SOURCE));
        while (row.find()) {
            for (String event :
                    row.group(2).replaceAll(", (persistent|else)| \\(.*\\)", "").split(", ", -1)) {
                for (String state : row.group(1).split(", ", -1)) {
                    if (EVENTS.containsKey(event)) {
                        pairs.computeIfAbsent(event, e -> EnumSet.noneOf(State.class))
                                .add(State.valueOf(state));
                    }
                }
            }
        }
        return pairs;
    }

    @Test
    void theTableInTheJavadocNamesExactlyTheLegalEvents() throws IOException {
        assertThat(documented()).isEqualTo(LEGAL);
    }
}
