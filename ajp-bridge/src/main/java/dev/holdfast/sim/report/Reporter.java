package dev.holdfast.sim.report;

import dev.holdfast.mpm.EventSettings;
import dev.holdfast.mpm.MpmSettings;
import dev.holdfast.scenario.Scenario;
import dev.holdfast.sim.Failure;
import dev.holdfast.sim.Observation;
import dev.holdfast.sim.Part;
import dev.holdfast.sim.Segment;
import dev.holdfast.sim.Simulation;
import dev.holdfast.sim.Slice;
import dev.holdfast.sim.Sum;
import dev.holdfast.sim.stats.Estimate;
import dev.holdfast.sim.stats.Series;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;

/** Makes a report of what was observed: drops the warm-up, makes batches, and estimates. */
final class Reporter {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final String TOO_SHORT = "the run is too short";
    private static final String TOO_NARROW = "the intervals are too narrow";
    private static final int HOLDS = 5;
    private static final int INDEPENDENT_REPLICATIONS = 10;
    private static final int[] BATCH_COUNTS = {32, 16, 10};
    private static final double MAX_CORRELATION = 0.2;
    private static final int LEAST_BEYOND = 10;
    private static final double Z = 1.96;

    private final Scenario scenario;
    private final List<Observation> observations;
    private final List<String> notes = new ArrayList<>();
    private final List<Slice> batches = new ArrayList<>();
    private final Segment distributions = new Segment();
    private long warmupNanos;

    Reporter(Scenario scenario, List<Observation> observations) {
        this.scenario = scenario;
        this.observations = observations;
    }

    Report report(Duration wall) {
        collect();
        Slice all = Slice.sum(batches);
        Map<Part, Estimate> parts = new EnumMap<>(Part.class);
        for (Part part : Part.values()) {
            parts.put(part, perRequest(slice -> slice.of(part)));
        }
        Map<Report.Workers, Estimate> workers = new EnumMap<>(Report.Workers.class);
        for (Report.Workers use : Report.Workers.values()) {
            Sum sum = sumOf(use);
            double observed = all.nanos() / NANOS_PER_SECOND / observations.size();
            workers.put(use, overTime(slice -> slice.of(sum)).times(observed));
        }
        Estimate testerMean = perRequest(slice -> slice.of(Sum.TESTER));
        double inflation = inflation(all, testerMean);
        Latency tester = latency("tester", distributions.tester(), testerMean, inflation, distributions.longestNanos());
        Map<Report.Resource, Double> utilisation = utilisation(all);
        Slice unfinished =
                Slice.sum(observations.stream().map(Observation::waiting).toList());
        Report.Regime regime = new RegimeFinder(scenario, observations, utilisation).find();
        warn(all, regime);
        return new Report(
                regime,
                overTime(slice -> slice.of(Sum.COMPLETED)).times(NANOS_PER_SECOND),
                tester,
                latency(
                        "front",
                        distributions.front(),
                        perRequest(slice -> slice.of(Sum.FRONT)),
                        inflation,
                        distributions.longestAtFrontNanos()),
                latency(
                        "back",
                        distributions.back(),
                        perRequest(slice -> slice.of(Sum.BACK)),
                        inflation,
                        distributions.longestAtBackNanos()),
                ratio(slice -> slice.of(Sum.WAITED), slice -> slice.of(Sum.COMPLETED))
                        .atMost(1),
                ratio(slice -> slice.of(Sum.WAITED_NANOS), slice -> slice.of(Sum.WAITED))
                        .times(1 / NANOS_PER_MILLI),
                parts,
                workers,
                overTime(slice -> slice.of(Sum.ACCEPT_QUEUE)),
                distributions.mostQueued(),
                perReplication(all.of(Sum.REFUSED)),
                perReplication(all.of(Sum.SYN_DROPS)),
                perReplication(all.of(Sum.RESETS)),
                failures(all),
                observations.stream().mapToInt(Observation::unfinished).sum(),
                observations.stream().mapToInt(Observation::starved).sum(),
                overTime(slice -> slice.of(Sum.AJP_OPEN)),
                distributions.mostAjpConnections(),
                perReplication(all.of(Sum.MEMBERS_IN_ERROR)) / NANOS_PER_SECOND,
                new BottleneckFinder(scenario, all, unfinished, utilisation).find(),
                utilisation,
                Duration.ofNanos(all.nanos() / observations.size()),
                Duration.ofNanos(warmupNanos),
                observations.size(),
                batches.size(),
                all.of(Sum.COMPLETED),
                observations.stream().mapToLong(Observation::events).sum(),
                wall,
                observations.get(0).samples(),
                List.copyOf(notes));
    }

    /**
     * Returns an observation without what a report does not look at: of what is kept in pieces, those that count make one. They are most of
     * its memory.
     */
    static Observation condensed(Scenario scenario, Observation observation) {
        Reporter reporter = new Reporter(scenario, List.of(observation));
        reporter.addSegments(observation, reporter.warmup(observation));
        return new Observation(
                observation.slices(),
                List.of(reporter.distributions),
                observation.samples(),
                observation.events(),
                observation.unfinished(),
                observation.starved(),
                observation.waiting());
    }

    private void collect() {
        boolean independent = observations.size() >= INDEPENDENT_REPLICATIONS;
        List<int[]> ranges = new ArrayList<>();
        for (Observation observation : observations) {
            int first = warmup(observation);
            ranges.add(new int[] {first});
            addSegments(observation, first);
            if (ranges.size() == 1) {
                warmupNanos = observation.slices().get(first).nanos();
            }
        }
        int batchesEach = 1;
        if (!independent) {
            batchesEach = BATCH_COUNTS[BATCH_COUNTS.length - 1];
            double least = Double.POSITIVE_INFINITY;
            for (int count : BATCH_COUNTS) {
                double correlation = Series.correlation(means(observations.get(0), ranges.get(0)[0], count));
                least = Math.min(least, correlation);
                if (correlation < MAX_CORRELATION) {
                    batchesEach = count;
                    break;
                }
            }
            if (least >= MAX_CORRELATION) {
                notes.add(TOO_NARROW + ": even " + batchesEach
                        + " batches of the run are correlated; lengthen run.duration or give --replications 10");
            }
        }
        for (int i = 0; i < observations.size(); i++) {
            batches.addAll(split(observations.get(i), ranges.get(i)[0], batchesEach));
        }
    }

    private void addSegments(Observation observation, int firstSlice) {
        List<Segment> segments = observation.segments();
        int first = segments.size() == 1 ? 0 : firstSlice / Simulation.SLICES_PER_SEGMENT;
        for (Segment segment : segments.subList(first, segments.size())) {
            distributions.add(segment);
        }
    }

    /** Returns the first slice that counts, which begins a segment. */
    private int warmup(Observation observation) {
        if (scenario.run().warmup().isPresent()) {
            return 0;
        }
        List<Slice> slices = observation.slices();
        double[] waited = new double[Simulation.SLICES];
        for (int i = 0; i < waited.length; i++) {
            waited[i] = slices.get(i + 1).of(Sum.TESTER) - slices.get(i).of(Sum.TESTER);
        }
        Slice all = slices.get(Simulation.SLICES);
        double sliceNanos = (double) all.nanos() / Simulation.SLICES;
        double least = HOLDS * longestMemory(all) / sliceNanos;
        int segment = Simulation.SLICES_PER_SEGMENT;
        int most = Simulation.SLICES / 2;
        int wanted = (int) Math.min(Simulation.SLICES, Math.ceil(Math.max(Series.warmup(waited), least)));
        if (wanted > most && notes.isEmpty()) {
            notes.add(TOO_SHORT + ": connections last so long that its first half is not warm-up enough; "
                    + "set run.duration to " + Math.round(Math.ceil(4 * least * sliceNanos / NANOS_PER_SECOND))
                    + "s or more");
        }
        return Math.min(most, (wanted + segment - 1) / segment * segment);
    }

    /** Returns for how long the front remembers, in nanoseconds: KeepAliveTimeout, or how long a worker has a connection in the mean. */
    private double longestMemory(Slice all) {
        MpmSettings front = scenario.front().orElse(null);
        if (front == null || !front.connections().keepAlive()) {
            return 0;
        }
        double timeout = front.connections().keepAliveTimeout().toNanos();
        boolean event = front instanceof EventSettings;
        double held = event || all.of(Sum.CLOSED) == 0 ? 0 : (double) all.of(Sum.HELD) / all.of(Sum.CLOSED);
        return Math.max(held, timeout);
    }

    private static List<Slice> split(Observation observation, int first, int count) {
        List<Slice> slices = observation.slices();
        int total = Simulation.SLICES - first;
        List<Slice> split = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Slice from = slices.get(first + (int) ((long) total * i / count));
            Slice to = slices.get(first + (int) ((long) total * (i + 1) / count));
            split.add(to.since(from));
        }
        return split;
    }

    private static double[] means(Observation observation, int first, int count) {
        return split(observation, first, count).stream()
                .mapToDouble(slice -> (double) slice.of(Sum.TESTER) / Math.max(1, slice.of(Sum.COMPLETED)))
                .toArray();
    }

    private Estimate ratio(ToDoubleFunction<Slice> numerator, ToDoubleFunction<Slice> denominator) {
        return Estimate.ratio(
                batches.stream().mapToDouble(numerator).toArray(),
                batches.stream().mapToDouble(denominator).toArray());
    }

    private Estimate perRequest(ToDoubleFunction<Slice> nanos) {
        return ratio(nanos, slice -> slice.of(Sum.COMPLETED)).times(1 / NANOS_PER_MILLI);
    }

    private Estimate overTime(ToDoubleFunction<Slice> sum) {
        return ratio(sum, Slice::nanos);
    }

    private double perReplication(long count) {
        return (double) count / observations.size();
    }

    /** Returns how many observations are worth as little as one independent one. */
    private double inflation(Slice all, Estimate mean) {
        double deviation = distributions.tester().getStdDeviation() / NANOS_PER_MILLI;
        double independent = deviation * deviation / Math.max(1, all.of(Sum.COMPLETED));
        double error = mean.half() / Z;
        return independent > 0 && error > 0 ? Math.max(1, error * error / independent) : 1;
    }

    private Latency latency(String clock, Histogram histogram, Estimate mean, double inflation, long longest) {
        return new Latency(
                mean,
                quantile(clock, histogram, 50, inflation),
                quantile(clock, histogram, 95, inflation),
                quantile(clock, histogram, 99, inflation),
                histogram.getTotalCount() == 0 ? Double.NaN : longest / NANOS_PER_MILLI);
    }

    private Quantile quantile(String clock, Histogram histogram, int percent, double inflation) {
        double p = percent / 100.0;
        double observed = histogram.getTotalCount() == 0 ? Double.NaN : at(histogram, p);
        double independent = histogram.getTotalCount() / inflation;
        if (independent * (1 - p) < LEAST_BEYOND) {
            notes.add(TOO_SHORT + " for " + clock + ".p" + percent + ": of its " + histogram.getTotalCount()
                    + " requests only " + Math.round(independent * (1 - p)) + " independent ones are beyond it");
            return new Quantile(percent, Double.NaN, Double.NaN, Double.NaN, observed);
        }
        double half = Z * Math.sqrt(p * (1 - p) / independent);
        return new Quantile(
                percent,
                observed,
                at(histogram, Math.max(0, p - half)),
                at(histogram, Math.min(1, p + half)),
                observed);
    }

    private static double at(Histogram histogram, double p) {
        return histogram.medianEquivalentValue(histogram.getValueAtPercentile(p * 100)) / NANOS_PER_MILLI;
    }

    private Map<Failure, Double> failures(Slice all) {
        Map<Failure, Double> failures = new EnumMap<>(Failure.class);
        for (Failure failure : Failure.values()) {
            if (all.of(failure) > 0) {
                failures.put(failure, perReplication(all.of(failure)));
            }
        }
        return failures;
    }

    private Map<Report.Resource, Double> utilisation(Slice all) {
        Map<Report.Resource, Double> used = new EnumMap<>(Report.Resource.class);
        double inUse = (double) all.of(Sum.BUSY) + all.of(Sum.IDLE_HELD) + all.of(Sum.LINGERING);
        put(used, Report.Resource.FRONT_WORKERS, inUse, inUse + all.of(Sum.IDLE));
        put(used, Report.Resource.POOL, (double) all.of(Sum.LEASED), (double) all.of(Sum.POOL_SIZE));
        double threads = (double) scenario.back().maxThreads() * scenario.back().members();
        put(used, Report.Resource.BACK_THREADS, (double) all.of(Sum.BACK_THREADS), threads * all.nanos());
        double cores = (double) scenario.cpu().cores() * all.nanos();
        double work = Math.max(all.of(Sum.FRONT_CPU), all.of(Sum.BACK_CPU));
        put(used, Report.Resource.CPU, work, cores);
        return used;
    }

    private static void put(Map<Report.Resource, Double> used, Report.Resource resource, double part, double whole) {
        if (whole > 0) {
            used.put(resource, part / whole);
        }
    }

    private void warn(Slice all, Report.Regime regime) {
        int unfinished = observations.stream().mapToInt(Observation::unfinished).sum();
        int starved = observations.stream().mapToInt(Observation::starved).sum();
        if (regime == Report.Regime.UNSTABLE) {
            // A longer run would tell no more: there is nothing that it would come closer to.
            notes.removeIf(note -> note.startsWith(TOO_SHORT) || note.startsWith(TOO_NARROW));
            notes.add(
                    0,
                    "the system is unstable: more arrives than is answered, and times grow with the run or requests "
                            + "fail");
        }
        if (starved > 0 && (regime == Report.Regime.STARVING || regime == Report.Regime.STALLED)) {
            notes.add(
                    0,
                    starved + " of " + unfinished + " requests that were not answered had waited for half of the run: "
                            + "they starve");
        }
        if (regime == Report.Regime.STALLED) {
            notes.add(
                    0,
                    "the front stalls: most of the time it accepts no connection although a fifth of its workers or more "
                            + "are idle, because it has as many connections as they are good for");
        }
        if (all.of(Sum.COMPLETED) == 0) {
            notes.add("no request was answered");
        }
    }

    private static Sum sumOf(Report.Workers use) {
        return switch (use) {
            case BUSY -> Sum.BUSY;
            case IDLE_HELD -> Sum.IDLE_HELD;
            case LINGERING -> Sum.LINGERING;
            case IDLE -> Sum.IDLE;
        };
    }
}
