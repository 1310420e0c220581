package dev.holdfast.bridge;

import dev.holdfast.balance.BalancerMachine;
import dev.holdfast.balance.BalancerSettings;
import dev.holdfast.balance.MemberSettings;
import dev.holdfast.pool.ModJkPoolSettings;
import dev.holdfast.pool.PoolEffects;
import dev.holdfast.pool.PoolMachine;
import dev.holdfast.pool.PoolSettings;
import dev.holdfast.pool.SharedBusy;
import java.util.List;

/** Where a gateway's machines come from: from its settings, and for the twin proof with a recorder before each. */
interface Machines {
    /** The machines themselves. */
    Machines PLAIN = new Machines() {};

    /** @param busy what is common to the pools of several child processes of a mod_jk */
    default PoolMachine pool(PoolSettings settings, PoolEffects effects, SharedBusy busy) {
        return settings instanceof ModJkPoolSettings modJk ? modJk.machine(effects, busy) : settings.machine(effects);
    }

    default BalancerMachine balancer(BalancerSettings settings, List<MemberSettings> members) {
        return settings.machine(members);
    }
}
