package dev.holdfast.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.xnio.XnioExecutor;

/** Heads that wait, without a thread or a clock. */
final class HeadWaitsTest {
    private static final long MILLI = 1_000_000;

    /** An I/O thread that counts what it is asked to time. */
    private static final class Timer implements XnioExecutor {
        private final List<Runnable> timed = new ArrayList<>();
        private final List<Long> millis = new ArrayList<>();

        @Override
        public void execute(Runnable task) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Key executeAfter(Runnable task, long time, TimeUnit unit) {
            timed.add(task);
            millis.add(unit.toMillis(time));
            return () -> timed.remove(task);
        }

        @Override
        public Key executeAtInterval(Runnable task, long time, TimeUnit unit) {
            throw new UnsupportedOperationException();
        }

        void fire() {
            timed.remove(0).run();
        }
    }

    private static final class Head implements HeadWaits.Response {
        private boolean waiting = true;
        private int told;

        @Override
        public boolean isHeadWaiting(long due) {
            return waiting;
        }

        @Override
        public void headIsDue() {
            waiting = false;
            told++;
        }
    }

    private long now;
    private final Timer timer = new Timer();
    private final HeadWaits waits = new HeadWaits(() -> now);

    private Head add() {
        Head head = new Head();
        waits.add(timer, now + 10 * MILLI, head);
        return head;
    }

    @Test
    void eachIsToldWhenItIsDueAndNotBefore() {
        Head first = add();
        now = 4 * MILLI;
        Head second = add();
        now = 10 * MILLI;
        timer.fire();
        assertThat(first.told).isOne();
        assertThat(second.told).isZero();
        now = 14 * MILLI;
        timer.fire();
        assertThat(second.told).isOne();
        assertThat(timer.millis).containsExactly(10L, 4L);
        assertThat(timer.timed).isEmpty();
    }

    /** The point of it: responses that go on at once arm and cancel nothing. */
    @Test
    void whoHasGoneOnCostsNoTimer() {
        for (int i = 0; i < 1000; i++) {
            add().waiting = false;
        }
        Head last = add();
        assertThat(timer.millis).containsExactly(10L);
        now = 10 * MILLI;
        timer.fire();
        assertThat(last.told).isOne();
        assertThat(timer.timed).isEmpty();
    }
}
