package dev.holdfast.sim.report;

import dev.holdfast.scenario.Scenario;
import dev.holdfast.sim.Observation;
import dev.holdfast.sim.Simulation;
import dev.holdfast.sim.Streams;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.DoubleConsumer;

/** Runs a scenario as often as it says, on as many threads as it is given; what comes out does not depend on how many those are. */
public final class Simulator {
    private static final long STEPS = Simulation.SLICES;

    private final int threads;

    /** With a thread for each processor. */
    public Simulator() {
        this(Runtime.getRuntime().availableProcessors());
    }

    /** @param threads at least 1 */
    public Simulator(int threads) {
        this.threads = threads;
    }

    /** Simulates without telling how far it is. */
    public Report simulate(Scenario scenario) {
        return simulate(scenario, progress -> {});
    }

    /**
     * Simulates.
     *
     * @param progress is told now and then how much of it is done, from 0 to 1, by any thread
     * @throws CancellationException if {@code progress} throws one, to end it
     */
    public Report simulate(Scenario scenario, DoubleConsumer progress) {
        long began = System.nanoTime();
        List<Observation> observations = observe(scenario, progress);
        return new Reporter(scenario, observations).report(Duration.ofNanos(System.nanoTime() - began));
    }

    /** Simulates one run, whatever the scenario says of replications and its seed, with the chance of {@code streams}. */
    public static Report simulate(Scenario scenario, Streams streams) {
        long began = System.nanoTime();
        Scenario one = scenario.withRun(scenario.run().withReplications(1));
        Observation observation = Reporter.condensed(one, Simulation.run(one, streams, progress -> {}));
        return new Reporter(one, List.of(observation)).report(Duration.ofNanos(System.nanoTime() - began));
    }

    private static Observation once(Scenario scenario, int replication, DoubleConsumer step) {
        return Reporter.condensed(scenario, Simulation.run(scenario, replication, step));
    }

    /** Returns what was observed, as much of it as reports need, in the order of the replications. */
    public List<Observation> observe(Scenario scenario, DoubleConsumer progress) {
        int replications = scenario.run().replications();
        AtomicLong steps = new AtomicLong();
        DoubleConsumer step = done ->
                progress.accept((double) (done == 0 ? steps.get() : steps.incrementAndGet()) / (STEPS * replications));
        if (replications == 1 || threads == 1) {
            List<Observation> observations = new ArrayList<>();
            for (int i = 0; i < replications; i++) {
                observations.add(once(scenario, i, step));
            }
            return observations;
        }
        ExecutorService pool = Executors.newFixedThreadPool(Math.min(threads, replications), runnable -> {
            Thread thread = new Thread(runnable, "simulation");
            thread.setDaemon(true);
            return thread;
        });
        try {
            List<Future<Observation>> futures = new ArrayList<>();
            for (int i = 0; i < replications; i++) {
                int replication = i;
                futures.add(pool.submit(() -> once(scenario, replication, step)));
            }
            List<Observation> observations = new ArrayList<>();
            for (Future<Observation> future : futures) {
                observations.add(future.get());
            }
            return observations;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while simulating", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof CancellationException cancelled) {
                throw cancelled;
            }
            throw new IllegalStateException("a replication failed: " + e.getCause(), e.getCause());
        } finally {
            pool.shutdownNow();
        }
    }
}
