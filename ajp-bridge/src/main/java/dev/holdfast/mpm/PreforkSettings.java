package dev.holdfast.mpm;

import java.util.random.RandomGenerator;

/**
 * The prefork MPM: a process for a connection. As httpd does, what is too large for another component is lowered.
 *
 * @param connections what connections are told
 * @param serverLimit (ServerLimit) 1 to 200000, default 256
 * @param maxRequestWorkers (MaxRequestWorkers) child processes at the same time; 1 to serverLimit, default 256
 * @param startServers (StartServers) 1 to maxRequestWorkers, default 5
 * @param minSpareServers (MinSpareServers) with fewer idle children, more are started every second: 1, 2, 4, up to 32; at least 1, default 5
 * @param maxSpareServers (MaxSpareServers) with more, one is stopped every second; above minSpareServers, default 10
 * @param childPick which of several idle children gets a connection; default LONGEST_WAITING
 */
public record PreforkSettings(
        ConnectionSettings connections,
        int serverLimit,
        int maxRequestWorkers,
        int startServers,
        int minSpareServers,
        int maxSpareServers,
        ChildPick childPick)
        implements MpmSettings {
    private static final int MAX_SERVER_LIMIT = 200_000;

    /** httpd's defaults. */
    public static final PreforkSettings DEFAULT =
            new PreforkSettings(ConnectionSettings.DEFAULT, 256, 256, 5, 5, 10, ChildPick.LONGEST_WAITING);

    /** @throws IllegalArgumentException naming the component that is out of range */
    public PreforkSettings {
        Ranges.require("serverLimit", serverLimit, 1, MAX_SERVER_LIMIT);
        Ranges.require("maxRequestWorkers", maxRequestWorkers, 1, Integer.MAX_VALUE);
        Ranges.require("startServers", startServers, 1, Integer.MAX_VALUE);
        Ranges.require("minSpareServers", minSpareServers, 1, Integer.MAX_VALUE - 1);
        Ranges.require("maxSpareServers", maxSpareServers, 0, Integer.MAX_VALUE);
        maxRequestWorkers = Math.min(maxRequestWorkers, serverLimit);
        startServers = Math.min(startServers, maxRequestWorkers);
        maxSpareServers = Math.max(maxSpareServers, minSpareServers + 1);
    }

    /** Returns these settings for a fixed number of children, all started at once. */
    public PreforkSettings withFixedServers(int servers) {
        return new PreforkSettings(connections, servers, servers, servers, 1, servers, childPick);
    }

    /** Returns these settings with other {@code connections}. */
    public PreforkSettings withConnections(ConnectionSettings newConnections) {
        return new PreforkSettings(
                newConnections,
                serverLimit,
                maxRequestWorkers,
                startServers,
                minSpareServers,
                maxSpareServers,
                childPick);
    }

    /** Returns these settings with another {@code childPick}. */
    public PreforkSettings withChildPick(ChildPick pick) {
        return new PreforkSettings(
                connections, serverLimit, maxRequestWorkers, startServers, minSpareServers, maxSpareServers, pick);
    }

    @Override
    public int maxChildren() {
        return maxRequestWorkers;
    }

    @Override
    public int threadsPerChild() {
        return 1;
    }

    @Override
    public MpmMachine machine(MpmEffects effects, RandomGenerator random) {
        return new BlockingMachine(
                this,
                new Spares(
                        maxRequestWorkers,
                        maxRequestWorkers,
                        startServers,
                        minSpareServers,
                        maxSpareServers,
                        Spares.Victim.IDLE,
                        false),
                childPick,
                effects,
                random);
    }
}
