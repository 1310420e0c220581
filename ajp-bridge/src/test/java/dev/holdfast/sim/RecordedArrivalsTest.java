package dev.holdfast.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.scenario.Arrivals;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

final class RecordedArrivalsTest {
    private static final List<Long> TIMES = List.of(1L, 2L, 3L, 4L, 5L);

    @Test
    void runsBeginAnywhereAndGoOnInOrder() {
        Set<Long> first = new HashSet<>();
        for (int seed = 0; seed < 100; seed++) {
            Sampler sampler = Sampler.of(new Arrivals.Recorded(TIMES));
            RandomGenerator random = new SplittableRandom(seed);
            List<Long> drawn = new ArrayList<>();
            for (int i = 0; i < 2 * TIMES.size(); i++) {
                drawn.add(sampler.draw(random));
            }
            for (int i = 1; i < drawn.size(); i++) {
                assertThat(drawn.get(i)).isEqualTo(drawn.get(i - 1) % TIMES.size() + 1);
            }
            first.add(drawn.get(0));
        }
        assertThat(first).containsExactlyInAnyOrderElementsOf(TIMES);
    }
}
