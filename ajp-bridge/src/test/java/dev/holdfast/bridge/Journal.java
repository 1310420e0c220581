package dev.holdfast.bridge;

import dev.holdfast.balance.Activation;
import dev.holdfast.balance.BalancerMachine;
import dev.holdfast.balance.BalancerSettings;
import dev.holdfast.balance.Health;
import dev.holdfast.balance.MemberSettings;
import dev.holdfast.balance.MemberStatus;
import dev.holdfast.balance.Outcome;
import dev.holdfast.pool.CloseReason;
import dev.holdfast.pool.PoolCounts;
import dev.holdfast.pool.PoolEffects;
import dev.holdfast.pool.PoolMachine;
import dev.holdfast.pool.PoolSettings;
import dev.holdfast.pool.RejectReason;
import dev.holdfast.pool.SharedBusy;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Writes down what the machines of a live gateway are told, and when, and what they answer. */
final class Journal implements Machines {
    private final List<Life<PoolMachine>> pools = new CopyOnWriteArrayList<>();
    private final List<Life<BalancerMachine>> balancers = new CopyOnWriteArrayList<>();

    /** An event that a machine was told of, with what came of it: the answer, and then the effects, in their order. */
    record Step<M>(String event, Function<M, Object> call, List<String> consequences) {}

    /**
     * All that a machine was told; complete once the gateway is idle.
     *
     * @param settings what the machine was made of
     * @param steps in the order in which they happened; the machine's lock guards it
     */
    record Life<M>(Object settings, List<Step<M>> steps) {
        Life(Object settings) {
            this(settings, new ArrayList<>());
        }

        <T> T tell(M machine, String event, List<String> effects, Function<M, T> call) {
            effects.clear();
            T answer = call.apply(machine);
            List<String> consequences = new ArrayList<>();
            consequences.add(String.valueOf(answer));
            consequences.addAll(effects);
            steps.add(new Step<>(event, call::apply, consequences));
            return answer;
        }

        /**
         * Tells a machine that has no live driver and no clock all of it.
         *
         * @param effects where the machine notes down what it wants done
         * @return the first event of which something else came, or null
         */
        @Nullable
        String difference(M twin, List<String> effects) {
            for (int i = 0; i < steps.size(); i++) {
                Step<M> step = steps.get(i);
                effects.clear();
                List<String> consequences = new ArrayList<>();
                consequences.add(String.valueOf(step.call().apply(twin)));
                consequences.addAll(effects);
                if (!consequences.equals(step.consequences())) {
                    return "event " + i + ", " + step.event() + ": live " + step.consequences() + ", replayed "
                            + consequences;
                }
            }
            return null;
        }
    }

    List<Life<PoolMachine>> pools() {
        return pools;
    }

    List<Life<BalancerMachine>> balancers() {
        return balancers;
    }

    @Override
    public PoolMachine pool(PoolSettings settings, PoolEffects effects, SharedBusy busy) {
        Life<PoolMachine> life = new Life<>(settings);
        pools.add(life);
        NotedEffects noted = new NotedEffects(effects);
        return new RecordedPool(Machines.PLAIN.pool(settings, noted, busy), life, noted.notes);
    }

    @Override
    public BalancerMachine balancer(BalancerSettings settings, List<MemberSettings> members) {
        Life<BalancerMachine> life = new Life<>(settings);
        balancers.add(life);
        return new RecordedBalancer(settings.machine(members), life);
    }

    /** Notes effects down, and passes them on to a live driver, if there is one. */
    static final class NotedEffects implements PoolEffects {
        private final List<String> notes = new ArrayList<>();
        private final @Nullable PoolEffects driver;

        NotedEffects(@Nullable PoolEffects driver) {
            this.driver = driver;
        }

        List<String> notes() {
            return notes;
        }

        @Override
        public void open(long requestId, long connectionId, int shard) {
            notes.add("open " + connectionId + " for " + requestId + " from " + shard);
            if (driver != null) {
                driver.open(requestId, connectionId, shard);
            }
        }

        @Override
        public void grant(long requestId, long connectionId, long idleNanos) {
            notes.add("grant " + connectionId + " to " + requestId + " after " + idleNanos);
            if (driver != null) {
                driver.grant(requestId, connectionId, idleNanos);
            }
        }

        @Override
        public void reject(long requestId, RejectReason reason) {
            notes.add("reject " + requestId + " " + reason);
            if (driver != null) {
                driver.reject(requestId, reason);
            }
        }

        @Override
        public void close(long connectionId, CloseReason reason) {
            notes.add("close " + connectionId + " " + reason);
            if (driver != null) {
                driver.close(connectionId, reason);
            }
        }

        @Override
        public void ping(long connectionId) {
            notes.add("ping " + connectionId);
            if (driver != null) {
                driver.ping(connectionId);
            }
        }
    }

    /** Only what changes a pool, and the deadline after it, is written down; the pool's lock is held. */
    private record RecordedPool(PoolMachine machine, Life<PoolMachine> life, List<String> notes)
            implements PoolMachine {
        private interface Event {
            void tell(PoolMachine machine);
        }

        private void tell(String event, Event change) {
            long unused = life.tell(machine, event, notes, twin -> {
                change.tell(twin);
                return twin.nextDeadline();
            });
        }

        @Override
        public void acquire(long requestId, int shard, long now) {
            tell("acquire " + requestId + " at " + now, twin -> twin.acquire(requestId, shard, now));
        }

        @Override
        public void cancel(long requestId) {
            tell("cancel " + requestId, twin -> twin.cancel(requestId));
        }

        @Override
        public boolean opened(long connectionId, long now) {
            return life.tell(
                    machine, "opened " + connectionId + " at " + now, notes, twin -> twin.opened(connectionId, now));
        }

        @Override
        public void openFailed(long connectionId, RejectReason reason, long now) {
            tell(
                    "openFailed " + connectionId + " " + reason + " at " + now,
                    twin -> twin.openFailed(connectionId, reason, now));
        }

        @Override
        public void released(long connectionId, long now) {
            tell("released " + connectionId + " at " + now, twin -> twin.released(connectionId, now));
        }

        @Override
        public void released(long connectionId, CloseReason reason, long now) {
            tell(
                    "released " + connectionId + " " + reason + " at " + now,
                    twin -> twin.released(connectionId, reason, now));
        }

        @Override
        public void peerSpoke(long connectionId, long now) {
            tell("peerSpoke " + connectionId + " at " + now, twin -> twin.peerSpoke(connectionId, now));
        }

        @Override
        public boolean isIdle(long connectionId) {
            return machine.isIdle(connectionId);
        }

        @Override
        public void close() {
            tell("close", PoolMachine::close);
        }

        @Override
        public long nextDeadline() {
            return machine.nextDeadline();
        }

        @Override
        public void timeout(long now) {
            tell("timeout at " + now, twin -> twin.timeout(now));
        }

        @Override
        public PoolCounts counts() {
            return life.tell(machine, "counts", notes, PoolMachine::counts);
        }
    }

    private record RecordedBalancer(BalancerMachine machine, Life<BalancerMachine> life) implements BalancerMachine {
        private <T> T tell(String event, Function<BalancerMachine, T> call) {
            return life.tell(machine, event, new ArrayList<>(), call);
        }

        @Override
        public int choose(@Nullable String route, BitSet tried, long now) {
            BitSet before = (BitSet) tried.clone();
            List<Integer> chosenAndTried = tell("choose " + route + " but " + before + " at " + now, twin -> {
                BitSet marks = (BitSet) before.clone();
                List<Integer> answer = new ArrayList<>();
                answer.add(twin.choose(route, marks, now));
                marks.stream().forEach(answer::add);
                return answer;
            });
            tried.clear();
            chosenAndTried.stream().skip(1).forEach(tried::set);
            return chosenAndTried.get(0);
        }

        @Override
        public boolean keeps(String route, BitSet tried) {
            return machine.keeps(route, tried);
        }

        @Override
        public void ended(int member, Outcome outcome, long transferredBytes, long latencyNanos, long now) {
            Object unused = tell("ended " + member + " " + outcome + " at " + now, twin -> {
                twin.ended(member, outcome, transferredBytes, latencyNanos, now);
                return twin.members();
            });
        }

        @Override
        public void checked(int member, boolean healthy, long now) {
            Object unused = tell("checked " + member + " " + healthy + " at " + now, twin -> {
                twin.checked(member, healthy, now);
                return twin.members();
            });
        }

        @Override
        public void activate(int member, Activation activation) {
            Object unused = tell("activate " + member + " " + activation, twin -> {
                twin.activate(member, activation);
                return twin.members();
            });
        }

        @Override
        public void watched(int member) {
            Object unused = tell("watched " + member, twin -> {
                twin.watched(member);
                return twin.members();
            });
        }

        @Override
        public Health health(int member) {
            return machine.health(member);
        }

        @Override
        public boolean admits(int member) {
            return tell("admits " + member, twin -> twin.admits(member));
        }

        @Override
        public boolean mayRefuse() {
            return machine.mayRefuse();
        }

        @Override
        public int maxAttempts() {
            return machine.maxAttempts();
        }

        @Override
        public int rounds() {
            return machine.rounds();
        }

        @Override
        public long pauseNanos() {
            return machine.pauseNanos();
        }

        @Override
        public Outcome outcomeOf(int status) {
            return machine.outcomeOf(status);
        }

        @Override
        public boolean failsOver(int member, Outcome outcome) {
            return tell("failsOver " + member + " " + outcome, twin -> twin.failsOver(member, outcome));
        }

        @Override
        public long nextDeadline() {
            return machine.nextDeadline();
        }

        @Override
        public void timeout(long now) {
            Object unused = tell("timeout at " + now, twin -> {
                twin.timeout(now);
                return twin.nextDeadline();
            });
        }

        @Override
        public List<MemberStatus> members() {
            return machine.members();
        }
    }
}
