package dev.holdfast.plan;

import dev.holdfast.mpm.MpmSettings;
import dev.holdfast.scenario.Scenario;

/**
 * What a change costs.
 *
 * @param workers more front workers; negative if there are fewer
 * @param backendThreads more threads in each back end
 * @param ajpConnections more connections that a back end may see at most
 * @param memoryMiB more memory: {@value #PROCESS_MIB} MiB for a process of httpd's, {@value #THREAD_MIB} MiB for a thread of httpd's or the
 *     back end's. These are round numbers; a site's own processes tell better
 * @param idleWorkers front workers that neither serve nor wait for a client, on average; NaN where not known
 * @param connectionsPerSecond more new connections per second, each with a handshake
 */
public record Cost(
        int workers,
        int backendThreads,
        long ajpConnections,
        double memoryMiB,
        double idleWorkers,
        double connectionsPerSecond) {
    /** Assumed of a process of httpd's with its own memory. */
    public static final int PROCESS_MIB = 10;
    /** Assumed of a thread, here or there. */
    public static final int THREAD_MIB = 1;

    /** Returns what {@code after} costs more than {@code before}. */
    static Cost of(Scenario before, Scenario after, Outcome outcomeAfter) {
        int workers = workers(after) - workers(before);
        int threads = after.back().maxThreads() - before.back().maxThreads();
        Outcome.Workers use = outcomeAfter.workers();
        double idle = after.front().isEmpty()
                ? Double.NaN
                : Math.max(0, workers(after) - use.busy() - use.idleHeld() - use.lingering());
        return new Cost(
                workers,
                threads,
                ajpConnections(after) - ajpConnections(before),
                memory(after) - memory(before),
                idle,
                connections(after) - connections(before));
    }

    /** By formula, whose hold of a connection is good even where its waits are not. */
    private static double connections(Scenario scenario) {
        return ScenarioFormula.solve(scenario).connections();
    }

    private static int workers(Scenario scenario) {
        return scenario.front()
                .map(mpm -> mpm.maxChildren() * mpm.threadsPerChild())
                .orElse(0);
    }

    private static long ajpConnections(Scenario scenario) {
        return (long) scenario.front().map(MpmSettings::maxChildren).orElse(1)
                * new PoolSize(scenario.forwarding().pool()).connections();
    }

    private static double memory(Scenario scenario) {
        double front = scenario.front()
                .map(mpm -> mpm.maxChildren()
                        * (PROCESS_MIB + (mpm.threadsPerChild() > 1 ? mpm.threadsPerChild() * THREAD_MIB : 0.0)))
                .orElse(0.0);
        return front + scenario.back().maxThreads() * scenario.back().members() * THREAD_MIB;
    }
}
