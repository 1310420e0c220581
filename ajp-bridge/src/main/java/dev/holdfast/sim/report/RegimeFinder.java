package dev.holdfast.sim.report;

import dev.holdfast.scenario.Population;
import dev.holdfast.scenario.Scenario;
import dev.holdfast.sim.Failure;
import dev.holdfast.sim.Observation;
import dev.holdfast.sim.Simulation;
import dev.holdfast.sim.Slice;
import dev.holdfast.sim.Sum;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Finds out whether what was observed is a steady state.
 *
 * <p>Requests of users at a rate who are not answered are a queue, whatever they wait in. One that has a steady state wanders about a mean; one
 * that has none grows by what arrives and is not served, which after a while is more than chance makes of as many arrivals and departures. Where
 * what is full turns requests away, it does not grow for ever: then so many are turned away that something would be used up if they were not, and a longer
 * queue helps none of them.
 *
 * <p>Users in a fixed number are a queue that cannot grow. Then it matters whether some are never answered, and whether the front leaves
 * connections waiting for most of the second half of the time while it has workers for them.
 */
final class RegimeFinder {
    /** Standard deviations of the difference between as many arrivals and departures; a steady queue differs by far less. */
    private static final double CHANCE = 1.5;
    /** The part of what arrives that must be missing from what is answered. */
    private static final double MISSING_OF_GROWTH = 0.005;

    private static final double MISSING_OF_LOSS = 0.01;
    private static final double USED_UP = 0.99;
    /** The part of the time that workers of a front that cannot keep up are idle, at most. */
    private static final double HARDLY_IDLE = 0.005;

    private static final double NANOS_PER_SECOND = 1e9;
    private static final int QUARTER = Simulation.SLICES / 4;

    private final Scenario scenario;
    private final List<Observation> observations;
    private final Function<Slice, Map<Report.Resource, Double>> utilisation;

    /** @param utilisation tells of a part of a run how much of each resource was used, from 0 to 1 */
    RegimeFinder(
            Scenario scenario,
            List<Observation> observations,
            Function<Slice, Map<Report.Resource, Double>> utilisation) {
        this.scenario = scenario;
        this.observations = observations;
        this.utilisation = utilisation;
    }

    Report.Regime find() {
        if (scenario.users().population() instanceof Population.Open) {
            return grows() || cannotKeepUp() || turnsAway() ? Report.Regime.UNSTABLE : stalledOrStable();
        }
        boolean starves = observations.stream().anyMatch(observation -> observation.starved() > 0);
        // Where the front stalls, that is why they starve.
        return starves && !stalls() ? Report.Regime.STARVING : stalledOrStable();
    }

    private Report.Regime stalledOrStable() {
        return stalls() ? Report.Regime.STALLED : Report.Regime.STABLE;
    }

    private boolean stalls() {
        double stalled = 0;
        double whole = 0;
        for (Observation observation : observations) {
            Slice half = secondHalf(observation);
            stalled += half.of(Sum.STALLED);
            whole += half.nanos();
        }
        return stalled > whole / 2;
    }

    private static Slice secondHalf(Observation observation) {
        List<Slice> slices = observation.slices();
        return slices.get(slices.size() - 1).since(slices.get(slices.size() / 2));
    }

    /** Compares the last quarter's mean queue with the first's, three quarters of the run earlier. */
    private boolean grows() {
        double growth = 0;
        double arrivals = 0;
        for (Observation observation : observations) {
            List<Slice> slices = observation.slices();
            growth += growth(slices);
            Slice last = slices.get(slices.size() - 1);
            arrivals += last.since(slices.get(QUARTER)).of(Sum.BEGUN);
        }
        return growth > Math.max(chance(arrivals), MISSING_OF_GROWTH * arrivals);
    }

    /**
     * Where no worker was idle for three quarters of the run, how much the queue grew is known better: what is chance in the arrivals, of which the
     * rate is given, is no growth.
     */
    private boolean cannotKeepUp() {
        double rate = scenario.users().population() instanceof Population.Open open
                ? open.ratePerSecond() * scenario.users().requests()
                : 0;
        double growth = 0;
        double arrivals = 0;
        double idle = 0;
        double workers = 0;
        for (Observation observation : observations) {
            List<Slice> slices = observation.slices();
            growth += growth(slices);
            Slice between = slices.get(slices.size() - QUARTER / 2).since(slices.get(QUARTER / 2));
            arrivals += between.of(Sum.BEGUN);
            growth -= between.of(Sum.BEGUN) - rate * between.nanos() / NANOS_PER_SECOND;
            Slice later = slices.get(slices.size() - 1).since(slices.get(QUARTER));
            idle += later.of(Sum.IDLE);
            workers += later.of(Sum.IDLE) + later.of(Sum.BUSY) + later.of(Sum.IDLE_HELD) + later.of(Sum.LINGERING);
        }
        return idle < HARDLY_IDLE * workers && growth > CHANCE * Math.sqrt(arrivals);
    }

    /** By how much more wait in the last quarter than in the first. */
    private static double growth(List<Slice> slices) {
        return queue(slices.subList(slices.size() - QUARTER, slices.size())) - queue(slices.subList(0, QUARTER));
    }

    private static double queue(List<Slice> slices) {
        return slices.stream()
                .mapToDouble(slice -> slice.of(Sum.BEGUN) - slice.of(Sum.COMPLETED) - slice.of(Sum.FAILED))
                .average()
                .orElse(0);
    }

    private boolean turnsAway() {
        Slice later =
                Slice.sum(observations.stream().map(RegimeFinder::secondHalf).toList());
        double arrivals = later.of(Sum.BEGUN);
        return later.of(Sum.FAILED) > Math.max(chance(arrivals), MISSING_OF_LOSS * arrivals)
                && utilisation.apply(later).entrySet().stream()
                        .anyMatch(used -> used.getValue() > USED_UP
                                || wanted(used.getKey(), used.getValue(), later) > 1 + chance(arrivals) / arrivals);
    }

    /** How much of a resource would be used if nobody had been turned away from it. */
    private static double wanted(Report.Resource resource, double used, Slice slice) {
        return used / (1 - turnedAway(resource, slice) / slice.of(Sum.BEGUN));
    }

    /** Who did not get to a resource, and would have used as much of it as the others. */
    private static double turnedAway(Report.Resource resource, Slice slice) {
        return switch (resource) {
            case FRONT_WORKERS -> (double) slice.of(Failure.CONNECT_REFUSED) + slice.of(Failure.CONNECT_TIMEOUT);
            case POOL -> (double) slice.of(Failure.ACQUIRE_TIMEOUT) + slice.of(Failure.QUEUE_FULL);
            case BACK_THREADS -> slice.of(Failure.BACK_CONNECT_FAILED);
            case CPU -> 0;
        };
    }

    /** What chance makes of so many arrivals and as many departures. */
    private double chance(double arrivals) {
        double dispersion = scenario.users().population() instanceof Population.Open open
                ? Math.max(1, open.arrivals().dispersion())
                : 1;
        return CHANCE * Math.sqrt((1 + dispersion) * arrivals);
    }
}
