package dev.holdfast.sim.report;

import dev.holdfast.mpm.EventSettings;
import dev.holdfast.mpm.MpmSettings;
import dev.holdfast.scenario.Population;
import dev.holdfast.scenario.Scenario;
import dev.holdfast.sim.Clock;
import dev.holdfast.sim.Failure;
import dev.holdfast.sim.Observation;
import dev.holdfast.sim.Part;
import dev.holdfast.sim.Segment;
import dev.holdfast.sim.Simulation;
import dev.holdfast.sim.Slice;
import dev.holdfast.sim.Sum;
import dev.holdfast.sim.stats.Estimate;
import dev.holdfast.sim.stats.EventCount;
import dev.holdfast.sim.stats.Ratio;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.HdrHistogram.Histogram;

/** Makes a report of what was observed: drops the warm-up, and estimates. */
final class Reporter {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final String TOO_SHORT = "the run is too short";
    private static final int HOLDS = 5;

    /** Before each user has been through the whole system once it is not full. */
    private static final int ROUNDS = 2;

    private static final double LEAST_WARMUP = 1 / 16.0;
    private static final int INDEPENDENT_REPLICATIONS = 10;
    private static final int LEAST_BEYOND = 10;

    private final Scenario scenario;
    private final List<Observation> observations;
    private final List<String> notes = new ArrayList<>();
    private final List<List<Slice>> pieces = new ArrayList<>();
    private final Segment distributions = new Segment();
    private long warmupNanos;

    Reporter(Scenario scenario, List<Observation> observations) {
        this.scenario = scenario;
        this.observations = observations;
    }

    Report report(Duration wall) {
        collect();
        Slice all = Slice.sum(pieces.stream().flatMap(List::stream).toList());
        Map<Part, Estimate> parts = new EnumMap<>(Part.class);
        for (Part part : Part.values()) {
            parts.put(part, perRequest(slice -> slice.of(part)));
        }
        double observed = all.nanos() / NANOS_PER_SECOND / observations.size();
        Map<Report.Workers, Estimate> workers = new EnumMap<>(Report.Workers.class);
        for (Report.Workers use : Report.Workers.values()) {
            Sum sum = sumOf(use);
            workers.put(use, overTime(slice -> slice.of(sum)).times(observed));
        }
        Latency tester = latency("tester", Clock.TESTER, distributions.tester(), distributions.longestNanos());
        Latency front = latency("front", Clock.FRONT, distributions.front(), distributions.longestAtFrontNanos());
        Latency back = latency("back", Clock.BACK, distributions.back(), distributions.longestAtBackNanos());
        Map<Report.Resource, Double> utilisation = utilisation(all);
        Slice unfinished =
                Slice.sum(observations.stream().map(Observation::waiting).toList());
        Report.Regime regime = new RegimeFinder(scenario, observations, this::utilisation).find();
        warn(all, regime);
        return new Report(
                regime,
                overTime(slice -> slice.of(Sum.COMPLETED)).times(NANOS_PER_SECOND),
                tester,
                front,
                back,
                ratio(slice -> slice.of(Sum.WAITED), slice -> slice.of(Sum.COMPLETED))
                        .interval()
                        .atMost(1),
                waitingMean(all),
                parts,
                workers,
                overTime(slice -> slice.of(Sum.ACCEPT_QUEUE)),
                distributions.mostQueued(),
                count(slice -> slice.of(Sum.REFUSED)),
                count(slice -> slice.of(Sum.SYN_DROPS)),
                count(slice -> slice.of(Sum.RESETS)),
                failures(all),
                observations.stream().mapToInt(Observation::unfinished).sum(),
                observations.stream().mapToInt(Observation::starved).sum(),
                overTime(slice -> slice.of(Sum.AJP_OPEN)),
                distributions.mostAjpConnections(),
                overTime(slice -> slice.of(Sum.MEMBERS_IN_ERROR)).times(observed),
                new BottleneckFinder(scenario, all, unfinished, utilisation).find(),
                utilisation,
                Duration.ofNanos(all.nanos() / observations.size()),
                Duration.ofNanos(warmupNanos),
                observations.size(),
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
        int first = reporter.warmup(observation);
        reporter.addSegments(observation, first);
        List<Slice> slices = observation.slices();
        return new Observation(
                isOfReplications(scenario.run().replications()) ? ofTheWhole(slices, first) : slices,
                List.of(reporter.distributions),
                observation.samples(),
                observation.events(),
                observation.unfinished(),
                observation.starved(),
                observation.waiting());
    }

    /** Of many replications each counts as a whole. */
    private static List<Slice> ofTheWhole(List<Slice> slices, int first) {
        List<Slice> condensed = new ArrayList<>();
        for (int i = 0; i < slices.size(); i++) {
            Slice slice = slices.get(i);
            condensed.add(i == first || i == Simulation.SLICES ? slice : slice.withoutLengths());
        }
        return condensed;
    }

    private void collect() {
        for (Observation observation : observations) {
            int first = warmup(observation);
            addSegments(observation, first);
            pieces.add(pieces(observation, first));
            if (pieces.size() == 1) {
                warmupNanos = observation.slices().get(first).nanos();
            }
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
        Slice all = observation.slices().get(Simulation.SLICES);
        double sliceNanos = (double) all.nanos() / Simulation.SLICES;
        double held = HOLDS * longestMemory(all) / sliceNanos;
        double round = ROUNDS * round(all) / sliceNanos;
        double least = Math.max(held, round);
        int segment = Simulation.SLICES_PER_SEGMENT;
        int most = Simulation.SLICES / 2;
        int wanted = (int) Math.min(Simulation.SLICES, Math.ceil(Math.max(Simulation.SLICES * LEAST_WARMUP, least)));
        if (wanted > most && notes.isEmpty()) {
            notes.add(TOO_SHORT + ": "
                    + (held < round ? "users take so long for each request" : "connections last so long")
                    + " that its first half is not warm-up enough; set run.duration to "
                    + Math.round(Math.ceil(4 * least * sliceNanos / NANOS_PER_SECOND)) + "s or more");
        }
        return Math.min(most, (wanted + segment - 1) / segment * segment);
    }

    /** Returns how long a user of a fixed number takes from one request to the next, in nanoseconds. */
    private double round(Slice all) {
        return scenario.users().population() instanceof Population.Closed closed
                ? (double) closed.users() * all.nanos() / Math.max(1, all.of(Sum.COMPLETED) + all.of(Sum.FAILED))
                : 0;
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

    /** Returns what counts of an observation: in pieces where they tell how much chance is in it, otherwise as one. */
    private List<Slice> pieces(Observation observation, int first) {
        List<Slice> slices = observation.slices();
        int step = isOfReplications(observations.size()) ? Simulation.SLICES - first : 1;
        List<Slice> split = new ArrayList<>();
        for (int i = first; i < Simulation.SLICES; i += step) {
            split.add(slices.get(i + step).since(slices.get(i)));
        }
        return split;
    }

    /** Returns whether there are enough replications to compare them instead of looking into each. */
    private static boolean isOfReplications(int replications) {
        return replications >= INDEPENDENT_REPLICATIONS;
    }

    private Ratio ratio(ToDoubleFunction<Slice> numerator, ToDoubleFunction<Slice> denominator) {
        List<double[]> above = each(numerator);
        List<double[]> below = each(denominator);
        return isOfReplications(observations.size())
                ? Ratio.ofBatches(sums(above), sums(below))
                : Ratio.ofSeries(above, below);
    }

    private List<double[]> each(ToDoubleFunction<Slice> number) {
        return pieces.stream()
                .map(slices -> slices.stream().mapToDouble(number).toArray())
                .toList();
    }

    private static double[] sums(List<double[]> series) {
        return series.stream()
                .mapToDouble(numbers -> Arrays.stream(numbers).sum())
                .toArray();
    }

    /** None waits for less than it takes to be called waiting: chance is in what is beyond that. */
    private Estimate waitingMean(Slice all) {
        if (all.of(Sum.WAITED) == 0) {
            return Estimate.NONE;
        }
        // It can be counted, since somebody has waited for longer.
        long over = scenario.run().waitingOver().toNanos();
        Estimate mean = ratio(
                        slice -> (double) (slice.of(Sum.WAITED_NANOS) - over * slice.of(Sum.WAITED)),
                        slice -> slice.of(Sum.WAITED))
                .interval()
                .plus((double) over)
                .times(1 / NANOS_PER_MILLI);
        // One alone does not say how much they differ.
        return all.of(Sum.WAITED) == 1 ? new Estimate(mean.value(), Double.NaN, Double.NaN) : mean;
    }

    private Estimate perRequest(ToDoubleFunction<Slice> nanos) {
        return ratio(nanos, slice -> slice.of(Sum.COMPLETED)).interval().times(1 / NANOS_PER_MILLI);
    }

    private Estimate overTime(ToDoubleFunction<Slice> sum) {
        return ratio(sum, Slice::nanos).interval();
    }

    /** Returns how many there are in the mean of a replication. */
    private Estimate count(ToLongFunction<Slice> events) {
        Ratio rate = ratio(events::applyAsLong, Slice::nanos);
        long nanos =
                pieces.stream().flatMap(List::stream).mapToLong(Slice::nanos).sum();
        long count = pieces.stream().flatMap(List::stream).mapToLong(events).sum();
        return EventCount.of(count, rate.error() * nanos).times(1.0 / observations.size());
    }

    private Latency latency(String name, Clock clock, Histogram histogram, long longest) {
        return new Latency(
                perRequest(slice -> slice.of(sumOf(clock))),
                quantile(name, clock, histogram, 50),
                quantile(name, clock, histogram, 95),
                quantile(name, clock, histogram, 99),
                histogram.getTotalCount() == 0 ? Double.NaN : longest / NANOS_PER_MILLI);
    }

    private Quantile quantile(String name, Clock clock, Histogram histogram, int percent) {
        double p = percent / 100.0;
        double count = histogram.getTotalCount();
        double observed = count == 0 ? Double.NaN : at(histogram, p);
        long about = histogram.getValueAtPercentile(percent);
        Ratio beyond = ratio(slice -> slice.beyond(clock, about), slice -> slice.of(Sum.COMPLETED));
        if (beyond.value() == 1) {
            beyond = ratio(slice -> slice.beyondNext(clock, about), slice -> slice.of(Sum.COMPLETED));
        }
        double independent = independent(beyond, count);
        if (independent * (1 - p) < LEAST_BEYOND) {
            notes.add(TOO_SHORT + " for " + name + ".p" + percent + ": of its " + histogram.getTotalCount()
                    + " requests only " + Math.round(independent * (1 - p)) + " independent ones are beyond it");
            return new Quantile(percent, Double.NaN, Double.NaN, Double.NaN, observed);
        }
        double half = beyond.reach() * Math.sqrt(p * (1 - p) / independent);
        return new Quantile(
                percent,
                observed,
                at(histogram, Math.max(0, p - half)),
                at(histogram, Math.min(1, p + half)),
                observed);
    }

    /** Returns of how many independent requests a part would have the error that {@code part} has: of all, where it has less. */
    private static double independent(Ratio part, double count) {
        double variance = part.value() * (1 - part.value());
        double ofOne = part.error() * part.error();
        return ofOne > 0 ? Math.min(count, variance / ofOne) : count;
    }

    private static double at(Histogram histogram, double p) {
        return histogram.medianEquivalentValue(histogram.getValueAtPercentile(p * 100)) / NANOS_PER_MILLI;
    }

    private Map<Failure, Estimate> failures(Slice all) {
        Map<Failure, Estimate> failures = new EnumMap<>(Failure.class);
        for (Failure failure : Failure.values()) {
            if (all.of(failure) > 0) {
                failures.put(failure, count(slice -> slice.of(failure)));
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
            notes.removeIf(note -> note.startsWith(TOO_SHORT));
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

    private static Sum sumOf(Clock clock) {
        return switch (clock) {
            case TESTER -> Sum.TESTER;
            case FRONT -> Sum.FRONT;
            case BACK -> Sum.BACK;
        };
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
