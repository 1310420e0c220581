package dev.holdfast.slots;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class SlotLedgerTest {
    private static final long TTL = Duration.ofSeconds(5).toNanos();

    private SlotLedger ledger = ledger(10);

    private static SlotLedger ledger(int capacity) {
        return new SlotLedger(capacity, -1, Duration.ofSeconds(5));
    }

    private int ask(String front, int held, int wanted, long now) {
        return ledger.answer(new SlotAsk(front, held, wanted), now).limit();
    }

    @Test
    void oneFrontHasAll() {
        assertThat(ledger.answer(new SlotAsk("a", 0, 1), 0)).isEqualTo(new SlotAnswer(10, 10, 5000));
        assertThat(ask("a", 10, 3, 1)).isEqualTo(10);
    }

    @Test
    void whoComesLaterGetsWhatIsGivenBackAndNothingBefore() {
        assertThat(ask("a", 0, 10, 0)).isEqualTo(10);
        assertThat(ask("b", 0, 10, 1)).isZero();
        assertThat(ask("a", 10, 10, 2)).isEqualTo(5);
        assertThat(ask("b", 0, 10, 3)).as("a has not said that it came down").isZero();
        assertThat(ask("a", 7, 10, 4)).isEqualTo(5);
        assertThat(ask("b", 0, 10, 5)).as("a still has 7").isEqualTo(3);
        assertThat(ask("a", 5, 10, 6)).isEqualTo(5);
        assertThat(ask("b", 3, 10, 7)).isEqualTo(5);
        assertThat(ledger.reserved()).isEqualTo(10);
    }

    @Test
    void noneGetsLessSoThatAnotherHasMoreThanThat() {
        ledger = ledger(20);
        for (int round = 0; round < 3; round++) {
            for (String front : new String[] {"a", "b", "c"}) {
                int wanted = front.equals("a") ? 2 : front.equals("b") ? 30 : 7;
                int limit = ask(front, 0, wanted, round);
                if (round == 2) {
                    assertThat(limit).isEqualTo(front.equals("a") ? 2 : front.equals("b") ? 11 : 7);
                }
            }
        }
    }

    @Test
    void whatNobodyWantsIsSharedOutToo() {
        for (int round = 0; round < 3; round++) {
            ask("a", 0, 3, round);
            ask("b", 0, 0, round);
            ask("b", 0, 1, round);
        }
        assertThat(ask("a", 6, 3, 9)).isEqualTo(6);
        assertThat(ask("b", 4, 1, 9)).isEqualTo(4);
    }

    @Test
    void eachHasOneAsLongAsThereAreAsManyAsFronts() {
        ledger = ledger(2);
        assertThat(ask("a", 0, 50, 0)).isEqualTo(2);
        assertThat(ask("b", 0, 1, 1)).isZero();
        assertThat(ask("a", 2, 50, 2)).isEqualTo(1);
        assertThat(ask("a", 1, 50, 3)).isEqualTo(1);
        assertThat(ask("b", 0, 1, 4)).isEqualTo(1);
        assertThat(ask("c", 0, 1, 5)).isZero();
        assertThat(ask("a", 1, 50, 6)).isEqualTo(1);
    }

    @Test
    void aFrontThatIsNotHeardOfIsForgottenAtTheTimeToLiveAndNotBefore() {
        assertThat(ask("a", 0, 10, 0)).isEqualTo(10);
        assertThat(ask("b", 0, 10, TTL - 1)).isZero();
        assertThat(ask("b", 0, 10, TTL)).isEqualTo(10);
        assertThat(ask("a", 10, 10, TTL + 1)).as("it holds more than there is").isZero();
        assertThat(ask("b", 10, 10, TTL + 2)).as("raised by nobody's").isZero();
    }

    @Test
    void aFrontThatLeavesIsForgottenAtOnce() {
        assertThat(ask("a", 0, 10, 0)).isEqualTo(10);
        assertThat(ask("a", 0, 0, 1)).isZero();
        assertThat(ask("b", 0, 10, 2)).isEqualTo(10);
    }

    @Test
    void afterARestartNobodyIsGivenWhatAnotherSaysItHas() {
        assertThat(ask("a", 4, 10, 0)).isEqualTo(10);
        ledger = ledger(10);
        assertThat(ask("b", 6, 10, 1)).isEqualTo(10);
        assertThat(ask("a", 4, 10, 2)).isZero();
        assertThat(ledger.reserved()).isEqualTo(14);
        assertThat(ask("b", 10, 10, 3)).isEqualTo(5);
        assertThat(ask("b", 5, 10, 4)).isEqualTo(5);
        assertThat(ask("a", 4, 10, 5)).isEqualTo(5);
    }

    @Test
    void moreFrontsThanItKnowsAreToldNothing() {
        ledger = ledger(1000);
        for (int i = 0; i < SlotLedger.MOST_FRONTS; i++) {
            ask("f" + i, 0, 1, 0);
        }
        assertThat(ask("late", 0, 1, 0)).isZero();
        assertThat(ask("f0", 0, 1, 0)).isPositive();
        assertThat(ask("late", 0, 1, TTL)).isPositive();
    }

    @Test
    void whereConnectionsAreScarceEachFrontHasOneToAskOn() {
        ledger = new SlotLedger(10, 10, Duration.ofSeconds(5));
        assertThat(ledger.answer(new SlotAsk("a", 0, 10), 0)).isEqualTo(new SlotAnswer(9, 9, 5000));
        assertThat(ledger.answer(new SlotAsk("b", 0, 10), 1)).isEqualTo(new SlotAnswer(0, 8, 5000));
        assertThat(ledger.answer(new SlotAsk("a", 9, 10), 2)).isEqualTo(new SlotAnswer(4, 8, 5000));
        assertThat(ask("a", 4, 10, 3)).isEqualTo(4);
        assertThat(ask("b", 0, 10, 4)).isEqualTo(4);
        ask("b", 0, 0, 5);
        assertThat(ledger.answer(new SlotAsk("a", 4, 10), 6)).isEqualTo(new SlotAnswer(9, 9, 5000));
    }

    @Test
    void thereIsASlotHoweverScarceConnectionsAre() {
        ledger = new SlotLedger(10, 2, Duration.ofSeconds(5));
        assertThat(ask("a", 0, 10, 0)).isOne();
        assertThat(ask("b", 0, 10, 0)).isZero();
        assertThat(ask("c", 0, 10, 0)).isZero();
        assertThat(ask("a", 1, 10, 1)).isOne();
    }

    @Test
    void whereThereAreMoreConnectionsThanSlotsAllSlotsAre() {
        ledger = new SlotLedger(10, 13, Duration.ofSeconds(5));
        assertThat(ask("a", 0, 10, 0)).isEqualTo(10);
    }

    @Test
    void itsRangesAreChecked() {
        assertThatThrownBy(() -> ledger(0)).hasMessageContaining("slots");
        assertThatThrownBy(() -> new SlotLedger(1, -1, Duration.ZERO)).hasMessageContaining("millis");
    }
}
