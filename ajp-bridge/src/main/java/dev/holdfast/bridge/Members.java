package dev.holdfast.bridge;

import dev.holdfast.balance.Activation;
import dev.holdfast.balance.BalancerMachine;
import dev.holdfast.balance.Health;
import dev.holdfast.balance.HealthMachine;
import dev.holdfast.balance.HealthSettings;
import dev.holdfast.balance.MemberStatus;
import dev.holdfast.balance.Outcome;
import dev.holdfast.pool.NativePoolSettings;
import dev.holdfast.pool.PoolCounts;
import dev.holdfast.time.NanoClock;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.xnio.XnioIoThread;

/** The members and the balancer that chooses among them. Any thread may call it: a lock of its own guards the balancer. */
final class Members {
    private record Watched(HealthMachine machine, HealthCheck check) {}

    private final List<Member> members;
    private final BalancerMachine balancer;
    private final List<BooleanSupplier> admissions;
    private final NanoClock clock;
    private final ReentrantLock lock;
    private final Set<Members> children;
    private final Map<Integer, Watched> watched;
    /** Whether the checks of members' health are this one's: children learn from their requests only. */
    private final boolean checks;

    private final Map<Integer, SlotAsking> leases = new ConcurrentHashMap<>();
    private boolean closed;

    Members(List<Member> members, BalancerMachine balancer, NanoClock clock) {
        this(members, balancer, clock, new ReentrantLock(), ConcurrentHashMap.newKeySet(), new HashMap<>(), true);
    }

    private Members(
            List<Member> members,
            BalancerMachine balancer,
            NanoClock clock,
            ReentrantLock lock,
            Set<Members> children,
            Map<Integer, Watched> watched,
            boolean checks) {
        this.members = List.copyOf(members);
        this.balancer = balancer;
        this.admissions = members.stream().map(this::admissionOf).toList();
        this.clock = clock;
        this.lock = lock;
        this.children = children;
        this.watched = watched;
        this.checks = checks;
    }

    /** Returns the same members with pools of another child process; the balancer is one for all. */
    Members child() {
        List<Member> own = members.stream().map(Member::child).toList();
        Members child = new Members(own, balancer, clock, lock, children, watched, false);
        children.add(child);
        return child;
    }

    /** Returns what the pools to the member hold, those of all child processes together. */
    PoolCounts connections(int member) {
        PoolCounts sum = members.get(member).pool().counts();
        for (Members child : children) {
            if (child != this) {
                sum = sum.plus(child.members.get(member).pool().counts());
            }
        }
        return sum;
    }

    List<Member> all() {
        return members;
    }

    /** See {@link BalancerMachine#outcomeOf}. It is the same for all time, so no lock is needed. */
    Outcome outcomeOf(int status) {
        return balancer.outcomeOf(status);
    }

    int rounds() {
        return balancer.rounds();
    }

    long pauseNanos() {
        return balancer.pauseNanos();
    }

    /**
     * Returns the member for a request, or null; see {@link BalancerMachine#choose}.
     *
     * @param routes of its sessions: the first that the balancer would keep counts
     */
    @Nullable
    Member choose(List<String> routes, BitSet tried) {
        lock.lock();
        try {
            long now = clock.nanoTime();
            balancer.timeout(now);
            boolean exhausted = tried.get(0, members.size()).cardinality() >= balancer.maxAttempts();
            int chosen = exhausted ? BalancerMachine.NONE : balancer.choose(kept(routes, tried), tried, now);
            return chosen == BalancerMachine.NONE ? null : members.get(chosen);
        } finally {
            lock.unlock();
        }
    }

    private @Nullable String kept(List<String> routes, BitSet tried) {
        for (int i = 0; routes.size() > 1 && i < routes.size(); i++) {
            if (balancer.keeps(routes.get(i), tried)) {
                return routes.get(i);
            }
        }
        return routes.isEmpty() ? null : routes.get(0);
    }

    /** Returns what a pool asks, see {@link BalancerMachine#admits}; where nobody is ever refused, it costs no lock. */
    BooleanSupplier admission(Member member) {
        return admissions.get(member.number());
    }

    private BooleanSupplier admissionOf(Member member) {
        return balancer.mayRefuse() ? () -> admits(member) : ConnectionPool.ALWAYS;
    }

    private boolean admits(Member member) {
        lock.lock();
        try {
            return balancer.admits(member.number());
        } finally {
            lock.unlock();
        }
    }

    /** Returns whether the request, if it can be sent again, may be given to another member; see {@link BalancerMachine#ended}. */
    boolean ended(Member member, Outcome outcome, long transferredBytes, long latencyNanos) {
        lock.lock();
        try {
            long now = clock.nanoTime();
            balancer.ended(member.number(), outcome, transferredBytes, latencyNanos, now);
            learn(member.number(), outcome, now);
            return balancer.failsOver(member.number(), outcome);
        } finally {
            lock.unlock();
        }
    }

    private void learn(int number, Outcome outcome, long now) {
        Watched learning = watched.get(number);
        if (learning == null) {
            return;
        }
        switch (outcome) {
            case ANSWERED, FAILED_STATUS, UNWANTED_STATUS ->
                judge(number, learning.machine().answered(now), now);
            case CONNECT_FAILED, PING_FAILED, REPLY_TIMEOUT, EXCUSED_TIMEOUT, BROKEN -> {
                if (balancer.health(number) == Health.ERROR
                        && judge(number, learning.machine().suspected(now), now) == HealthMachine.Verdict.DOWN) {
                    learning.check().hurry();
                }
            }
            case NO_CONNECTION, CLIENT -> {}
        }
    }

    /** Has a member's health checked from now on, by checks on {@code ioThread}. */
    void watch(Member member, HealthSettings settings, XnioIoThread ioThread) {
        HealthCheck check = new HealthCheck(member, this, settings, clock, ioThread);
        lock.lock();
        try {
            if (closed || watched.containsKey(member.number())) {
                return;
            }
            watched.put(member.number(), new Watched(new HealthMachine(settings, clock.nanoTime()), check));
            balancer.watched(member.number());
        } finally {
            lock.unlock();
        }
        check.hurry();
    }

    /** Has a member asked from now on how many connections its pool may have, by {@code ioThread}; only where that is leased. */
    void lease(Member member, XnioIoThread ioThread) {
        if (!(member.backend().pool() instanceof NativePoolSettings pool) || !pool.isLeased()) {
            return;
        }
        SlotAsking asking = new SlotAsking(member, pool, clock, ioThread);
        lock.lock();
        try {
            if (closed || leases.putIfAbsent(member.number(), asking) != null) {
                return;
            }
        } finally {
            lock.unlock();
        }
        asking.start();
    }

    /** Returns what a member says of its lease, or null where it is not asked. */
    @Nullable
    LeaseStatistics leaseOf(int member) {
        SlotAsking asking = leases.get(member);
        return asking == null ? null : asking.statistics();
    }

    /** Returns whether a member has said that there may be no connections to it. */
    boolean isRefused(int member) {
        LeaseStatistics lease = leaseOf(member);
        return lease != null && lease.limit() == 0 && lease.of() != null;
    }

    /** Ends all checks of members' health that this process does, and closes its pools. */
    void close() {
        lock.lock();
        try {
            closed = true;
            if (checks) {
                watched.values().forEach(each -> each.check().stop());
            }
        } finally {
            lock.unlock();
        }
        members.forEach(member -> member.pool().close());
        leases.values().forEach(SlotAsking::stop);
        children.remove(this);
    }

    /** See {@link HealthMachine#nextDeadline}; so for the following ones, and the balancer is told what results mean. */
    long nextCheck(Member member) {
        return withMachine(member, (machine, now) -> machine.nextDeadline());
    }

    HealthMachine.Next checkTimeout(Member member) {
        return withMachine(member, (machine, now) -> {
            HealthMachine.Next next = machine.timeout(now);
            Activation wanted =
                    balancer.members().get(member.number()).settings().activation();
            if (next == HealthMachine.Next.CHECK && wanted == Activation.STOPPED) {
                HealthMachine.Verdict unused = machine.skipped(now);
                return HealthMachine.Next.WAIT;
            }
            return next;
        });
    }

    HealthMachine.Verdict checkPassed(Member member) {
        return withMachine(member, (machine, now) -> judge(member.number(), machine.passed(now), now));
    }

    HealthMachine.Verdict checkFailed(Member member) {
        return withMachine(member, (machine, now) -> judge(member.number(), machine.failed(now), now));
    }

    HealthMachine.Verdict checkSkipped(Member member) {
        return withMachine(member, (machine, now) -> judge(member.number(), machine.skipped(now), now));
    }

    private HealthMachine.Verdict judge(int number, HealthMachine.Verdict verdict, long now) {
        if (verdict != HealthMachine.Verdict.SAME) {
            balancer.checked(number, verdict == HealthMachine.Verdict.UP, now);
        }
        return verdict;
    }

    private interface Question<T> {
        T ask(HealthMachine machine, long now);
    }

    private <T> T withMachine(Member member, Question<T> question) {
        lock.lock();
        try {
            Watched asked = watched.get(member.number());
            if (asked == null) {
                throw new IllegalStateException(member.backend() + " is not watched");
            }
            return question.ask(asked.machine(), clock.nanoTime());
        } finally {
            lock.unlock();
        }
    }

    void activate(int member, Activation activation) {
        lock.lock();
        try {
            balancer.activate(member, activation);
        } finally {
            lock.unlock();
        }
    }

    List<MemberStatus> statuses() {
        lock.lock();
        try {
            return balancer.members();
        } finally {
            lock.unlock();
        }
    }
}
