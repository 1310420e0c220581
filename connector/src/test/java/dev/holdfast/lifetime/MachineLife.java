package dev.holdfast.lifetime;

import dev.holdfast.lifetime.ConnectionMachine.State;
import dev.holdfast.time.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * The life of one connection as a string of bytes tells it, two for each event: any event at any time, legal or not. After each the machine is asked
 * whether everything holds that holds for every connection.
 */
public final class MachineLife {
    private static final CloseReason[] REASONS = CloseReason.values();

    private final byte[] story;
    private final ConnectionMachine machine;
    private final int maxRequests;
    private int at;
    private long now;

    private MachineLife(byte[] story) {
        this.story = story;
        maxRequests = next() % 5 == 0 ? LifetimeSettings.UNLIMITED : 1 + next() % 4;
        long age = next() % 3 == 0 ? Deadline.NONE : 1 + next();
        LifetimeSettings settings = Lives.aged(1 + next() % 50, 1 + next() % 50, next() % 50, maxRequests, age);
        now = next();
        machine = new ConnectionMachine(settings, now);
    }

    /**
     * Lives it.
     *
     * @throws AssertionError if something does not hold
     */
    public static void live(byte[] story) {
        MachineLife life = new MachineLife(story);
        while (life.at < story.length) {
            life.step();
        }
    }

    private int next() {
        return at < story.length ? story[at++] & 0xFF : 0;
    }

    /** Everything the outside can see. */
    private record View(
            State state,
            long deadline,
            @Nullable Timer timer,
            int requests,
            @Nullable CloseReason reason) {}

    private View view() {
        return new View(
                machine.state(), machine.nextDeadline(), machine.timer(), machine.requests(), machine.closeReason());
    }

    private void step() {
        int event = next() % 18;
        int detail = next();
        now += detail >> 3;
        View before = view();
        String what = "event " + event + " at " + now + " in " + before;
        boolean illegal = false;
        try {
            event(event, detail);
        } catch (IllegalStateException bug) {
            illegal = true;
            check(String.valueOf(bug.getMessage()).contains(before.state().name()), what, "names the state");
        }
        View after = view();
        check(!illegal || after.equals(before), what, "an illegal event changes nothing: " + after);
        if (event == 0 && !Deadline.isExpired(before.deadline(), now)) {
            check(after.equals(before), what, "no timeout before its deadline: " + after);
        }
        holds(before, after, what);
    }

    private void event(int event, int detail) {
        boolean underWay = machine.state() == State.DISPATCHED || machine.state() == State.WRITING;
        CloseReason reason = REASONS[detail % REASONS.length];
        switch (event) {
            case 0 -> machine.timeout(now);
            case 1 -> machine.drain();
            case 2 -> {
                if (underWay) {
                    machine.closeAfterResponse(reason);
                }
            }
            case 3 -> {
                if (detail % 8 == 0) {
                    machine.closed(reason);
                }
            }
            case 4 -> machine.peerClosed();
            case 5 -> machine.refused(now);
            case 6 -> machine.upgraded();
            case 7 -> machine.shed(now);
            case 8 -> machine.handshakeStarted(now);
            case 9 -> machine.handshakeDone(now);
            case 10 -> machine.idleAfterResponse(detail % 64);
            case 11 -> machine.responseStarted(now);
            case 12 -> machine.headRead(detail % 4 == 0 ? reason : null, now);
            case 13, 14 -> machine.bytesArrived(now);
            default -> legalProgress(detail);
        }
    }

    /** Most random events are illegal; these bring a connection through its requests. */
    private void legalProgress(int detail) {
        switch (machine.state()) {
            case ACCEPTED, IDLE -> machine.bytesArrived(now);
            case READING_HEAD -> machine.headRead(null, now);
            case DISPATCHED -> machine.responseStarted(now);
            case WRITING -> machine.responseFlushed(detail % 2 == 0, now);
            default -> machine.drain();
        }
    }

    private void holds(View before, View after, String what) {
        State state = after.state();
        check((after.deadline() == Deadline.NONE) == (after.timer() == null), what, "a deadline has a timer: " + after);
        check(before.state() != State.CLOSED || after.equals(before), what, "closed is final: " + after);
        check(state != State.CLOSED || after.reason() != null, what, "nothing closes without a reason: " + after);
        check(state != State.CLOSED || after.timer() == null, what, "nothing fires once closed: " + after);
        check(state != State.IDLE || machine.isPersistent(), what, "only what persists idles: " + after);
        check(
                before.reason() == null
                        || after.reason() == before.reason()
                        || (state == State.UPGRADED && after.reason() == CloseReason.UPGRADED),
                what,
                "the first reason is kept: " + after);
        check(after.requests() - before.requests() <= 1, what, "one head, one request: " + after);
        check(after.requests() >= before.requests(), what, "requests are not forgotten: " + after);
        check(
                maxRequests == LifetimeSettings.UNLIMITED || after.requests() <= maxRequests,
                what,
                "no request beyond the limit: " + after);
        check(
                before.state() != State.READING_HEAD
                        || state != State.READING_HEAD
                        || after.deadline() == before.deadline(),
                what,
                "nothing renews a head's deadline: " + after);
    }

    private static void check(boolean holds, String what, String property) {
        if (!holds) {
            throw new AssertionError(what + ": " + property);
        }
    }
}
