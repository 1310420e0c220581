package dev.holdfast.server.realm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class LookUpsTest {
    private static final long NO_PATIENCE = 0;
    private static final long MUCH_PATIENCE_MILLIS = 30_000;

    private final AtomicLong now = new AtomicLong();
    private final CountDownLatch answer = new CountDownLatch(1);

    private LookUps lookUps(long patienceMillis) {
        return new LookUps(
                "ldap://x", new Complaints(Logger.getLogger(LookUpsTest.class)), 2, patienceMillis, now::get);
    }

    @AfterEach
    void answer() {
        answer.countDown();
    }

    @Test
    void whatComesOnTopOfThoseThatWaitIsRefused() throws Exception {
        LookUps lookUps = lookUps(NO_PATIENCE);
        CompletableFuture<String> first = hangingIn(lookUps);
        CompletableFuture<String> second = hangingIn(lookUps);

        assertThatThrownBy(() -> lookUps.ask(() -> "third"))
                .isInstanceOf(RealmUnavailableException.class)
                .hasMessage("ldap://x: too many log-ins wait for its answer");

        answer.countDown();
        assertThat(first.get(10, TimeUnit.SECONDS)).isEqualTo("answer");
        assertThat(second.get(10, TimeUnit.SECONDS)).isEqualTo("answer");
        assertThat(lookUps.ask(() -> "third")).isEqualTo("third");
    }

    @Test
    void whatComesOnTopWaitsAMomentWhereThatHelps() throws Exception {
        LookUps lookUps = lookUps(MUCH_PATIENCE_MILLIS);
        CompletableFuture<String> first = hangingIn(lookUps);
        CompletableFuture<String> second = hangingIn(lookUps);
        CompletableFuture<String> third = CompletableFuture.supplyAsync(() -> lookUps.ask(() -> "third"));
        answer.countDown();
        assertThat(first.get(10, TimeUnit.SECONDS)).isEqualTo("answer");
        assertThat(second.get(10, TimeUnit.SECONDS)).isEqualTo("answer");
        assertThat(third.get(10, TimeUnit.SECONDS)).isEqualTo("third");
    }

    @Test
    void whoIsDownIsNotAskedForASecond() {
        LookUps lookUps = lookUps(NO_PATIENCE);
        lookUps.isDown("ldap://x: no route");
        now.set(LookUps.REMEMBERED_NANOS - 1);
        assertThatThrownBy(() -> lookUps.ask(() -> {
                    throw new AssertionError("asked");
                }))
                .isInstanceOf(RealmUnavailableException.class)
                .hasMessage("ldap://x: no route");
        now.set(LookUps.REMEMBERED_NANOS);
        assertThat(lookUps.ask(() -> "back")).isEqualTo("back");
    }

    @Test
    void failureGivesItsPlaceBack() {
        LookUps lookUps = lookUps(NO_PATIENCE);
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> lookUps.ask(() -> {
                        throw new IllegalStateException("failed");
                    }))
                    .hasMessage("failed");
        }
    }

    private CompletableFuture<String> hangingIn(LookUps lookUps) throws InterruptedException {
        CountDownLatch asked = new CountDownLatch(1);
        CompletableFuture<String> hanging = new CompletableFuture<>();
        Thread thread = new Thread(() -> hanging.complete(lookUps.ask(() -> {
            asked.countDown();
            try {
                answer.await();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
            return "answer";
        })));
        thread.start();
        assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
        return hanging;
    }
}
