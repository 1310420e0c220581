package dev.holdfast.slots;

import dev.holdfast.time.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A back end's account of its slots and of the fronts that have them.
 *
 * <p>Of each front it keeps what is <em>reserved</em> for it: the most connections it may have, which is the limit it was told last or, until it
 * says that it has come down to that, what it held when it asked. A limit is raised only by what nobody has reserved, so in whatever order
 * fronts ask, and whatever answers are lost, the sum never exceeds the capacity by anything the ledger says. It does only where fronts say that
 * they hold more than there is, as after a restart of the back end; then nobody's limit is raised.
 *
 * <p>What each is to have is its max-min fair share of what all want: nobody gets less so that another has more than that. Each counts as one
 * that wants one slot at least. What nobody wants is shared out evenly besides, so that a burst has connections without a question. Where there
 * are more fronts than slots, those who came last and want least have none.
 *
 * <p>A front that has not asked for the time to live is forgotten, and so is one that takes its leave. Of more than {@value #MOST_FRONTS} fronts
 * the next are told 0.
 *
 * <p>Mutable, not thread-safe.
 */
public final class SlotLedger {
    /** How many fronts are known at a time. */
    public static final int MOST_FRONTS = 256;

    private static final class Front {
        final String name;
        int wish;
        int reserved;
        int share;
        long end;

        Front(String name) {
            this.name = name;
        }
    }

    private final int slots;
    private final int connections;
    private final int millis;
    /** By name, in the order they came. */
    private final Map<String, Front> fronts = new LinkedHashMap<>();

    /**
     * @param slots how many there are, 1 to {@value SlotAsk#MOST}
     * @param connections how many the back end serves at a time, where one on which a front asks is one of them: each front that is known has one
     *     to ask on, and as many fewer are slots, but for one; or -1 where askers need none of what fronts ask for
     * @param timeToLive for how long an answer is good, in whole milliseconds; 1 ms to 1 h
     */
    public SlotLedger(int slots, int connections, Duration timeToLive) {
        SlotAnswer checked = new SlotAnswer(slots, slots, Math.toIntExact(timeToLive.toMillis()));
        if (slots < 1) {
            throw new IllegalArgumentException("slots must be above 0: " + slots);
        }
        this.slots = slots;
        this.connections = connections;
        this.millis = checked.millis();
    }

    /** Answers a front that asks at {@code now}. */
    public SlotAnswer answer(SlotAsk ask, long now) {
        fronts.values().removeIf(front -> Deadline.isExpired(front.end, now));
        if (ask.isLeave()) {
            fronts.remove(ask.front());
            return new SlotAnswer(0, capacity(), millis);
        }
        Front front = fronts.get(ask.front());
        if (front == null) {
            if (fronts.size() == MOST_FRONTS) {
                return new SlotAnswer(0, capacity(), millis);
            }
            front = new Front(ask.front());
            fronts.put(front.name, front);
        }
        front.wish = Math.max(1, ask.wanted());
        front.end = Deadline.after(now, Duration.ofMillis(millis).toNanos());
        int capacity = capacity();
        shareOut(capacity);
        long free = capacity - (reserved() - front.reserved);
        int limit = (int) Math.max(0, Math.min(front.share, free));
        front.reserved = Math.max(limit, ask.held());
        return new SlotAnswer(limit, capacity, millis);
    }

    /** Returns how many slots are reserved for all fronts together. */
    long reserved() {
        return fronts.values().stream().mapToLong(front -> front.reserved).sum();
    }

    private int capacity() {
        return connections < 0 ? slots : Math.max(1, Math.min(slots, connections - Math.max(1, fronts.size())));
    }

    private void shareOut(int capacity) {
        List<Front> leastFirst = new ArrayList<>(fronts.values());
        Collections.reverse(leastFirst);
        leastFirst.sort(Comparator.comparingInt(front -> front.wish));
        int left = capacity;
        int sharers = leastFirst.size();
        for (Front front : leastFirst) {
            front.share = Math.min(front.wish, left / sharers);
            left -= front.share;
            sharers--;
        }
        int each = left / fronts.size();
        int more = left % fronts.size();
        for (Front front : fronts.values()) {
            front.share += each + (more-- > 0 ? 1 : 0);
        }
    }
}
