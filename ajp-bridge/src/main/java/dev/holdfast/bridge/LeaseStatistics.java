package dev.holdfast.bridge;

import org.jspecify.annotations.Nullable;

/**
 * What a leased pool may have at one instant.
 *
 * @param limit how many connections; 0 before the member's first answer, when its last one is no longer good, and where it is not there
 * @param of how many the member has for all gateways together, or null: there is no answer in force, or it does not say
 */
public record LeaseStatistics(int limit, @Nullable Integer of) {}
