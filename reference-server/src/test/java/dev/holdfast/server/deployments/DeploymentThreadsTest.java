package dev.holdfast.server.deployments;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class DeploymentThreadsTest {
    private final AtomicLong now = new AtomicLong();
    private final CountDownLatch end = new CountDownLatch(1);
    private final DeploymentThreads threads = new DeploymentThreads(2, now::get);

    @AfterEach
    void stop() {
        end.countDown();
        threads.shutdownNow();
    }

    @Test
    void whatTakesLongDoesNotHoldUpTheRest() throws Exception {
        hang();
        hang();
        CountDownLatch third = new CountDownLatch(1);
        threads.execute(third::countDown);

        now.set(DeploymentThreads.LONG_NANOS - 1);
        threads.makeRoom();
        assertThat(threads.getMaximumPoolSize()).isEqualTo(2);
        assertThat(third.getCount()).isOne();

        now.set(DeploymentThreads.LONG_NANOS);
        threads.makeRoom();
        assertThat(third.await(10, TimeUnit.SECONDS)).isTrue();

        end.countDown();
        threads.shutdown();
        assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        threads.makeRoom();
        assertThat(threads.getMaximumPoolSize()).isEqualTo(2);
    }

    @Test
    void thereIsAnEndToHowManyThreadsThereAre() throws Exception {
        for (int i = 0; i < 2 + DeploymentThreads.MAX_LONG; i++) {
            hang();
            now.addAndGet(DeploymentThreads.LONG_NANOS);
            threads.makeRoom();
        }
        assertThat(threads.getMaximumPoolSize()).isEqualTo(2 + DeploymentThreads.MAX_LONG);
    }

    /** Runs what does not come to its end, and waits until it has begun. */
    private void hang() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        threads.execute(() -> {
            begun.countDown();
            try {
                end.await();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        });
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
    }
}
