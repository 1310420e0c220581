package dev.holdfast.fidelity;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** What the users of a scenario connect to. */
interface LiveFront extends AutoCloseable {
    /** Returns its port on the loopback address. */
    int port();

    /** Returns its log, if it has one: milliseconds since 1970 when the request was read, microseconds, {@code %k}, status. */
    Optional<Path> log();

    /**
     * Restarts it gracefully.
     *
     * @throws UnsupportedOperationException if it cannot
     */
    void restart() throws IOException, InterruptedException;

    @Override
    void close();
}
