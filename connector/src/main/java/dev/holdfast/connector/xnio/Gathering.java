package dev.holdfast.connector.xnio;

/**
 * Tells an event loop when to wait a moment before it looks again, so that one look finds what would else take several: a response that its
 * sender writes in pieces, and those of other connections. A look, and being woken for it, costs more than to read what is there. Network cards
 * do the same with their interrupts.
 *
 * <p>The moment is taken only by a loop that is busy, where it is a small part of what each of its sockets waits for anyway, and where several of
 * them are heard of within it: under load that somebody else is the bottleneck of. A loop that finds many things at each look gathers already; one that
 * has time to spare, or a socket that is answered at once, goes on without delay. So does one whose system cannot wait for so short a time.
 *
 * <p>Pure and not thread-safe; times are nanoseconds of one clock.
 */
final class Gathering {
    /** How long to wait. Linux adds up to 50 microseconds of its own, the slack of its timers. */
    static final long PAUSE_NANOS = 60_000;

    /** What a pause takes, with its slack. */
    private static final long TAKEN_NANOS = 110_000;

    /** What was seen in so much time, at least, says what to expect of the next. */
    static final long WINDOW_NANOS = 5_000_000;

    /** A look that finds so much gathers by itself. */
    static final int MANY = 8;

    /** Within two pauses so many events are to be expected. */
    private static final int WORTH = 3;

    /** From one event of a socket to its next it takes at least so many pauses, for each socket. */
    private static final long PATIENCE = 4;

    /** A pause that takes so long was none: the thread had no processor, or the system has no shorter one. */
    static final long FAR_TOO_LONG_NANOS = 5 * TAKEN_NANOS;

    /** So many more pauses far too long than others seem to show that it is the system. */
    static final int TOO_MANY = 16;

    /**
     * It may have been something else: a JVM that compiles on the only processor. So after this time it is tried again, once if nothing has changed.
     */
    static final long GIVEN_UP_NANOS = 1_000_000_000;

    /**
     * Of a loop's time so much is work before it begins to pause, in percent; pauses make less of it, so it goes on with less. What the looks
     * themselves cost counts as waiting: a thread that is awake half of the time finds itself less busy than that.
     */
    private static final int BUSY = 35;

    private static final int STILL_BUSY = 20;
    private static final int ALL = 100;

    private long began;
    private long lookedAt;
    private long waited;
    private long events;
    private int mostOfOne;
    private int found;
    private int tooLong;
    private long givenUpAt;
    private byte window;
    private boolean worth;

    /** For a loop that begins at {@code now}. */
    Gathering(long now) {
        began = now;
        lookedAt = now;
    }

    /** Returns the number of the present window. */
    byte window() {
        return window;
    }

    /** A look has found something, of which it will tell now. */
    void woke(long now) {
        waited += now - lookedAt;
        lookedAt = now;
    }

    /**
     * Takes note of a socket that is ready.
     *
     * @param times how often it was in this {@link #window}, this time included
     */
    void found(int times) {
        found++;
        events++;
        mostOfOne = Math.max(mostOfOne, times);
    }

    /** Takes note of what a pause took. */
    void paused(long nanos) {
        if (nanos >= FAR_TOO_LONG_NANOS) {
            tooLong = Math.min(tooLong + 1, TOO_MANY);
            givenUpAt = lookedAt;
        } else if (tooLong > 0 && tooLong < TOO_MANY) {
            tooLong--;
        }
    }

    /** All that a look has found is done with; returns whether to wait for {@link #PAUSE_NANOS} before the next. */
    boolean isToPause(long now) {
        int had = found;
        found = 0;
        if (had == 0) {
            woke(now);
        }
        if (now - began >= WINDOW_NANOS) {
            worth = isWorth(now - began);
            began = now;
            waited = 0;
            events = 0;
            mostOfOne = 0;
            window++;
        }
        lookedAt = now;
        return worth && had > 0 && had < MANY && isShort(now);
    }

    private boolean isShort(long now) {
        if (tooLong == TOO_MANY && now - givenUpAt >= GIVEN_UP_NANOS) {
            tooLong = TOO_MANY - 1;
        }
        return tooLong < TOO_MANY;
    }

    private boolean isWorth(long elapsed) {
        boolean busy = (elapsed - waited) * ALL >= (worth ? STILL_BUSY : BUSY) * elapsed;
        boolean frequent = 2 * events * TAKEN_NANOS >= WORTH * elapsed;
        boolean patient = elapsed >= mostOfOne * PATIENCE * TAKEN_NANOS;
        return busy && frequent && patient;
    }
}
