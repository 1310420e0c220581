package dev.holdfast.sim;

import dev.holdfast.scenario.Run;
import dev.holdfast.scenario.Scenario;
import dev.holdfast.time.Deadline;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleConsumer;

/** Runs a scenario once. The same scenario, seed and replication give the same observation, always and everywhere. */
public final class Simulation {
    /** Into how many equal parts a run is divided. */
    public static final int SLICES = 1024;
    /** How many slices of the first half have one {@link Segment}, where the warm-up is to be found out. */
    public static final int SLICES_PER_SEGMENT = 16;

    private final World world;
    private final long start;
    private final long end;
    private final boolean warmupIsGiven;
    private final long sampleNanos;
    private final List<Sample> samples = new ArrayList<>();
    private long nextSample;
    private long restartAt;

    private Simulation(Scenario scenario, Streams streams) {
        Run run = scenario.run();
        this.world = new World(scenario, streams);
        this.end = Deadline.nanosOf(run.duration());
        this.warmupIsGiven = run.warmup().isPresent();
        this.start = run.warmup().map(Deadline::nanosOf).orElse(0L);
        this.sampleNanos = Deadline.nanosOf(run.sampleEvery());
        this.nextSample = sampleNanos == 0 ? Deadline.NONE : 0;
        this.restartAt = run.restartAt().map(Deadline::nanosOf).orElse(Deadline.NONE);
    }

    /**
     * Runs it.
     *
     * @param replication which of several independent runs, from 0
     * @param progress is told now and then how much of it is done, from 0 to 1: 0 in a warm-up that is given, then once for each slice
     */
    public static Observation run(Scenario scenario, int replication, DoubleConsumer progress) {
        return run(scenario, Streams.of(scenario.run().seed(), replication), progress);
    }

    /** Runs it with the chance of {@code streams}, and not of its seed. */
    public static Observation run(Scenario scenario, Streams streams, DoubleConsumer progress) {
        return new Simulation(scenario, streams).run(progress);
    }

    private Observation run(DoubleConsumer progress) {
        world.start();
        for (int step = 1; warmupIsGiven && step < SLICES; step++) {
            advance(Math.round((double) start * step / SLICES));
            progress.accept(0);
        }
        advance(start);
        world.slice();
        if (warmupIsGiven) {
            world.recorder().discardSegment();
        }
        for (int slice = 1; slice <= SLICES; slice++) {
            advance(start + Math.round((double) (end - start) * slice / SLICES));
            world.slice();
            boolean ends =
                    slice == SLICES || (!warmupIsGiven && slice <= SLICES / 2 && slice % SLICES_PER_SEGMENT == 0);
            if (ends) {
                world.recorder().segment();
            }
            progress.accept((double) slice / SLICES);
        }
        return observation();
    }

    private Observation observation() {
        List<Request> unfinished = world.visitors().unfinished();
        world.recorder().check(unfinished, end);
        long middle = start + (end - start) / 2;
        int starved = (int)
                unfinished.stream().filter(request -> request.askedAt < middle).count();
        return new Observation(
                List.copyOf(world.recorder().slices()),
                List.copyOf(world.recorder().segments()),
                List.copyOf(samples),
                world.events(),
                unfinished.size(),
                starved,
                Recorder.soFar(unfinished, end));
    }

    private void advance(long time) {
        while (Math.min(nextSample, restartAt) <= time) {
            if (restartAt <= nextSample) {
                runTo(restartAt);
                world.restart();
                restartAt = Deadline.NONE;
            } else {
                runTo(nextSample);
                samples.add(world.front().sample(nextSample));
                nextSample += sampleNanos;
            }
        }
        runTo(time);
    }

    private void runTo(long time) {
        while (world.step(time)) {
            // Everything is done in the step.
        }
    }
}
