package dev.holdfast.bridge;

import dev.holdfast.balance.BalancerMachine;
import dev.holdfast.balance.BalancerSettings;
import dev.holdfast.balance.MemberSettings;
import dev.holdfast.pool.PoolEffects;
import dev.holdfast.pool.PoolMachine;
import dev.holdfast.pool.PoolSettings;
import java.util.List;

/** Where a gateway's machines come from: from its settings, and for the twin proof with a recorder before each. */
interface Machines {
    /** The machines themselves. */
    Machines PLAIN = new Machines() {};

    default PoolMachine pool(PoolSettings settings, PoolEffects effects) {
        return settings.machine(effects);
    }

    default BalancerMachine balancer(BalancerSettings settings, List<MemberSettings> members) {
        return settings.machine(members);
    }
}
