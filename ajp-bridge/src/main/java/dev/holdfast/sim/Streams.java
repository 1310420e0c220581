package dev.holdfast.sim;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Chance: a stream of its own for each purpose and subject, so that what is drawn for one thing does not depend on how often something else
 * is drawn for. Two systems with the same seed meet the same users with the same thoughts and requests.
 */
public final class Streams {
    /** Of those who come once, and so of all of them together. */
    public static final int VISITORS = -1;

    /** What something is drawn for. */
    public enum Purpose {
        /** When visitors come. */
        ARRIVAL(1),
        /** How long a user thinks. */
        THINK(2),
        /** How long its request takes at the back end. */
        SERVICE(3),
        /** How long its head takes to come. */
        REQUEST_READ(4),
        /** How long its response takes to go. */
        WRITE_BACK(5),
        /** What it costs the front's processors. */
        FRONT_CPU(6),
        /** What it costs the back end's. */
        BACK_CPU(7),
        /** What the front's system decides. */
        SYSTEM(8),
        /** How long a user keeps an idle connection. */
        IDLE_TIMEOUT(9);

        private final long number;

        Purpose(long number) {
            this.number = number;
        }

        /** Returns whether it is the users' own will, which is the same whatever front they are before. */
        private boolean isTheUsers() {
            return switch (this) {
                case ARRIVAL, THINK, SERVICE, IDLE_TIMEOUT -> true;
                case REQUEST_READ, WRITE_BACK, FRONT_CPU, BACK_CPU, SYSTEM -> false;
            };
        }
    }

    private final long users;
    private final long others;

    private Streams(long users, long others) {
        this.users = users;
        this.others = others;
    }

    /** Returns those of one of several independent runs. */
    public static Streams of(long seed, int replication) {
        long own = mix(seed) ^ mix(0x632be59bd9b4e019L * (replication + 1));
        return new Streams(own, own);
    }

    /** Returns those of a run whose users come, think and ask as in this one, and in which all else is as in another. */
    public Streams withAllElseOf(Streams another) {
        return new Streams(users, another.others);
    }

    /** Returns a stream from its beginning. */
    public RandomGenerator of(Purpose purpose, int subject) {
        long seed = purpose.isTheUsers() ? users : others;
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
