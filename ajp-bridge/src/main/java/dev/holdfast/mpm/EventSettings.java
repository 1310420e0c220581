package dev.holdfast.mpm;

import dev.holdfast.time.Deadline;
import dev.holdfast.time.TimeText;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * The event MPM: processes with threads, and a thread for a request. As httpd does, what is too large for another component is lowered.
 *
 * @param connections what connections are told
 * @param serverLimit (ServerLimit) 1 to 20000, default 16
 * @param threadsPerChild (ThreadsPerChild) 1 to 20000, default 25
 * @param maxRequestWorkers (MaxRequestWorkers) threads in all; at least threadsPerChild, and what is not a multiple of it is lost; default 400
 * @param asyncRequestWorkerFactor (AsyncRequestWorkerFactor) how many connections more than it has threads a child takes for each idle one;
 *     above zero, default 2. Its fraction is lost, and below 1 it is 1, whatever httpd's manual says
 * @param startServers (StartServers) at least 1, default 3
 * @param minSpareThreads (MinSpareThreads) with fewer idle threads, in children that listen, more children are started every second: 1, 2,
 *     4, up to 32; at least 1, default 75
 * @param maxSpareThreads (MaxSpareThreads) with more, one child, any one, is stopped every second; more than minSpareThreads and a child's
 *     threads together, default 250
 * @param childPick which of several children gets a connection; default UNIFORM
 * @param timeoutFudge how much later than another timeout one that comes earlier is looked at; zero to 100 ms, httpd's value and the default
 * @param scheduling how soon threads go on that others have woken; default {@link Scheduling#IMMEDIATE}
 */
public record EventSettings(
        ConnectionSettings connections,
        int serverLimit,
        int threadsPerChild,
        int maxRequestWorkers,
        double asyncRequestWorkerFactor,
        int startServers,
        int minSpareThreads,
        int maxSpareThreads,
        ChildPick childPick,
        Duration timeoutFudge,
        Scheduling scheduling)
        implements MpmSettings {
    private static final Duration MAX_FUDGE = Duration.ofMillis(100);
    private static final int FACTOR_SCALE = 16;

    /** httpd's defaults. */
    public static final EventSettings DEFAULT = new EventSettings(
            ConnectionSettings.DEFAULT, 16, 25, 400, 2, 3, 75, 250, ChildPick.UNIFORM, MAX_FUDGE, Scheduling.IMMEDIATE);

    /** @throws IllegalArgumentException naming the component that is out of range */
    public EventSettings {
        Ranges.require("serverLimit", serverLimit, 1, WorkerSettings.MAX_LIMIT);
        Ranges.require("threadsPerChild", threadsPerChild, 1, WorkerSettings.MAX_LIMIT);
        Ranges.require("maxRequestWorkers", maxRequestWorkers, threadsPerChild, Integer.MAX_VALUE);
        Ranges.require("startServers", startServers, 1, Integer.MAX_VALUE);
        Ranges.require("minSpareThreads", minSpareThreads, 1, Integer.MAX_VALUE - WorkerSettings.MAX_LIMIT - 1);
        Ranges.require("maxSpareThreads", maxSpareThreads, 0, Integer.MAX_VALUE);
        if (!(asyncRequestWorkerFactor > 0)) {
            throw new IllegalArgumentException(
                    "asyncRequestWorkerFactor must be above zero: " + asyncRequestWorkerFactor);
        }
        if (Deadline.nanosOf(timeoutFudge) > MAX_FUDGE.toNanos()) {
            throw new IllegalArgumentException("timeoutFudge must be 0 to 100 ms: " + TimeText.of(timeoutFudge));
        }
        maxSpareThreads = Math.max(maxSpareThreads, minSpareThreads + threadsPerChild + 1);
    }

    /** Returns these settings for a fixed number of children, all started at once. */
    public EventSettings withFixedServers(int servers, int threads) {
        return new EventSettings(
                connections,
                servers,
                threads,
                servers * threads,
                asyncRequestWorkerFactor,
                servers,
                1,
                servers * threads,
                childPick,
                timeoutFudge,
                scheduling);
    }

    /** Returns these settings with other {@code connections}. */
    public EventSettings withConnections(ConnectionSettings newConnections) {
        return new EventSettings(
                newConnections,
                serverLimit,
                threadsPerChild,
                maxRequestWorkers,
                asyncRequestWorkerFactor,
                startServers,
                minSpareThreads,
                maxSpareThreads,
                childPick,
                timeoutFudge,
                scheduling);
    }

    /** Returns these settings with another {@code asyncRequestWorkerFactor}. */
    public EventSettings withAsyncRequestWorkerFactor(double factor) {
        return new EventSettings(
                connections,
                serverLimit,
                threadsPerChild,
                maxRequestWorkers,
                factor,
                startServers,
                minSpareThreads,
                maxSpareThreads,
                childPick,
                timeoutFudge,
                scheduling);
    }

    /** Returns these settings with another {@code childPick}. */
    public EventSettings withChildPick(ChildPick pick) {
        return new EventSettings(
                connections,
                serverLimit,
                threadsPerChild,
                maxRequestWorkers,
                asyncRequestWorkerFactor,
                startServers,
                minSpareThreads,
                maxSpareThreads,
                pick,
                timeoutFudge,
                scheduling);
    }

    /** Returns these settings with another {@code timeoutFudge}. */
    public EventSettings withTimeoutFudge(Duration fudge) {
        return new EventSettings(
                connections,
                serverLimit,
                threadsPerChild,
                maxRequestWorkers,
                asyncRequestWorkerFactor,
                startServers,
                minSpareThreads,
                maxSpareThreads,
                childPick,
                fudge,
                scheduling);
    }

    /** Returns these settings with another {@code scheduling}. */
    public EventSettings withScheduling(Scheduling newScheduling) {
        return new EventSettings(
                connections,
                serverLimit,
                threadsPerChild,
                maxRequestWorkers,
                asyncRequestWorkerFactor,
                startServers,
                minSpareThreads,
                maxSpareThreads,
                childPick,
                timeoutFudge,
                newScheduling);
    }

    @Override
    public int maxChildren() {
        return Math.min(serverLimit, maxRequestWorkers / threadsPerChild);
    }

    /** Returns the factor httpd computes with: set_worker_factor counts sixteenths, connections_above_limit divides them away. */
    public int effectiveFactor() {
        return Math.max(1, (int) (asyncRequestWorkerFactor * FACTOR_SCALE) / FACTOR_SCALE);
    }

    @Override
    public MpmMachine machine(MpmEffects effects, RandomGenerator random) {
        return new EventMachine(
                this,
                new Spares(
                        serverLimit,
                        maxChildren(),
                        startServers,
                        minSpareThreads,
                        maxSpareThreads,
                        Spares.Victim.ANY,
                        true),
                effects,
                random);
    }
}
