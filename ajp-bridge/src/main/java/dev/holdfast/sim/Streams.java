package dev.holdfast.sim;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Chance: a stream of its own for each purpose and subject, so that what is drawn for one thing does not depend on how often something else
 * is drawn for. Two systems with the same seed meet the same users with the same thoughts and requests.
 */
final class Streams {
    /** What something is drawn for. */
    enum Purpose {
        ARRIVAL(1),
        THINK(2),
        SERVICE(3),
        REQUEST_READ(4),
        WRITE_BACK(5),
        FRONT_CPU(6),
        BACK_CPU(7),
        SYSTEM(8),
        IDLE_TIMEOUT(9);

        private final long number;

        Purpose(long number) {
            this.number = number;
        }
    }

    private final long seed;

    Streams(long seed, int replication) {
        this.seed = mix(seed) ^ mix(0x632be59bd9b4e019L * (replication + 1));
    }

    RandomGenerator of(Purpose purpose, int subject) {
        return new SplittableRandom(mix(seed + mix((purpose.number << Integer.SIZE) | (subject & 0xffffffffL))));
    }

    /** Spreads what differs in few bits (the finaliser of SplitMix64). */
    private static long mix(long value) {
        long z = value + 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
