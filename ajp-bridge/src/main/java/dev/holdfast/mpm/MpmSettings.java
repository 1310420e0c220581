package dev.holdfast.mpm;

import java.util.random.RandomGenerator;

/** How a front's processes and threads are set up: one record for each of httpd's multi-processing modules. */
public sealed interface MpmSettings permits PreforkSettings, WorkerSettings, EventSettings {
    /** Returns what the connections are told. */
    ConnectionSettings connections();

    /** Returns how many child processes there may be at the same time, stopping ones not included. */
    int maxChildren();

    /** Returns how many child processes there are at once; the others are started by and by (StartServers). */
    int startServers();

    /** Returns for how many seconds children are started, where all of them are needed from the start on. */
    default int secondsToStart() {
        return Spawner.secondsToStart(maxChildren() - startServers());
    }

    /** Returns how many workers a child process has: 1 with prefork. */
    int threadsPerChild();

    /** Returns how many requests can be served at the same time. */
    default int maxRequests() {
        return maxChildren() * threadsPerChild();
    }

    /**
     * Returns a machine that follows these settings and has not started.
     *
     * @param random for what the system below httpd decides: which child accepts, and which stops
     */
    MpmMachine machine(MpmEffects effects, RandomGenerator random);
}
