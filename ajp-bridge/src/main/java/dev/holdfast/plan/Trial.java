package dev.holdfast.plan;

import dev.holdfast.scenario.Scenario;

/** Tries a scenario out. */
@FunctionalInterface
public interface Trial {
    /**
     * Returns what it comes to.
     *
     * @param effort how much of it to try, 1 for enough to believe it; less is quicker and less certain
     */
    Outcome run(Scenario scenario, double effort);
}
