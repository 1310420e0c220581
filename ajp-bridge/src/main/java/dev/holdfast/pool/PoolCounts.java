package dev.holdfast.pool;

/**
 * What a pool holds at one instant; {@code opening + idle + leased} is what is open.
 *
 * @param opening connections being established
 * @param idle connections nobody uses
 * @param leased connections granted and not released
 * @param waiting requests waiting for a connection, those a connection is being opened for not included
 */
public record PoolCounts(int opening, int idle, int leased, int waiting) {
    /** Returns how many connections count against connectionPoolSize. */
    public int open() {
        return opening + idle + leased;
    }

    /** Returns what both pools hold together. */
    public PoolCounts plus(PoolCounts other) {
        return new PoolCounts(
                opening + other.opening, idle + other.idle, leased + other.leased, waiting + other.waiting);
    }
}
