package dev.holdfast.lifetime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.lifetime.ConnectionMachine.State;
import dev.holdfast.time.Deadline;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random lives of connections; a failure names its seed. */
final class ConnectionMachineSimulationTest {
    private static final int LIVES = 3000;
    private static final int EVENTS = 60;

    @Test
    void whateverHappensTheInvariantsHold() {
        for (long seed = 0; seed < LIVES; seed++) {
            live(seed);
        }
    }

    private static void live(long seed) {
        Random random = new Random(seed);
        int max = random.nextInt(4) == 0 ? -1 : 1 + random.nextInt(4);
        LifetimeSettings settings =
                Lives.settings(1 + random.nextInt(50), 1 + random.nextInt(50), random.nextInt(50), max);
        long now = random.nextInt(100);
        ConnectionMachine machine = new ConnectionMachine(settings, now);
        boolean multiplexed = false;
        for (int i = 0; i < EVENTS; i++) {
            State before = machine.state();
            CloseReason reason = machine.closeReason();
            now += random.nextInt(20);
            event(machine, random, now);
            String what = "seed " + seed + ", event " + i;
            boolean timed = machine.timer() != null;
            assertThat(machine.nextDeadline() == Deadline.NONE).as(what).isEqualTo(!timed);
            assertThat(before != State.CLOSED || machine.state() == State.CLOSED)
                    .as(what)
                    .isTrue();
            boolean kept = reason == null
                    || machine.closeReason() == reason
                    || (before != State.UPGRADED && machine.closeReason() == CloseReason.UPGRADED);
            assertThat(kept).as(what).isTrue();
            // What an HTTP/2 client has sent before it hears GOAWAY is served.
            multiplexed |= machine.state() == State.MULTIPLEXED;
            assertThat(max < 0 || multiplexed || machine.requests() <= max)
                    .as(what)
                    .isTrue();
            assertThat(machine.state() != State.CLOSED || machine.closeReason() != null)
                    .as(what)
                    .isTrue();
            assertThat(machine.state() != State.IDLE || machine.isPersistent())
                    .as(what)
                    .isTrue();
            // Every state in which only the client could move things on has a deadline.
            boolean waits = switch (machine.state()) {
                case ACCEPTED, HANDSHAKING, READING_HEAD, IDLE, LINGERING -> true;
                case DISPATCHED, UPGRADED, CLOSED -> false;
                case WRITING -> timed;
                case MULTIPLEXED -> machine.streams() == 0 || (!machine.isPersistent() && machine.takesStreams());
            };
            assertThat(timed).as(what).isEqualTo(waits);
        }
    }

    private static void event(ConnectionMachine machine, Random random, long now) {
        switch (random.nextInt(12)) {
            case 0 -> machine.drain(now);
            case 1 -> {
                if (machine.state() == State.DISPATCHED || machine.state() == State.WRITING) {
                    machine.closeAfterResponse(anyReason(random));
                }
            }
            case 2 -> {
                if (random.nextInt(6) == 0) {
                    machine.closed(anyReason(random));
                }
            }
            case 3, 4 -> machine.timeout(now);
            default -> legalEvent(machine, random, now);
        }
    }

    private static void legalEvent(ConnectionMachine machine, Random random, long now) {
        int choice = random.nextInt(4);
        switch (machine.state()) {
            case HANDSHAKING -> {
                if (choice == 0) {
                    machine.peerClosed();
                } else {
                    machine.handshakeDone(now);
                }
            }
            case ACCEPTED, IDLE -> {
                if (choice == 1 && machine.state() == State.ACCEPTED) {
                    if (random.nextBoolean()) {
                        machine.handshakeStarted(now);
                    } else {
                        machine.multiplexed();
                    }
                } else if (choice == 2) {
                    machine.shed(now);
                } else if (choice == 0) {
                    machine.peerClosed();
                } else {
                    machine.bytesArrived(now);
                }
            }
            case READING_HEAD -> {
                switch (choice) {
                    case 0 -> machine.bytesArrived(now);
                    case 1 -> machine.refused(now);
                    default -> machine.headRead(choice == 2 ? null : anyReason(random), now);
                }
            }
            case DISPATCHED -> {
                switch (choice) {
                    case 0 -> machine.upgraded();
                    case 1 -> machine.responseFlushed(random.nextBoolean(), now);
                    default -> machine.responseStarted(now);
                }
            }
            case MULTIPLEXED -> {
                if (!machine.takesStreams() || (machine.streams() > 0 && random.nextBoolean())) {
                    machine.streamEnded(now);
                } else {
                    machine.streamOpened(now);
                }
            }
            case WRITING -> machine.responseFlushed(random.nextBoolean(), now);
            case LINGERING -> {
                if (choice == 0) {
                    machine.peerClosed();
                } else {
                    machine.bytesArrived(now);
                }
            }
            case UPGRADED, CLOSED -> machine.drain(now);
        }
    }

    private static CloseReason anyReason(Random random) {
        List<CloseReason> reasons = List.of(CloseReason.values());
        return reasons.get(random.nextInt(reasons.size()));
    }
}
