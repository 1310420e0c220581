package dev.holdfast.plan;

import dev.holdfast.mpm.EventSettings;
import dev.holdfast.mpm.MpmSettings;
import dev.holdfast.mpm.PreforkSettings;
import dev.holdfast.mpm.WorkerSettings;
import dev.holdfast.scenario.Scenario;
import java.time.Duration;

/** What the keys that levers change are in a scenario, as they are written. */
final class ScenarioValues {
    private ScenarioValues() {}

    static String of(Scenario scenario, String key) {
        return switch (key) {
            case "back.maxThreads" -> "" + scenario.back().maxThreads();
            case "pool.max", "pool.connection_pool_size" ->
                "" + new PoolSize(scenario.forwarding().pool()).connections();
            default -> scenario.front().map(mpm -> ofFront(mpm, key)).orElse("");
        };
    }

    private static String ofFront(MpmSettings mpm, String key) {
        return switch (key) {
            case "front.keepAliveTimeout" ->
                duration(ScenarioFormula.connections(mpm).keepAliveTimeout());
            case "front.keepAlive" -> "" + ScenarioFormula.connections(mpm).keepAlive();
            case "front.listenBacklog" -> "" + ScenarioFormula.connections(mpm).listenBackLog();
            case "front.maxRequestWorkers" -> "" + mpm.maxChildren() * mpm.threadsPerChild();
            case "front.serverLimit" -> "" + serverLimit(mpm);
            case "front.asyncRequestWorkerFactor" -> "" + ((EventSettings) mpm).effectiveFactor();
            default -> throw new IllegalArgumentException(key);
        };
    }

    static int serverLimit(MpmSettings mpm) {
        if (mpm instanceof PreforkSettings prefork) {
            return prefork.serverLimit();
        }
        return mpm instanceof EventSettings event ? event.serverLimit() : ((WorkerSettings) mpm).serverLimit();
    }

    static String duration(Duration duration) {
        long millis = duration.toMillis();
        return millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
    }
}
