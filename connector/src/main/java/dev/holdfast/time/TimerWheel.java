package dev.holdfast.time;

import org.jspecify.annotations.Nullable;

/**
 * Deadlines in whatever order they come: adding and removing take constant time and no memory, however many thousands wait.
 *
 * <p>A hierarchical timing wheel (Varghese and Lauck, 1987). Time is counted in ticks of 2<sup>20</sup> ns. A deadline stands on the level of
 * the highest digit, to base 64, in which its tick differs from the present one, in the slot of that digit; when time reaches the slot, what
 * stands in it moves to the levels below. Nothing expires before its deadline; it is found expired at the end of its tick, 1.05 ms later at
 * most.
 *
 * <p>Not thread-safe.
 *
 * @param <T> what is due
 */
public final class TimerWheel<T> {
    private static final int TICK_BITS = 20;
    private static final int DIGIT_BITS = 6;
    private static final int SLOTS = 1 << DIGIT_BITS;
    private static final int LEVELS = (Long.SIZE - 1 - TICK_BITS) / DIGIT_BITS + 1;
    private static final int EXPIRED = LEVELS * SLOTS;
    private static final int NOWHERE = -1;

    /**
     * The place of one thing in a wheel; it can stand in one wheel at a time.
     *
     * @param <T> what is due
     */
    public static final class Entry<T> {
        private final T subject;
        private long deadline = Deadline.NONE;
        private int slot = NOWHERE;
        private @Nullable TimerWheel<T> wheel;
        private @Nullable Entry<T> previous;
        private @Nullable Entry<T> next;

        /** Makes an entry that stands in no wheel. */
        public Entry(T subject) {
            this.subject = subject;
        }

        /** Takes the entry out of its wheel; does nothing where it stands in none. */
        public void remove() {
            if (wheel != null) {
                wheel.unlink(this);
            }
        }
    }

    /** The first entry of each slot, level by level, and after them of what has expired. */
    private final @Nullable Entry<T>[] first = newSlots();

    /** A bit for each slot of a level that is not empty. */
    private final long[] occupied = new long[LEVELS];

    private long tick;

    // An array of a generic type can only be made of its raw one; it never leaves this class.
    @SuppressWarnings({"unchecked", "rawtypes"})
    private static <T> @Nullable Entry<T>[] newSlots() {
        return (Entry<T>[]) new Entry[EXPIRED + 1];
    }

    /** Lets {@code entry} wait for {@code deadline}, 0 or more, and for nothing else any more; for {@link Deadline#NONE} it does not wait. */
    public void add(Entry<T> entry, long deadline) {
        entry.remove();
        if (deadline != Deadline.NONE) {
            entry.deadline = deadline;
            link(entry);
        }
    }

    /**
     * Returns when to call {@link #pollExpired} next: not later than a tick after the earliest deadline, and {@link Deadline#NONE} where
     * nothing waits. Nothing may have expired by then; asking again then gives a later time.
     */
    public long nextDeadline() {
        if (first[EXPIRED] != null) {
            return tick << TICK_BITS;
        }
        int level = lowestOccupied();
        if (level == LEVELS) {
            return Deadline.NONE;
        }
        long start = startOfFirstSlot(level);
        long end = level == 0 ? start + 1 : start;
        return end > Deadline.NONE >> TICK_BITS ? Deadline.NONE : end << TICK_BITS;
    }

    /** Takes out and returns something whose deadline has passed by the end of the last tick before {@code now}, or null. */
    public @Nullable T pollExpired(long now) {
        advance(now >> TICK_BITS);
        Entry<T> entry = first[EXPIRED];
        if (entry == null) {
            return null;
        }
        unlink(entry);
        return entry.subject;
    }

    private void advance(long target) {
        for (int level = lowestOccupied(); level < LEVELS; level = lowestOccupied()) {
            long start = startOfFirstSlot(level);
            if (level == 0 ? start >= target : start > target) {
                break;
            }
            tick = start;
            empty(level * SLOTS + digit(start, level), level == 0);
        }
        tick = Math.max(tick, target);
    }

    private void empty(int slot, boolean expired) {
        for (Entry<T> entry = first[slot]; entry != null; entry = first[slot]) {
            unlink(entry);
            if (expired) {
                link(entry, EXPIRED);
            } else {
                link(entry);
            }
        }
    }

    private void link(Entry<T> entry) {
        long due = entry.deadline >> TICK_BITS;
        if (due < tick) {
            link(entry, EXPIRED);
            return;
        }
        int level = due == tick ? 0 : (Long.SIZE - 1 - Long.numberOfLeadingZeros(due ^ tick)) / DIGIT_BITS;
        int digit = digit(due, level);
        occupied[level] |= 1L << digit;
        link(entry, level * SLOTS + digit);
    }

    private void link(Entry<T> entry, int slot) {
        Entry<T> after = first[slot];
        entry.wheel = this;
        entry.slot = slot;
        entry.next = after;
        if (after != null) {
            after.previous = entry;
        }
        first[slot] = entry;
    }

    private void unlink(Entry<T> entry) {
        Entry<T> before = entry.previous;
        Entry<T> after = entry.next;
        if (after != null) {
            after.previous = before;
        }
        if (before != null) {
            before.next = after;
        } else {
            first[entry.slot] = after;
            if (after == null && entry.slot != EXPIRED) {
                occupied[entry.slot / SLOTS] &= ~(1L << (entry.slot % SLOTS));
            }
        }
        entry.wheel = null;
        entry.slot = NOWHERE;
        entry.previous = null;
        entry.next = null;
    }

    /** Everything on a level is due before anything on the next. */
    private int lowestOccupied() {
        int level = 0;
        while (level < LEVELS && occupied[level] == 0) {
            level++;
        }
        return level;
    }

    private long startOfFirstSlot(int level) {
        int shift = level * DIGIT_BITS;
        long above = shift + DIGIT_BITS >= Long.SIZE ? 0 : tick >> (shift + DIGIT_BITS) << (shift + DIGIT_BITS);
        return above | (long) Long.numberOfTrailingZeros(occupied[level]) << shift;
    }

    private static int digit(long tick, int level) {
        return (int) (tick >> (level * DIGIT_BITS)) & (SLOTS - 1);
    }
}
