package dev.holdfast.mpm;

import org.jspecify.annotations.Nullable;

/** A connection's place in a {@link TimeoutQueue}. */
final class Timer {
    final Connection connection;

    @Nullable
    TimeoutQueue queue;

    @Nullable
    Timer previous;

    @Nullable
    Timer next;

    long since;

    Timer(Connection connection) {
        this.connection = connection;
    }

    void cancel() {
        TimeoutQueue current = queue;
        if (current != null) {
            current.remove(this);
        }
    }
}
