package dev.holdfast.balance;

import dev.holdfast.time.Deadline;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * A load balancer worker as mod_jk has it (jk_lb_worker: service, get_most_suitable_worker, maintain_workers), for all child processes
 * together, since states and loads stand in shared memory.
 *
 * <pre>
 * state    event                                                 -> state
 * IDLE     an answer                                             -> OK
 * OK       no answer between two maintenances                    -> IDLE
 * any      no connection, or busy_limit                          -> BUSY     but for ERROR
 * BUSY     a request to it ends, or a connection is free         -> OK
 * any      failed while nothing else is in progress there        -> ERROR
 * any      failed, errorEscalationTime after the first failure   -> ERROR    also in maintenance
 * any      more than maxReplyTimeouts, a status of failOnStatus  -> ERROR
 * ERROR    maintenance, more than recoverTime after the last     -> RECOVER  with the highest load of all
 * ERROR    no member can be used                                 -> FORCE    once a request
 * RECOVER  is chosen                                             -> PROBE    which is not chosen again
 * PROBE    an answer                                             -> OK
 * </pre>
 *
 * <p>{@link Health} has OK for IDLE and OK, and RECOVER for RECOVER, FORCE and PROBE.
 *
 * <p><b>Load.</b> Each member has a multiplier: the smallest common multiple of all lbfactors, divided by its own. A request, or what the
 * method counts, adds that much to the member's load, and the least loaded member at the smallest distance is chosen; among equals the first
 * behind the one chosen last. Each maintenance halves the loads once for each interval since the last (not for BUSYNESS; for NEXT it
 * subtracts the least). Here a request counts from its choice, in mod_jk from its connection; that differs only while it waits for one.
 *
 * <p><b>Maintenance</b> is done by the first request {@code maintain} after the last one, so an error ends up to that much later than
 * recoverTime. Times are whole seconds, truncated.
 *
 * <p><b>Sessions.</b> A session's request goes to the member with its route while that is not STOPPED; else to the route of that member's
 * redirect, else into its domain, which is a route's part before the first dot where nothing else is said. Where the redirect cannot be used
 * the domain is not tried. With no member left, the first redirect of any member is.
 *
 * <p>hotStandby and health checks are not known to mod_jk. Mutable, not thread-safe.
 */
public final class ModJkBalancer implements BalancerMachine {
    private static final long NEVER = -1;
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    /** In mod_jk's order: up to FORCE a member can be used. */
    private enum State {
        IDLE,
        OK,
        RECOVER,
        FORCE,
        BUSY,
        ERROR,
        PROBE;

        Health health() {
            return switch (this) {
                case IDLE, OK -> Health.OK;
                case RECOVER, FORCE, PROBE -> Health.RECOVER;
                case BUSY -> Health.BUSY;
                case ERROR -> Health.ERROR;
            };
        }
    }

    private static final class Member {
        final MemberSettings settings;
        final String route;
        final @Nullable String domain;
        final long lbfactor;
        long mult;
        Activation activation;
        State state = State.IDLE;
        long load;
        int busy;
        long elected;
        long electedBefore;
        long failures;
        long replyTimeouts;
        long firstError = NEVER;
        long lastError = NEVER;

        Member(MemberSettings settings) {
            this.settings = settings;
            this.route = settings.route() == null ? settings.name() : settings.route();
            this.domain = settings.domain() == null && route.indexOf('.') > 0 ? domainOf(route) : settings.domain();
            this.lbfactor = (long) settings.lbfactor();
            if (lbfactor != settings.lbfactor()) {
                throw new IllegalArgumentException("lbfactor must be whole: " + settings.lbfactorText());
            }
            this.activation = settings.activation();
        }
    }

    private final ModJkBalancerSettings settings;
    private final IntPredicate hasConnection;
    private final List<Member> members = new ArrayList<>();
    private int nextOffset;
    private long lastMaintenance = NEVER;

    /**
     * Makes a balancer that has learnt nothing yet.
     *
     * @param hasConnection whether the pool of a member has a free place for the request that is about to be chosen for, which ends BUSY
     * @throws IllegalArgumentException where there is no member, an lbfactor is not whole, or two members have one route
     */
    public ModJkBalancer(ModJkBalancerSettings settings, List<MemberSettings> members, IntPredicate hasConnection) {
        this.settings = settings;
        this.hasConnection = hasConnection;
        Set<String> routes = new HashSet<>();
        long multiple = 1;
        for (MemberSettings one : members) {
            Member member = new Member(one);
            if (!routes.add(member.route)) {
                throw new IllegalArgumentException("two members have the route " + member.route);
            }
            this.members.add(member);
            multiple = multiple / gcd(multiple, member.lbfactor) * member.lbfactor;
        }
        if (members.isEmpty()) {
            throw new IllegalArgumentException("a balancer needs a member");
        }
        for (Member member : this.members) {
            member.mult = multiple / member.lbfactor;
        }
    }

    @Override
    public int choose(@Nullable String route, BitSet tried, long now) {
        maintain(now / NANOS_PER_SECOND);
        if (tried.isEmpty()) {
            endBusy();
        }
        String session = settings.stickySession() ? route : null;
        int chosen = mostSuitable(session, tried);
        int forcedMark = members.size();
        if (chosen == NONE && !tried.get(forcedMark)) {
            tried.set(forcedMark);
            if (forceRecovery(tried)) {
                chosen = mostSuitable(session, tried);
            }
        }
        if (chosen != NONE) {
            elect(members.get(chosen), session);
        }
        return chosen;
    }

    @Override
    public boolean keeps(String route, BitSet tried) {
        return forSession(route, tried) != NONE;
    }

    @Override
    public void ended(int number, Outcome outcome, long transferredBytes, long latencyNanos, long now) {
        Member member = members.get(number);
        if (member.busy == 0) {
            throw new IllegalStateException("ended " + outcome + " of member " + member.settings.name() + ", not busy");
        }
        member.busy--;
        if (outcome == Outcome.NO_CONNECTION) {
            if (settings.method() == ModJkMethod.REQUEST || settings.method() == ModJkMethod.BUSYNESS) {
                relieve(member);
            }
            member.state = member.state == State.ERROR ? State.ERROR : State.BUSY;
            return;
        }
        if (settings.method() == ModJkMethod.TRAFFIC) {
            member.load += transferredBytes * member.mult;
        } else if (settings.method() == ModJkMethod.BUSYNESS) {
            relieve(member);
        }
        if (member.state != State.ERROR) {
            member.state = State.OK;
        }
        long second = now / NANOS_PER_SECOND;
        switch (outcome) {
            case ANSWERED, UNWANTED_STATUS, CLIENT -> {
                member.state = State.OK;
                member.firstError = NEVER;
                member.lastError = NEVER;
            }
            case FAILED_STATUS -> fail(member, second);
            case REPLY_TIMEOUT, EXCUSED_TIMEOUT -> {
                if (++member.replyTimeouts > settings.maxReplyTimeouts()) {
                    fail(member, second);
                } else {
                    member.failures++;
                }
            }
            case CONNECT_FAILED, PING_FAILED, BROKEN -> failUnlessItServesOthers(member, second);
            case NO_CONNECTION -> throw new IllegalStateException("handled above");
        }
    }

    /** Ignored: mod_jk has no health checks. */
    @Override
    public void checked(int member, boolean healthy, long now) {}

    @Override
    public Health health(int member) {
        return members.get(member).state.health();
    }

    /** Sets all loads to zero as well, as the status worker does, but for BUSYNESS. */
    @Override
    public void activate(int member, Activation activation) {
        members.get(member).activation = activation;
        if (settings.method() != ModJkMethod.BUSYNESS) {
            members.forEach(one -> one.load = 0);
        }
    }

    @Override
    public int maxAttempts() {
        return Math.min(settings.lbRetries(), members.size());
    }

    @Override
    public int rounds() {
        return settings.retries();
    }

    @Override
    public long pauseNanos() {
        return Deadline.nanosOf(settings.retryInterval());
    }

    @Override
    public Outcome outcomeOf(int status) {
        if (settings.failOnStatus().contains(status)) {
            return Outcome.FAILED_STATUS;
        }
        return settings.failOnStatus().contains(-status) ? Outcome.UNWANTED_STATUS : Outcome.ANSWERED;
    }

    /** Nothing is due at a time: maintenance waits for a request. */
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
                    member.state.health(),
                    member.busy,
                    member.elected,
                    member.failures));
        }
        return statuses;
    }

    private void endBusy() {
        for (int i = 0; i < members.size(); i++) {
            Member member = members.get(i);
            // With nothing in progress there something must be free.
            if (member.state == State.BUSY && (member.busy == 0 || hasConnection.test(i))) {
                member.state = State.OK;
            }
        }
    }

    private int mostSuitable(@Nullable String session, BitSet tried) {
        if (members.size() == 1) {
            if (!isUsableForSession(0, tried)) {
                return NONE;
            }
            if (members.get(0).activation != Activation.DISABLED) {
                return 0;
            }
        }
        if (session != null) {
            int owner = forSession(session, tried);
            if (owner != NONE || settings.stickySessionForce()) {
                return owner;
            }
        }
        int best = leastLoaded(tried);
        return best == NONE ? failover(tried) : best;
    }

    private int forSession(String route, BitSet tried) {
        int owner = withRoute(route);
        boolean byDomain = owner == NONE;
        if (byDomain) {
            owner = leastLoadedOf(domainOf(route), tried);
        }
        if (owner == NONE || isUsableForSession(owner, tried)) {
            return owner;
        }
        if (settings.stickySessionForce()) {
            return NONE;
        }
        Member member = members.get(owner);
        int heir = NONE;
        if (member.settings.redirect() != null) {
            heir = withRoute(member.settings.redirect());
        } else if (member.domain != null && !byDomain) {
            heir = leastLoadedOf(member.domain, tried);
        }
        return heir != NONE && isUsableForSession(heir, tried) ? heir : NONE;
    }

    private int failover(BitSet tried) {
        for (Member member : members) {
            if (member.settings.redirect() != null) {
                return forSession(member.settings.redirect(), tried);
            }
        }
        return NONE;
    }

    private int withRoute(String route) {
        for (int i = 0; i < members.size(); i++) {
            if (members.get(i).route.equals(route)) {
                return i;
            }
        }
        return NONE;
    }

    private int leastLoadedOf(String domain, BitSet tried) {
        int best = NONE;
        for (int i = 0; i < members.size(); i++) {
            if (domain.equals(members.get(i).domain) && isUsable(i, tried) && isBetter(i, best)) {
                best = i;
            }
        }
        return best;
    }

    private int leastLoaded(BitSet tried) {
        int best = NONE;
        int offset = nextOffset;
        for (int j = 0; j < members.size(); j++) {
            int i = (j + offset) % members.size();
            if (isUsable(i, tried) && isBetter(i, best)) {
                best = i;
                nextOffset = i + 1;
            }
        }
        return best;
    }

    private boolean isBetter(int one, int best) {
        if (best == NONE) {
            return true;
        }
        Member candidate = members.get(one);
        Member leader = members.get(best);
        int byDistance = Integer.compare(candidate.settings.distance(), leader.settings.distance());
        return byDistance < 0 || (byDistance == 0 && candidate.load < leader.load);
    }

    private boolean isUsable(int number, BitSet tried) {
        return isUp(number, tried) && members.get(number).activation == Activation.ACTIVE;
    }

    private boolean isUsableForSession(int number, BitSet tried) {
        return isUp(number, tried) && members.get(number).activation != Activation.STOPPED;
    }

    private boolean isUp(int number, BitSet tried) {
        return !tried.get(number) && members.get(number).state.compareTo(State.FORCE) <= 0;
    }

    private void elect(Member member, @Nullable String session) {
        if (member.state == State.RECOVER) {
            member.state = State.PROBE;
        }
        boolean counts = switch (settings.method()) {
            case REQUEST, BUSYNESS -> true;
            case SESSION, NEXT -> session == null;
            case TRAFFIC -> false;
        };
        if (counts) {
            member.load += member.mult;
        }
        member.busy++;
        member.elected++;
    }

    private static void relieve(Member member) {
        member.load = Math.max(0, member.load - member.mult);
    }

    private static void fail(Member member, long second) {
        member.failures++;
        member.state = State.ERROR;
        member.firstError = second;
        member.lastError = second;
    }

    private void failUnlessItServesOthers(Member member, long second) {
        member.failures++;
        if (member.busy == 0 || settings.errorEscalationTime().isZero() || isEscalated(member, second)) {
            member.state = State.ERROR;
        }
        if (member.firstError == NEVER) {
            member.firstError = second;
        }
        member.lastError = second;
    }

    private boolean isEscalated(Member member, long second) {
        return member.firstError != NEVER
                && second - member.firstError >= settings.errorEscalationTime().toSeconds();
    }

    /** Members that have failed this very request may be given it again. */
    private boolean forceRecovery(BitSet tried) {
        boolean forced = false;
        for (int i = 0; i < members.size(); i++) {
            Member member = members.get(i);
            if (member.state == State.ERROR) {
                member.state = State.FORCE;
                member.replyTimeouts = 0;
                tried.clear(i);
                forced = true;
            }
        }
        return forced;
    }

    private void maintain(long second) {
        long interval = settings.maintain().toSeconds();
        if (lastMaintenance == NEVER) {
            lastMaintenance = second;
        }
        if (interval == 0 || second - lastMaintenance < interval) {
            return;
        }
        int halvings = (int) Math.min(Long.SIZE - 1, (second - lastMaintenance) / interval);
        lastMaintenance = second;
        long highest = decay(halvings);
        boolean allInError = true;
        for (Member member : members) {
            recover(member, highest, second);
            allInError &= member.state == State.ERROR;
        }
        if (allInError) {
            forceRecovery(new BitSet());
        }
    }

    /** Returns the highest load. */
    private long decay(int halvings) {
        long highest = 0;
        for (Member member : members) {
            if (settings.method() != ModJkMethod.BUSYNESS) {
                member.load >>= settings.method() == ModJkMethod.NEXT ? 0 : halvings;
                highest = Math.max(highest, member.load);
            }
            member.replyTimeouts >>= halvings;
        }
        if (settings.method() == ModJkMethod.NEXT) {
            long least = Long.MAX_VALUE;
            for (int i = 0; i < members.size(); i++) {
                least = isUsable(i, new BitSet()) ? Math.min(least, members.get(i).load) : least;
            }
            for (Member member : members) {
                member.load = least == Long.MAX_VALUE ? member.load : Math.max(0, member.load - least);
            }
        }
        return highest;
    }

    private void recover(Member member, long highestLoad, long second) {
        if (member.state == State.ERROR) {
            if (second - member.lastError > settings.recoverTime().toSeconds()) {
                member.state = State.RECOVER;
                member.replyTimeouts = 0;
                if (settings.method() != ModJkMethod.BUSYNESS) {
                    member.load = highestLoad;
                }
            }
        } else if (isEscalated(member, second) && member.state != State.RECOVER) {
            member.state = State.ERROR;
        } else if (member.state == State.OK && member.elected == member.electedBefore) {
            member.state = State.IDLE;
        }
        member.electedBefore = member.elected;
    }

    private static String domainOf(String route) {
        int dot = route.indexOf('.');
        return dot < 0 ? route : route.substring(0, dot);
    }

    private static long gcd(long a, long b) {
        return b == 0 ? a : gcd(b, a % b);
    }
}
