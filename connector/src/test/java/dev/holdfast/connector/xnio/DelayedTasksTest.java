package dev.holdfast.connector.xnio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.time.ManualClock;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.xnio.XnioExecutor;

final class DelayedTasksTest {
    private static final long NOW = 5_000;

    private int earlier;
    private final List<String> ran = new ArrayList<>();
    private final ManualClock clock = new ManualClock();
    private final DelayedTasks tasks = new DelayedTasks(clock, () -> earlier++);

    @BeforeEach
    void begin() {
        clock.set(NOW);
    }

    private XnioExecutor.Key add(String name, long nanos) {
        return tasks.add(() -> ran.add(name), nanos);
    }

    /** What an event loop does in one round. */
    private List<String> runDueAt(long now) {
        ran.clear();
        clock.set(now);
        for (Runnable due = tasks.pollDue(now); due != null; due = tasks.pollDue(now)) {
            due.run();
        }
        return ran;
    }

    @Test
    void aTaskIsDueAtItsTimeAndNotBefore() {
        add("a", 100);
        assertThat(runDueAt(NOW + 99)).isEmpty();
        assertThat(runDueAt(NOW + 100)).containsExactly("a");
        assertThat(runDueAt(NOW + 101)).isEmpty();
    }

    @Test
    void aTaskWhoseTimeHasPassedIsDue() {
        add("a", 100);
        assertThat(runDueAt(NOW + 101)).containsExactly("a");
    }

    @Test
    void tasksRunInTheOrderOfTheirTimesAndThoseOfOneTimeInThatInWhichTheyCame() {
        add("late", 101);
        add("first", 100);
        add("second", 100);
        add("third", 100);
        add("early", 99);
        assertThat(runDueAt(NOW + 100)).containsExactly("early", "first", "second", "third");
        assertThat(runDueAt(NOW + 101)).containsExactly("late");
    }

    @Test
    void oneOfTwoAtTheSameTimeIsRemovedAndNotTheOther() {
        add("first", 100);
        XnioExecutor.Key second = add("second", 100);
        add("third", 100);
        assertThat(second.remove()).isTrue();
        assertThat(runDueAt(NOW + 100)).containsExactly("first", "third");
    }

    @Test
    void removingTellsWhetherTheTaskWouldHaveRun() {
        XnioExecutor.Key removed = add("removed", 100);
        assertThat(removed.remove()).isTrue();
        assertThat(removed.remove()).isFalse();
        XnioExecutor.Key run = add("run", 100);
        assertThat(runDueAt(NOW + 100)).containsExactly("run");
        assertThat(run.remove()).isFalse();
    }

    @Test
    void onlyANewFirstIsToldOf() {
        add("a", 100);
        assertThat(earlier).isEqualTo(1);
        add("at the same time", 100);
        add("later", 101);
        assertThat(earlier).isEqualTo(1);
        add("before", 99);
        assertThat(earlier).isEqualTo(2);
    }

    @Test
    void theFirstAfterAllAreGoneIsANewFirst() {
        add("a", 100).remove();
        add("b", 200);
        assertThat(earlier).isEqualTo(2);
        runDueAt(NOW + 200);
        add("c", 300);
        assertThat(earlier).isEqualTo(3);
    }

    @Test
    void aRepeatingTaskIsDueAgainAfterEachTime() {
        tasks.addRepeating(() -> ran.add("r"), 100);
        assertThat(runDueAt(NOW + 99)).isEmpty();
        assertThat(runDueAt(NOW + 100)).containsExactly("r");
        assertThat(runDueAt(NOW + 199)).isEmpty();
        assertThat(runDueAt(NOW + 200)).containsExactly("r");
    }

    @Test
    void timesThatWereMissedAreNotMadeUpFor() {
        tasks.addRepeating(() -> ran.add("r"), 100);
        assertThat(runDueAt(NOW + 550)).containsExactly("r");
        assertThat(runDueAt(NOW + 649)).isEmpty();
        assertThat(runDueAt(NOW + 650)).containsExactly("r");
    }

    @Test
    void aRepeatingTaskThatTakesLongerThanItsIntervalIsDueOnceInARound() {
        tasks.addRepeating(
                () -> {
                    ran.add("r");
                    clock.set(clock.nanoTime() + 1_000);
                    assertThat(ran).as("one round").hasSizeLessThan(10);
                },
                1);
        assertThat(runDueAt(NOW + 1)).containsExactly("r");
        assertThat(tasks.nanosToNext()).isNotPositive();
        assertThat(runDueAt(clock.nanoTime())).containsExactly("r");
    }

    @Test
    void aRepeatingTaskRemovesItself() {
        List<XnioExecutor.Key> key = new ArrayList<>();
        key.add(tasks.addRepeating(
                () -> {
                    ran.add("r");
                    assertThat(key.get(0).remove()).isTrue();
                },
                100));
        assertThat(runDueAt(NOW + 100)).containsExactly("r");
        assertThat(tasks.nanosToNext()).isEqualTo(Long.MAX_VALUE);
        assertThat(runDueAt(NOW + 200)).isEmpty();
    }

    /** On two threads: there is no moment at which it is out and will be in again. */
    @Test
    @Timeout(60)
    void aRepeatingTaskThatIsRemovedIsNeverDueAgain() throws Exception {
        ExecutorService other = Executors.newSingleThreadExecutor();
        CyclicBarrier start = new CyclicBarrier(2);
        try {
            for (int i = 0; i < 20_000; i++) {
                XnioExecutor.Key key = tasks.addRepeating(() -> {}, 1);
                long now = clock.nanoTime() + 1;
                clock.set(now);
                Future<Boolean> removed = other.submit(() -> {
                    start.await();
                    return key.remove();
                });
                start.await();
                tasks.pollDue(now);
                assertThat(removed.get()).as("attempt %d", i).isTrue();
                assertThat(tasks.nanosToNext()).as("attempt %d", i).isEqualTo(Long.MAX_VALUE);
            }
        } finally {
            other.shutdownNow();
        }
    }

    @Test
    void removingMostLeavesTheOthersInTheirOrder() {
        List<String> left = new ArrayList<>();
        List<XnioExecutor.Key> removed = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            XnioExecutor.Key key = add("t" + i, 100 + i);
            if (i % 5 == 2) {
                left.add("t" + i);
            } else {
                removed.add(key);
            }
        }
        Collections.shuffle(removed, new Random(1));
        for (XnioExecutor.Key key : removed) {
            assertThat(key.remove()).isTrue();
        }

        assertThat(tasks.nanosToNext()).isEqualTo(102);
        assertThat(runDueAt(NOW + 2_000)).isEqualTo(left);
        for (XnioExecutor.Key key : removed) {
            assertThat(key.remove()).isFalse();
        }
    }

    @Test
    void whatIsRemovedIsNotKept() {
        add("first", 1);
        WeakReference<Runnable> reference = addAndRemove();
        for (int i = 0; i < 100 && reference.get() != null; i++) {
            System.gc();
        }
        assertThat(reference.get()).isNull();
    }

    private WeakReference<Runnable> addAndRemove() {
        Runnable task = new Runnable() {
            @Override
            public void run() {
                ran.add("removed");
            }
        };
        assertThat(tasks.add(task, 100).remove()).isTrue();
        return new WeakReference<>(task);
    }

    @Test
    void itIsKnownHowLongTheNextOneHas() {
        assertThat(tasks.nanosToNext()).isEqualTo(Long.MAX_VALUE);
        add("b", 200);
        XnioExecutor.Key first = add("a", 100);
        assertThat(tasks.nanosToNext()).isEqualTo(100);
        clock.set(NOW + 99);
        assertThat(tasks.nanosToNext()).isEqualTo(1);
        clock.set(NOW + 100);
        assertThat(tasks.nanosToNext()).isZero();
        clock.set(NOW + 101);
        assertThat(tasks.nanosToNext()).isEqualTo(-1);
        first.remove();
        assertThat(tasks.nanosToNext()).isEqualTo(99);
    }

    @Test
    void aTimeThatCannotBeCountedNeverComes() {
        add("never", Long.MAX_VALUE);
        assertThat(tasks.nanosToNext()).isGreaterThan(Long.MAX_VALUE / 2);
        assertThat(runDueAt(Long.MAX_VALUE)).isEmpty();
    }
}
