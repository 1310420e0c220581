package dev.holdfast.server.cli;

import dev.holdfast.server.HoldfastServer;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Stops what runs when the JVM is told to exit. At SIGINT, which somebody at a keyboard sent, the JVM exits within a second even if something
 * does not stop, unless saving sessions takes longer; at SIGTERM running requests have the drainTimeout to finish. After that, saving sessions has
 * {@link HoldfastServer#SESSIONS_TIMEOUT} to itself.
 *
 * <p>A second signal changes nothing: the JVM is already exiting.
 */
final class ShutdownHook {
    /** How long running requests may take to finish where somebody waits at a keyboard. */
    private static final Duration IMPATIENT = Duration.ofMillis(500);

    /** Leaves 400 ms of the second: the JVM itself waits up to 300 ms at its exit for threads that are in system calls. */
    private static final Duration GRACE = Duration.ofMillis(100);

    private static final AtomicBoolean STARTED = new AtomicBoolean();
    private static volatile boolean terminated;

    private ShutdownHook() {}

    /** What is to be stopped, in two steps and a last one. */
    interface Stopping {
        /**
         * Does what must be done: lets running requests finish, and saves what would be lost.
         *
         * @param limit how long running requests may take. The whole has {@link HoldfastServer#SESSIONS_TIMEOUT} more
         */
        void drain(Duration limit);

        /** Stops the rest, as long as there is time. */
        default void stop() {}

        /** Comes last in any case, and must be quick. */
        default void abandon() {}
    }

    /**
     * Runs {@code stopping} once when the JVM exits.
     *
     * @param drainTimeout how long running requests may take to finish at SIGTERM
     */
    static void install(Duration drainTimeout, Stopping stopping) {
        TermSignal.beforeExit(() -> terminated = true);
        Thread hook = new Thread(
                () -> {
                    STARTED.set(true);
                    if (terminated) {
                        run(stopping, drainTimeout, HoldfastServer.SESSIONS_TIMEOUT);
                    } else {
                        run(stopping, IMPATIENT, GRACE);
                    }
                },
                "holdfast-shutdown");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Returns whether the JVM is exiting: from then on, what fails elsewhere fails because of that, and is not worth a line. */
    static boolean isRunning() {
        return STARTED.get();
    }

    /**
     * Stops within a time, the longer one of two: the limit and {@link HoldfastServer#SESSIONS_TIMEOUT} if that is how long draining takes, and then a
     * moment more; or the limit and the grace, which the rest has then.
     */
    static void run(Stopping stopping, Duration limit, Duration grace) {
        long end = System.nanoTime() + limit.plus(grace).toNanos();
        CountDownLatch drained = new CountDownLatch(1);
        Thread thread = new Thread(
                () -> {
                    try {
                        stopping.drain(limit);
                    } finally {
                        drained.countDown();
                        stopping.stop();
                    }
                },
                "holdfast-stop");
        // The JVM does not wait for daemons, so an application that hangs in its destroy() cannot hold it.
        thread.setDaemon(true);
        thread.start();
        try {
            Duration longest = limit.plus(HoldfastServer.SESSIONS_TIMEOUT).plus(GRACE);
            if (drained.await(longest.toMillis(), TimeUnit.MILLISECONDS)) {
                Duration left = Duration.ofNanos(end - System.nanoTime());
                thread.join((left.compareTo(GRACE) > 0 ? left : GRACE).toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        stopping.abandon();
    }
}
