package dev.holdfast.balance;

import dev.holdfast.time.Deadline;

/**
 * When one member's health is checked, and what the results mean.
 *
 * <pre>
 * state  event                                          -> state  answer
 * UP     passed, or a request that counts is answered   -> UP             the failures are forgotten, the next check is an interval later
 * UP     failed                                         -> UP             the next check is a retryInterval later, doubled each time
 * UP     failed the fails-th time                       -> DOWN   DOWN    the next check is a retryInterval later, as above
 * UP     the balancer finds it in error                 -> DOWN   DOWN    the next check is a retryInterval later
 * DOWN   failed                                         -> DOWN           the passes are forgotten, the next check is later still
 * DOWN   passed the passes-th time                      -> UP     UP
 * DOWN   a request that counts is answered              -> UP     UP
 * any    a check said nothing                           -> same           the next check comes when it would have after a pass
 * </pre>
 *
 * <p>With {@link HealthSettings.Counting#IN_ALL} nothing is forgotten but by a change of the state, every check comes an interval after the
 * last began, and requests and the balancer change nothing.
 *
 * <p>A check is begun when {@link #timeout} says so, and ends by exactly one of {@link #passed}, {@link #failed} and {@link #skipped}; after
 * {@link Next#LATE} by one of the last two. The first is due at once. Mutable, not thread-safe; {@code now} is in nanoseconds and never goes
 * back.
 */
public final class HealthMachine {
    /** What the driver does because a deadline has passed. */
    public enum Next {
        /** Nothing is due. */
        WAIT,
        /** Begin a check. */
        CHECK,
        /** The check in progress takes too long: give it up. */
        LATE
    }

    /** What a result makes of the member. */
    public enum Verdict {
        /** It is what it was. */
        SAME,
        /** It can be used from now on. */
        UP,
        /** It cannot be used from now on. */
        DOWN
    }

    private final HealthSettings settings;
    private final long interval;
    private final long retryInterval;
    private final long timeout;
    private boolean up = true;
    private boolean checking;
    private boolean late;
    private long begun;
    private long nextCheck;
    private long retryAfter;
    private int passes;
    private int fails;

    /** @param now when the first check is due */
    public HealthMachine(HealthSettings settings, long now) {
        this.settings = settings;
        this.interval = Deadline.nanosOf(settings.interval());
        this.retryInterval = Deadline.nanosOf(settings.retryInterval());
        this.timeout = Deadline.nanosOf(settings.timeout());
        this.retryAfter = retryInterval;
        this.nextCheck = now;
    }

    /** Returns whether the member can be used, as far as checks know. */
    public boolean isUp() {
        return up;
    }

    /** Returns when {@link #timeout} is due, {@link Deadline#NONE} for never. */
    public long nextDeadline() {
        if (checking) {
            return late ? Deadline.NONE : Deadline.after(begun, timeout);
        }
        return nextCheck;
    }

    /** Says what is due at {@code now}. */
    public Next timeout(long now) {
        if (!Deadline.isExpired(nextDeadline(), now)) {
            return Next.WAIT;
        }
        if (checking) {
            late = true;
            return Next.LATE;
        }
        checking = true;
        late = false;
        begun = now;
        return Next.CHECK;
    }

    /** The check in progress found the member well, in time. */
    public Verdict passed(long now) {
        if (late) {
            throw new IllegalStateException("passed after it was late");
        }
        end();
        after(interval, now);
        if (up) {
            forgetFailures();
            return Verdict.SAME;
        }
        return ++passes < settings.passes() ? Verdict.SAME : rise();
    }

    /** The check in progress found the member not well, or nothing in time. */
    public Verdict failed(long now) {
        end();
        after(retryAfter, now);
        if (settings.counting() == HealthSettings.Counting.IN_A_ROW) {
            retryAfter = Math.min(interval, saturatedDouble(retryAfter));
            passes = 0;
        }
        if (!up || ++fails < settings.fails()) {
            return Verdict.SAME;
        }
        up = false;
        fails = 0;
        return Verdict.DOWN;
    }

    /** The check in progress could not be made, which says nothing of the member. */
    public Verdict skipped(long now) {
        end();
        after(interval, now);
        return Verdict.SAME;
    }

    /** A client's request was answered. */
    public Verdict answered(long now) {
        if (!settings.countsRequests()) {
            return Verdict.SAME;
        }
        nextCheck = Deadline.after(now, interval);
        forgetFailures();
        return up ? Verdict.SAME : rise();
    }

    /** The balancer finds the member in error, from what became of clients' requests; where that is DOWN, the next check is sooner now. */
    public Verdict suspected(long now) {
        if (settings.counting() == HealthSettings.Counting.IN_ALL || !up) {
            return Verdict.SAME;
        }
        up = false;
        fails = 0;
        retryAfter = retryInterval;
        nextCheck = Deadline.after(now, retryInterval);
        return Verdict.DOWN;
    }

    private Verdict rise() {
        up = true;
        passes = 0;
        retryAfter = retryInterval;
        return Verdict.UP;
    }

    private void forgetFailures() {
        if (settings.counting() == HealthSettings.Counting.IN_A_ROW) {
            fails = 0;
            retryAfter = retryInterval;
        }
    }

    private void end() {
        if (!checking) {
            throw new IllegalStateException("a result, but no check is in progress");
        }
        checking = false;
        late = false;
    }

    /** Times are from beginning to beginning, but no check begins before the last has ended. */
    private void after(long nanos, long now) {
        nextCheck = Math.max(now, Deadline.after(begun, nanos));
    }

    private static long saturatedDouble(long nanos) {
        return Deadline.after(nanos, nanos);
    }
}
