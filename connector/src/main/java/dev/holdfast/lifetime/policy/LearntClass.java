package dev.holdfast.lifetime.policy;

import dev.holdfast.time.Deadline;

/**
 * What {@code adaptive} knows about one class, what it grants it, and which of its connections idle: those that explore apart, since they
 * are held longer.
 */
final class LearntClass<C> {
    /** Below this many samples the timeout stays within 4/5 and 5/4 of the break-even time, which costs at most 2.25 times the best. */
    private static final int ENOUGH_SAMPLES = 200;

    final ReuseHistogram histogram;
    final IdleList<C> waiting = new IdleList<>(0);
    final IdleList<C> explorers = new IdleList<>(0);

    private final int reuseClass;
    private final AdaptiveSettings settings;
    private int samples;
    private int grants;
    private int level;
    private Grant grant;
    private Grant exploring;

    LearntClass(int reuseClass, AdaptiveSettings settings, ReuseHistogram all, HoldPrice price) {
        this.reuseClass = reuseClass;
        this.settings = settings;
        histogram = new ReuseHistogram(all);
        level = price.level();
        grant = decide(price);
        exploring = explore(price);
        applyTimeouts();
    }

    /** Returns what a connection of this class is granted at this price. */
    Grant grant(HoldPrice price) {
        if (++grants == ReuseHistogram.LEARN_INTERVAL) {
            grants = 0;
            histogram.learn();
            decideAnew(price);
        } else {
            follow(price);
        }
        return grant;
    }

    /** Returns what is granted instead to a connection that is to explore. */
    Grant exploring() {
        return exploring;
    }

    /** Takes note that a connection begins to idle. */
    void idle(IdleConnection<C> connection, Grant granted, long now) {
        boolean explores = granted.reason() == Grant.Reason.EXPLORING;
        connection.begin(reuseClass, explores ? grant.timeoutNanos() : Deadline.NONE, now);
        (explores ? explorers : waiting).add(connection);
    }

    /** Takes note of one more idle time that has come to an end. */
    void sampled() {
        samples = Math.min(ENOUGH_SAMPLES, samples + 1);
    }

    /** Lets the timeouts in force follow the price. */
    void follow(HoldPrice price) {
        if (level != price.level()) {
            decideAnew(price);
        }
    }

    private void decideAnew(HoldPrice price) {
        level = price.level();
        grant = decide(price);
        exploring = explore(price);
        applyTimeouts();
    }

    private void applyTimeouts() {
        waiting.timeoutNanos(grant.timeoutNanos());
        explorers.timeoutNanos(exploring.timeoutNanos());
    }

    private Grant decide(HoldPrice price) {
        long longest = settings.keepAliveTimeoutNanos();
        Hold best = Hold.best(histogram, price.value(), settings.setupCostNanos(), longest);
        if (price.level() == 0) {
            return new Grant(reuseClass, longest, Grant.Reason.FULL, best.reuseProbability());
        }
        if (samples < ENOUGH_SAMPLES) {
            long breakEven = breakEvenNanos(price);
            long near = Math.max(breakEven * 4 / 5, Math.min(breakEven * 5 / 4, best.timeoutNanos()));
            return new Grant(reuseClass, Math.min(longest, near), Grant.Reason.LEARNING, best.reuseProbability());
        }
        Grant.Reason reason = best.timeoutNanos() == 0 ? Grant.Reason.NO_REUSE_EXPECTED : Grant.Reason.REUSE_EXPECTED;
        return new Grant(reuseClass, best.timeoutNanos(), reason, best.reuseProbability());
    }

    /**
     * Holds for one break-even time more than is granted otherwise. Looking further cannot pay: a wait of more than the break-even time
     * costs more than the connection it may save, unless requests come during the wait, and those are seen.
     */
    private Grant explore(HoldPrice price) {
        long timeout = Math.min(settings.keepAliveTimeoutNanos(), grant.timeoutNanos() + breakEvenNanos(price));
        return new Grant(reuseClass, timeout, Grant.Reason.EXPLORING, grant.reuseProbability());
    }

    /** Returns how long holding costs as much as setting up: not more than twice the longest timeout, so that sums do not overflow. */
    private long breakEvenNanos(HoldPrice price) {
        long enough = 2 * settings.keepAliveTimeoutNanos();
        double breakEven = settings.setupCostNanos() / price.value();
        return breakEven < enough ? Math.max(1, (long) breakEven) : enough;
    }
}
