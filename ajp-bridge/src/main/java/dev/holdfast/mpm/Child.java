package dev.holdfast.mpm;

import org.jspecify.annotations.Nullable;

/** A child process. */
class Child {
    final int slot;
    boolean stopping;
    boolean exited;
    boolean listening;
    int threads;
    int idle;
    int connections;
    /** How many it has taken since it began. */
    int accepted;
    /** Its place among those that listen. */
    int listeningIndex;

    @Nullable
    Child previousListening;

    @Nullable
    Child nextListening;

    Child(int slot, int threads) {
        this.slot = slot;
        this.threads = threads;
        this.idle = threads;
    }
}
