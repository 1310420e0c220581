package dev.holdfast.bridge;

import dev.holdfast.pool.PoolCounts;
import java.util.Map;

/**
 * What a bridge holds and did; the connections are of one instant, the counters since it was made.
 *
 * @param connections the pool, at one instant
 * @param requests requests handed to the bridge
 * @param retries requests sent a second time because a pooled connection turned out to be stale
 * @param failures how often the bridge failed, by reason; reasons that never occurred are left out
 */
public record BridgeStatistics(PoolCounts connections, long requests, long retries, Map<BridgeFailure, Long> failures) {
    public BridgeStatistics {
        failures = Map.copyOf(failures);
    }
}
