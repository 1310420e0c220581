package dev.holdfast.server.realm;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Bounds how many threads wait for somebody else's answer, a directory's or a database's, so that requests which ask nothing of it are served while it is
 * slow. What comes on top waits a moment, as long as that helps; and whoever is down is not asked again for a second. Thread-safe.
 */
final class LookUps {
    /** How long what was found out about the other side is taken for true. */
    static final long REMEMBERED_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final long PATIENCE_MILLIS = 100;

    /** Half of a server's worker threads, of which there are eight for each I/O thread, and two of those at least. */
    private static final int RUNNING = 4 * Math.max(2, Runtime.getRuntime().availableProcessors());

    private final String whom;
    private final Complaints complaints;
    private final Semaphore running;
    private final long patienceMillis;
    private final LongSupplier nanoTime;
    private volatile @Nullable Memory down;
    private volatile @Nullable Memory slow;

    private record Memory(String reason, long until) {}

    /** @param whom is asked, for messages */
    LookUps(String whom, Complaints complaints) {
        this(whom, complaints, RUNNING, PATIENCE_MILLIS, System::nanoTime);
    }

    LookUps(String whom, Complaints complaints, int running, long patienceMillis, LongSupplier nanoTime) {
        this.whom = whom;
        this.complaints = complaints;
        this.running = new Semaphore(running, true);
        this.patienceMillis = patienceMillis;
        this.nanoTime = nanoTime;
    }

    /**
     * Asks, if that has a prospect of an answer.
     *
     * @throws RealmUnavailableException if it has not
     */
    <T> T ask(Supplier<T> question) {
        Memory failure = down;
        if (failure != null && isFresh(failure)) {
            throw new RealmUnavailableException(failure.reason());
        }
        take();
        try {
            return question.get();
        } finally {
            running.release();
        }
    }

    private void take() {
        // The timed one of no time is fair, the other overtakes.
        try {
            if (running.tryAcquire(0, TimeUnit.MILLISECONDS)) {
                return;
            }
            Memory tooSlow = slow;
            boolean hopeless = tooSlow != null && isFresh(tooSlow);
            if (!hopeless && running.tryAcquire(patienceMillis, TimeUnit.MILLISECONDS)) {
                return;
            }
            String reason = whom + ": too many log-ins wait for its answer";
            if (!hopeless) {
                slow = new Memory(reason, nanoTime.getAsLong() + REMEMBERED_NANOS);
            }
            complaints.say(reason + "; log-ins are answered 503");
            throw new RealmUnavailableException(reason);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new RealmUnavailableException(whom + ": the server is stopping");
        }
    }

    /** Takes note that nobody answers. */
    void isDown(String reason) {
        down = new Memory(reason, nanoTime.getAsLong() + REMEMBERED_NANOS);
    }

    private boolean isFresh(Memory memory) {
        return nanoTime.getAsLong() - memory.until() < 0;
    }
}
