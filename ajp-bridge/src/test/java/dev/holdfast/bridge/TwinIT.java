package dev.holdfast.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.balance.BalancerMachine;
import dev.holdfast.balance.BalancerSettings;
import dev.holdfast.balance.MemberStatus;
import dev.holdfast.bridge.Journal.Life;
import dev.holdfast.bridge.Journal.NotedEffects;
import dev.holdfast.pool.PoolMachine;
import dev.holdfast.pool.PoolSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The twin proof: what the machines of a gateway were told under load, with back ends that die, has the same effects when it is told to fresh
 * machines without a driver, connections or a clock, at the instants that were written down. What the simulator says of pools holds of live ones.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class TwinIT {
    private static final int CONNECTIONS = 3;
    private static final int CLIENTS = 12;
    private static final int DEATHS = 4;
    private static final int REQUESTS_A_LIFE = 300;

    @ParameterizedTest
    @EnumSource
    void aReplayedLifeIsTheLiveOne(Kind kind) throws Exception {
        Journal journal = new Journal();
        List<MemberStatus> members = live(kind, journal);
        assertThat(journal.pools()).hasSize(2);
        for (Life<PoolMachine> life : journal.pools()) {
            assertThat(events(life)).contains("acquire", "opened", "openFailed", "released", "counts");
            assertThat(consequences(life)).contains("open", "grant", "close", "reject");
            NotedEffects effects = new NotedEffects(null);
            PoolMachine twin = ((PoolSettings) life.settings()).machine(effects);
            assertThat(life.difference(twin, effects.notes())).isNull();
        }
        for (Life<BalancerMachine> life : journal.balancers()) {
            assertThat(events(life)).contains("choose", "ended");
            BalancerMachine twin = ((BalancerSettings) life.settings())
                    .machine(members.stream().map(MemberStatus::settings).toList());
            assertThat(life.difference(twin, new ArrayList<>())).isNull();
            assertThat(twin.members()).isEqualTo(members);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aMachineOfAnotherSizeIsNoTwin(Kind kind) throws Exception {
        Journal journal = new Journal();
        List<MemberStatus> unused = live(kind, journal);
        NotedEffects effects = new NotedEffects(null);
        PoolMachine other = kind.pool(CONNECTIONS + 1).machine(effects);
        assertThat(journal.pools().get(0).difference(other, effects.notes())).contains("acquire");
    }

    /** Returns the members as they were at the end. */
    private static List<MemberStatus> live(Kind kind, Journal journal) throws Exception {
        Map<String, AtomicInteger> arrivals = MortalBackend.noArrivals();
        try (MortalBackend a = new MortalBackend("a", arrivals);
                MortalBackend b = new MortalBackend("b", arrivals);
                Front front = new Front(
                        kind.gateway(CONNECTIONS, a, b).machines(journal).build());
                TaggedLoad load = new TaggedLoad(front.port(), CLIENTS)) {
            MortalBackend[] members = {a, b};
            for (int i = 0; i < DEATHS; i++) {
                MortalBackend mortal = members[i % 2];
                Eventually.holds(() -> mortal.served() > REQUESTS_A_LIFE);
                mortal.kill();
                int before = arrivals.size();
                Eventually.holds(() -> arrivals.size() > before + REQUESTS_A_LIFE);
                mortal.restart();
            }
            load.end();
            Eventually.holds(() -> front.statistics().connections().leased() == 0);
            front.bridge().close();
            Eventually.holds(() -> front.statistics().connections().open() == 0);
            return front.statistics().members().stream()
                    .map(MemberStatistics::status)
                    .toList();
        }
    }

    private static List<String> events(Life<?> life) {
        return life.steps().stream()
                .map(step -> step.event().split(" ", 2)[0])
                .distinct()
                .toList();
    }

    private static List<String> consequences(Life<?> life) {
        return life.steps().stream()
                .flatMap(step -> step.consequences().stream().skip(1))
                .map(effect -> effect.split(" ", 2)[0])
                .distinct()
                .toList();
    }
}
