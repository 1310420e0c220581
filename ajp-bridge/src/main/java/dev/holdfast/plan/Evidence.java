package dev.holdfast.plan;

import dev.holdfast.plan.solve.Solution;
import dev.holdfast.scenario.Scenario;
import dev.holdfast.settings.ConfigurationException;
import java.util.HashMap;
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
    private final Map<Map<String, String>, Formula> formulas = new HashMap<>();
    private final Map<Map<String, String>, Outcome> known = new HashMap<>();
    /** Set by the threads of a simulation, too. */
    private volatile boolean cutShort;

    Evidence(ScenarioSource source, Target target, Trial trial, BooleanSupplier timeLeft) {
        this.source = source;
        this.target = target;
        this.trial = trial;
        this.timeLeft = timeLeft;
    }

    /** What formulas say, and whether they hold. */
    private record Formula(Outcome outcome, boolean isValid) {}

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
                        .filter(scenario ->
                                target.seemsMetBy(formula(changes, scenario).outcome()))
                        .isPresent();
    }

    /** Returns whether the target is probably met: by formulas where they hold, by a short simulation elsewhere. */
    boolean isProbablyMet(Map<String, String> changes) {
        Outcome outcome = known.get(changes);
        if (outcome == null && goesOn()) {
            outcome = changed(changes)
                    .flatMap(scenario -> estimate(changes, scenario))
                    .orElse(null);
            if (outcome != null) {
                known.put(changes, outcome);
            }
        }
        return outcome != null && target.seemsMetBy(outcome);
    }

    private Optional<Outcome> estimate(Map<String, String> changes, Scenario scenario) {
        Formula formula = formula(changes, scenario);
        return formula.isValid() && !Double.isNaN(target.of(formula.outcome()).value())
                ? Optional.of(formula.outcome())
                : tried(scenario, QUICK);
    }

    private Formula formula(Map<String, String> changes, Scenario scenario) {
        return formulas.computeIfAbsent(changes, unused -> {
            Solution solution = ScenarioFormula.solve(scenario);
            return new Formula(
                    ScenarioFormula.outcome(solution), solution.validity().isValid());
        });
    }

    /** Judges by a short simulation, by that of {@link #isProbablyMet} if there was one. */
    Tried briefly(Map<String, String> changes, Scenario scenario) {
        return judged(
                scenario,
                Optional.ofNullable(known.get(changes))
                        .filter(outcome -> outcome.by() == Outcome.By.SIMULATION)
                        .or(() -> tried(scenario, QUICK)));
    }

    /** Judges by a simulation of full length. */
    Tried fully(Scenario scenario) {
        return judged(scenario, tried(scenario, 1));
    }

    /** Judges by a longer one where that of full length was not enough to tell. */
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
        return trial.run(scenario, effort, this::goesOn);
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
    private static boolean mayStarve(Scenario scenario) {
        Solution.Regime regime = ScenarioFormula.solve(scenario).regime();
        return ScenarioFormula.exceedsBackend(scenario)
                || regime == Solution.Regime.STARVED
                || regime == Solution.Regime.UNSTABLE;
    }
}
