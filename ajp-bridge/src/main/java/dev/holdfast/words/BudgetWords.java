package dev.holdfast.words;

import dev.holdfast.mpm.MpmSettings;
import dev.holdfast.pool.NativePoolSettings;
import dev.holdfast.settings.ConfigurationException;
import dev.holdfast.settings.GivenSettings;
import java.util.Optional;

/**
 * What {@code pool.budget} makes of a pool's size: an equal part for each pool of each gateway of a fleet, rounded down, so that all of them
 * together never have more connections to a member than the budget. Or, where it is {@value #LEASE}, what the member says.
 */
final class BudgetWords {
    private static final String LEASE = "lease";
    private static final int LEASED = 0;
    private static final int MOST = 1_000_000;
    private static final int MOST_OF_A_POOL = NativePoolSettings.MAX_POOL_SIZE;

    private final GivenSettings given;
    private final Optional<MpmSettings> front;

    /** @param front whose child processes have a pool each; nothing for one pool of the whole process */
    BudgetWords(GivenSettings given, Optional<MpmSettings> front) {
        this.given = given;
        this.front = front;
    }

    /** Returns the size of one pool, {@code otherwise} where there is no budget, or the member is asked. */
    int share(int otherwise) throws ConfigurationException {
        int budget = budget();
        int fleet = atLeastOne(GatewayKey.FLEET_SIZE);
        if (!given.isGiven(GatewayKey.BUDGET.toString())) {
            if (given.isGiven(GatewayKey.FLEET_SIZE.toString())) {
                throw wrong(GatewayKey.FLEET_SIZE, "means nothing without " + GatewayKey.BUDGET);
            }
            return otherwise;
        }
        if (budget == LEASED) {
            if (given.isGiven(GatewayKey.FLEET_SIZE.toString())) {
                throw wrong(GatewayKey.FLEET_SIZE, "means nothing where " + GatewayKey.BUDGET + " is " + LEASE);
            }
            return otherwise;
        }
        if (given.isGiven(GatewayKey.CONNECTION_POOL_SIZE.toString())) {
            throw wrong(GatewayKey.CONNECTION_POOL_SIZE, "is said by " + GatewayKey.BUDGET + " already");
        }
        long sharers = (long) front.map(MpmSettings::maxChildren).orElse(1) * fleet;
        if (budget < sharers) {
            throw wrong(GatewayKey.BUDGET, "is " + budget + ", but " + sharers + " pools are to share it");
        }
        long share = budget / sharers;
        if (share > MOST_OF_A_POOL) {
            throw wrong(GatewayKey.BUDGET, "is " + budget + ", but one pool has " + MOST_OF_A_POOL + " at most");
        }
        return (int) share;
    }

    /**
     * Returns the most that a member may lease to the pool, 0 where it is not asked.
     *
     * @param size what there is where the member does not say: the most too, where that was given
     * @param ajp whether the member speaks it
     */
    int mostLeased(int size, boolean ajp) throws ConfigurationException {
        if (!given.isGiven(GatewayKey.BUDGET.toString()) || budget() != LEASED) {
            return 0;
        }
        if (front.isPresent()) {
            throw wrong(
                    GatewayKey.BUDGET,
                    "is " + LEASE + ", but each process of " + FrontKey.MODEL + " has a pool of its own");
        }
        if (!ajp) {
            throw wrong(
                    GatewayKey.BUDGET, "is " + LEASE + ", but a member speaks HTTP, and only over AJP is one asked");
        }
        return given.isGiven(GatewayKey.CONNECTION_POOL_SIZE.toString()) ? size : MOST_OF_A_POOL;
    }

    private int budget() throws ConfigurationException {
        return given.value(
                GatewayKey.BUDGET.toString(),
                1,
                "1 to " + MOST + ", or " + LEASE,
                text -> text.equals(LEASE) ? Optional.of(LEASED) : number(text));
    }

    private static Optional<Integer> number(String text) {
        return GivenSettings.whole(text, MOST).filter(number -> number >= 1).map(Long::intValue);
    }

    private int atLeastOne(GatewayKey key) throws ConfigurationException {
        return given.value(key.toString(), 1, "1 to " + MOST, BudgetWords::number);
    }

    private ConfigurationException wrong(GatewayKey key, String what) {
        return new ConfigurationException(given.place(key.toString()) + ": " + key + " " + what);
    }
}
