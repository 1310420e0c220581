package dev.holdfast.mpm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpawnerTest {
    /** 1, 2, 4, 8 and 16 are 31, and then 32 in each second. */
    @ParameterizedTest
    @CsvSource({"-1, 0", "0, 0", "1, 1", "2, 2", "31, 5", "32, 6", "63, 6", "64, 7", "95, 7"})
    void childrenAreStartedFasterAndFaster(int children, int seconds) {
        assertThat(Spawner.secondsToStart(children)).isEqualTo(seconds);
        Spawner spawner = new Spawner(new Spares(1000, 1000, 0, 1000, 2000, Spares.Victim.ANY, false));
        int started = 0;
        int took = 0;
        while (started < children) {
            started += spawner.decide(0, started, started);
            took++;
        }
        assertThat(took).isEqualTo(seconds);
    }
}
