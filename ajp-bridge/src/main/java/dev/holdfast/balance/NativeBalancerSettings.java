package dev.holdfast.balance;

import dev.holdfast.time.Deadline;
import dev.holdfast.time.TimeText;
import java.time.Duration;
import java.util.List;

/**
 * How the native balancer treats its members.
 *
 * @param stickySession whether a request goes to its session's member while that can be used; default true
 * @param stickySessionForce whether it goes nowhere else; default false
 * @param errorThreshold how many failures to connect in a row, without any answer between them, make a member's state ERROR; 1 to 100,
 *     default 2. What becomes of a request once it was sent never does: one slow page says nothing about the next
 * @param recoverTime how long a member in ERROR gets no request the first time; doubled each time it fails again; above zero, default 1 s
 * @param maxRecoverTime what it is doubled up to; not below recoverTime, default 60 s
 * @param latencyDecay how long an observed latency counts: it has lost two thirds of its weight after this time; above zero, default 10 s
 */
public record NativeBalancerSettings(
        boolean stickySession,
        boolean stickySessionForce,
        int errorThreshold,
        Duration recoverTime,
        Duration maxRecoverTime,
        Duration latencyDecay)
        implements BalancerSettings {
    private static final int MAX_THRESHOLD = 100;

    /** True, false, 2, 1 s, 60 s, 10 s. */
    public static final NativeBalancerSettings DEFAULT = new NativeBalancerSettings(
            true, false, 2, Duration.ofSeconds(1), Duration.ofSeconds(60), Duration.ofSeconds(10));

    /** @throws IllegalArgumentException naming the component that is out of range */
    public NativeBalancerSettings {
        if (errorThreshold < 1 || errorThreshold > MAX_THRESHOLD) {
            throw new IllegalArgumentException("errorThreshold must be 1 to " + MAX_THRESHOLD + ": " + errorThreshold);
        }
        requirePositive("recoverTime", recoverTime);
        requirePositive("latencyDecay", latencyDecay);
        if (maxRecoverTime.compareTo(recoverTime) < 0) {
            throw new IllegalArgumentException("maxRecoverTime must not be below recoverTime "
                    + TimeText.of(recoverTime) + ": " + TimeText.of(maxRecoverTime));
        }
    }

    @Override
    public BalancerMachine machine(List<MemberSettings> members) {
        return new NativeBalancer(this, members);
    }

    private static void requirePositive(String name, Duration time) {
        if (Deadline.nanosOf(time) == 0) {
            throw new IllegalArgumentException(name + " must be above zero: " + TimeText.of(time));
        }
    }
}
