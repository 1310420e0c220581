package dev.holdfast.balance;

import java.util.List;
import java.util.Set;

/**
 * A {@code balancer://} of mod_proxy, in the words of ProxySet, or a worker without one. Its {@code timeout}, for which a request looks for a
 * member again and again, is left out.
 *
 * @param lbmethod (lbmethod) default BYREQUESTS
 * @param stickySession (stickysession) whether a request goes to its session's member while that can be used; default false, since httpd
 *     must be told the session's name
 * @param noFailover (nofailover) whether it goes nowhere else where its route is some member's; default false
 * @param maxAttempts (maxattempts) how often a request is tried again; -1 to 100, default -1: once less than there are members
 * @param forceRecovery (forcerecovery) whether all members leave the error state at once when all are in it; default true
 * @param failOnStatus (failonstatus) a member that answers with one of these is in error, though its answer is passed on; default none
 * @param failOnTimeout (failontimeout) whether one that sends nothing for too long is in error also where it has answered a CPING before, or
 *     speaks HTTP; default false
 * @param plain whether this is a worker without a balancer: there is one member, and it is never in error; default false
 * @param plainFails (status=-I) whether such a worker is in error all the same where it cannot be connected to, and answers 503 for its {@code retry};
 *     default false
 */
public record ModProxyBalancerSettings(
        ModProxyMethod lbmethod,
        boolean stickySession,
        boolean noFailover,
        int maxAttempts,
        boolean forceRecovery,
        Set<Integer> failOnStatus,
        boolean failOnTimeout,
        boolean plain,
        boolean plainFails)
        implements BalancerSettings {
    private static final int MAX_ATTEMPTS = 100;
    private static final int MIN_STATUS = 100;
    private static final int MAX_STATUS = 999;

    /** BYREQUESTS, false, false, -1, true, none, false, false, false. */
    public static final ModProxyBalancerSettings DEFAULT = new ModProxyBalancerSettings(
            ModProxyMethod.BYREQUESTS, false, false, -1, true, Set.of(), false, false, false);

    /** A worker without a balancer. */
    public static final ModProxyBalancerSettings PLAIN = new ModProxyBalancerSettings(
            ModProxyMethod.BYREQUESTS, false, false, -1, true, Set.of(), false, true, false);

    /** A worker without a balancer that does not ignore errors. */
    public static final ModProxyBalancerSettings FAILING_PLAIN = new ModProxyBalancerSettings(
            ModProxyMethod.BYREQUESTS, false, false, -1, true, Set.of(), false, true, true);

    /** @throws IllegalArgumentException naming the component that is out of range */
    public ModProxyBalancerSettings {
        if (maxAttempts < -1 || maxAttempts > MAX_ATTEMPTS) {
            throw new IllegalArgumentException("maxAttempts must be -1 to " + MAX_ATTEMPTS + ": " + maxAttempts);
        }
        failOnStatus = Set.copyOf(failOnStatus);
        for (int status : failOnStatus) {
            if (status < MIN_STATUS || status > MAX_STATUS) {
                throw new IllegalArgumentException(
                        "failOnStatus must be " + MIN_STATUS + " to " + MAX_STATUS + ": " + status);
            }
        }
    }

    @Override
    public BalancerMachine machine(List<MemberSettings> members) {
        return new ModProxyBalancer(this, members);
    }

    /** Returns these settings with another {@code lbmethod}. */
    public ModProxyBalancerSettings withLbmethod(ModProxyMethod kind) {
        return new ModProxyBalancerSettings(
                kind,
                stickySession,
                noFailover,
                maxAttempts,
                forceRecovery,
                failOnStatus,
                failOnTimeout,
                plain,
                plainFails);
    }

    /** Returns these settings with other {@code stickySession} and {@code noFailover}. */
    public ModProxyBalancerSettings withSticky(boolean sticky, boolean forced) {
        return new ModProxyBalancerSettings(
                lbmethod, sticky, forced, maxAttempts, forceRecovery, failOnStatus, failOnTimeout, plain, plainFails);
    }

    /** Returns these settings with another {@code maxAttempts}. */
    public ModProxyBalancerSettings withMaxAttempts(int attempts) {
        return new ModProxyBalancerSettings(
                lbmethod,
                stickySession,
                noFailover,
                attempts,
                forceRecovery,
                failOnStatus,
                failOnTimeout,
                plain,
                plainFails);
    }

    /** Returns these settings with another {@code forceRecovery}. */
    public ModProxyBalancerSettings withForceRecovery(boolean force) {
        return new ModProxyBalancerSettings(
                lbmethod,
                stickySession,
                noFailover,
                maxAttempts,
                force,
                failOnStatus,
                failOnTimeout,
                plain,
                plainFails);
    }

    /** Returns these settings with another {@code failOnStatus}. */
    public ModProxyBalancerSettings withFailOnStatus(Set<Integer> statuses) {
        return new ModProxyBalancerSettings(
                lbmethod,
                stickySession,
                noFailover,
                maxAttempts,
                forceRecovery,
                statuses,
                failOnTimeout,
                plain,
                plainFails);
    }

    /** Returns these settings with another {@code failOnTimeout}. */
    public ModProxyBalancerSettings withFailOnTimeout(boolean fail) {
        return new ModProxyBalancerSettings(
                lbmethod, stickySession, noFailover, maxAttempts, forceRecovery, failOnStatus, fail, plain, plainFails);
    }
}
