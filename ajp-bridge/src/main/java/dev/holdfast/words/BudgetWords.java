package dev.holdfast.words;

import dev.holdfast.settings.ConfigurationException;
import dev.holdfast.settings.GivenSettings;

/**
 * What {@code pool.budget} makes of a pool's size: an equal part for each pool of each gateway of a fleet, rounded down, so that all of them
 * together never have more connections to a member than the budget.
 */
final class BudgetWords {
    private static final int MOST = 1_000_000;
    private static final int MOST_OF_A_POOL = 65535;

    private final GivenSettings given;
    private final int pools;

    /** @param pools of one gateway, for each member: one for each of its child processes, where its front has some */
    BudgetWords(GivenSettings given, int pools) {
        this.given = given;
        this.pools = pools;
    }

    /** Returns the size of one pool, {@code otherwise} where there is no budget. */
    int share(int otherwise) throws ConfigurationException {
        int budget = atLeastOne(GatewayKey.BUDGET);
        int fleet = atLeastOne(GatewayKey.FLEET_SIZE);
        if (!given.isGiven(GatewayKey.BUDGET.toString())) {
            if (given.isGiven(GatewayKey.FLEET_SIZE.toString())) {
                throw wrong(GatewayKey.FLEET_SIZE, "means nothing without " + GatewayKey.BUDGET);
            }
            return otherwise;
        }
        if (given.isGiven(GatewayKey.CONNECTION_POOL_SIZE.toString())) {
            throw wrong(GatewayKey.CONNECTION_POOL_SIZE, "is said by " + GatewayKey.BUDGET + " already");
        }
        long sharers = (long) pools * fleet;
        if (budget < sharers) {
            throw wrong(GatewayKey.BUDGET, "is " + budget + ", but " + sharers + " pools are to share it");
        }
        long share = budget / sharers;
        if (share > MOST_OF_A_POOL) {
            throw wrong(GatewayKey.BUDGET, "is " + budget + ", but one pool has " + MOST_OF_A_POOL + " at most");
        }
        return (int) share;
    }

    private int atLeastOne(GatewayKey key) throws ConfigurationException {
        return given.value(
                key.toString(),
                1,
                "1 to " + MOST,
                text -> GivenSettings.whole(text, MOST)
                        .filter(number -> number >= 1)
                        .map(Long::intValue));
    }

    private ConfigurationException wrong(GatewayKey key, String what) {
        return new ConfigurationException(given.place(key.toString()) + ": " + key + " " + what);
    }
}
