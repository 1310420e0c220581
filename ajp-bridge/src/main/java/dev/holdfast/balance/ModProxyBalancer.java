package dev.holdfast.balance;

import dev.holdfast.time.Deadline;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A {@code balancer://} as mod_proxy has it (mod_proxy_balancer: proxy_balancer_pre_request and _post_request; proxy_util:
 * proxy_balancer_get_best_worker, ap_proxy_retry_worker; mod_proxy: proxy_handler), for all child processes together, since the members'
 * states stand in shared memory.
 *
 * <p><b>In error</b> is a member, for {@code retry}, that had no connection to give in time, that could not be connected to, that did not
 * answer its CPING or that broke off an exchange; one failure is enough. The request then goes to another, and the load with it, so that one
 * member's full pool can bring down all. When all are in error, forceRecovery clears them at once. With ignoreErrors nothing of this
 * happens, and a request that fails is not tried again. A member that starts in error (status=+E) leaves that with the first request that looks at
 * it, whatever its {@code retry}; one whose health check is said to have failed (status=+C) with the first check that passes, and else never.
 *
 * <p><b>byrequests</b>: each candidate's status grows by its load factor in hundredths, the highest is chosen, and loses the sum of all that
 * was added. A request of a session changes the statuses in the same way, over all members that can be used. <b>bybusyness</b> looks at
 * requests in progress first. <b>bytraffic</b> takes the least bytes for a load factor, since the start: nothing is ever forgotten.
 *
 * <p>Members are looked at by lbset ({@link MemberSettings#distance}), the lowest first. In one, as many spares take part as members cannot
 * be used; standbys only where nobody else can. DISABLED (drain) keeps its sessions. A session's redirect is followed from member to member.
 *
 * <p>What keeps a request from coming back to a member is that the member is in error, and not that it was tried before: after a recovery it
 * may get the same once more, which is an attempt like any other.
 *
 * <p><b>Waiting</b>: a request that waited for a connection is not let through to a member that cannot be used any more
 * (ap_proxy_check_connection). The connection is closed, the place goes to whoever waits next, and so on: all that wait go on to other members
 * within moments, as many as have attempts left, and the rest are answered 503. With one member that is all of them, until the next request
 * finds all members in error and clears them.
 *
 * <p>A <b>plain</b> worker ({@link ModProxyBalancerSettings#plain}) ignores errors (ap_proxy_define_worker), a failed connect included, and nobody
 * can stop it: so it turns nobody away. One with status=-I ({@link ModProxyBalancerSettings#plainFails}) is in error for {@code retry} where a connect
 * failed (ap_proxy_connect_backend), and after nothing else, since the rest is a balancer's doing, and so is forceRecovery.
 *
 * <p>Mutable, not thread-safe.
 */
public final class ModProxyBalancer implements BalancerMachine {
    private static final int FACTOR_SCALE = 100;

    private static final class Member {
        final MemberSettings settings;
        final int lbfactor;
        final long retryNanos;
        Activation activation;
        boolean inError;
        boolean checkFailed;
        boolean hasFailed;
        long errorTime;
        int lbstatus;
        long transferred;
        int busy;
        long elected;
        long failures;

        Member(MemberSettings settings) {
            this.settings = settings;
            this.lbfactor = (int) Math.round(settings.lbfactor() * FACTOR_SCALE);
            this.retryNanos = Deadline.nanosOf(settings.retry());
            this.activation = settings.activation();
            this.inError = settings.inError();
            this.checkFailed = settings.checkFailed();
        }

        boolean isUsable() {
            return activation != Activation.STOPPED && !inError && !checkFailed;
        }

        boolean isDraining() {
            return activation == Activation.DISABLED;
        }
    }

    private final ModProxyBalancerSettings settings;
    private final List<Member> members = new ArrayList<>();
    private final List<Member> spares = new ArrayList<>();
    private final List<Member> standbys = new ArrayList<>();
    private int totalFactor;

    /**
     * Makes a balancer that has learnt nothing yet.
     *
     * @throws IllegalArgumentException where there is no member, or another one beside a plain worker
     */
    public ModProxyBalancer(ModProxyBalancerSettings settings, List<MemberSettings> members) {
        this.settings = settings;
        if (members.isEmpty()) {
            throw new IllegalArgumentException("a balancer needs a member");
        }
        if (settings.plain() && members.size() > 1) {
            throw new IllegalArgumentException("a plain worker is one, not " + members.size());
        }
        members.forEach(member -> this.members.add(new Member(member)));
    }

    @Override
    public int choose(@Nullable String route, BitSet tried, long now) {
        if (tried.cardinality() >= maxAttempts()) {
            return NONE;
        }
        forceRecovery(now);
        String session = settings.stickySession() ? route : null;
        Member chosen = session == null ? null : withRoute(session, 1, now);
        if (chosen != null) {
            countSession(chosen);
        } else if (session != null && settings.noFailover() && isSomeonesRoute(session)) {
            return NONE;
        } else {
            chosen = best(now);
        }
        if (chosen == null) {
            return NONE;
        }
        chosen.elected++;
        chosen.busy++;
        int number = members.indexOf(chosen);
        if (tried.get(number)) {
            tried.set(tried.nextClearBit(members.size()));
        }
        return number;
    }

    /** Always: mod_proxy looks at one session only. */
    @Override
    public boolean keeps(String route, BitSet tried) {
        return true;
    }

    @Override
    public void ended(int number, Outcome outcome, long transferredBytes, long latencyNanos, long now) {
        Member member = members.get(number);
        if (member.busy == 0) {
            throw new IllegalStateException("ended " + outcome + " of member " + member.settings.name() + ", not busy");
        }
        member.busy--;
        member.transferred += transferredBytes;
        boolean fails = switch (outcome) {
            case FAILED_STATUS, NO_CONNECTION, CONNECT_FAILED, PING_FAILED, BROKEN, REPLY_TIMEOUT -> true;
            case EXCUSED_TIMEOUT -> settings.failOnTimeout();
            case ANSWERED, UNWANTED_STATUS, CLIENT -> false;
        };
        if (fails) {
            member.failures++;
        }
        boolean marks = settings.plain() ? settings.plainFails() && outcome == Outcome.CONNECT_FAILED : fails;
        if (marks && !member.settings.ignoreErrors()) {
            member.inError = true;
            member.hasFailed = true;
            member.errorTime = now;
        }
    }

    @Override
    public void checked(int member, boolean healthy, long now) {
        Member checked = members.get(member);
        checked.checkFailed = !healthy;
        if (healthy) {
            checked.inError = false;
        } else {
            checked.hasFailed = true;
            checked.errorTime = now;
        }
    }

    @Override
    public Health health(int member) {
        Member asked = members.get(member);
        return asked.inError || asked.checkFailed ? Health.ERROR : Health.OK;
    }

    @Override
    public void activate(int member, Activation activation) {
        members.get(member).activation = activation;
    }

    @Override
    public boolean admits(int member) {
        return !mayRefuse() || members.get(member).isUsable();
    }

    @Override
    public boolean mayRefuse() {
        return !settings.plain() || settings.plainFails();
    }

    @Override
    public int maxAttempts() {
        return settings.maxAttempts() < 0 ? members.size() : settings.maxAttempts() + 1;
    }

    @Override
    public Outcome outcomeOf(int status) {
        return settings.failOnStatus().contains(status) ? Outcome.FAILED_STATUS : Outcome.ANSWERED;
    }

    /** An answer is passed on whatever its status, and a member that can still be used is the only one asked. */
    @Override
    public boolean failsOver(int member, Outcome outcome) {
        return switch (outcome) {
            case NO_CONNECTION, CONNECT_FAILED, PING_FAILED, BROKEN, REPLY_TIMEOUT, EXCUSED_TIMEOUT ->
                !settings.plain() && !members.get(member).isUsable();
            case ANSWERED, FAILED_STATUS, UNWANTED_STATUS, CLIENT -> false;
        };
    }

    /** Nothing is due at a time: a member leaves the error state when a request looks at it. */
    @Override
    public long nextDeadline() {
        return Deadline.NONE;
    }

    @Override
    public void timeout(long now) {}

    @Override
    public List<MemberStatus> members() {
        List<MemberStatus> statuses = new ArrayList<>();
        for (int i = 0; i < members.size(); i++) {
            Member member = members.get(i);
            statuses.add(new MemberStatus(
                    member.settings.withActivation(member.activation),
                    health(i),
                    member.busy,
                    member.elected,
                    member.failures));
        }
        return statuses;
    }

    private void forceRecovery(long now) {
        for (Member member : members) {
            retry(member, now);
            if (!member.inError) {
                return;
            }
        }
        if (settings.forceRecovery() && !settings.plain()) {
            members.forEach(member -> member.inError = false);
        }
    }

    private static void retry(Member member, long now) {
        // One that starts in error has been in it since 1970.
        boolean due = member.settings.ignoreErrors()
                || !member.hasFailed
                || now > Deadline.after(member.errorTime, member.retryNanos);
        if (member.inError && due && member.activation != Activation.STOPPED) {
            member.inError = false;
        }
    }

    private @Nullable Member withRoute(String route, int depth, long now) {
        Member found = withRoute(route, false, depth, now);
        return found == null ? withRoute(route, true, depth, now) : found;
    }

    private @Nullable Member withRoute(String route, boolean standby, int depth, long now) {
        for (Member member : members) {
            if (member.settings.hotStandby() == standby && route.equals(member.settings.route())) {
                retry(member, now);
                if (member.isUsable()) {
                    return member;
                }
                // Redirects may lead round in a circle.
                String redirect = member.settings.redirect();
                Member heir = redirect == null || depth >= members.size() ? null : withRoute(redirect, depth + 1, now);
                if (heir != null) {
                    return heir;
                }
            }
        }
        return null;
    }

    private boolean isSomeonesRoute(String route) {
        return members.stream().anyMatch(member -> route.equals(member.settings.route()));
    }

    private void countSession(Member chosen) {
        int total = 0;
        for (Member member : members) {
            if (member.isUsable()) {
                member.lbstatus += member.lbfactor;
                total += member.lbfactor;
            }
        }
        chosen.lbstatus -= total;
    }

    private @Nullable Member best(long now) {
        totalFactor = 0;
        int lastSet = 0;
        for (Member member : members) {
            lastSet = Math.max(lastSet, member.settings.distance());
        }
        Member best = null;
        for (int set = 0; best == null && set <= lastSet; set++) {
            best = bestOf(set, now);
        }
        if (best != null && settings.lbmethod() != ModProxyMethod.BYTRAFFIC) {
            best.lbstatus -= totalFactor;
        }
        return best;
    }

    private @Nullable Member bestOf(int set, long now) {
        Member best = null;
        int unusable = 0;
        spares.clear();
        standbys.clear();
        for (Member member : members) {
            if (member.settings.distance() != set) {
                continue;
            }
            boolean regular = !member.settings.hotSpare() && !member.settings.hotStandby();
            if (member.isDraining()) {
                unusable += regular ? 1 : 0;
                continue;
            }
            retry(member, now);
            if (!member.isUsable()) {
                unusable += regular ? 1 : 0;
            } else if (member.settings.hotSpare()) {
                spares.add(member);
            } else if (member.settings.hotStandby()) {
                standbys.add(member);
            } else {
                best = better(member, best);
            }
        }
        for (int i = 0; i < Math.min(unusable, spares.size()); i++) {
            best = better(spares.get(i), best);
        }
        if (best == null) {
            for (Member standby : standbys) {
                best = better(standby, best);
            }
        }
        return best;
    }

    /** To be asked once for each candidate: being one counts. */
    private Member better(Member candidate, @Nullable Member best) {
        if (settings.lbmethod() != ModProxyMethod.BYTRAFFIC) {
            candidate.lbstatus += candidate.lbfactor;
            totalFactor += candidate.lbfactor;
        }
        if (best == null) {
            return candidate;
        }
        boolean better = switch (settings.lbmethod()) {
            case BYREQUESTS -> candidate.lbstatus > best.lbstatus;
            case BYTRAFFIC -> candidate.transferred / candidate.lbfactor < best.transferred / best.lbfactor;
            case BYBUSYNESS ->
                candidate.busy < best.busy || (candidate.busy == best.busy && candidate.lbstatus > best.lbstatus);
        };
        return better ? candidate : best;
    }
}
