package dev.holdfast.front;

import dev.holdfast.connector.ConnectionStatistics;
import dev.holdfast.mpm.MpmCounts;
import dev.holdfast.mpm.WorkerUse;
import java.time.Duration;
import java.util.Map;

/**
 * What a front holds and did.
 *
 * @param counts child processes, workers and connections at this instant
 * @param workerTime for how long workers have been used for what since the start, added up over all of them; httpd's scoreboard, integrated
 * @param connections connections and requests since the start, and why connections ended
 */
public record FrontStatistics(MpmCounts counts, Map<WorkerUse, Duration> workerTime, ConnectionStatistics connections) {
    public FrontStatistics {
        workerTime = Map.copyOf(workerTime);
    }
}
