package dev.holdfast.lifetime.policy;

import dev.holdfast.time.Deadline;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Holds a connection as long as the requests to be expected are worth its place, at a price that follows the occupancy, and sheds the one
 * that is worth the least: of the connections idle longest in each class, since worth is a matter of class and age.
 *
 * <p>The theory: closing after a time is renting until one buys (Karlin et al., Algorithmica 1994), with idle times whose distribution is
 * learnt (Krishnan, Long and Vitter, Algorithmica 1999) from what our own closing leaves to be seen of them.
 */
final class AdaptivePolicy<C> implements KeepAlivePolicy<C> {
    /**
     * For how many connections one stands that explores. It could be the exploration interval; less follows a change nearly as fast, and
     * makes less of each single event. At most the smallest interval allowed.
     */
    private static final int EXPLORER_WEIGHT = 10;

    private final AdaptiveSettings settings;
    private final HoldPrice price;
    private final RandomGenerator random;
    private final ReuseHistogram all = new ReuseHistogram(null);
    private final List<@Nullable LearntClass<C>> classes = new ArrayList<>(Collections.nCopies(ReuseClass.COUNT, null));
    /** A bit for each class that may have idle connections. */
    private long occupied;

    private int idleTimes;
    private int untilExploration;

    AdaptivePolicy(AdaptiveSettings settings, HoldPrice price, RandomGenerator random) {
        this.settings = settings;
        this.price = price;
        this.random = random;
        untilExploration = nextExploration();
    }

    @Override
    public Grant grant(int reuseClass, Occupancy occupancy, long now) {
        price.observe(occupancy, now);
        LearntClass<C> learnt = learnt(reuseClass);
        Grant grant = learnt.grant(price);
        if (--untilExploration > 0) {
            return grant;
        }
        untilExploration = nextExploration();
        return learnt.exploring();
    }

    @Override
    public void idle(IdleConnection<C> connection, Grant granted, long now) {
        learnt(granted.reuseClass()).idle(connection, granted, now);
        occupied |= 1L << granted.reuseClass();
    }

    @Override
    public void reused(IdleConnection<C> connection, long now) {
        learn(connection, connection.end("reused", now), Ending.REUSED);
    }

    @Override
    public void clientLeft(IdleConnection<C> connection, long now) {
        learn(connection, connection.end("clientLeft", now), Ending.CLIENT_LEFT);
    }

    @Override
    public void closed(IdleConnection<C> connection, long now) {
        learn(connection, connection.end("closed", now), Ending.CLOSED);
    }

    @Override
    public @Nullable C overdue(Occupancy occupancy, long now) {
        price.observe(occupancy, now);
        for (long left = occupied; left != 0; left &= left - 1) {
            LearntClass<C> learnt = occupiedClass(left);
            learnt.follow(price);
            C connection = learnt.waiting.pollOverdue(now);
            if (connection == null) {
                connection = learnt.explorers.pollOverdue(now);
            }
            if (connection != null) {
                return connection;
            }
            forgetIfEmpty(learnt, left);
        }
        return null;
    }

    @Override
    public @Nullable C nextToShed(Occupancy occupancy, long now) {
        if (!occupancy.isFull()) {
            return null;
        }
        IdleList<C> least = null;
        double leastWorth = 0;
        long leastSince = 0;
        for (long left = occupied; left != 0; left &= left - 1) {
            LearntClass<C> learnt = occupiedClass(left);
            IdleConnection<C> longest = learnt.waiting.longest();
            if (longest != null) {
                double worth = learnt.histogram.worth(now - longest.since(), settings.keepAliveTimeoutNanos());
                if (least == null || worth < leastWorth || (worth == leastWorth && longest.since() < leastSince)) {
                    least = learnt.waiting;
                    leastWorth = worth;
                    leastSince = longest.since();
                }
            }
            forgetIfEmpty(learnt, left);
        }
        return least == null ? explorerToShed() : least.poll();
    }

    @Override
    public long nextDeadline() {
        long next = Deadline.NONE;
        for (long left = occupied; left != 0; left &= left - 1) {
            LearntClass<C> learnt = occupiedClass(left);
            next = Math.min(next, Math.min(learnt.waiting.nextDeadline(), learnt.explorers.nextDeadline()));
        }
        return next;
    }

    /** Those that explore go last: a class whose connections are always given up too early would never be known for what it is. */
    private @Nullable C explorerToShed() {
        return occupied == 0 ? null : occupiedClass(occupied).explorers.poll();
    }

    private void learn(IdleConnection<C> connection, long idleNanos, Ending ending) {
        LearntClass<C> learnt = learnt(connection.reuseClass());
        learnt.sampled();
        learn(learnt.histogram, connection.exploresFrom(), idleNanos, ending);
        learn(all, connection.exploresFrom(), idleNanos, ending);
        if (++idleTimes == ReuseHistogram.LEARN_INTERVAL) {
            idleTimes = 0;
            all.learn();
        }
    }

    /**
     * From the moment on at which the others of its class are closed, a connection that explores stands for some of those as well: it is all
     * that is left to learn from, and what was true before that moment was chosen would outweigh it for very long.
     */
    private void learn(ReuseHistogram histogram, long exploresFrom, long idleNanos, Ending ending) {
        if (idleNanos <= exploresFrom) {
            histogram.add(ending, idleNanos, 1);
        } else {
            histogram.add(ending, idleNanos, EXPLORER_WEIGHT);
            histogram.add(Ending.CLOSED, exploresFrom, 1 - EXPLORER_WEIGHT);
        }
    }

    private LearntClass<C> learnt(int reuseClass) {
        LearntClass<C> learnt = classes.get(reuseClass);
        if (learnt == null) {
            learnt = new LearntClass<>(reuseClass, settings, all, price);
            classes.set(reuseClass, learnt);
        }
        return learnt;
    }

    private LearntClass<C> occupiedClass(long left) {
        return learnt(Long.numberOfTrailingZeros(left));
    }

    private void forgetIfEmpty(LearntClass<C> learnt, long left) {
        if (learnt.waiting.isEmpty() && learnt.explorers.isEmpty()) {
            occupied &= ~Long.lowestOneBit(left);
        }
    }

    /** Returns a number of grants that is the exploration interval on average, and tells a client nothing. */
    private int nextExploration() {
        return 1 + random.nextInt(2 * settings.explorationInterval() - 1);
    }
}
