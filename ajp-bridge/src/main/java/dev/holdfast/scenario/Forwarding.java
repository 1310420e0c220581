package dev.holdfast.scenario;

import dev.holdfast.ajp13.AjpClientTimeouts;
import dev.holdfast.balance.BalancerSettings;
import dev.holdfast.pool.PoolSettings;
import java.util.Optional;

/**
 * How the front reaches the back ends.
 *
 * @param pool the pool of each child process for each back end
 * @param timeouts how long a back end may take for what
 * @param balancer how one of several is chosen; empty for a plain worker, of which there is one
 */
public record Forwarding(PoolSettings pool, AjpClientTimeouts timeouts, Optional<BalancerSettings> balancer) {
    /** Returns this with another {@code pool}. */
    public Forwarding withPool(PoolSettings newPool) {
        return new Forwarding(newPool, timeouts, balancer);
    }
}
