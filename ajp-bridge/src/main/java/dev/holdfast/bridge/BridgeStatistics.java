package dev.holdfast.bridge;

import dev.holdfast.pool.PoolCounts;
import java.util.List;
import java.util.Map;

/**
 * What a gateway holds and did; members and connections are of one instant, the counters since it was made.
 *
 * @param members in their order
 * @param requests requests handed to the gateway
 * @param retries how often a request was given to a member once more, or to another
 * @param failures how often the gateway failed, by reason; reasons that never occurred are left out
 */
public record BridgeStatistics(
        List<MemberStatistics> members, long requests, long retries, Map<BridgeFailure, Long> failures) {
    public BridgeStatistics {
        members = List.copyOf(members);
        failures = Map.copyOf(failures);
    }

    /** Returns the sum over the pools of all members. */
    public PoolCounts connections() {
        PoolCounts sum = new PoolCounts(0, 0, 0, 0);
        for (MemberStatistics member : members) {
            sum = sum.plus(member.connections());
        }
        return sum;
    }
}
