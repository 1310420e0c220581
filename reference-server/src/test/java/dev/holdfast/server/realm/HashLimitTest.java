package dev.holdfast.server.realm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

final class HashLimitTest {
    @Test
    void asManyRunAsMayAndNoMore() {
        HashLimit limit = new HashLimit(1, 0, 60_000);
        boolean inner = limit.run(() -> {
            assertThatThrownBy(() -> limit.run(() -> true))
                    .isInstanceOf(RealmUnavailableException.class)
                    .hasMessage("too many passwords are being tried at once");
            return true;
        });
        assertThat(inner).isTrue();
        assertThat(limit.run(() -> false)).isFalse();
    }

    @Test
    void whoWaitsHasItsTurnWhenTheOtherIsThrough() throws Exception {
        HashLimit limit = new HashLimit(1, 1, 60_000);
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        CompletableFuture<Boolean> first = CompletableFuture.supplyAsync(() -> limit.run(() -> {
            running.countDown();
            return ended(end);
        }));
        running.await();
        CompletableFuture<Boolean> second = CompletableFuture.supplyAsync(() -> limit.run(() -> end.getCount() == 0));
        end.countDown();
        assertThat(first.get()).isTrue();
        assertThat(second.get()).isTrue();
    }

    private static boolean ended(CountDownLatch end) {
        try {
            end.await();
            return true;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whoWaitsTooLongIsRefusedAndGivesItsPlaceBack() {
        HashLimit limit = new HashLimit(1, 1, 1);
        limit.run(() -> {
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> limit.run(() -> true)).isInstanceOf(RealmUnavailableException.class);
            }
            return true;
        });
        assertThat(limit.run(() -> true)).isTrue();
    }

    @Test
    void checkThatFailsGivesItsPlaceBack() {
        HashLimit limit = new HashLimit(1, 0, 0);
        assertThatThrownBy(() -> limit.run(() -> {
                    throw new IllegalStateException("failed");
                }))
                .hasMessage("failed");
        assertThat(limit.run(() -> true)).isTrue();
    }
}
