package dev.holdfast.lifetime.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.time.Deadline;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Random idle times of many connections under each policy; a failure names its seed. */
final class KeepAlivePolicySimulationTest {
    private static final int RUNS = 60;
    private static final int EVENTS = 400;
    private static final long MILLISECOND = 1_000_000;

    private static final class Connection {
        private final IdleConnection<Connection> place = new IdleConnection<>(this);
        private long since;
    }

    @Test
    void everyIdleConnectionIsNamedOnceAndNoneThatIsBusy() {
        for (long seed = 0; seed < RUNS; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            long longest = (1 + random.nextInt(5000)) * MILLISECOND;
            run(seed, random, longest, new FixedSettings(longest));
            run(seed, random, longest, PressureSettings.of(longest));
            run(seed, random, longest, AdaptiveSettings.of(longest));
        }
    }

    private static void run(long seed, SplittableRandom random, long longest, KeepAlivePolicySettings settings) {
        KeepAlivePolicy<Connection> policy = KeepAlivePolicy.of(settings, random.split());
        Places places = new Places(0, 1 + random.nextInt(30));
        List<Connection> busy = new ArrayList<>();
        List<Connection> idle = new ArrayList<>();
        for (int i = 0; i < places.limit(); i++) {
            busy.add(new Connection());
        }
        String name = settings + ", seed " + seed;
        long now = 0;
        for (int i = 0; i < EVENTS; i++) {
            String what = name + ", event " + i;
            now += random.nextInt(300) * MILLISECOND;
            places.use(random.nextInt(places.limit() + 1));
            switch (random.nextInt(5)) {
                case 0, 1 -> becomeIdle(policy, random, places, busy, idle, now, longest, what);
                case 2 -> end(policy, random, busy, idle, now);
                case 3 -> closeOverdue(policy, places, busy, idle, now, longest, what);
                default -> shed(policy, places, busy, idle, now, what);
            }
            assertThat(policy.nextDeadline() == Deadline.NONE).as(what).isEqualTo(idle.isEmpty());
        }
        closeOverdue(policy, places, busy, idle, now + longest + 1, longest, name);
        assertThat(idle).as(name).isEmpty();
    }

    private static void becomeIdle(
            KeepAlivePolicy<Connection> policy,
            SplittableRandom random,
            Places places,
            List<Connection> busy,
            List<Connection> idle,
            long now,
            long longest,
            String what) {
        if (busy.isEmpty()) {
            return;
        }
        Grant grant = policy.grant(random.nextInt(ReuseClass.COUNT), places, now);
        assertThat(grant.timeoutNanos()).as(what).isBetween(0L, longest);
        if (!grant.closesAtOnce()) {
            Connection connection = busy.remove(random.nextInt(busy.size()));
            connection.since = now;
            policy.idle(connection.place, grant, now);
            idle.add(connection);
        }
    }

    private static void end(
            KeepAlivePolicy<Connection> policy,
            SplittableRandom random,
            List<Connection> busy,
            List<Connection> idle,
            long now) {
        if (idle.isEmpty()) {
            return;
        }
        Connection connection = idle.remove(random.nextInt(idle.size()));
        switch (random.nextInt(3)) {
            case 0 -> policy.reused(connection.place, now);
            case 1 -> policy.clientLeft(connection.place, now);
            default -> policy.closed(connection.place, now);
        }
        busy.add(connection);
    }

    private static void closeOverdue(
            KeepAlivePolicy<Connection> policy,
            Places places,
            List<Connection> busy,
            List<Connection> idle,
            long now,
            long longest,
            String what) {
        @Nullable Connection overdue = policy.overdue(places, now);
        while (overdue != null) {
            take(policy, overdue, busy, idle, now, what);
            overdue = policy.overdue(places, now);
        }
        assertThat(policy.nextDeadline()).as(what).isGreaterThan(now);
        assertThat(idle).as(what).allMatch(connection -> now - connection.since < longest);
    }

    private static void shed(
            KeepAlivePolicy<Connection> policy,
            Places places,
            List<Connection> busy,
            List<Connection> idle,
            long now,
            String what) {
        Connection named = policy.nextToShed(places, now);
        boolean sheds = !(policy instanceof FixedPolicy) && places.isFull() && !idle.isEmpty();
        assertThat(named != null).as(what).isEqualTo(sheds);
        if (named != null) {
            take(policy, named, busy, idle, now, what);
        }
    }

    private static void take(
            KeepAlivePolicy<Connection> policy,
            Connection named,
            List<Connection> busy,
            List<Connection> idle,
            long now,
            String what) {
        assertThat(idle.remove(named)).as(what).isTrue();
        policy.closed(named.place, now);
        busy.add(named);
    }
}
