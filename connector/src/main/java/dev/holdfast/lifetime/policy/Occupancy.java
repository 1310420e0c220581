package dev.holdfast.lifetime.policy;

/**
 * How full the place is that idle connections take room in: open connections of {@code maxConnections}, without those that have been given
 * up and whose clients have not taken leave yet. Read at every decision, so it must be cheap; a value a little out of date does no harm.
 */
public interface Occupancy {
    /** The {@link #limit} of a place that is never full. */
    int UNLIMITED = -1;

    /** Returns how many places are taken, idle connections included; 0 or more. */
    int inUse();

    /** Returns how many places there are, 1 or more, or {@link #UNLIMITED}. */
    int limit();

    /** Returns whether the next connection finds no place. */
    default boolean isFull() {
        int limit = limit();
        return limit != UNLIMITED && inUse() >= limit;
    }
}
