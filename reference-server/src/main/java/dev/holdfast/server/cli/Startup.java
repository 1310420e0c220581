package dev.holdfast.server.cli;

import dev.holdfast.server.BridgeAdmin;
import dev.holdfast.server.BridgeServer;
import dev.holdfast.server.ListenException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** What start-ups have in common, such as their end: the line that scripts wait for. */
final class Startup {
    private Startup() {}

    /**
     * Starts a gateway with what is to tell of its members, and prints where they listen.
     *
     * @throws ListenException if a listener cannot be bound; then nothing listens
     */
    static void start(BridgeServer bridge, Optional<BridgeAdmin> admin, PrintWriter out) throws ListenException {
        if (admin.isPresent()) {
            bridge.start(admin.get());
        } else {
            bridge.start();
        }
        bridge.httpUris().forEach(uri -> out.println("http listening on " + uri));
        admin.ifPresent(started -> out.println("admin listening on " + started.uri()));
    }

    /** Prints how long it took since the program began, and stays until the JVM is told to exit. */
    static int readyUntilStopped(PrintWriter out) throws InterruptedException {
        out.println(
                "ready in " + Duration.ofNanos(System.nanoTime() - Main.BEGAN).toMillis() + " ms");
        new CountDownLatch(1).await();
        return 0;
    }
}
