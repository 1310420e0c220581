package dev.holdfast.server.cli;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Stops what runs when the JVM is told to exit. At SIGINT, which somebody at a keyboard sent, the JVM exits within a second even if something
 * does not stop; at SIGTERM running requests have the drainTimeout to finish.
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

    /**
     * Runs {@code stop} once when the JVM exits.
     *
     * @param drainTimeout how long running requests may take to finish at SIGTERM
     * @param stop is told how long they may take
     */
    static void install(Duration drainTimeout, Consumer<Duration> stop) {
        install(drainTimeout, stop, () -> {});
    }

    /** Runs {@code stop} once when the JVM exits and, when that is done or takes too long, {@code last}, which must be quick. */
    static void install(Duration drainTimeout, Consumer<Duration> stop, Runnable last) {
        TermSignal.beforeExit(() -> terminated = true);
        Thread hook = new Thread(
                () -> {
                    runWithinLimit(terminated ? drainTimeout : IMPATIENT, stop);
                    last.run();
                },
                "holdfast-shutdown");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Returns whether the JVM is exiting: from then on, what fails elsewhere fails because of that, and is not worth a line. */
    static boolean isRunning() {
        return STARTED.get();
    }

    private static void runWithinLimit(Duration limit, Consumer<Duration> stop) {
        STARTED.set(true);
        Thread stopping = new Thread(() -> stop.accept(limit), "holdfast-stop");
        // The JVM does not wait for daemons, so an application that hangs in its destroy() cannot hold it.
        stopping.setDaemon(true);
        stopping.start();
        try {
            stopping.join(limit.plus(GRACE).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
