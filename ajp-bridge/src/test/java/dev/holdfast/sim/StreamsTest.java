package dev.holdfast.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.sim.Streams.Purpose;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is drawn from one stream, and what that has to do with another. */
final class StreamsTest {
    private static final Set<Purpose> THE_USERS =
            EnumSet.of(Purpose.ARRIVAL, Purpose.THINK, Purpose.SERVICE, Purpose.IDLE_TIMEOUT);

    private static long first(Streams streams, Purpose purpose, int subject) {
        return streams.of(purpose, subject).nextLong();
    }

    @ParameterizedTest
    @EnumSource
    void eachPurposeSubjectSeedAndReplicationHasItsOwn(Purpose purpose) {
        Streams streams = Streams.of(1, 0);
        long drawn = first(streams, purpose, 0);
        assertThat(first(Streams.of(1, 0), purpose, 0)).isEqualTo(drawn);
        assertThat(first(streams, purpose, 1)).isNotEqualTo(drawn);
        assertThat(first(streams, purpose, Streams.VISITORS)).isNotEqualTo(drawn);
        assertThat(first(Streams.of(2, 0), purpose, 0)).isNotEqualTo(drawn);
        assertThat(first(Streams.of(1, 1), purpose, 0)).isNotEqualTo(drawn);
        for (Purpose another : EnumSet.complementOf(EnumSet.of(purpose))) {
            assertThat(first(streams, another, 0)).isNotEqualTo(drawn);
        }
    }

    @Test
    void theSameUsersMeetAnotherSystem() {
        Streams one = Streams.of(1, 0);
        Streams another = Streams.of(2, 0);
        Streams both = one.withAllElseOf(another);
        for (Purpose purpose : Purpose.values()) {
            Streams whose = THE_USERS.contains(purpose) ? one : another;
            assertThat(first(both, purpose, 7)).as("%s", purpose).isEqualTo(first(whose, purpose, 7));
        }
    }
}
