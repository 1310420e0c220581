package dev.holdfast.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two back ends under load, of which one or the other is killed and comes back all the time; for how long, {@code chaos.duration} says. */
@Timeout(value = 30, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class ChaosIT {
    private static final Duration TIME = Duration.parse(System.getProperty("chaos.duration", "PT10S"));
    private static final Duration DOWN = Duration.ofMillis(300);
    private static final Duration SLACK = Duration.ofSeconds(1);
    private static final int CONNECTIONS = 6;
    private static final int CLIENTS = 16;
    private static final int MORE_REQUESTS = 200;

    private final Map<String, AtomicInteger> arrivals = MortalBackend.noArrivals();
    private final Random random = new Random(6);

    @ParameterizedTest
    @EnumSource
    void everyResponseIsOfItsRequest(Kind kind) throws Exception {
        try (MortalBackend a = new MortalBackend("a", arrivals);
                MortalBackend b = new MortalBackend("b", arrivals);
                Front front = new Front(kind.gateway(CONNECTIONS, a, b).build());
                TaggedLoad load = new TaggedLoad(front.port(), CLIENTS)) {
            long end = System.nanoTime() + TIME.toNanos() / Kind.values().length;
            int deaths = 0;
            do {
                MortalBackend mortal = deaths % 2 == 0 ? a : b;
                awaitMore(mortal);
                // Somewhere in the middle of many requests.
                LockSupport.parkNanos(random.nextInt(2_000_000));
                mortal.kill();
                deaths++;
                LockSupport.parkNanos(DOWN.toNanos());
                mortal.restart();
                long back = System.nanoTime();
                Eventually.holds(() -> mortal.served() > 0);
                assertThat(Duration.ofNanos(System.nanoTime() - back))
                        .as("from its return to its first request")
                        .isLessThan(kind.recovery().plus(SLACK));
            } while (System.nanoTime() < end);
            load.end();
            assertThat(deaths).isPositive();
            assertThat(load.wrong()).isEmpty();
            assertNothingIsReplayedThatMustNotBe(kind, front, load);
            assertNothingLeaks(front);
            assertThat(front.statistics().retries()).isPositive();
            report(kind, deaths, front, load);
        }
    }

    private static void awaitMore(MortalBackend backend) {
        int before = backend.served();
        Eventually.holds(() -> backend.served() > before + MORE_REQUESTS);
    }

    private void assertNothingIsReplayedThatMustNotBe(Kind kind, Front front, TaggedLoad load) {
        assertThat(load.statuses()).hasSizeGreaterThan(MORE_REQUESTS);
        load.statuses().forEach((tag, status) -> {
            AtomicInteger arrived = arrivals.get(tag);
            int count = arrived == null ? 0 : arrived.get();
            assertThat(count).as(tag + " answered " + status).isLessThanOrEqualTo(kind.mostArrivals(tag));
            if (status.equals("200")) {
                assertThat(count).as(tag + " answered " + status).isPositive();
            }
        });
        assertThat(load.statuses().values()).isSubsetOf(kind.statuses());
        long failed = load.statuses().entrySet().stream()
                .filter(answer -> !answer.getKey().startsWith("POST")
                        && kind.mostArrivals(answer.getKey()) > 1
                        && !answer.getValue().equals("200"))
                .count();
        assertThat(failed)
                .as("requests that failed although they may be sent again, each having been sent again once")
                .isLessThanOrEqualTo(front.statistics().retries());
    }

    private static void assertNothingLeaks(Front front) {
        Eventually.holds(() -> front.statistics().connections().leased() == 0);
        assertThat(front.statistics().connections().waiting()).isZero();
        assertThat(front.statistics().members())
                .allMatch(member -> member.status().busy() == 0);
        front.bridge().close();
        Eventually.holds(() -> front.statistics().connections().open() == 0);
        assertThat(front.statistics().failures()).doesNotContainKeys(BridgeFailure.INTERNAL_ERROR);
    }

    private static void report(Kind kind, int deaths, Front front, TaggedLoad load) {
        System.out.printf(
                "%s: %d requests, %d deaths, %d retries, failures %s%n",
                kind,
                load.statuses().size(),
                deaths,
                front.statistics().retries(),
                front.statistics().failures());
    }
}
