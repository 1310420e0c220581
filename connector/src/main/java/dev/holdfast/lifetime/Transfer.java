package dev.holdfast.lifetime;

import dev.holdfast.time.Deadline;

/**
 * One direction of one message: a clock that runs only while the server waits for its client.
 *
 * <p>Confined to whoever moves the bytes of that direction.
 */
public final class Transfer {
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final TransferLimits limits;
    private final CloseReason tooLate;
    private final CloseReason tooSlow;
    private long moved;
    private long waitedForStep;
    private long waitedInAll;
    private long waitingSince = Deadline.NONE;
    private long deadline = Deadline.NONE;
    private boolean rateDecides;

    Transfer(TransferLimits limits, CloseReason tooLate, CloseReason tooSlow) {
        this.limits = limits;
        this.tooLate = tooLate;
        this.tooSlow = tooSlow;
    }

    /**
     * Takes note that the server waits for its client. Does nothing but answer where it waits already.
     *
     * @param bytes how many the client has sent or taken so far, 0 or more; a wait for a step that an earlier one did not bring goes on from there
     * @return until when to wait; not later than {@code now} where the client is too slow already
     */
    public long waits(long bytes, long now) {
        if (waitingSince != Deadline.NONE) {
            return deadline;
        }
        if (bytes != moved) {
            moved = bytes;
            waitedForStep = 0;
        }
        waitingSince = now;
        deadline = Deadline.after(now, Math.max(0, limits.timeoutNanos() - waitedForStep));
        long slowest = slowest(now);
        rateDecides = slowest < deadline;
        deadline = Math.min(deadline, slowest);
        return deadline;
    }

    /** Takes note that the wait is over, for whatever reason. Returns whether the client had used up its time. */
    public boolean hasWaited(long now) {
        if (waitingSince == Deadline.NONE) {
            return false;
        }
        boolean expired = Deadline.isExpired(deadline, now);
        waitedForStep += now - waitingSince;
        waitedInAll += now - waitingSince;
        waitingSince = Deadline.NONE;
        deadline = Deadline.NONE;
        return expired;
    }

    /** Returns how long the server has waited for its client, in nanoseconds, a wait that goes on included. */
    public long waitedNanos(long now) {
        return waitingSince == Deadline.NONE ? waitedInAll : waitedInAll + (now - waitingSince);
    }

    /** Returns why the connection ends where the last wait used up the client's time. */
    public CloseReason reason() {
        return rateDecides ? tooSlow : tooLate;
    }

    private long slowest(long now) {
        if (limits.minDataRate() == 0) {
            return Deadline.NONE;
        }
        long allowed = Deadline.after(limits.timeoutNanos(), nanosFor(moved));
        return Deadline.after(now, Math.max(0, allowed - waitedInAll));
    }

    private long nanosFor(long bytes) {
        long seconds = bytes / limits.minDataRate();
        if (seconds >= Deadline.NONE / NANOS_PER_SECOND) {
            return Deadline.NONE;
        }
        long rest = bytes % limits.minDataRate();
        return seconds * NANOS_PER_SECOND + rest * NANOS_PER_SECOND / limits.minDataRate();
    }
}
