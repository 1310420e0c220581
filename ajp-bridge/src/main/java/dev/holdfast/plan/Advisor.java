package dev.holdfast.plan;

import dev.holdfast.scenario.Population;
import dev.holdfast.scenario.Scenario;
import dev.holdfast.settings.ConfigurationException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.IntPredicate;

/**
 * Looks for the smallest change of a scenario that meets a target: for each kind of change from where formulas say it is, with formulas where they hold
 * and short simulations elsewhere; then for pairs of kinds, if no single one does. What is found is simulated before it is told, and told only if the
 * whole interval of that meets the target.
 *
 * <p>Time may be short, so that what matters most comes first: kinds that relieve what requests wait for before others, a short simulation of each before
 * a longer one of any. What there was no time for is named.
 */
public final class Advisor {
    private static final int CORRECTIONS = 4;
    private static final int STRIDE = 4;
    private static final int MOST_OPTIONS = 4;

    private final Target target;
    private final Evidence evidence;
    private final Scenario present;
    private final List<String> undecided = new ArrayList<>();
    private boolean tooWide;

    private Advisor(ScenarioSource source, Target target, Trial trial, BooleanSupplier timeLeft)
            throws ConfigurationException {
        this.target = target;
        this.present = source.with(Map.of());
        this.evidence = new Evidence(source, present, target, trial, timeLeft);
    }

    /**
     * Returns what to change.
     *
     * @param timeLeft asked again and again; what was found until it says no is told
     * @throws ConfigurationException if the scenario itself is not legal
     */
    public static Advice advise(ScenarioSource source, Target target, Trial trial, BooleanSupplier timeLeft)
            throws ConfigurationException {
        return new Advisor(source, target, trial, timeLeft).advise();
    }

    private Advice advise() {
        Evidence.Tried brief = evidence.briefly(present);
        boolean isMissed = brief.judgement() == Target.Judgement.MISSED;
        Evidence.Tried now = isMissed ? brief : orBrief(evidence.fully(present), brief);
        if (now.judgement() == Target.Judgement.MET) {
            return advice(now, List.of(), metAlready());
        }
        double service = leastPossible();
        if (target.measure() != Target.Measure.THROUGHPUT && service > target.bound()) {
            return advice(
                    now,
                    List.of(),
                    "no setting can meet " + target + ": the service alone takes " + Text.seconds(service));
        }
        if (target.measure() == Target.Measure.THROUGHPUT && target.bound() > ScenarioFormula.mostRequests(present)) {
            return advice(now, List.of(), "no setting can meet " + target + ": " + asked());
        }
        List<Lever> relieving = new ArrayList<>();
        List<Lever> others = new ArrayList<>();
        for (Lever lever : Levers.of(present)) {
            boolean relieves = now.outcome()
                    .filter(outcome -> lever.against().contains(outcome.constraint()))
                    .isPresent();
            (relieves ? relieving : others).add(lever);
        }
        List<Advice.Option> options = new ArrayList<>();
        singles(relieving, options);
        now = orBrief(isMissed ? evidence.patiently(present) : evidence.patiently(present, now), now);
        if (now.judgement() == Target.Judgement.MET) {
            undecided.clear();
            return advice(now, List.of(), metAlready());
        }
        singles(others, options);
        if (options.isEmpty()) {
            relieving.addAll(others);
            pairs(relieving, options);
            if (evidence.isCutShort()) {
                undecide(options.isEmpty() ? "two changes together" : "other changes together");
            }
        }
        options.sort(
                Comparator.<Advice.Option>comparingInt(option -> option.what().size())
                        .thenComparingDouble(option -> option.cost().memoryMiB())
                        .thenComparingDouble(option -> option.cost().connectionsPerSecond()));
        List<Advice.Option> best = options.subList(0, Math.min(MOST_OPTIONS, options.size()));
        return advice(now, best, verdict(now, best));
    }

    /** Takes what a longer simulation of what there is has said, or says that there was no time for it. */
    private Evidence.Tried orBrief(Evidence.Tried longer, Evidence.Tried brief) {
        if (evidence.isCutShort() && brief.outcome().isPresent() && longer.judgement() == Target.Judgement.UNDECIDED) {
            undecide("a longer simulation of what there is");
        }
        return longer.outcome().isPresent() ? longer : brief;
    }

    private void undecide(String what) {
        if (!undecided.contains(what)) {
            undecided.add(what);
        }
    }

    private String metAlready() {
        return "nothing has to be changed: " + target + " is met";
    }

    private String verdict(Evidence.Tried now, List<Advice.Option> options) {
        if (now.judgement() != Target.Judgement.UNDECIDED || (evidence.isCutShort() && options.isEmpty())) {
            return verdict(options);
        }
        return (evidence.isCutShort()
                        ? "it could not be decided in the time whether " + target + " is met as it is; "
                        : "it cannot be told whether " + target + " is met as it is, a longer run.duration may tell; ")
                + verdict(options);
    }

    private String verdict(List<Advice.Option> options) {
        if (options.isEmpty() && evidence.isCutShort()) {
            return "it could not be decided in the time what meets " + target;
        }
        if (options.isEmpty() && tooWide) {
            return "it cannot be told whether a change meets " + target + ": the intervals are too wide";
        }
        if (options.isEmpty()) {
            return "no change of workers, timeouts, pool, threads or queue was found that meets " + target;
        }
        String found = options.get(0).what().size() == 1
                ? "one change meets " + target
                : "no single change that meets " + target + " was found; two together do";
        return undecided.isEmpty() ? found : found + "; the time was too short to try everything";
    }

    private Advice advice(Evidence.Tried now, List<Advice.Option> options, String verdict) {
        return new Advice(
                target,
                now.judgement(),
                now.outcome(),
                evidence.validFormula(present),
                evidence.formula(present).validity(),
                options,
                undecided,
                verdict);
    }

    private double leastPossible() {
        var service = ScenarioFormula.law(present.service());
        return switch (target.measure()) {
            case MEAN -> service.mean();
            case P50 -> service.quantile(0.5);
            case P95 -> service.quantile(0.95);
            case P99 -> service.quantile(0.99);
            case THROUGHPUT -> 0;
        };
    }

    private String asked() {
        String most = " ask for at most " + Text.number(ScenarioFormula.mostRequests(present)) + " requests/s";
        return present.users().population() instanceof Population.Closed closed
                ? closed.most() + " users who think for "
                        + Text.seconds(
                                ScenarioFormula.law(present.users().think()).mean())
                        + " and are served in "
                        + Text.seconds(ScenarioFormula.law(present.service()).mean()) + most
                : "users at that rate" + most;
    }

    /** Each gets its turn, and a short simulation, before a longer one is made of any, or it is asked whether less of it would do. */
    private void singles(List<Lever> levers, List<Advice.Option> options) {
        Map<Lever, Map<String, String>> found = new LinkedHashMap<>();
        for (Lever lever : levers) {
            Optional<Map<String, String>> each = smallest(lever, Map.of());
            each.ifPresent(changes -> {
                evidence.briefly(evidence.changed(changes).orElseThrow());
                found.put(lever, changes);
            });
            if (evidence.isCutShort()) {
                undecide(each.isEmpty() ? lever.name() : "a smaller change of " + lever.key());
            }
        }
        found.forEach((lever, changes) -> {
            Checked checked = check(List.of(lever), changes);
            if (checked.found().isPresent()) {
                options.add(least(checked.found().get()));
            } else if (evidence.isCutShort()) {
                Optional<Advice.Option> brief = brief(lever, Math.max(stepOf(lever, changes), checked.below() + 1));
                brief.ifPresent(options::add);
                undecide(brief.isPresent() ? "a longer simulation of " + lever.key() : lever.name());
            }
        });
    }

    /** Returns the smallest step from {@code first} on of which a short simulation has told that the target is met. */
    private Optional<Advice.Option> brief(Lever lever, int first) {
        for (Map<String, String> changes :
                lever.steps().subList(first, lever.steps().size())) {
            Optional<Evidence.Tried> tried =
                    evidence.changed(changes).filter(evidence::isKnown).map(evidence::briefly);
            if (tried.isPresent() && tried.get().judgement() == Target.Judgement.MET) {
                return Optional.of(option(List.of(lever), changes, tried.get(), true));
            }
        }
        return Optional.empty();
    }

    private void pairs(List<Lever> levers, List<Advice.Option> options) {
        for (int i = 0; i < levers.size(); i++) {
            for (int j = i + 1; j < levers.size() && evidence.goesOn(); j++) {
                Lever first = levers.get(i);
                Lever second = levers.get(j);
                // As much as there is of the first shows how little of the second will do; and that, how little of the
                // first.
                Map<String, String> most = first.steps().get(first.steps().size() - 1);
                Optional<Map<String, String>> ofSecond = smallest(second, most);
                Optional<Map<String, String>> both = ofSecond.flatMap(found -> smallest(first, without(found, most)));
                both.flatMap(changes -> check(List.of(first, second), changes).found())
                        .ifPresent(found -> options.add(least(found)));
            }
        }
    }

    private static Map<String, String> without(Map<String, String> changes, Map<String, String> others) {
        Map<String, String> rest = new LinkedHashMap<>(changes);
        rest.keySet().removeAll(others.keySet());
        return rest;
    }

    /**
     * Returns the smallest step of the lever with which the target is met, and {@code others} with it, or the smallest that was found in the time:
     * first of those that leave the back end enough threads for all connections, because of others a short simulation says little.
     */
    private Optional<Map<String, String>> smallest(Lever lever, Map<String, String> others) {
        int safe = mostOfBackend(lever, others);
        Optional<Map<String, String>> found = smallest(lever, others, true, safe);
        return found.isPresent() || safe == lever.steps().size() - 1 ? found : smallest(lever, others, false, safe);
    }

    private Optional<Map<String, String>> smallest(Lever lever, Map<String, String> others, boolean safely, int safe) {
        IntPredicate meets = step -> meets(both(lever, step, others), safely);
        int steps = lever.steps().size();
        int guess = guess(lever, others, safely ? safe : steps - 1);
        int found = guess < 0 ? -1 : SmallestStep.from(guess, steps, meets);
        if (found < 0) {
            int enough = enough(lever, others, safely, safe);
            found = enough < 0 ? -1 : SmallestStep.between(-1, enough, meets);
        }
        return found < 0 ? Optional.empty() : Optional.of(both(lever, found, others));
    }

    /**
     * Returns the smallest step up to {@code most} of which formulas say that the target is met with it, whether they hold or not; -1 if they say so
     * of none, or of what there is without it: of what is amiss there they know nothing.
     */
    private int guess(Lever lever, Map<String, String> others, int most) {
        IntPredicate seems = step -> evidence.seemsMet(both(lever, step, others));
        return most < 0 || evidence.seemsMet(others) || !seems.test(most) ? -1 : SmallestStep.between(-1, most, seems);
    }

    /**
     * Returns a step with which the target is met, or -1. The largest mostly is one; but more workers than a back end has threads for their
     * connections starve, and a longer queue is waited in for longer, so that fewer may do where more do not.
     */
    private int enough(Lever lever, Map<String, String> others, boolean safely, int safe) {
        int last = lever.steps().size() - 1;
        if (last < 0 || meets(both(lever, last, others), safely)) {
            return last;
        }
        if (safe >= 0 && safe < last && meets(both(lever, safe, others), safely)) {
            return safe;
        }
        for (int step = 0; step < last && evidence.goesOn(); step = STRIDE * (step + 1) - 1) {
            if (meets(both(lever, step, others), safely)) {
                return step;
            }
        }
        return -1;
    }

    /** Returns the largest step with which the back end serves all the connections that the front may open, or -1. */
    private int mostOfBackend(Lever lever, Map<String, String> others) {
        int low = -1;
        int high = lever.steps().size();
        if (high > 0 && evidence.isSafe(both(lever, high - 1, others))) {
            return high - 1;
        }
        while (high - low > 1) {
            int middle = (low + high) / 2;
            if (evidence.isSafe(both(lever, middle, others))) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static Map<String, String> both(Lever lever, int step, Map<String, String> others) {
        Map<String, String> changes = new TreeMap<>(others);
        changes.putAll(lever.steps().get(step));
        return changes;
    }

    private boolean meets(Map<String, String> changes, boolean safely) {
        return (!safely || evidence.isSafe(changes)) && evidence.isProbablyMet(changes);
    }

    /**
     * A change that meets the target, by a simulation of full length.
     *
     * @param changes all of it
     * @param step of the last lever
     * @param below the next smaller step that was tried and was not enough; -1 for none
     */
    private record Confirmed(
            List<Lever> levers, Map<String, String> changes, int step, int below, Advice.Option option) {
        Lever lastLever() {
            return levers.get(levers.size() - 1);
        }
    }

    /**
     * What became of a change.
     *
     * @param below the largest step that a simulation of full length did not confirm; -1 for none
     */
    private record Checked(Optional<Confirmed> found, int below) {}

    /** Simulates what was found, and goes on to larger steps of the last lever while that says that it is not enough. */
    private Checked check(List<Lever> levers, Map<String, String> found) {
        Lever last = levers.get(levers.size() - 1);
        int step = stepOf(last, found);
        int below = -1;
        boolean patient = true;
        for (int i = 0; i < CORRECTIONS && step < last.steps().size(); i++) {
            Map<String, String> changes = both(last, step, found);
            Optional<Scenario> scenario = evidence.changed(changes);
            if (scenario.isEmpty()) {
                break;
            }
            Evidence.Tried after = patient ? evidence.patiently(scenario.get()) : evidence.fully(scenario.get());
            if (after.judgement() == Target.Judgement.MET) {
                Advice.Option option = option(levers, changes, after, false);
                return new Checked(Optional.of(new Confirmed(levers, changes, step, below, option)), below);
            }
            if (after.outcome().isEmpty()) {
                break;
            }
            if (after.judgement() == Target.Judgement.UNDECIDED) {
                tooWide = true;
                patient = false;
            }
            below = step;
            step += 1 << i;
        }
        return new Checked(Optional.empty(), below);
    }

    /**
     * Goes on to smaller steps: between one that was not enough and the one that was, or, where it is a percentile's, of which formulas and short
     * simulations say less than of means, one after the other while they are enough.
     */
    private Advice.Option least(Confirmed found) {
        Smaller smaller = new Smaller(found);
        if (found.below() >= 0) {
            SmallestStep.between(found.below(), found.step(), smaller);
        } else if (target.isOfPercentile()) {
            int step = found.step() - 1;
            while (step >= 0 && smaller.test(step)) {
                step--;
            }
        }
        return smaller.least;
    }

    /** Tells by simulations of full length whether less of a change does, and keeps the least that did. */
    private final class Smaller implements IntPredicate {
        private final Confirmed found;
        private Advice.Option least;

        private Smaller(Confirmed found) {
            this.found = found;
            this.least = found.option();
        }

        @Override
        public boolean test(int step) {
            Map<String, String> changes = both(found.lastLever(), step, found.changes());
            Optional<Evidence.Tried> after = evidence.changed(changes).map(evidence::fully);
            if (after.isEmpty() || after.get().judgement() != Target.Judgement.MET) {
                if (evidence.isCutShort()) {
                    undecide("a smaller change of " + found.lastLever().key());
                }
                return false;
            }
            least = option(found.levers(), changes, after.get(), false);
            return true;
        }
    }

    private static int stepOf(Lever lever, Map<String, String> changes) {
        for (int step = 0; step < lever.steps().size(); step++) {
            if (changes.entrySet().containsAll(lever.steps().get(step).entrySet())) {
                return step;
            }
        }
        throw new IllegalStateException(lever.name() + " has no step " + changes);
    }

    private Advice.Option option(
            List<Lever> levers, Map<String, String> changes, Evidence.Tried tried, boolean isBrief) {
        Scenario scenario = evidence.changed(changes).orElseThrow();
        Outcome after = tried.outcome().orElseThrow();
        Map<String, String> from = new TreeMap<>();
        Map<String, String> to = new TreeMap<>(changes);
        to.entrySet().removeIf(change -> change.getValue().equals(ScenarioValues.of(present, change.getKey())));
        to.keySet().forEach(key -> from.put(key, ScenarioValues.of(present, key)));
        return new Advice.Option(
                levers.stream().map(Lever::name).toList(),
                from,
                to,
                after,
                isBrief,
                evidence.validFormula(scenario),
                Cost.of(present, scenario, after));
    }
}
