package dev.holdfast.server.cli;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Stops what runs when the JVM is told to exit by SIGINT or SIGTERM, and lets the JVM exit within a second even if something does not stop.
 *
 * <p>A second signal changes nothing: the JVM is already exiting.
 */
final class ShutdownHook {
    /** How long running requests may take to finish. */
    static final Duration DRAIN = Duration.ofMillis(500);

    /** Leaves 400 ms of the second: the JVM itself waits up to 300 ms at its exit for threads that are in system calls. */
    private static final Duration LONGEST = Duration.ofMillis(600);

    private static final AtomicBoolean STARTED = new AtomicBoolean();

    private ShutdownHook() {}

    /** Runs {@code stop} once when the JVM exits. */
    static void install(Runnable stop) {
        install(stop, () -> {});
    }

    /** Runs {@code stop} once when the JVM exits and, when that is done or takes too long, {@code last}, which must be quick. */
    static void install(Runnable stop, Runnable last) {
        Thread hook = new Thread(
                () -> {
                    runWithinLimit(stop);
                    last.run();
                },
                "holdfast-shutdown");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Returns whether the JVM is exiting: from then on, what fails elsewhere fails because of that, and is not worth a line. */
    static boolean isRunning() {
        return STARTED.get();
    }

    private static void runWithinLimit(Runnable stop) {
        STARTED.set(true);
        Thread stopping = new Thread(stop, "holdfast-stop");
        // The JVM does not wait for daemons, so an application that hangs in its destroy() cannot hold it.
        stopping.setDaemon(true);
        stopping.start();
        try {
            stopping.join(LONGEST.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
