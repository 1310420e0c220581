package dev.holdfast.time;

import org.jspecify.annotations.Nullable;

/**
 * Deadlines of one kind, earliest first. Meant for timeouts of one constant length, whose deadlines come in order: adding and removing then
 * take constant time and no memory, however many thousands wait. Deadlines out of order are legal and cost a walk from the end.
 *
 * <p>Not thread-safe.
 *
 * @param <T> what is due
 */
public final class DeadlineQueue<T> {
    /**
     * The place of one thing in a queue; it can stand in one queue at a time.
     *
     * @param <T> what is due
     */
    public static final class Entry<T> {
        private final T subject;
        private long deadline = Deadline.NONE;
        private @Nullable DeadlineQueue<T> queue;
        private @Nullable Entry<T> earlier;
        private @Nullable Entry<T> later;

        /** Makes an entry that stands in no queue. */
        public Entry(T subject) {
            this.subject = subject;
        }

        /** Takes the entry out of its queue; does nothing where it stands in none. */
        public void remove() {
            if (queue != null) {
                queue.unlink(this);
            }
        }
    }

    private @Nullable Entry<T> first;
    private @Nullable Entry<T> last;

    /** Puts {@code entry} behind every entry with the same or an earlier deadline, out of whatever queue it stood in. */
    public void add(Entry<T> entry, long deadline) {
        entry.remove();
        Entry<T> before = last;
        while (before != null && before.deadline > deadline) {
            before = before.earlier;
        }
        Entry<T> after = before == null ? first : before.later;
        entry.deadline = deadline;
        entry.queue = this;
        entry.earlier = before;
        entry.later = after;
        if (before == null) {
            first = entry;
        } else {
            before.later = entry;
        }
        if (after == null) {
            last = entry;
        } else {
            after.earlier = entry;
        }
    }

    /** Returns the earliest deadline, or {@link Deadline#NONE} where the queue is empty. */
    public long nextDeadline() {
        return first == null ? Deadline.NONE : first.deadline;
    }

    /** Takes out and returns what is due first, or null where nothing has expired at {@code now}. */
    public @Nullable T pollExpired(long now) {
        Entry<T> entry = first;
        if (entry == null || !Deadline.isExpired(entry.deadline, now)) {
            return null;
        }
        unlink(entry);
        return entry.subject;
    }

    private void unlink(Entry<T> entry) {
        Entry<T> before = entry.earlier;
        Entry<T> after = entry.later;
        if (before == null) {
            first = after;
        } else {
            before.later = after;
        }
        if (after == null) {
            last = before;
        } else {
            after.earlier = before;
        }
        entry.queue = null;
        entry.earlier = null;
        entry.later = null;
        entry.deadline = Deadline.NONE;
    }
}
