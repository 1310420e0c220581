package dev.holdfast.lifetime.policy;

import dev.holdfast.time.Deadline;
import org.jspecify.annotations.Nullable;

/** A constant timeout; never sheds. */
final class FixedPolicy<C> implements KeepAlivePolicy<C> {
    private final Grant grant;
    private final IdleList<C> idle;

    FixedPolicy(FixedSettings settings) {
        long timeout = settings.keepAliveTimeoutNanos();
        grant = new Grant(Grant.NO_CLASS, timeout, Grant.Reason.FULL, Double.NaN);
        idle = new IdleList<>(timeout);
    }

    @Override
    public Grant grant(int reuseClass, Occupancy occupancy, long now) {
        return grant;
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
        return idle.pollOverdue(now);
    }

    @Override
    public @Nullable C nextToShed(Occupancy occupancy, long now) {
        return null;
    }

    @Override
    public long nextDeadline() {
        return idle.nextDeadline();
    }
}
