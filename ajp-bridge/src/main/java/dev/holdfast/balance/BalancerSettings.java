package dev.holdfast.balance;

import java.util.List;

/** How a front spreads requests over several back ends: one record for each product it can behave like. */
public sealed interface BalancerSettings
        permits NativeBalancerSettings, ModJkBalancerSettings, ModProxyBalancerSettings {
    /**
     * Returns a machine that follows these settings and has learnt nothing yet.
     *
     * @param members at least one
     */
    BalancerMachine machine(List<MemberSettings> members);

    /** Returns whether requests of a session go to the session's member. */
    boolean stickySession();
}
