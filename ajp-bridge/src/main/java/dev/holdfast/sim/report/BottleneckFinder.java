package dev.holdfast.sim.report;

import dev.holdfast.scenario.Scenario;
import dev.holdfast.sim.Failure;
import dev.holdfast.sim.Part;
import dev.holdfast.sim.Slice;
import dev.holdfast.sim.Sum;
import java.util.EnumMap;
import java.util.Map;

/**
 * Finds what requests wait for most, those that have not been answered included: who starves is never answered. Where that is a worker of the front's, and workers themselves mostly wait for something, it is what they
 * wait for.
 */
final class BottleneckFinder {
    /** Waiting that is less than this part of the whole is not worth mentioning, and so are failures. */
    private static final double NOTEWORTHY = 0.05;
    /** With more of its workers idle than this a front does not lack workers. */
    private static final double IDLE = 0.2;

    private final Scenario scenario;
    private final Slice all;
    private final Slice unfinished;
    private final Map<Report.Resource, Double> utilisation;

    BottleneckFinder(Scenario scenario, Slice all, Slice unfinished, Map<Report.Resource, Double> utilisation) {
        this.scenario = scenario;
        this.all = all;
        this.unfinished = unfinished;
        this.utilisation = utilisation;
    }

    Report.Bottleneck find() {
        Map<Report.Bottleneck, Double> waits = new EnumMap<>(Report.Bottleneck.class);
        double requests = Math.max(1, all.of(Sum.COMPLETED));
        double network = scenario.network().connect().toNanos() * requests;
        waits.put(front(), Math.max(0, spent(Part.CONNECT) - network) + spent(Part.ACCEPT_QUEUE) + spent(Part.WORKER));
        waits.put(Report.Bottleneck.POOL, spent(Part.POOL_ACQUIRE));
        waits.put(Report.Bottleneck.BACK_THREADS, spent(Part.BACK_QUEUE));
        double work = scenario.service().meanNanos()
                + scenario.network().backOverhead().toNanos()
                + scenario.cpu().front().meanNanos()
                + scenario.cpu().back().meanNanos();
        boolean busyCpu = utilisation.getOrDefault(Report.Resource.CPU, 0.0) > 1 - IDLE;
        double processor = spent(Part.SERVICE) + spent(Part.FRONT_CPU) - work * requests;
        waits.put(Report.Bottleneck.CPU, busyCpu ? Math.max(0, processor) : 0.0);
        Report.Bottleneck failing = failing(requests);
        if (failing != Report.Bottleneck.NONE) {
            return failing;
        }
        Report.Bottleneck most = most(waits);
        double whole = 0;
        for (Part part : Part.values()) {
            whole += spent(part);
        }
        if (waits.getOrDefault(most, 0.0) <= NOTEWORTHY * whole) {
            return Report.Bottleneck.NONE;
        }
        return most == Report.Bottleneck.FRONT_WORKERS ? behindWorkers(waits) : most;
    }

    private double spent(Part part) {
        return (double) all.of(part) + unfinished.of(part);
    }

    /** Event's limit of connections is what is waited for only while workers are idle beside those that wait. */
    private Report.Bottleneck front() {
        boolean idle = utilisation.getOrDefault(Report.Resource.FRONT_WORKERS, 0.0) < 1 - IDLE;
        boolean limited = idle && all.of(Sum.STALLED) > NOTEWORTHY * all.nanos();
        return limited ? Report.Bottleneck.FRONT_CONNECTIONS : Report.Bottleneck.FRONT_WORKERS;
    }

    private Report.Bottleneck failing(double requests) {
        Map<Report.Bottleneck, Double> failed = new EnumMap<>(Report.Bottleneck.class);
        for (Failure failure : Failure.values()) {
            failed.merge(
                    switch (failure) {
                        case CONNECT_REFUSED, CONNECT_TIMEOUT, FRONT_CLOSED -> front();
                        case ACQUIRE_TIMEOUT, QUEUE_FULL, BUSY_LIMIT, NO_MEMBER -> Report.Bottleneck.POOL;
                        case BACK_CONNECT_FAILED, BACK_CLOSED, PING_TIMEOUT, REPLY_TIMEOUT ->
                            Report.Bottleneck.BACK_THREADS;
                        case CLIENT_TIMEOUT -> Report.Bottleneck.NONE;
                    },
                    (double) all.of(failure),
                    Double::sum);
        }
        failed.remove(Report.Bottleneck.NONE);
        Report.Bottleneck most = most(failed);
        return failed.getOrDefault(most, 0.0) > NOTEWORTHY * (requests + all.of(Sum.FAILED))
                ? most
                : Report.Bottleneck.NONE;
    }

    private Report.Bottleneck behindWorkers(Map<Report.Bottleneck, Double> waits) {
        waits.remove(Report.Bottleneck.FRONT_WORKERS);
        Report.Bottleneck behind = most(waits);
        double held = (double) all.of(Sum.IDLE_HELD) + all.of(Sum.LINGERING);
        double waiting = waits.getOrDefault(behind, 0.0);
        double atWorkers = spent(Part.FRONT_CPU)
                + spent(Part.POOL_ACQUIRE)
                + spent(Part.AJP_CONNECT)
                + spent(Part.AJP_EXCHANGE)
                + spent(Part.BACK_QUEUE)
                + spent(Part.SERVICE)
                + spent(Part.WRITE_BACK);
        boolean workersWait = waiting > atWorkers / 2 && all.of(Sum.BUSY) > held;
        return workersWait ? behind : Report.Bottleneck.FRONT_WORKERS;
    }

    private static Report.Bottleneck most(Map<Report.Bottleneck, Double> waits) {
        return waits.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse(Report.Bottleneck.NONE);
    }
}
