package dev.holdfast.plan.solve;

import org.apache.commons.statistics.distribution.NormalDistribution;

/** How many servers a load needs: the load and a reserve that grows with its square root (Halfin and Whitt). */
public final class Staffing {
    private Staffing() {}

    /**
     * Returns ceil(load + reserve * sqrt(load)); a reserve of 1 lets about 22 % of the arrivals wait, of 2 about 3 %.
     *
     * @param load in servers, 0 or more
     */
    public static int servers(double load, double reserve) {
        return (int) Math.max(1, Math.min(Integer.MAX_VALUE, Math.ceil(load + reserve * Math.sqrt(load))));
    }

    /** Returns the part of arrivals that waits where the reserve is so large and the load large as well: 1 / (1 + b*Phi(b)/phi(b)). */
    public static double waitingFraction(double reserve) {
        NormalDistribution normal = NormalDistribution.of(0, 1);
        return 1 / (1 + reserve * normal.cumulativeProbability(reserve) / normal.density(reserve));
    }

    /** Returns how many connections may wait if none is to wait for longer than {@code seconds}: workers free up once in hold/workers. */
    public static int backlog(double seconds, double hold, int workers) {
        return (int) Math.max(1, Math.min(65_535, Math.floor(seconds / hold * workers)));
    }
}
