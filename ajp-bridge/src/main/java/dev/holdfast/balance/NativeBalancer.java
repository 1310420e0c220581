package dev.holdfast.balance;

import dev.holdfast.time.Deadline;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Least outstanding latency: a request goes to the member with which it is likely to wait least, which is the one with the smallest product
 * of requests in progress, this one included, and mean latency, divided by its lbfactor. Where that is equal, to the one chosen longest ago.
 *
 * <pre>
 * health   event                                        -> health
 * OK       errorThreshold failures to connect in a row  -> ERROR    for recoverTime, doubled each time
 * ERROR    that time is over, or everyone is in ERROR   -> RECOVER  by being chosen, for one request at a time
 * RECOVER  an answer                                    -> OK
 * RECOVER  a failure to connect                         -> ERROR
 * any      health checks say so                         -> OK or ERROR
 * </pre>
 *
 * <p>Where a member's health is checked (watched), no request finds out whether it is back; and no answer to one brings it back, as long as
 * {@link #checked} has not said so.
 *
 * <p>A member that had no connection to give is not in ERROR: the request tries another, and that is all.
 *
 * <p>A session's request goes to the session's member, also while that is DISABLED; where it cannot be used, to the member its redirect names,
 * then to one of its domain, then to any. With all members in ERROR the one whose time is over first is tried all the same: a 503 without a
 * try would help nobody.
 */
public final class NativeBalancer implements BalancerMachine {
    private static final int SERVICE_UNAVAILABLE = 503;

    private static final class Member {
        final MemberSettings settings;
        final Latency latency;
        Activation activation;
        Health health = Health.OK;
        int busy;
        long elected;
        long failures;
        int failuresInARow;
        long recoverNanos;
        long recoverAt;
        long lastElection;
        boolean watched;
        boolean checkFailed;

        Member(MemberSettings settings, long decayNanos) {
            this.settings = settings;
            this.latency = new Latency(decayNanos);
            this.activation = settings.activation();
        }
    }

    private final NativeBalancerSettings settings;
    private final List<Member> members = new ArrayList<>();
    private long elections;

    /**
     * Makes a balancer that has learnt nothing yet.
     *
     * @throws IllegalArgumentException where there is no member, or two have one name
     */
    public NativeBalancer(NativeBalancerSettings settings, List<MemberSettings> members) {
        this.settings = settings;
        Set<String> names = new HashSet<>();
        for (MemberSettings member : members) {
            if (!names.add(member.name())) {
                throw new IllegalArgumentException("two members are called " + member.name());
            }
            this.members.add(new Member(member, Deadline.nanosOf(settings.latencyDecay())));
        }
        if (members.isEmpty()) {
            throw new IllegalArgumentException("a balancer needs a member");
        }
    }

    @Override
    public int choose(@Nullable String route, BitSet tried, long now) {
        int chosen = NONE;
        int owner = settings.stickySession() ? withRoute(route) : NONE;
        if (owner != NONE) {
            chosen = forSession(owner, tried, now);
            if (chosen == NONE && settings.stickySessionForce()) {
                return NONE;
            }
        }
        if (chosen == NONE) {
            chosen = best(null, tried, now);
        }
        if (chosen == NONE) {
            chosen = leastHopeless(tried);
        }
        if (chosen != NONE) {
            elect(members.get(chosen));
        }
        return chosen;
    }

    /** Whoever has it, and whether it can be used or not: the sessions of its member may be its domain's. */
    @Override
    public boolean keeps(String route, BitSet tried) {
        return withRoute(route) != NONE;
    }

    @Override
    public void ended(int member, Outcome outcome, long transferredBytes, long latencyNanos, long now) {
        Member ended = members.get(member);
        if (ended.busy == 0) {
            throw new IllegalStateException("ended " + outcome + " of member " + ended.settings.name() + ", not busy");
        }
        ended.busy--;
        switch (outcome) {
            case ANSWERED, UNWANTED_STATUS -> {
                ended.latency.observe(latencyNanos, now);
                recovered(ended);
            }
            case FAILED_STATUS -> {
                // Failing fast must not look like being fast, or the member that fails gets everything.
                ended.failures++;
                ended.latency.observe(Math.max(latencyNanos, (long) meanLatency(now)), now);
                recovered(ended);
            }
            case CONNECT_FAILED, PING_FAILED -> {
                ended.failures++;
                ended.failuresInARow++;
                if (ended.health != Health.OK || ended.failuresInARow >= settings.errorThreshold()) {
                    failed(ended, now);
                }
            }
            case REPLY_TIMEOUT, EXCUSED_TIMEOUT, BROKEN -> ended.failures++;
            case NO_CONNECTION, CLIENT -> {}
        }
    }

    @Override
    public void checked(int member, boolean healthy, long now) {
        Member checked = members.get(member);
        checked.checkFailed = !healthy;
        if (healthy) {
            recovered(checked);
        } else {
            failed(checked, now);
        }
    }

    @Override
    public void watched(int member) {
        members.get(member).watched = true;
    }

    @Override
    public Health health(int member) {
        return members.get(member).health;
    }

    @Override
    public void activate(int member, Activation activation) {
        members.get(member).activation = activation;
    }

    @Override
    public int maxAttempts() {
        return members.size();
    }

    /** A member that says 503 counts as no faster than the others, and its answer is passed on. */
    @Override
    public Outcome outcomeOf(int status) {
        return status == SERVICE_UNAVAILABLE ? Outcome.FAILED_STATUS : Outcome.ANSWERED;
    }

    @Override
    public boolean failsOver(int member, Outcome outcome) {
        return outcome != Outcome.FAILED_STATUS && BalancerMachine.super.failsOver(member, outcome);
    }

    /** Nothing is due at a time: a member recovers by being chosen. */
    @Override
    public long nextDeadline() {
        return Deadline.NONE;
    }

    @Override
    public void timeout(long now) {}

    @Override
    public List<MemberStatus> members() {
        List<MemberStatus> statuses = new ArrayList<>();
        for (Member member : members) {
            statuses.add(new MemberStatus(
                    member.settings.withActivation(member.activation),
                    member.health,
                    member.busy,
                    member.elected,
                    member.failures));
        }
        return statuses;
    }

    private int forSession(int owner, BitSet tried, long now) {
        Member member = members.get(owner);
        if (member.activation != Activation.STOPPED && !tried.get(owner) && mayBeTried(member, now)) {
            return owner;
        }
        int heir = withRoute(member.settings.redirect());
        if (heir != NONE && isCandidate(heir, tried, now)) {
            return heir;
        }
        return member.settings.domain() == null ? NONE : best(member.settings.domain(), tried, now);
    }

    private int withRoute(@Nullable String route) {
        for (int i = 0; i < members.size(); i++) {
            if (route != null && route.equals(members.get(i).settings.route())) {
                return i;
            }
        }
        return NONE;
    }

    /** @param domain null for any */
    private int best(@Nullable String domain, BitSet tried, long now) {
        double meanLatency = meanLatency(now);
        int best = NONE;
        double bestWait = 0;
        for (int i = 0; i < members.size(); i++) {
            Member member = members.get(i);
            if (isCandidate(i, tried, now) && (domain == null || domain.equals(member.settings.domain()))) {
                double wait = expectedWait(member, meanLatency, now);
                if (best == NONE || isBetter(member, wait, members.get(best), bestWait)) {
                    best = i;
                    bestWait = wait;
                }
            }
        }
        return best;
    }

    private boolean isCandidate(int number, BitSet tried, long now) {
        Member member = members.get(number);
        return member.activation == Activation.ACTIVE && !tried.get(number) && mayBeTried(member, now);
    }

    private static boolean mayBeTried(Member member, long now) {
        return switch (member.health) {
            case OK, BUSY -> true;
            case ERROR -> !member.watched && Deadline.isExpired(member.recoverAt, now);
            case RECOVER -> member.busy == 0;
        };
    }

    private static boolean isBetter(Member one, double oneWait, Member other, double otherWait) {
        if (one.settings.hotStandby() != other.settings.hotStandby()) {
            return other.settings.hotStandby();
        }
        if (one.settings.distance() != other.settings.distance()) {
            return one.settings.distance() < other.settings.distance();
        }
        int byWait = Double.compare(oneWait, otherWait);
        return byWait != 0 ? byWait < 0 : one.lastElection < other.lastElection;
    }

    /** A member nobody has heard of is asked once; until it has answered, it counts as fast as the others are. */
    private static double expectedWait(Member member, double meanLatency, long now) {
        double latency = member.latency.isKnown() ? member.latency.nanos(now) : member.busy == 0 ? 0 : meanLatency;
        return (member.busy + 1) * latency / member.settings.lbfactor();
    }

    /** Returns the mean over the members that have answered; 1 where none has, so that the number of requests decides. */
    private double meanLatency(long now) {
        double sum = 0;
        int known = 0;
        for (Member member : members) {
            if (member.latency.isKnown()) {
                sum += member.latency.nanos(now);
                known++;
            }
        }
        return known == 0 ? 1 : sum / known;
    }

    private int leastHopeless(BitSet tried) {
        int least = NONE;
        for (int i = 0; i < members.size(); i++) {
            Member member = members.get(i);
            if (member.activation == Activation.ACTIVE
                    && !tried.get(i)
                    && (least == NONE || member.recoverAt < members.get(least).recoverAt)) {
                least = i;
            }
        }
        return least;
    }

    private void elect(Member member) {
        if (member.health == Health.ERROR && !member.watched) {
            member.health = Health.RECOVER;
        }
        member.busy++;
        member.elected++;
        member.lastElection = ++elections;
    }

    private void failed(Member member, long now) {
        long first = Deadline.nanosOf(settings.recoverTime());
        long longest = Deadline.nanosOf(settings.maxRecoverTime());
        member.recoverNanos = member.recoverNanos == 0 ? first : Math.min(longest, member.recoverNanos * 2);
        member.recoverAt = Deadline.after(now, member.recoverNanos);
        member.health = Health.ERROR;
    }

    private static void recovered(Member member) {
        if (member.checkFailed) {
            return;
        }
        member.health = Health.OK;
        member.failuresInARow = 0;
        member.recoverNanos = 0;
    }
}
