package dev.holdfast.bridge;

import dev.holdfast.balance.MemberStatus;
import dev.holdfast.pool.PoolCounts;

/**
 * A member of a gateway at one instant.
 *
 * @param backend its address
 * @param status what the balancer says
 * @param connections its pool
 */
public record MemberStatistics(String backend, MemberStatus status, PoolCounts connections) {}
