package dev.holdfast.bridge;

import dev.holdfast.balance.Activation;
import dev.holdfast.balance.BalancerMachine;
import dev.holdfast.balance.MemberStatus;
import dev.holdfast.balance.Outcome;
import dev.holdfast.pool.PoolCounts;
import dev.holdfast.time.NanoClock;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The members and the balancer that chooses among them. Any thread may call it: a lock of its own guards the balancer. */
final class Members {
    private final List<Member> members;
    private final BalancerMachine balancer;
    private final NanoClock clock;
    private final ReentrantLock lock;
    private final Set<Members> children;

    Members(List<Member> members, BalancerMachine balancer, NanoClock clock) {
        this(members, balancer, clock, new ReentrantLock(), ConcurrentHashMap.newKeySet());
    }

    private Members(
            List<Member> members,
            BalancerMachine balancer,
            NanoClock clock,
            ReentrantLock lock,
            Set<Members> children) {
        this.members = List.copyOf(members);
        this.balancer = balancer;
        this.clock = clock;
        this.lock = lock;
        this.children = children;
    }

    /** Returns the same members with pools of another child process; the balancer is one for all. */
    Members child() {
        List<Member> own = members.stream().map(Member::child).toList();
        Members child = new Members(own, balancer, clock, lock, children);
        children.add(child);
        return child;
    }

    void close() {
        members.forEach(member -> member.pool().close());
        children.remove(this);
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

    /** Returns the member for a request, or null; see {@link BalancerMachine#choose}. */
    @Nullable
    Member choose(@Nullable String route, BitSet tried) {
        lock.lock();
        try {
            long now = clock.nanoTime();
            balancer.timeout(now);
            boolean exhausted = tried.get(0, members.size()).cardinality() >= balancer.maxAttempts();
            int chosen = exhausted ? BalancerMachine.NONE : balancer.choose(route, tried, now);
            return chosen == BalancerMachine.NONE ? null : members.get(chosen);
        } finally {
            lock.unlock();
        }
    }

    /** Returns whether the request, if it can be sent again, may be given to another member; see {@link BalancerMachine#ended}. */
    boolean ended(Member member, Outcome outcome, long transferredBytes, long latencyNanos) {
        lock.lock();
        try {
            balancer.ended(member.number(), outcome, transferredBytes, latencyNanos, clock.nanoTime());
            return balancer.failsOver(member.number(), outcome);
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
