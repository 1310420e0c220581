package dev.holdfast.connector.undertow;

import dev.holdfast.lifetime.CloseReason;
import dev.holdfast.lifetime.Transfer;
import dev.holdfast.time.Deadline;
import dev.holdfast.time.TimerWheel;
import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The waits of one {@link Transfer}: of a thread, which keeps the time itself, or of a listener, for which the connection's own thread keeps it.
 *
 * <p>Whoever moves the bytes begins and ends a listener's wait, on whatever thread. The connection's own sees no more of it than the deadline, and sets
 * its timer lazily: one that is moved on or taken back is found so when it fires.
 */
final class ClientWait implements Timed {
    private static final long NANOS_PER_MILLI = TimeUnit.MILLISECONDS.toNanos(1);

    private final Shard shard;
    private final Transfer transfer;
    private final Consumer<ClientWait> onExpired;
    /** Present once the connection's own thread keeps the time. */
    private TimerWheel.@Nullable Entry<Timed> entry;

    private volatile long deadline = Deadline.NONE;
    private volatile long scheduledFor = Deadline.NONE;

    /**
     * @param onExpired told, on the connection's own thread, when a listener's wait has used up the client's time; whoever passes that on
     *     to another thread asks there whether it {@link #isExpired} still
     */
    ClientWait(Shard shard, Transfer transfer, Consumer<ClientWait> onExpired) {
        this.shard = shard;
        this.transfer = transfer;
        this.onExpired = onExpired;
    }

    /** A listener waits for the client, which has moved {@code bytes} so far. */
    void begin(long bytes) {
        long until = transfer.waits(bytes, shard.now());
        deadline = until;
        if (scheduledFor <= until) {
            return;
        }
        if (shard.isCurrentThread()) {
            schedule();
            return;
        }
        try {
            shard.execute(this::schedule);
        } catch (RejectedExecutionException workerIsStopping) {
            // Its channels are closed with it.
            deadline = Deadline.NONE;
        }
    }

    /** The listener waits no more. */
    void end() {
        if (deadline != Deadline.NONE) {
            deadline = Deadline.NONE;
            transfer.hasWaited(shard.now());
        }
    }

    /**
     * Waits on this thread.
     *
     * @param atMostMillis what the caller would wait at most
     * @return whether the client used up its time
     */
    boolean await(long bytes, long atMostMillis, Wait wait) throws IOException {
        long now = shard.now();
        long nanos = transfer.waits(bytes, now) - now;
        try {
            if (nanos > 0) {
                wait.atMost(Math.min(atMostMillis, (nanos - 1) / NANOS_PER_MILLI + 1));
            }
        } catch (IOException broken) {
            transfer.hasWaited(now);
            throw broken;
        }
        return transfer.hasWaited(shard.now());
    }

    /** Returns whether a listener waits and has waited too long. */
    boolean isExpired() {
        return Deadline.isExpired(deadline, shard.now());
    }

    /** Returns how long all waits took by {@code now}; by whoever moves the bytes. */
    long waitedNanos(long now) {
        return transfer.waitedNanos(now);
    }

    CloseReason reason() {
        return transfer.reason();
    }

    /** The message is over; on the connection's own thread. */
    void cancel() {
        deadline = Deadline.NONE;
        scheduledFor = Deadline.NONE;
        if (entry != null) {
            entry.remove();
        }
    }

    @Override
    public void timeout(long now) {
        scheduledFor = Deadline.NONE;
        if (Deadline.isExpired(deadline, now)) {
            onExpired.accept(this);
        } else {
            schedule();
        }
    }

    private void schedule() {
        long until = deadline;
        if (until != Deadline.NONE) {
            scheduledFor = until;
            if (entry == null) {
                entry = new TimerWheel.Entry<>(this);
            }
            shard.schedule(entry, until);
        }
    }

    /** A blocking wait of XNIO's. */
    @FunctionalInterface
    interface Wait {
        void atMost(long millis) throws IOException;
    }
}
