package dev.holdfast.balance;

import dev.holdfast.time.Deadline;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Chooses a member for each request and learns from how it ends. Members are numbered from 0 in the order they were given.
 *
 * <p>Mutable, not thread-safe; {@code now} is in nanoseconds and never goes back. The same events at the same {@code now} have the same
 * answers, live or simulated. Not sealed, so that a recorder can stand before one.
 */
public interface BalancerMachine {
    /** There is no member for this request. */
    int NONE = -1;

    /**
     * Chooses a member; it counts as busy until {@link #ended}.
     *
     * @param route the route of the request's session, or null where it has none
     * @param tried the members this request was given before, in vain. The machine may add marks behind the last member and take members
     *     away, so a driver keeps one set for all attempts of a request
     * @return its number, or {@link #NONE} where the request is to be answered with 503
     */
    int choose(@Nullable String route, BitSet tried, long now);

    /**
     * Returns whether a request of a session with this route would be given a member for that route's sake, so that no other session of the
     * request's need be looked at.
     *
     * @param tried as for {@link #choose}; nothing is added
     */
    boolean keeps(String route, BitSet tried);

    /**
     * A request ended that {@code member} was chosen for.
     *
     * @param transferredBytes bodies of both directions
     * @param latencyNanos from the choice to the head of the response; 0 or more, ignored where there was none
     */
    void ended(int member, Outcome outcome, long transferredBytes, long latencyNanos, long now);

    /** Health checks found that a member can be used again, or cannot. */
    void checked(int member, boolean healthy, long now);

    /** From now on a member's health is checked, so that no request need find out whether it is back. */
    default void watched(int member) {}

    /** Returns what is believed of a member. */
    Health health(int member);

    /** The operator wants something else of a member. */
    void activate(int member, Activation activation);

    /**
     * Returns whether a request that {@code member} was chosen for, and that had to wait for a connection to it, may use the one it is about to
     * get, or have one opened. Where not, its driver gives the connection up, and the request ends there as {@link Outcome#NO_CONNECTION}.
     */
    default boolean admits(int member) {
        return true;
    }

    /** Returns whether {@link #admits} can ever be false; the same for all time. */
    default boolean mayRefuse() {
        return false;
    }

    /** Returns how many members one request may be given, one after the other, at least 1. */
    int maxAttempts();

    /**
     * Returns how often a request may go through {@link #maxAttempts}, at least 1: before each further round it waits {@link #pauseNanos},
     * and the members, but not the marks behind them, are removed from {@code tried}.
     */
    default int rounds() {
        return 1;
    }

    /** Returns how long a request waits between two rounds. */
    default long pauseNanos() {
        return 0;
    }

    /** Returns what an answer with this status is: ANSWERED, FAILED_STATUS or UNWANTED_STATUS. */
    default Outcome outcomeOf(int status) {
        return Outcome.ANSWERED;
    }

    /** Returns whether a request that ended so at a member, and can be sent again, may be given to another; asked after {@link #ended}. */
    default boolean failsOver(int member, Outcome outcome) {
        return outcome != Outcome.ANSWERED && outcome != Outcome.CLIENT;
    }

    /** Returns when {@link #timeout} is due, {@link Deadline#NONE} for never. */
    long nextDeadline();

    /** Does what is due at {@code now}: afterwards {@link #nextDeadline} is later than it. */
    void timeout(long now);

    /** Returns the members in their order. */
    List<MemberStatus> members();
}
