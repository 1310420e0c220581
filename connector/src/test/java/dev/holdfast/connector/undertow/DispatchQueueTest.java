package dev.holdfast.connector.undertow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class DispatchQueueTest {
    private static final long STUCK = 200_000;

    private final Deque<Runnable> pool = new ArrayDeque<>();
    private final List<String> done = new ArrayList<>();
    private final GivingWay givingWay = new GivingWay(() -> 0);
    private final Deque<Runnable> later = new ArrayDeque<>();
    private long now;
    private final DispatchQueue queue = new DispatchQueue(pool::add, () -> now, 2, later::add);

    private Dispatched work(String name) {
        return work(name, () -> {});
    }

    private Dispatched work(String name, Runnable task) {
        return new Dispatched() {
            @Override
            public @Nullable Dispatched run() {
                done.add(name);
                task.run();
                return null;
            }

            @Override
            public void reject() {
                done.add("no " + name);
            }
        };
    }

    private void aThreadComes() {
        pool.remove().run();
    }

    @Test
    void aBatchCallsOneThreadWhichDoesAllOfItInOrder() {
        Deque<Dispatched> batch = new ArrayDeque<>(List.of(work("a"), work("b"), work("c")));
        queue.addAll(batch, givingWay);
        assertThat(batch).isEmpty();
        assertThat(pool).hasSize(1);
        aThreadComes();
        assertThat(done).containsExactly("a", "b", "c");
    }

    @Test
    void howeverMuchIsAddedOneThreadIsOnItsWayAtMost() {
        for (int i = 0; i < 10; i++) {
            queue.add(work("x"), false);
        }
        assertThat(pool).hasSize(1);
    }

    @Test
    void whatWaitsBehindWorkThatBlocksIsDoneByTheNextThread() {
        queue.add(
                work("blocks", () -> {
                    assertThat(pool).as("threads on their way").hasSize(1);
                    aThreadComes();
                    assertThat(done).containsExactly("blocks", "waits", "waits too");
                }),
                false);
        queue.add(work("waits"), false);
        queue.add(work("waits too"), false);
        aThreadComes();
        assertThat(done).hasSize(3);
    }

    @Test
    void workThatIsAddedWhileTheOnlyThreadBlocksCallsAnother() {
        queue.add(
                work("blocks", () -> {
                    queue.addAll(new ArrayDeque<>(List.of(work("added"))), givingWay);
                    aThreadComes();
                    assertThat(done).containsExactly("blocks", "added");
                }),
                false);
        aThreadComes();
        assertThat(done).hasSize(2);
    }

    /** Lets as many threads as there are processors be in the middle of something when {@code then} happens. */
    private void whileAllAreBusy(Runnable then) {
        queue.add(
                work("blocks", () -> {
                    queue.add(work("blocks too", then), false);
                    aThreadComes();
                }),
                false);
        aThreadComes();
    }

    @Test
    void noMoreThreadsAreCalledThanThereAreProcessorsAsLongAsThoseGetOn() {
        whileAllAreBusy(() -> {
            now += STUCK - 1;
            queue.add(work("waits"), false);
            assertThat(pool).isEmpty();
        });
        assertThat(done).containsExactly("blocks", "blocks too", "waits");
    }

    @Test
    void whereTheyHaveTakenNothingForAWhileAnotherIsCalledAtOnce() {
        whileAllAreBusy(() -> {
            now += STUCK;
            queue.add(work("added"), false);
            aThreadComes();
            assertThat(done).containsExactly("blocks", "blocks too", "added");
        });
    }

    @Test
    void aThreadThatHasBeenAtOneThingForAWhileDoesNotCount() {
        queue.add(
                work("blocks", () -> {
                    now += STUCK;
                    queue.add(
                            work("quick", () -> {
                                queue.add(work("added"), false);
                                aThreadComes();
                                assertThat(done).containsExactly("blocks", "quick", "added");
                            }),
                            false);
                    aThreadComes();
                }),
                false);
        aThreadComes();
        assertThat(done).hasSize(3);
    }

    @Test
    void whoeverLooksLaterAtWorkThatIsStuckCallsAsManyAsThereAre() {
        whileAllAreBusy(() -> {
            for (int i = 0; i < 4; i++) {
                queue.add(work("waits", () -> now += STUCK), false);
            }
            assertThat(pool).isEmpty();
            now += STUCK;
            later.remove().run();
            assertThat(later).as("looks again").hasSize(1);
            Runnable third = pool.remove();
            assertThat(pool).isEmpty();
            third.run();
            assertThat(pool).as("called by the third").hasSize(1);
        });
    }

    @Test
    void whereSomethingWasTakenMeanwhileALookChangesNothing() {
        whileAllAreBusy(() -> {
            queue.add(work("waits"), false);
            now += STUCK - 1;
            later.remove().run();
            assertThat(pool).isEmpty();
            assertThat(later).as("looks again").hasSize(1);
        });
        later.remove().run();
        assertThat(later).as("nothing waits").isEmpty();
    }

    @Test
    void whatFollowsFromWorkIsDoneBeforeAnythingElse() {
        Dispatched followed = new Dispatched() {
            @Override
            public Dispatched run() {
                done.add("first");
                return work("follows");
            }

            @Override
            public void reject() {}
        };
        queue.add(followed, false);
        queue.add(work("waits"), false);
        aThreadComes();
        assertThat(done).containsExactly("first", "follows", "waits");
    }

    @Test
    void whatIsToBeFirstIsDoneFirst() {
        queue.add(work("a"), false);
        queue.add(work("b"), true);
        aThreadComes();
        assertThat(done).containsExactly("b", "a");
    }

    @Test
    void aThreadQueuesAgainInThePoolAfterItsTurn() {
        for (int i = 0; i < 300; i++) {
            queue.add(work("x"), false);
        }
        aThreadComes();
        assertThat(done).hasSize(256);
        assertThat(pool).hasSize(1);
        aThreadComes();
        assertThat(done).hasSize(300);
    }

    @Test
    void orWhenItsTimeIsUp() {
        long fiveMillis = 5_000_000;
        queue.add(work("a", () -> now = fiveMillis - 1), false);
        queue.add(work("b", () -> now = fiveMillis), false);
        queue.add(work("c"), false);
        aThreadComes();
        assertThat(done).containsExactly("a", "b");
        aThreadComes();
        assertThat(done).containsExactly("a", "b", "c");
    }

    @Test
    void aHandlersClassLoaderIsNotTheNextOnes() {
        ClassLoader own = Thread.currentThread().getContextClassLoader();
        queue.add(work("a", () -> Thread.currentThread().setContextClassLoader(null)), false);
        queue.add(
                work(
                        "b",
                        () -> done.add(
                                Thread.currentThread().getContextClassLoader() == own ? "its own" : "another's")),
                false);
        aThreadComes();
        assertThat(done).containsExactly("a", "b", "its own");
    }

    @Test
    void anErrorInOneThingLeavesTheRestToAnotherThread() {
        queue.add(
                work("fails", () -> {
                    throw new IllegalStateException("as the test wants it");
                }),
                false);
        queue.add(work("next"), false);
        Runnable thread = pool.remove();
        assertThat(catchThrowable(thread::run)).hasMessage("as the test wants it");
        aThreadComes();
        assertThat(done).containsExactly("fails", "next");
    }

    @Test
    void aHandlerIsNotInterruptedForTheOneBefore() {
        queue.add(work("a", () -> Thread.currentThread().interrupt()), false);
        queue.add(
                work("b", () -> done.add(Thread.currentThread().isInterrupted() ? "interrupted" : "in peace")), false);
        aThreadComes();
        assertThat(done).containsExactly("a", "b", "in peace");
    }

    @Test
    void whereNoThreadWillComeAllIsRejected() {
        DispatchQueue closed = new DispatchQueue(
                task -> {
                    throw new RejectedExecutionException("shut down");
                },
                () -> 0,
                2,
                later::add);
        closed.addAll(new ArrayDeque<>(List.of(work("a"), work("b"))), givingWay);
        assertThat(done).containsExactly("no a", "no b");
        closed.add(work("c"), false);
        assertThat(done).containsExactly("no a", "no b", "no c");
    }
}
