package dev.holdfast.server.realm;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/** Warns in the log of what may happen with every request, once a minute. Thread-safe. */
final class Complaints {
    static final long PERIOD_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final Logger log;
    private final LongSupplier nanoTime;
    private final AtomicLong due;

    Complaints(Logger log) {
        this(log, System::nanoTime);
    }

    Complaints(Logger log, LongSupplier nanoTime) {
        this.log = log;
        this.nanoTime = nanoTime;
        this.due = new AtomicLong(nanoTime.getAsLong());
    }

    /** Warns, in one line whatever a client or a peer has put into {@code text}, unless the last warning was less than a minute ago. */
    void say(String text) {
        if (isDue()) {
            log.warn(text.replaceAll("\\p{Cntrl}+", " "));
        }
    }

    boolean isDue() {
        long now = nanoTime.getAsLong();
        long before = due.get();
        return now - before >= 0 && due.compareAndSet(before, now + PERIOD_NANOS);
    }
}
