package dev.holdfast.server.realm;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

/**
 * Bounds how much of the processors wrong passwords can take, and how many threads: some are tried at a time, as many again wait in the order they
 * came, and for the others there is no answer now. Thread-safe.
 */
final class HashLimit {
    private static final Logger LOG = Logger.getLogger(HashLimit.class);

    private static final long MAX_WAIT_MILLIS = 2000;

    private final Semaphore running;
    private final Semaphore admitted;
    private final long maxWaitMillis;
    private final Complaints complaints = new Complaints(LOG);

    /**
     * Makes a limit.
     *
     * @param running how many may be tried at a time, 1 or more
     * @param waiting how many more may wait, 0 or more
     * @param maxWaitMillis how long, 0 or more
     */
    HashLimit(int running, int waiting, long maxWaitMillis) {
        this.running = new Semaphore(running, true);
        this.admitted = new Semaphore(running + waiting);
        this.maxWaitMillis = maxWaitMillis;
    }

    /** Returns one of half the processors; four times as many wait, of the eight worker threads that there are for each processor. */
    static HashLimit ofProcessors() {
        int running = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        return new HashLimit(running, 4 * running, MAX_WAIT_MILLIS);
    }

    /**
     * Runs {@code check} in its turn.
     *
     * @throws RealmUnavailableException if too many are before it
     */
    boolean run(BooleanSupplier check) {
        if (!admitted.tryAcquire()) {
            throw refusal();
        }
        try {
            if (!running.tryAcquire(maxWaitMillis, TimeUnit.MILLISECONDS)) {
                throw refusal();
            }
            try {
                return check.getAsBoolean();
            } finally {
                running.release();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw refusal();
        } finally {
            admitted.release();
        }
    }

    private RealmUnavailableException refusal() {
        String reason = "too many passwords are being tried at once";
        complaints.say(reason + "; log-ins are answered 503");
        return new RealmUnavailableException(reason);
    }
}
