package dev.holdfast.bridge;

import dev.holdfast.balance.Outcome;
import dev.holdfast.time.NanoClock;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The members that a request is put to, one after the other: who is next, what the balancer learns of each, and whether the request may be sent
 * once more. Confined to the exchange's I/O thread.
 */
final class Attempts {
    private final Members members;
    private final NanoClock clock;
    private final BitSet tried = new BitSet();
    private @Nullable Member member;
    private @Nullable Member last;
    private long chosenAt;
    private long headAfter;
    private Outcome answer = Outcome.ANSWERED;
    private int rounds;
    private int tries;
    private int repeats;

    Attempts(Members members, NanoClock clock) {
        this.members = members;
        this.clock = clock;
    }

    /**
     * Returns the member that the request is put to now, or null where none is left in this round.
     *
     * @param routes what the request's session says of its member; there may be more than one, and the first that is known counts
     */
    @Nullable
    Member next(List<String> routes) {
        Member chosen = members.choose(routes, tried);
        if (chosen != null) {
            member = chosen;
            last = chosen;
            chosenAt = clock.nanoTime();
            headAfter = 0;
            tries = 1;
        }
        return chosen;
    }

    /** Returns whether there is another round, after {@link Members#pauseNanos}, and begins it. */
    boolean beginsAnotherRound() {
        if (++rounds >= members.rounds()) {
            return false;
        }
        tried.clear(0, members.all().size());
        return true;
    }

    /** Returns the member that has the request, or null. */
    @Nullable
    Member member() {
        return member;
    }

    /** Returns the member that had the request last, or null where none ever had. */
    @Nullable
    Member last() {
        return last;
    }

    /** The head of the member's response has come; returns whether it is an answer that nobody else may be asked for. */
    boolean answered(int status, long now) {
        headAfter = now - chosenAt;
        answer = members.outcomeOf(status);
        return answer == Outcome.ANSWERED;
    }

    /** The response that {@link #answered} was told of is over. */
    void leaveAnswered(long transferredBytes) {
        boolean unused = leave(answer, transferredBytes);
    }

    /** The status that {@link #answered} was told of is a reason to ask another member; returns whether there may be one. */
    boolean passOnForStatus(long transferredBytes) {
        return passOn(answer, transferredBytes);
    }

    /** The request is done with its member, for better or worse; returns whether it may be put to another. */
    boolean leave(Outcome outcome, long transferredBytes) {
        Member left = member;
        member = null;
        return left != null && members.ended(left, outcome, transferredBytes, headAfter);
    }

    /** The same, and the member is not chosen for it again in this round. */
    boolean passOn(Outcome outcome, long transferredBytes) {
        Member left = member;
        boolean mayGo = leave(outcome, transferredBytes);
        if (mayGo && left != null) {
            tried.set(left.number());
        }
        return mayGo;
    }

    /** The request is about to be sent again, to whomever. */
    void repeat() {
        repeats++;
    }

    /** The request stays with its member, which is to get it once more. */
    void stay() {
        tries++;
        headAfter = 0;
        answer = Outcome.ANSWERED;
    }

    /** Returns how often the member was to get the request since it was chosen, this time included. */
    int tries() {
        return tries;
    }

    /** Returns how often the request was sent again. */
    int repeats() {
        return repeats;
    }
}
