package dev.holdfast.plan;

import dev.holdfast.scenario.Scenario;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Tries a scenario out. */
@FunctionalInterface
public interface Trial {
    /**
     * Returns what it comes to.
     *
     * @param effort how much of it to try, 1 for enough to believe it; less is quicker and less certain, infinity is all of the run that the
     *     scenario asks for
     */
    Outcome run(Scenario scenario, double effort);

    /**
     * Returns what it comes to, or nothing if the time was up before that was known.
     *
     * @param timeLeft asked now and then, by any thread
     */
    default Optional<Outcome> run(Scenario scenario, double effort, BooleanSupplier timeLeft) {
        return timeLeft.getAsBoolean() ? Optional.of(run(scenario, effort)) : Optional.empty();
    }
}
