package dev.holdfast.lifetime.policy;

import dev.holdfast.time.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * A timeout that falls with the occupancy, in {@value #STEPS} steps so that the grants can be made beforehand; sheds the connection idle
 * longest when no place is left.
 */
final class PressurePolicy<C> implements KeepAlivePolicy<C> {
    private static final int STEPS = 64;

    private final PressureSettings settings;
    private final Grant[] grants = new Grant[STEPS + 1];
    private final IdleList<C> idle;
    /** How far the timeout has fallen: 0 not at all, {@value #STEPS} to its minimum. */
    private int step;

    PressurePolicy(PressureSettings settings) {
        this.settings = settings;
        long full = settings.keepAliveTimeoutNanos();
        long span = full - settings.minKeepAliveTimeoutNanos();
        for (int i = 0; i <= STEPS; i++) {
            long timeout = full - (i == STEPS ? span : span / STEPS * i);
            grants[i] = new Grant(
                    Grant.NO_CLASS, timeout, timeout == full ? Grant.Reason.FULL : Grant.Reason.PRESSURE, Double.NaN);
        }
        idle = new IdleList<>(full);
    }

    @Override
    public Grant grant(int reuseClass, Occupancy occupancy, long now) {
        adjust(occupancy);
        return grants[step];
    }

    @Override
    public void idle(IdleConnection<C> connection, Grant granted, long now) {
        connection.begin(granted.reuseClass(), Deadline.NONE, now);
        idle.add(connection);
    }

    @Override
    public void reused(IdleConnection<C> connection, long now) {
        connection.end("reused", now);
    }

    @Override
    public void clientLeft(IdleConnection<C> connection, long now) {
        connection.end("clientLeft", now);
    }

    @Override
    public void closed(IdleConnection<C> connection, long now) {
        connection.end("closed", now);
    }

    @Override
    public @Nullable C overdue(Occupancy occupancy, long now) {
        adjust(occupancy);
        return idle.pollOverdue(now);
    }

    @Override
    public @Nullable C nextToShed(Occupancy occupancy, long now) {
        return occupancy.isFull() ? idle.poll() : null;
    }

    @Override
    public long nextDeadline() {
        return idle.nextDeadline();
    }

    private void adjust(Occupancy occupancy) {
        int limit = occupancy.limit();
        int next = limit == Occupancy.UNLIMITED ? 0 : step(occupancy.inUse(), limit);
        if (next != step) {
            step = next;
            idle.timeoutNanos(grants[next].timeoutNanos());
        }
    }

    /** Falls to where the occupancy wants it, or rises to where it would want it with the hysteresis on top; else stays. */
    private int step(int inUse, int limit) {
        long percents = 100L * inUse;
        int wanted = stepAt(percents, limit);
        if (wanted >= step) {
            return wanted;
        }
        return Math.min(step, stepAt(percents + (long) settings.hysteresisPercent() * limit, limit));
    }

    /** Returns the step of an occupancy given as hundredths of places, to stay with whole numbers. */
    private int stepAt(long percents, int limit) {
        long beyondStart = percents - (long) settings.startPercent() * limit;
        long span = (long) (settings.fullPercent() - settings.startPercent()) * limit;
        return (int) Math.max(0, Math.min(STEPS, Math.floorDiv(STEPS * beyondStart, span)));
    }
}
