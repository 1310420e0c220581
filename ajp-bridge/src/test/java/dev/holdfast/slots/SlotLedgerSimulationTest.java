package dev.holdfast.slots;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Fronts that come, go, lose answers and open connections as they like; a failure names its seed. */
final class SlotLedgerSimulationTest {
    private static final int SEEDS = 300;
    private static final int EVENTS = 300;
    private static final Duration TIME_TO_LIVE = Duration.ofMillis(1);

    /** A front that keeps to what it was told last, opens and closes as it likes, and gives all up when its time is over. */
    private static final class Front {
        final String name;
        int limit;
        int open;
        int wanted = 1;
        long end;

        Front(String name) {
            this.name = name;
        }

        int held() {
            return Math.max(open, limit);
        }

        void told(SlotAnswer answer, long asked) {
            limit = answer.limit();
            end = asked + Duration.ofMillis(answer.millis()).toNanos();
        }
    }

    @Test
    void neverAreThereMoreConnectionsThanSlots() {
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            int capacity = 1 + random.nextInt(40);
            SlotLedger ledger = new SlotLedger(capacity, -1, TIME_TO_LIVE);
            List<Front> fronts = new ArrayList<>();
            long now = 0;
            int names = 0;
            for (int i = 0; i < EVENTS; i++) {
                now += random.nextInt(100_000);
                for (Front front : fronts) {
                    if (now >= front.end) {
                        front.limit = 0;
                        front.open = 0;
                    }
                }
                if (fronts.isEmpty() || random.nextInt(20) == 0) {
                    fronts.add(new Front("f" + ++names));
                }
                Front front = fronts.get(random.nextInt(fronts.size()));
                switch (random.nextInt(10)) {
                    case 0 -> fronts.remove(front);
                    case 1 -> front.wanted = random.nextInt(2 * capacity);
                    case 2, 3 -> front.open = Math.max(front.open, random.nextInt(front.limit + 1));
                    case 4 -> front.open = random.nextInt(front.open + 1);
                    case 5 -> ledger.answer(new SlotAsk(front.name, front.held(), Math.max(1, front.wanted)), now);
                    default -> {
                        SlotAsk ask = new SlotAsk(front.name, front.held(), Math.max(1, front.wanted));
                        // Until the answer is here, what was told before holds.
                        front.open = Math.max(front.open, random.nextInt(front.limit + 1));
                        front.told(ledger.answer(ask, now), now);
                    }
                }
                assertThat(ledger.reserved()).as("seed " + seed).isLessThanOrEqualTo(capacity);
                assertThat(fronts.stream().mapToInt(each -> each.open).sum())
                        .as("seed " + seed)
                        .isLessThanOrEqualTo(capacity);
            }
        }
    }

    @Test
    void theyComeToFairSharesOfAllThereIs() {
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            int count = 1 + random.nextInt(8);
            int capacity = count + random.nextInt(60);
            SlotLedger ledger = new SlotLedger(capacity, -1, TIME_TO_LIVE);
            List<Front> fronts = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                Front front = new Front("f" + i);
                front.wanted = random.nextInt(capacity + 5);
                fronts.add(front);
            }
            for (int round = 0; round < 4; round++) {
                for (Front front : fronts) {
                    front.told(
                            ledger.answer(new SlotAsk(front.name, front.held(), Math.max(1, front.wanted)), round),
                            round);
                }
            }
            assertFair(fronts, capacity, "seed " + seed);
        }
    }

    /** Where not all can have what they want, whoever does not has as much as anybody, but for the one that does not divide. */
    private static void assertFair(List<Front> fronts, int capacity, String name) {
        int[] limits = fronts.stream().mapToInt(front -> front.limit).toArray();
        int wanted =
                fronts.stream().mapToInt(front -> Math.max(1, front.wanted)).sum();
        assertThat(Arrays.stream(limits).sum()).as(name).isEqualTo(capacity);
        Front most = fronts.stream()
                .max(Comparator.comparingInt(front -> front.limit))
                .orElseThrow();
        for (Front front : fronts) {
            boolean satisfied = front.limit >= Math.max(1, front.wanted);
            assertThat(wanted > capacity ? satisfied || front.limit >= most.limit - 1 : satisfied)
                    .as(name + " " + front.name + " of "
                            + fronts.stream()
                                    .map(each -> each.wanted + ":" + each.limit)
                                    .toList())
                    .isTrue();
        }
    }
}
