package dev.holdfast.plan;

import dev.holdfast.plan.solve.Solution;
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
        this.evidence = new Evidence(source, target, trial, timeLeft);
        this.present = source.with(Map.of());
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
        Evidence.Tried brief = evidence.briefly(Map.of(), present);
        boolean isMissed = brief.judgement() == Target.Judgement.MISSED;
        Evidence.Tried now = isMissed ? brief : evidence.fully(present);
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
        now = isMissed ? confirmed(now) : evidence.patiently(present, now);
        if (now.judgement() == Target.Judgement.MET) {
            undecided.clear();
            return advice(now, List.of(), metAlready());
        }
        singles(others, options);
        if (options.isEmpty()) {
            relieving.addAll(others);
            pairs(relieving, options);
            if (options.isEmpty() && evidence.isCutShort()) {
                undecided.add("two changes together");
            }
        }
        options.sort(
                Comparator.<Advice.Option>comparingInt(option -> option.what().size())
                        .thenComparingDouble(option -> option.cost().memoryMiB())
                        .thenComparingDouble(option -> option.cost().connectionsPerSecond()));
        List<Advice.Option> best = options.subList(0, Math.min(MOST_OPTIONS, options.size()));
        return advice(now, best, verdict(now, best));
    }

    /** Simulates what there is for longer, or says that there was no time to. */
    private Evidence.Tried confirmed(Evidence.Tried brief) {
        Evidence.Tried longer = evidence.patiently(present);
        if (longer.outcome().isPresent()) {
            return longer;
        }
        undecided.add("a longer simulation of what there is");
        return brief;
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
        Solution solution = ScenarioFormula.solve(present);
        return new Advice(
                target,
                now.judgement(),
                now.outcome(),
                solution.validity().isValid() ? Optional.of(ScenarioFormula.outcome(solution)) : Optional.empty(),
                solution.validity(),
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
        List<Found> found = new ArrayList<>();
        for (Lever lever : levers) {
            Optional<Found> each = smallest(lever, Map.of()).flatMap(changes -> checkBriefly(List.of(lever), changes));
            each.ifPresent(found::add);
            if (evidence.isCutShort()) {
                undecided.add(each.isEmpty() ? lever.name() : "a smaller change of " + lever.key());
            }
        }
        for (Found each : found) {
            if (each.isBrief()) {
                Optional<Advice.Option> option =
                        check(each.levers(), each.changes()).map(this::least);
                if (option.isEmpty() && evidence.isCutShort()) {
                    undecided.add("a longer simulation of " + each.lastLever().key());
                    option = Optional.of(each.option());
                }
                option.ifPresent(options::add);
            } else {
                options.add(least(each));
            }
        }
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
                both.flatMap(changes -> check(List.of(first, second), changes))
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
     * A change that meets the target.
     *
     * @param changes all of it
     * @param step of the last lever
     * @param corrected whether a smaller step was tried and was not enough
     * @param isBrief whether it was a short simulation that said so
     */
    private record Found(
            List<Lever> levers,
            Map<String, String> changes,
            int step,
            boolean corrected,
            boolean isBrief,
            Advice.Option option) {
        Lever lastLever() {
            return levers.get(levers.size() - 1);
        }
    }

    /** Looks whether a short simulation is enough to tell that the target is met, that of the search if there was one; else makes a longer one. */
    private Optional<Found> checkBriefly(List<Lever> levers, Map<String, String> found) {
        Scenario scenario = evidence.changed(found).orElseThrow();
        Evidence.Tried tried = evidence.briefly(found, scenario);
        if (tried.judgement() != Target.Judgement.MET) {
            return check(levers, found);
        }
        Advice.Option option = option(levers, found, scenario, tried.outcome().orElseThrow());
        int step = stepOf(levers.get(levers.size() - 1), found);
        return Optional.of(new Found(levers, found, step, false, true, option));
    }

    /** Simulates what was found, and goes on to larger steps of the last lever while that says that it is not enough. */
    private Optional<Found> check(List<Lever> levers, Map<String, String> found) {
        Lever last = levers.get(levers.size() - 1);
        int step = stepOf(last, found);
        boolean patient = true;
        for (int i = 0; i < CORRECTIONS && step < last.steps().size(); i++) {
            Map<String, String> changes = both(last, step, found);
            Optional<Scenario> scenario = evidence.changed(changes);
            if (scenario.isEmpty()) {
                return Optional.empty();
            }
            Evidence.Tried after = patient ? evidence.patiently(scenario.get()) : evidence.fully(scenario.get());
            if (after.judgement() == Target.Judgement.MET) {
                Advice.Option option =
                        option(levers, changes, scenario.get(), after.outcome().orElseThrow());
                return Optional.of(new Found(levers, changes, step, i > 0, false, option));
            }
            if (after.judgement() == Target.Judgement.UNDECIDED) {
                tooWide = true;
                patient = false;
            }
            if (!evidence.goesOn()) {
                return Optional.empty();
            }
            step += 1 << i;
        }
        return Optional.empty();
    }

    /**
     * Goes on to smaller steps, one after the other, while they are enough, where it is a percentile's, of which formulas and short simulations say
     * less than of means.
     */
    private Advice.Option least(Found found) {
        Advice.Option least = found.option();
        if (found.corrected() || !target.isOfPercentile()) {
            return least;
        }
        Lever last = found.lastLever();
        for (int step = found.step() - 1; step >= 0; step--) {
            Map<String, String> changes = both(last, step, found.changes());
            Optional<Scenario> scenario = evidence.changed(changes);
            if (scenario.isEmpty()) {
                return least;
            }
            Evidence.Tried after = evidence.fully(scenario.get());
            if (after.judgement() != Target.Judgement.MET) {
                if (evidence.isCutShort()) {
                    undecided.add("a smaller change of " + last.key());
                }
                return least;
            }
            least = option(
                    found.levers(), changes, scenario.get(), after.outcome().orElseThrow());
        }
        return least;
    }

    private static int stepOf(Lever lever, Map<String, String> changes) {
        for (int step = 0; step < lever.steps().size(); step++) {
            if (changes.entrySet().containsAll(lever.steps().get(step).entrySet())) {
                return step;
            }
        }
        throw new IllegalStateException(lever.name() + " has no step " + changes);
    }

    private Advice.Option option(List<Lever> levers, Map<String, String> changes, Scenario scenario, Outcome after) {
        Map<String, String> from = new TreeMap<>();
        Map<String, String> to = new TreeMap<>(changes);
        to.entrySet().removeIf(change -> change.getValue().equals(ScenarioValues.of(present, change.getKey())));
        to.keySet().forEach(key -> from.put(key, ScenarioValues.of(present, key)));
        Solution solution = ScenarioFormula.solve(scenario);
        return new Advice.Option(
                levers.stream().map(Lever::name).toList(),
                from,
                to,
                after,
                solution.validity().isValid() ? Optional.of(ScenarioFormula.outcome(solution)) : Optional.empty(),
                Cost.of(present, scenario, after));
    }
}
