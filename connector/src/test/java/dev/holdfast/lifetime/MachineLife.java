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
    private long bytesMoved;
    private int event;
    private View before;
    private View after;

    private MachineLife(byte[] story) {
        this.story = story;
        maxRequests = next() % 5 == 0 ? LifetimeSettings.UNLIMITED : 1 + next() % 4;
        long age = next() % 3 == 0 ? Deadline.NONE : 1 + next();
        LifetimeSettings settings = Lives.aged(1 + next() % 50, 1 + next() % 50, next() % 50, maxRequests, age);
        now = next();
        machine = new ConnectionMachine(settings, now);
        before = view();
        after = before;
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
        event = next() % 20;
        int detail = next();
        now += detail >> 3;
        before = view();
        boolean illegal = false;
        String message = "";
        try {
            event(event, detail);
        } catch (IllegalStateException bug) {
            illegal = true;
            message = String.valueOf(bug.getMessage());
        }
        after = view();
        check(!illegal || message.contains(before.state().name()), "an illegal event names the state");
        check(!illegal || after.equals(before), "an illegal event changes nothing");
        boolean early = event == 0 && !Deadline.isExpired(before.deadline(), now);
        check(!early || after.equals(before), "there is no timeout before its deadline");
        holds();
    }

    private void event(int event, int detail) {
        boolean underWay = machine.state() == State.DISPATCHED || machine.state() == State.WRITING;
        CloseReason reason = REASONS[detail % REASONS.length];
        switch (event) {
            case 0 -> machine.timeout(now);
            case 1 -> machine.drain(now);
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
            case 15 -> clientIsWaitedFor(machine.requestBody(), detail);
            case 16 -> clientIsWaitedFor(machine.response(), detail);
            default -> legalProgress(detail);
        }
    }

    private void clientIsWaitedFor(Transfer transfer, int detail) {
        long until = transfer.waits(bytesMoved, now);
        check(until >= now, "no wait ends before it begins");
        check(transfer.waits(bytesMoved, now) == until, "a wait begins once");
        now += detail;
        bytesMoved += detail % 3;
        check(transfer.hasWaited(now) == Deadline.isExpired(until, now), "a wait is too long from its deadline on");
        check(!transfer.hasWaited(now), "a wait ends once");
    }

    /** Most random events are illegal; these bring a connection through its requests. */
    private void legalProgress(int detail) {
        switch (machine.state()) {
            case ACCEPTED, IDLE -> machine.bytesArrived(now);
            case READING_HEAD -> machine.headRead(null, now);
            case DISPATCHED -> machine.responseStarted(now);
            case WRITING -> machine.responseFlushed(detail % 2 == 0, now);
            default -> machine.drain(now);
        }
    }

    private void holds() {
        State state = after.state();
        check((after.deadline() == Deadline.NONE) == (after.timer() == null), "a deadline has a timer");
        check(before.state() != State.CLOSED || after.equals(before), "closed is final");
        check(state != State.CLOSED || after.reason() != null, "nothing closes without a reason");
        check(state != State.CLOSED || after.timer() == null, "nothing fires once closed");
        check(state != State.IDLE || machine.isPersistent(), "only what persists idles");
        boolean kept = before.reason() == null || after.reason() == before.reason();
        check(kept || (state == State.UPGRADED && after.reason() == CloseReason.UPGRADED), "the first reason is kept");
        int heads = after.requests() - before.requests();
        check(heads == 0 || (heads == 1 && state == State.DISPATCHED), "one head, one request");
        boolean limited = maxRequests != LifetimeSettings.UNLIMITED;
        check(!limited || after.requests() <= maxRequests, "there is no request beyond the limit");
        boolean inHead = before.state() == State.READING_HEAD && state == State.READING_HEAD;
        check(!inHead || after.deadline() == before.deadline(), "nothing renews a head's deadline");
    }

    private void check(boolean holds, String property) {
        if (!holds) {
            throw new AssertionError(property + ": event " + event + " at " + now + ", " + before + ", " + after);
        }
    }
}
