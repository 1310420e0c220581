package dev.holdfast.pool;

/**
 * How many requests are being served by one back end, over all child processes of a front: the one number of a mod_jk pool that is not its
 * child's own, since it stands in shared memory. Mutable, not thread-safe.
 */
public final class SharedBusy {
    private int busy;

    /** Returns how many requests are being served. */
    public int busy() {
        return busy;
    }

    void increment() {
        busy++;
    }

    void decrement() {
        busy--;
    }
}
