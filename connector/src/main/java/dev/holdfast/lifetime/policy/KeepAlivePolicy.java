package dev.holdfast.lifetime.policy;

import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Decides how long idle connections are kept, and knows those of one I/O thread.
 *
 * <p>The driver asks {@link #grant} before each response head. Once the response is flushed on a connection that stays open it calls
 * {@link #idle}; after that exactly one of {@link #reused}, {@link #clientLeft} and {@link #closed} ends the idle time. A request that was
 * pipelined is an idle time of length 0 and is told the same way, since a policy that learns must see it.
 *
 * <p>{@link #overdue} is to be asked at {@link #nextDeadline} and whenever the occupancy has grown, until it answers null;
 * {@link #nextToShed} when a connection finds no place. Both take the connection they name out of their order, so that the next call names
 * another one: the driver looks once more for unread bytes, and then tells {@link #reused} or {@link #closed}. Policy never sees the bytes;
 * that a connection with unread ones is not closed is the driver's part.
 *
 * <p>All calls but {@link #nextDeadline} take constant time, or time in proportion to the classes with idle connections (at most
 * {@link ReuseClass#COUNT}), and allocate nothing in the common case. A call in the wrong order is a bug of the driver and throws
 * {@link IllegalStateException} naming event and state. Not thread-safe: a policy belongs to one I/O thread.
 *
 * @param <C> the driver's connection
 */
public sealed interface KeepAlivePolicy<C> permits FixedPolicy, PressurePolicy, AdaptivePolicy {
    /**
     * Makes the policy that {@code settings} describe, with no idle connections.
     *
     * @param random where {@code adaptive} takes its explorations from; of no use to the others
     */
    static <C> KeepAlivePolicy<C> of(KeepAlivePolicySettings settings, RandomGenerator random) {
        if (settings instanceof FixedSettings fixed) {
            return new FixedPolicy<>(fixed);
        }
        if (settings instanceof PressureSettings pressure) {
            return new PressurePolicy<>(pressure);
        }
        AdaptiveSettings adaptive = (AdaptiveSettings) settings;
        return new AdaptivePolicy<>(adaptive, new ShadowPrice(adaptive.targetPercent()), random);
    }

    /**
     * Decides how long a connection may idle after the response that is about to be written.
     *
     * @param reuseClass what is known about connection and response, from {@link ReuseClass#of}
     */
    Grant grant(int reuseClass, Occupancy occupancy, long now);

    /**
     * Takes note that a connection has become idle: its response is flushed and it stays open.
     *
     * @param grant what this policy granted before that response
     */
    void idle(IdleConnection<C> connection, Grant grant, long now);

    /** Takes note of the first byte of the next request. */
    void reused(IdleConnection<C> connection, long now);

    /** Takes note that the client has closed its idle connection. */
    void clientLeft(IdleConnection<C> connection, long now);

    /** Takes note that the idle connection was closed by us, for whatever reason: nobody will know when it would have been reused. */
    void closed(IdleConnection<C> connection, long now);

    /** Takes out and returns an idle connection whose idle age has reached the timeout presently in force, or null where there is none. */
    @Nullable
    C overdue(Occupancy occupancy, long now);

    /**
     * Takes out and returns the idle connection that is least likely to be reused, or null where places are left, no connection idles, or
     * the policy does not shed.
     */
    @Nullable
    C nextToShed(Occupancy occupancy, long now);

    /** Returns when an idle connection is overdue under the timeouts last in force, or {@link dev.holdfast.time.Deadline#NONE}. */
    long nextDeadline();
}
