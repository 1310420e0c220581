package dev.holdfast.fidelity;

import dev.holdfast.scenario.Back;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.catalina.LifecycleException;

/** A back end that answers AJP by sleeping as long as its user asks for. */
interface SleepingBack extends AutoCloseable {
    /**
     * Starts one of the scenario's kind.
     *
     * @param directory for its log, of its own
     * @throws IllegalArgumentException if there is none of that kind
     */
    static SleepingBack start(Back back, Path directory) throws IOException, InterruptedException, LifecycleException {
        return switch (back.kind()) {
            case TOMCAT_NIO -> new SleepingTomcat(back, directory);
            case UNDERTOW -> new SleepingUndertow(back, directory);
            case WILDFLY -> new SleepingWildFly(back, directory);
            case HOLDFAST_EVENT, HOLDFAST_BLOCKING -> new SleepingHoldfast(back, directory);
            default -> throw new IllegalArgumentException("no back end of kind " + back.kind() + " is run for real");
        };
    }

    /** Returns its port on the loopback address. */
    int port();

    /** Returns its log: milliseconds since 1970 at the start, microseconds, status. Complete once it is closed. */
    Path log();

    @Override
    void close() throws IOException, LifecycleException;
}
