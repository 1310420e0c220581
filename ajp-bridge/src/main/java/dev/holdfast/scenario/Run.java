package dev.holdfast.scenario;

import dev.holdfast.time.Deadline;
import dev.holdfast.time.TimeText;
import java.time.Duration;
import java.util.Optional;

/**
 * For how long, and how often.
 *
 * @param duration of simulated time, warm-up included; above zero, default 30 min
 * @param warmup what is not counted at the start; empty to find out for how long connections and users last, the default
 * @param seed for all that happens by chance; default 1
 * @param replications independent runs, each with its own part of the seed; 1 to 500, default 1; each of them takes about 1 MB of memory until the end
 * @param waitingOver a request that takes its user longer than this has waited; default 500 ms
 * @param restartAt when the front restarts gracefully; empty for never, the default
 * @param sampleEvery how often the state is noted for the output's series; zero for never, the default
 */
public record Run(
        Duration duration,
        Optional<Duration> warmup,
        long seed,
        int replications,
        Duration waitingOver,
        Optional<Duration> restartAt,
        Duration sampleEvery) {
    private static final int MAX_REPLICATIONS = 500;

    /** 30 min. */
    public static final Run DEFAULT = new Run(
            Duration.ofMinutes(30), Optional.empty(), 1, 1, Duration.ofMillis(500), Optional.empty(), Duration.ZERO);

    /** @throws IllegalArgumentException naming the component that is out of range */
    public Run {
        if (Deadline.nanosOf(duration) == 0) {
            throw new IllegalArgumentException("duration must be above zero: " + TimeText.of(duration));
        }
        if (warmup.isPresent() && (warmup.get().isNegative() || warmup.get().compareTo(duration) >= 0)) {
            throw new IllegalArgumentException(
                    "warmup must be zero or more and shorter than the duration: " + TimeText.of(warmup.get()));
        }
        Ranges.require("replications", replications, 1, MAX_REPLICATIONS);
        Deadline.nanosOf(waitingOver);
        restartAt.ifPresent(Deadline::nanosOf);
        Deadline.nanosOf(sampleEvery);
    }

    /** Returns this with another {@code duration} and {@code warmup}. */
    public Run withDuration(Duration newDuration, Optional<Duration> newWarmup) {
        return new Run(newDuration, newWarmup, seed, replications, waitingOver, restartAt, sampleEvery);
    }

    /** Returns this with another {@code seed}. */
    public Run withSeed(long newSeed) {
        return new Run(duration, warmup, newSeed, replications, waitingOver, restartAt, sampleEvery);
    }

    /** Returns this with another number of {@code replications}. */
    public Run withReplications(int number) {
        return new Run(duration, warmup, seed, number, waitingOver, restartAt, sampleEvery);
    }
}
