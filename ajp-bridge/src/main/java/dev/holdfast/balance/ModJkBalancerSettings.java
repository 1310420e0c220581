package dev.holdfast.balance;

import dev.holdfast.time.Deadline;
import dev.holdfast.time.TimeText;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * A load balancer worker of mod_jk, in the words of workers.properties. What mod_jk counts in seconds must be whole seconds.
 *
 * @param method (method) default REQUEST
 * @param stickySession (sticky_session) whether a request goes to its session's member while that can be used; default true
 * @param stickySessionForce (sticky_session_force) whether it goes nowhere else; default false
 * @param recoverTime (recover_time) a member in ERROR becomes RECOVER in the first maintenance more than this after its last error; whole
 *     seconds, at least 1 s, default 60 s
 * @param errorEscalationTime (error_escalation_time) errors of a member that still has requests in progress mean ERROR only this long after
 *     the first of them; whole seconds, default {@code recoverTime / 2}
 * @param maxReplyTimeouts (max_reply_timeouts) more timeouts of replies than this mean ERROR; halved in every maintenance; 0 to 1000000,
 *     default 0
 * @param lbRetries (lb_retries) how many members a request is given in one round, at most all; 1 to 100, default 2
 * @param retries (retries) how many rounds there are; 1 to 100, default 2
 * @param retryInterval (retry_interval) pause between two rounds; default 100 ms
 * @param failOnStatus (fail_on_status) the member is in ERROR that answers with one of these, and another is asked; one that stands here
 *     with a minus sign has another asked, and nothing more. Default none
 * @param maintain (worker.maintain) shortest time between two maintenances; whole seconds, zero for none, so that no error ever ends
 *     unless all members have one; default 60 s
 */
public record ModJkBalancerSettings(
        ModJkMethod method,
        boolean stickySession,
        boolean stickySessionForce,
        Duration recoverTime,
        Duration errorEscalationTime,
        int maxReplyTimeouts,
        int lbRetries,
        int retries,
        Duration retryInterval,
        Set<Integer> failOnStatus,
        Duration maintain)
        implements BalancerSettings {
    private static final int MAX_RETRIES = 100;
    private static final int MAX_REPLY_TIMEOUTS = 1_000_000;
    private static final int MIN_STATUS = 100;
    private static final int MAX_STATUS = 999;

    /** REQUEST, true, false, 60 s, 30 s, 0, 2, 2, 100 ms, none, 60 s. */
    public static final ModJkBalancerSettings DEFAULT = new ModJkBalancerSettings(
            ModJkMethod.REQUEST,
            true,
            false,
            Duration.ofSeconds(60),
            Duration.ofSeconds(30),
            0,
            2,
            2,
            Duration.ofMillis(100),
            Set.of(),
            Duration.ofSeconds(60));

    /** @throws IllegalArgumentException naming the component that is out of range */
    public ModJkBalancerSettings {
        requireRange("maxReplyTimeouts", maxReplyTimeouts, 0, MAX_REPLY_TIMEOUTS);
        requireRange("lbRetries", lbRetries, 1, MAX_RETRIES);
        requireRange("retries", retries, 1, MAX_RETRIES);
        requireWholeSeconds("recoverTime", recoverTime);
        requireWholeSeconds("errorEscalationTime", errorEscalationTime);
        requireWholeSeconds("maintain", maintain);
        Deadline.nanosOf(retryInterval);
        if (recoverTime.isZero()) {
            throw new IllegalArgumentException("recoverTime must be at least 1 s: " + TimeText.of(recoverTime));
        }
        failOnStatus = Set.copyOf(failOnStatus);
        for (int status : failOnStatus) {
            requireRange("failOnStatus, minus signs apart,", Math.abs(status), MIN_STATUS, MAX_STATUS);
        }
    }

    @Override
    public BalancerMachine machine(List<MemberSettings> members) {
        return new ModJkBalancer(this, members, member -> false);
    }

    /** Returns these settings with another {@code method}. */
    public ModJkBalancerSettings withMethod(ModJkMethod newMethod) {
        return new ModJkBalancerSettings(
                newMethod,
                stickySession,
                stickySessionForce,
                recoverTime,
                errorEscalationTime,
                maxReplyTimeouts,
                lbRetries,
                retries,
                retryInterval,
                failOnStatus,
                maintain);
    }

    /** Returns these settings with other {@code stickySession} and {@code stickySessionForce}. */
    public ModJkBalancerSettings withSticky(boolean sticky, boolean force) {
        return new ModJkBalancerSettings(
                method,
                sticky,
                force,
                recoverTime,
                errorEscalationTime,
                maxReplyTimeouts,
                lbRetries,
                retries,
                retryInterval,
                failOnStatus,
                maintain);
    }

    /** Returns these settings with other {@code recoverTime} and {@code errorEscalationTime}. */
    public ModJkBalancerSettings withRecovery(Duration recover, Duration escalation) {
        return new ModJkBalancerSettings(
                method,
                stickySession,
                stickySessionForce,
                recover,
                escalation,
                maxReplyTimeouts,
                lbRetries,
                retries,
                retryInterval,
                failOnStatus,
                maintain);
    }

    /** Returns these settings with another {@code maxReplyTimeouts}. */
    public ModJkBalancerSettings withMaxReplyTimeouts(int timeouts) {
        return new ModJkBalancerSettings(
                method,
                stickySession,
                stickySessionForce,
                recoverTime,
                errorEscalationTime,
                timeouts,
                lbRetries,
                retries,
                retryInterval,
                failOnStatus,
                maintain);
    }

    /** Returns these settings with other {@code lbRetries}, {@code retries} and {@code retryInterval}. */
    public ModJkBalancerSettings withRetries(int attempts, int rounds, Duration interval) {
        return new ModJkBalancerSettings(
                method,
                stickySession,
                stickySessionForce,
                recoverTime,
                errorEscalationTime,
                maxReplyTimeouts,
                attempts,
                rounds,
                interval,
                failOnStatus,
                maintain);
    }

    /** Returns these settings with another {@code failOnStatus}. */
    public ModJkBalancerSettings withFailOnStatus(Set<Integer> statuses) {
        return new ModJkBalancerSettings(
                method,
                stickySession,
                stickySessionForce,
                recoverTime,
                errorEscalationTime,
                maxReplyTimeouts,
                lbRetries,
                retries,
                retryInterval,
                statuses,
                maintain);
    }

    private static void requireRange(String name, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + " must be " + min + " to " + max + ": " + value);
        }
    }

    private static void requireWholeSeconds(String name, Duration time) {
        if (time.isNegative() || time.toNanosPart() != 0) {
            throw new IllegalArgumentException(name + " must be whole seconds, 0 or more: " + TimeText.of(time));
        }
    }
}
