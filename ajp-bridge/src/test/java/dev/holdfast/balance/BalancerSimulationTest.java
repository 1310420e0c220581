package dev.holdfast.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random lives of every kind of balancer; a failure names its kind and seed. */
final class BalancerSimulationTest {
    private static final int SEEDS = 100;
    private static final int EVENTS = 500;
    private static final long MAX_STEP_NANOS = 20_000_000_000L;
    private static final List<MemberSettings> MEMBERS = List.of(
            MemberSettings.of("a", "a").withLbfactor(3),
            MemberSettings.of("b", "b").withRedirect("c"),
            MemberSettings.of("c", "d.c").withDistance(1),
            MemberSettings.of("d", "d.d").withHotStandby(true));

    static List<BalancerSettings> kinds() {
        List<BalancerSettings> kinds = new ArrayList<>();
        kinds.add(NativeBalancerSettings.DEFAULT);
        for (ModJkMethod method : ModJkMethod.values()) {
            kinds.add(ModJkBalancerSettings.DEFAULT.withMethod(method));
        }
        for (ModProxyMethod method : ModProxyMethod.values()) {
            kinds.add(ModProxyBalancerSettings.DEFAULT.withLbmethod(method).withSticky(true, false));
        }
        return kinds;
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void noRandomSequenceOfEventsBreaksAnInvariant(BalancerSettings settings) {
        for (int seed = 0; seed < SEEDS; seed++) {
            run(settings, seed);
        }
    }

    private static void run(BalancerSettings settings, int seed) {
        String name = settings + " seed " + seed;
        Random random = new Random(seed);
        BalancerMachine balancer = settings.machine(MEMBERS);
        List<Integer> inProgress = new ArrayList<>();
        Activation[] activations = new Activation[MEMBERS.size()];
        Arrays.fill(activations, Activation.ACTIVE);
        String[] routes = {"a", "b", "d.c", "d.x", "gone", null};
        long now = 0;
        long elected = 0;
        for (int i = 0; i < EVENTS; i++) {
            now += (long) (random.nextDouble() * MAX_STEP_NANOS);
            int event = random.nextInt(10);
            if (event < 5) {
                int member = balancer.choose(routes[random.nextInt(routes.length)], new BitSet(), now);
                if (member != BalancerMachine.NONE) {
                    assertThat(activations[member]).as(name).isNotEqualTo(Activation.STOPPED);
                    inProgress.add(member);
                    elected++;
                }
            } else if (event < 9 && !inProgress.isEmpty()) {
                int member = inProgress.remove(random.nextInt(inProgress.size()));
                Outcome outcome = random.nextInt(3) > 0 ? Outcome.ANSWERED : any(random, Outcome.values());
                balancer.ended(member, outcome, random.nextInt(10_000), random.nextInt(1000), now);
            } else if (event == 9) {
                int member = random.nextInt(MEMBERS.size());
                activations[member] = any(random, Activation.values());
                balancer.activate(member, activations[member]);
            }
            check(name, balancer, inProgress, elected);
        }
        for (int i = 0; i < MEMBERS.size(); i++) {
            balancer.activate(i, Activation.ACTIVE);
        }
        while (!inProgress.isEmpty()) {
            balancer.ended(inProgress.remove(0), Outcome.ANSWERED, 1, 1, now);
        }
        assertThat(balancer.choose(null, new BitSet(), now + 1000 * MAX_STEP_NANOS))
                .as(name)
                .isNotEqualTo(BalancerMachine.NONE);
    }

    private static <T> T any(Random random, T[] values) {
        return values[random.nextInt(values.length)];
    }

    private static void check(String name, BalancerMachine balancer, List<Integer> inProgress, long elected) {
        int busy = 0;
        long sum = 0;
        for (MemberStatus status : balancer.members()) {
            busy += status.busy();
            sum += status.elected();
        }
        assertThat(busy).as(name).isEqualTo(inProgress.size());
        assertThat(sum).as(name).isEqualTo(elected);
    }
}
