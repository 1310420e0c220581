package dev.holdfast.mpm;

import java.util.random.RandomGenerator;

/**
 * The worker MPM: processes with threads, and a thread for a connection. As httpd does, what is too large for another component is lowered.
 *
 * @param connections what connections are told
 * @param serverLimit (ServerLimit) 1 to 20000, default 16
 * @param threadsPerChild (ThreadsPerChild) 1 to 20000, default 25
 * @param maxRequestWorkers (MaxRequestWorkers) threads in all; at least threadsPerChild, and what is not a multiple of it is lost; default 400
 * @param startServers (StartServers) at least 1, default 3
 * @param minSpareThreads (MinSpareThreads) with fewer idle threads, more children are started every second: 1, 2, 4, up to 32; at least 1,
 *     default 75
 * @param maxSpareThreads (MaxSpareThreads) with more, one child, any one, is stopped every second; more than minSpareThreads and a child's
 *     threads together, default 250
 * @param childPick which of several children gets a connection; default LONGEST_WAITING
 */
public record WorkerSettings(
        ConnectionSettings connections,
        int serverLimit,
        int threadsPerChild,
        int maxRequestWorkers,
        int startServers,
        int minSpareThreads,
        int maxSpareThreads,
        ChildPick childPick)
        implements MpmSettings {
    static final int MAX_LIMIT = 20_000;

    /** httpd's defaults. */
    public static final WorkerSettings DEFAULT =
            new WorkerSettings(ConnectionSettings.DEFAULT, 16, 25, 400, 3, 75, 250, ChildPick.LONGEST_WAITING);

    /** @throws IllegalArgumentException naming the component that is out of range */
    public WorkerSettings {
        Ranges.require("serverLimit", serverLimit, 1, MAX_LIMIT);
        Ranges.require("threadsPerChild", threadsPerChild, 1, MAX_LIMIT);
        Ranges.require("maxRequestWorkers", maxRequestWorkers, threadsPerChild, Integer.MAX_VALUE);
        Ranges.require("startServers", startServers, 1, Integer.MAX_VALUE);
        Ranges.require("minSpareThreads", minSpareThreads, 1, Integer.MAX_VALUE - MAX_LIMIT - 1);
        Ranges.require("maxSpareThreads", maxSpareThreads, 0, Integer.MAX_VALUE);
        maxSpareThreads = Math.max(maxSpareThreads, minSpareThreads + threadsPerChild + 1);
    }

    /** Returns these settings for a fixed number of children, all started at once. */
    public WorkerSettings withFixedServers(int servers, int threads) {
        return new WorkerSettings(
                connections, servers, threads, servers * threads, servers, 1, servers * threads, childPick);
    }

    /** Returns these settings with other {@code connections}. */
    public WorkerSettings withConnections(ConnectionSettings newConnections) {
        return new WorkerSettings(
                newConnections,
                serverLimit,
                threadsPerChild,
                maxRequestWorkers,
                startServers,
                minSpareThreads,
                maxSpareThreads,
                childPick);
    }

    /** Returns these settings with another {@code childPick}. */
    public WorkerSettings withChildPick(ChildPick pick) {
        return new WorkerSettings(
                connections,
                serverLimit,
                threadsPerChild,
                maxRequestWorkers,
                startServers,
                minSpareThreads,
                maxSpareThreads,
                pick);
    }

    @Override
    public int maxChildren() {
        return Math.min(serverLimit, maxRequestWorkers / threadsPerChild);
    }

    @Override
    public MpmMachine machine(MpmEffects effects, RandomGenerator random) {
        return new BlockingMachine(
                this,
                new Spares(
                        maxChildren(),
                        maxChildren(),
                        startServers,
                        minSpareThreads,
                        maxSpareThreads,
                        Spares.Victim.ANY,
                        false),
                childPick,
                effects,
                random);
    }
}
