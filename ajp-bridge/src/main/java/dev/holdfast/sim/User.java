package dev.holdfast.sim;

import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** One who asks. */
final class User implements Agenda.Actor {
    private final Visitors visitors;
    final int number;
    final Dice dice;

    /** The connection it keeps for its next request. */
    @Nullable
    Socket socket;

    @Nullable
    Request request;

    int asked;
    boolean thinking;

    /** Where a user's times come from: of its own, or of all users who come once. */
    record Dice(
            RandomGenerator think,
            RandomGenerator idle,
            RandomGenerator service,
            RandomGenerator read,
            RandomGenerator write,
            RandomGenerator frontCpu,
            RandomGenerator backCpu) {
        static Dice of(Streams streams, int subject) {
            return new Dice(
                    streams.of(Streams.Purpose.THINK, subject),
                    streams.of(Streams.Purpose.IDLE_TIMEOUT, subject),
                    streams.of(Streams.Purpose.SERVICE, subject),
                    streams.of(Streams.Purpose.REQUEST_READ, subject),
                    streams.of(Streams.Purpose.WRITE_BACK, subject),
                    streams.of(Streams.Purpose.FRONT_CPU, subject),
                    streams.of(Streams.Purpose.BACK_CPU, subject));
        }
    }

    User(Visitors visitors, int number, Dice dice) {
        this.visitors = visitors;
        this.number = number;
        this.dice = dice;
    }

    @Override
    public void act(int what, int stamp, long now) {
        visitors.ask(this, now);
    }

    Visitors visitors() {
        return visitors;
    }
}
