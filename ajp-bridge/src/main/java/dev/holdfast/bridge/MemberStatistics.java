package dev.holdfast.bridge;

import dev.holdfast.balance.MemberStatus;
import dev.holdfast.pool.PoolCounts;
import org.jspecify.annotations.Nullable;

/**
 * A member of a gateway at one instant.
 *
 * @param backend its address
 * @param status what the balancer says
 * @param connections its pool
 * @param lease how many connections the pool may have, or null where it is not leased, or {@link Gateway#watch} was not called yet
 */
public record MemberStatistics(
        String backend,
        MemberStatus status,
        PoolCounts connections,
        @Nullable LeaseStatistics lease) {}
