package dev.holdfast.server.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** The end of every start-up: the line that scripts wait for. */
final class Startup {
    private Startup() {}

    /** Prints how long it took since the program began, and stays until the JVM is told to exit. */
    static int readyUntilStopped(PrintWriter out) throws InterruptedException {
        out.println(
                "ready in " + Duration.ofNanos(System.nanoTime() - Main.BEGAN).toMillis() + " ms");
        new CountDownLatch(1).await();
        return 0;
    }
}
