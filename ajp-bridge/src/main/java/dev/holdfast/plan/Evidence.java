package dev.holdfast.plan;

import dev.holdfast.plan.solve.Solution;
import dev.holdfast.scenario.Scenario;
import dev.holdfast.settings.ConfigurationException;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * What formulas and simulations say of changes of a scenario, and whether that meets a target. Formulas and short simulations are not asked twice for the
 * same; once the time is up, no simulation begins, and the one that runs ends without an outcome.
 */
final class Evidence {
    private static final double QUICK = 0.2;
    private static final double LONGER = 4;
    private static final double WHOLE = Double.POSITIVE_INFINITY;

    private final ScenarioSource source;
    private final Target target;
    private final Trial trial;
    private final BooleanSupplier timeLeft;
    private final Map<Map<String, String>, Optional<Scenario>> scenarios = new HashMap<>();
    /** By the scenario itself, of which {@code scenarios} has one for each change. */
    private final IdentityHashMap<Scenario, Solution> formulas = new IdentityHashMap<>();

    /** Of short simulations. */
    private final IdentityHashMap<Scenario, Outcome> brief = new IdentityHashMap<>();
    /** Set by the threads of a simulation, too. */
    private volatile boolean cutShort;

    /** @param present the scenario as it is */
    Evidence(ScenarioSource source, Scenario present, Target target, Trial trial, BooleanSupplier timeLeft) {
        this.source = source;
        scenarios.put(Map.of(), Optional.of(present));
        this.target = target;
        this.trial = trial;
        this.timeLeft = timeLeft;
    }

    /** What a simulation came to, nothing if there was no time for it, and what can be said of it. */
    record Tried(Target.Judgement judgement, Optional<Outcome> outcome) {}

    /** Returns whether there is time left. */
    boolean goesOn() {
        if (timeLeft.getAsBoolean()) {
            return true;
        }
        cutShort = true;
        return false;
    }

    /** Returns whether something was asked for that there was no time for. */
    boolean isCutShort() {
        return cutShort;
    }

    /** Returns the scenario with changes; one that is not legal together with what is in the file is none. */
    Optional<Scenario> changed(Map<String, String> changes) {
        return scenarios.computeIfAbsent(changes, unused -> {
            try {
                return Optional.of(source.with(changes));
            } catch (ConfigurationException e) {
                return Optional.empty();
            }
        });
    }

    /** Returns whether the back end serves all the connections that the front may open. */
    boolean isSafe(Map<String, String> changes) {
        return changed(changes)
                .filter(scenario -> !ScenarioFormula.exceedsBackend(scenario))
                .isPresent();
    }

    /** Returns whether formulas say that the target is met, whether they hold or not. */
    boolean seemsMet(Map<String, String> changes) {
        return goesOn()
                && changed(changes)
                        .filter(scenario -> target.seemsMetBy(ScenarioFormula.outcome(formula(scenario))))
                        .isPresent();
    }

    /** Returns whether the target is probably met: by formulas where they hold, by a short simulation elsewhere. */
    boolean isProbablyMet(Map<String, String> changes) {
        return changed(changes)
                .flatMap(this::estimate)
                .filter(target::seemsMetBy)
                .isPresent();
    }

    private Optional<Outcome> estimate(Scenario scenario) {
        if (!formulas.containsKey(scenario) && !goesOn()) {
            return Optional.empty();
        }
        return validFormula(scenario)
                .filter(outcome -> !Double.isNaN(target.of(outcome).value()))
                .or(() -> brief(scenario));
    }

    private Optional<Outcome> brief(Scenario scenario) {
        Optional<Outcome> outcome = Optional.ofNullable(brief.get(scenario)).or(() -> tried(scenario, QUICK));
        outcome.ifPresent(one -> brief.put(scenario, one));
        return outcome;
    }

    /** Returns what formulas say, where they hold. */
    Optional<Outcome> validFormula(Scenario scenario) {
        Solution solution = formula(scenario);
        return solution.validity().isValid() ? Optional.of(ScenarioFormula.outcome(solution)) : Optional.empty();
    }

    /** Returns what formulas say, whether they hold or not; of many users and workers that takes seconds. */
    Solution formula(Scenario scenario) {
        return formulas.computeIfAbsent(scenario, ScenarioFormula::solve);
    }

    /** Judges by a short simulation. */
    Tried briefly(Scenario scenario) {
        return judged(scenario, brief(scenario));
    }

    /** Returns whether there was a short simulation. */
    boolean isKnown(Scenario scenario) {
        return brief.containsKey(scenario);
    }

    /** Judges by a simulation of full length. */
    Tried fully(Scenario scenario) {
        return judged(scenario, tried(scenario, 1));
    }

    /** Judges by one of full length, and by a longer one where that was not enough to tell. */
    Tried patiently(Scenario scenario) {
        return patiently(scenario, fully(scenario));
    }

    /** Judges by a longer one where {@code fully} was not enough to tell. */
    Tried patiently(Scenario scenario, Tried fully) {
        return fully.judgement() == Target.Judgement.UNDECIDED
                ? judged(scenario, tried(scenario, LONGER).or(fully::outcome))
                : fully;
    }

    private Optional<Outcome> tried(Scenario scenario, double effort) {
        return goesOn() ? trial.run(scenario, effort, this::goesOn) : Optional.empty();
    }

    private Tried judged(Scenario scenario, Optional<Outcome> outcome) {
        if (judge(outcome) == Target.Judgement.MET && mayStarve(scenario)) {
            Optional<Outcome> whole = tried(scenario, WHOLE);
            return whole.isPresent() ? new Tried(judge(whole), whole) : new Tried(Target.Judgement.UNDECIDED, outcome);
        }
        return new Tried(judge(outcome), outcome);
    }

    private Target.Judgement judge(Optional<Outcome> outcome) {
        return outcome.map(target::judge).orElse(Target.Judgement.UNDECIDED);
    }

    /** What starves or grows does so slowly, and a short run may not have seen it. What stalls does so at once. */
    private boolean mayStarve(Scenario scenario) {
        Solution.Regime regime = formula(scenario).regime();
        return ScenarioFormula.exceedsBackend(scenario)
                || regime == Solution.Regime.STARVED
                || regime == Solution.Regime.UNSTABLE;
    }
}
