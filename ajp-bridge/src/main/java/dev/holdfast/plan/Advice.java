package dev.holdfast.plan;

import dev.holdfast.plan.solve.Validity;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What to change.
 *
 * @param target what is wanted
 * @param now whether it is met as it is
 * @param before what there is, by simulation; empty if there was no time to find out
 * @param formula what formulas say of that, where they hold
 * @param validity whether they do
 * @param options changes that meet the target, each checked by simulation, the smallest first; empty if nothing has to be changed, or no
 *     change was found
 * @param undecided what the time was too short for: kinds of change, smaller ones of a key, longer simulations
 * @param verdict in a sentence
 */
public record Advice(
        Target target,
        Target.Judgement now,
        Optional<Outcome> before,
        Optional<Outcome> formula,
        Validity validity,
        List<Option> options,
        List<String> undecided,
        String verdict) {
    /** Copies the lists. */
    public Advice {
        undecided = List.copyOf(undecided);
        options = List.copyOf(options);
    }

    /** Whether the target is met already, or by one of the options. */
    public boolean isReached() {
        return !options.isEmpty() || now == Target.Judgement.MET;
    }

    /**
     * A change that meets the target.
     *
     * @param what in words
     * @param from the values before, by key
     * @param to the values after, by key
     * @param after what it comes to, by simulation
     * @param isBrief whether that was a short one, because there was no time for one of full length
     * @param formula the same by formula, where that holds
     * @param cost of it
     */
    public record Option(
            List<String> what,
            Map<String, String> from,
            Map<String, String> to,
            Outcome after,
            boolean isBrief,
            Optional<Outcome> formula,
            Cost cost) {
        /** Copies the list. */
        public Option {
            what = List.copyOf(what);
        }
    }
}
