package dev.holdfast.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TimerWheelTest {
    private static final long TICK = 1 << 20;

    private final TimerWheel<String> wheel = new TimerWheel<>();

    private List<String> expired(long now) {
        List<String> expired = new ArrayList<>();
        for (String subject = wheel.pollExpired(now); subject != null; subject = wheel.pollExpired(now)) {
            expired.add(subject);
        }
        return expired;
    }

    @Test
    void anEmptyWheelIsNeverDue() {
        assertThat(wheel.nextDeadline()).isEqualTo(Deadline.NONE);
        assertThat(wheel.pollExpired(Long.MAX_VALUE)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            longs = {
                0,
                1,
                TICK - 1,
                TICK,
                63 * TICK,
                64 * TICK,
                65 * TICK + 17,
                4095 * TICK,
                4096 * TICK,
                20_000_000_000L,
                1L << 45,
                1L << 62
            })
    void whatIsDueExpiresAtTheEndOfItsTickAndNotBefore(long deadline) {
        wheel.add(new TimerWheel.Entry<>("a"), deadline);
        long end = (deadline / TICK + 1) * TICK;
        assertThat(wheel.pollExpired(Math.max(0, deadline - 1))).isNull();
        assertThat(wheel.pollExpired(end - 1)).isNull();
        assertThat(wheel.nextDeadline()).isEqualTo(end);
        assertThat(wheel.pollExpired(end)).isEqualTo("a");
        assertThat(wheel.pollExpired(Long.MAX_VALUE)).isNull();
        assertThat(wheel.nextDeadline()).isEqualTo(Deadline.NONE);
    }

    @Test
    void aDeadlineInThePastExpiresAtOnce() {
        wheel.pollExpired(100 * TICK);
        wheel.add(new TimerWheel.Entry<>("late"), 50 * TICK);
        assertThat(wheel.nextDeadline()).isLessThanOrEqualTo(100 * TICK);
        assertThat(wheel.pollExpired(100 * TICK)).isEqualTo("late");
    }

    @Test
    void anEntryMovesWhenItIsAddedAgain() {
        TimerWheel.Entry<String> entry = new TimerWheel.Entry<>("a");
        wheel.add(entry, 3 * TICK);
        wheel.add(entry, 9 * TICK);
        assertThat(expired(8 * TICK)).isEmpty();
        assertThat(expired(10 * TICK)).containsExactly("a");
    }

    @Test
    void whatIsRemovedNeverExpires() {
        TimerWheel.Entry<String> entry = new TimerWheel.Entry<>("a");
        wheel.add(entry, 3 * TICK);
        wheel.add(new TimerWheel.Entry<>("b"), 3 * TICK);
        entry.remove();
        entry.remove();
        assertThat(expired(Long.MAX_VALUE)).containsExactly("b");
    }

    @Test
    void anEntryMayBeRemovedBetweenItsExpiryAndItsPoll() {
        TimerWheel.Entry<String> one = new TimerWheel.Entry<>("one");
        TimerWheel.Entry<String> two = new TimerWheel.Entry<>("two");
        wheel.add(one, 0);
        wheel.add(two, 0);
        String first = wheel.pollExpired(TICK);
        ("one".equals(first) ? two : one).remove();
        assertThat(first).isNotNull();
        assertThat(wheel.pollExpired(TICK)).isNull();
    }

    @Test
    void aDeadlineThatIsNoneNeverExpires() {
        wheel.add(new TimerWheel.Entry<>("never"), Deadline.NONE);
        assertThat(wheel.nextDeadline()).isEqualTo(Deadline.NONE);
        assertThat(wheel.pollExpired(Long.MAX_VALUE)).isNull();
    }

    /** Against the plainest thing that could work; a failure names its seed. */
    @Test
    void itAgreesWithAMapThatIsSearched() {
        for (long seed = 0; seed < 300; seed++) {
            agrees(seed);
        }
    }

    private static void agrees(long seed) {
        Random random = new Random(seed);
        TimerWheel<Integer> wheel = new TimerWheel<>();
        Map<Integer, Long> plain = new HashMap<>();
        List<TimerWheel.Entry<Integer>> entries = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            entries.add(new TimerWheel.Entry<>(i));
        }
        long now = random.nextInt(1 << 30);
        wheel.pollExpired(now);
        for (int step = 0; step < 400; step++) {
            int which = random.nextInt(50);
            if (random.nextInt(4) == 0) {
                entries.get(which).remove();
                plain.remove(which);
            } else {
                long deadline = now + (random.nextLong() >>> (24 + random.nextInt(39)));
                wheel.add(entries.get(which), deadline);
                plain.put(which, deadline);
            }
            now += random.nextLong() >>> (25 + random.nextInt(38));
            long next = wheel.nextDeadline();
            long earliest =
                    plain.values().stream().mapToLong(Long::longValue).min().orElse(Deadline.NONE);
            assertThat(next).as("seed %d step %d", seed, step).isLessThanOrEqualTo(saturated(earliest, TICK));
            for (Integer expired = wheel.pollExpired(now); expired != null; expired = wheel.pollExpired(now)) {
                assertThat(plain.remove(expired))
                        .as("seed %d step %d", seed, step)
                        .isLessThanOrEqualTo(now);
            }
            long endOfLastTick = now / TICK * TICK;
            assertThat(plain.values())
                    .as("seed %d step %d", seed, step)
                    .allMatch(deadline -> deadline >= endOfLastTick);
        }
    }

    private static long saturated(long a, long b) {
        return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
    }
}
