package dev.holdfast.slots;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.slots.SlotLease.Next;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class SlotLeaseTest {
    private static final long SOON = Duration.ofMillis(100).toNanos();
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final long END = Duration.ofMillis(4500).toNanos();

    private final SlotLease lease = new SlotLease("a", 100, 64);

    private Next look(int open, int used, int waiting, long now) {
        return lease.look(open, used, waiting, now);
    }

    private void leased(int limit) {
        assertThat(look(0, 0, 0, 0)).isEqualTo(Next.ASK);
        lease.answered(new SlotAnswer(limit, 200, 5000));
        assertThat(look(0, 0, 0, 1)).isEqualTo(Next.WAIT);
    }

    @Test
    void itAsksAtOnceAndThereIsNothingBeforeTheAnswer() {
        assertThat(lease.limit()).isZero();
        assertThat(lease.isOver()).isTrue();
        assertThat(look(0, 0, 3, 0)).isEqualTo(Next.ASK);
        assertThat(lease.ask()).isEqualTo(new SlotAsk("a", 0, 3));
        assertThat(look(0, 0, 3, SOON)).isEqualTo(Next.WAIT);
        lease.answered(new SlotAnswer(40, 200, 5000));
        assertThat(lease.limit()).isEqualTo(40);
        assertThat(lease.said()).isEqualTo(new SlotAnswer(40, 200, 5000));
    }

    @Test
    void itAsksEveryFifthOfTheTimeToldAndNotBefore() {
        leased(40);
        assertThat(look(3, 3, 0, SECOND - 1)).isEqualTo(Next.WAIT);
        assertThat(look(3, 3, 0, SECOND)).isEqualTo(Next.ASK);
        assertThat(lease.ask()).as("it may open 40 before it is answered").isEqualTo(new SlotAsk("a", 40, 3));
        lease.answered(new SlotAnswer(40, 200, 10_000));
        assertThat(look(3, 3, 0, 3 * SECOND - 1)).isEqualTo(Next.WAIT);
        assertThat(look(3, 3, 0, 3 * SECOND)).isEqualTo(Next.ASK);
    }

    @Test
    void itAsksSoonWhereRequestsWaitBecauseOfTheLimit() {
        leased(4);
        assertThat(look(3, 3, 1, SOON)).as("one is not opened yet").isEqualTo(Next.WAIT);
        assertThat(look(4, 4, 1, SOON - 1)).isEqualTo(Next.WAIT);
        assertThat(look(4, 4, 1, SOON)).isEqualTo(Next.ASK);
        assertThat(lease.ask()).isEqualTo(new SlotAsk("a", 4, 5));
    }

    @Test
    void itAsksSoonWhereThereIsSomethingToGiveBack() {
        leased(40);
        assertThat(look(30, 30, 0, SECOND)).isEqualTo(Next.ASK);
        lease.answered(new SlotAnswer(10, 200, 5000));
        assertThat(lease.nextDeadline()).isEqualTo(SECOND + SOON);
        assertThat(look(12, 12, 0, SECOND + SOON - 1)).isEqualTo(Next.WAIT);
        assertThat(look(12, 12, 0, SECOND + SOON)).isEqualTo(Next.ASK);
        assertThat(lease.ask()).isEqualTo(new SlotAsk("a", 12, 30));
        lease.answered(new SlotAnswer(10, 200, 5000));
        assertThat(look(12, 12, 0, SECOND + 2 * SOON))
                .as("nothing came back since")
                .isEqualTo(Next.WAIT);
        assertThat(look(11, 11, 0, SECOND + 2 * SOON)).isEqualTo(Next.ASK);
    }

    @Test
    void itWantsTheMostThatWasUsedSinceItAskedLast() {
        leased(40);
        look(9, 9, 2, 2);
        look(9, 1, 0, 3);
        look(9, 1, 0, SECOND);
        assertThat(lease.ask().wanted()).isEqualTo(11);
        lease.answered(new SlotAnswer(40, 200, 5000));
        look(9, 0, 0, 2 * SECOND);
        assertThat(lease.ask().wanted()).as("nobody leaves who is there").isEqualTo(1);
    }

    @Test
    void itNeverWantsNorTakesMoreThanItMay() {
        leased(1000);
        assertThat(lease.limit()).isEqualTo(100);
        assertThat(look(100, 100, 500, SOON)).as("no answer could help").isEqualTo(Next.WAIT);
        assertThat(look(100, 100, 500, SECOND)).isEqualTo(Next.ASK);
        assertThat(lease.ask()).isEqualTo(new SlotAsk("a", 100, 100));
    }

    @Test
    void theLeaseEndsBeforeTheBackEndsOwn() {
        leased(40);
        assertThat(look(0, 0, 0, SECOND)).isEqualTo(Next.ASK);
        assertThat(look(0, 0, 0, 3 * SECOND)).isEqualTo(Next.GIVE_UP);
        assertThat(look(0, 0, 0, 3 * SECOND)).isEqualTo(Next.ASK);
        assertThat(look(0, 0, 0, END - 1)).isEqualTo(Next.WAIT);
        assertThat(lease.limit()).isEqualTo(40);
        assertThat(lease.nextDeadline()).isEqualTo(END);
        look(0, 0, 0, END);
        assertThat(lease.limit()).isZero();
        assertThat(lease.isOver()).isTrue();
        lease.answered(new SlotAnswer(7, 200, 5000));
        assertThat(lease.limit()).isEqualTo(7);
        assertThat(look(0, 0, 0, 3 * SECOND + END - 1)).isEqualTo(Next.ASK);
        assertThat(lease.limit()).as("counted from when it asked").isEqualTo(7);
        look(0, 0, 0, 3 * SECOND + END);
        assertThat(lease.limit()).isZero();
    }

    @Test
    void aQuestionIsGivenUpAfterTwoIntervalsAndNotBefore() {
        assertThat(look(0, 0, 0, 5)).isEqualTo(Next.ASK);
        assertThat(look(0, 0, 0, 5 + 2 * SECOND - 1)).isEqualTo(Next.WAIT);
        assertThat(lease.nextDeadline()).isEqualTo(5 + 2 * SECOND);
        assertThat(look(0, 0, 0, 5 + 2 * SECOND)).isEqualTo(Next.GIVE_UP);
        assertThatThrownBy(() -> lease.answered(new SlotAnswer(1, 1, 1))).hasMessage("answered in RESTING");
    }

    @Test
    void whereNobodyIsThereTheLeaseIsOver() {
        leased(40);
        look(0, 0, 0, SECOND);
        lease.failed();
        assertThat(lease.limit()).isZero();
        assertThat(lease.isOver()).isTrue();
        assertThat(look(0, 0, 0, 2 * SECOND - 1)).isEqualTo(Next.WAIT);
        assertThat(look(0, 0, 0, 2 * SECOND)).isEqualTo(Next.ASK);
    }

    @Test
    void aLostQuestionLeavesWhatWasToldUntilItsEnd() {
        leased(40);
        look(0, 0, 0, SECOND);
        lease.lost();
        assertThat(lease.limit()).isEqualTo(40);
        assertThat(lease.isOver()).isFalse();
        assertThat(look(40, 40, 0, 4_500_000_000L - 1)).isEqualTo(Next.ASK);
        lease.lost();
        assertThat(lease.limit()).isEqualTo(40);
        look(40, 40, 0, 4_500_000_000L);
        assertThat(lease.limit()).isZero();
        assertThat(lease.isOver()).isTrue();
    }

    @Test
    void aFirstQuestionThatIsLostLeavesNothing() {
        assertThat(look(0, 0, 0, 0)).isEqualTo(Next.ASK);
        lease.lost();
        assertThat(lease.limit()).isZero();
        assertThat(lease.isOver()).isTrue();
    }

    @Test
    void whereTheBackEndDoesNotSayThereIsWhatThereIsWithoutALease() {
        assertThat(look(0, 0, 0, 0)).isEqualTo(Next.ASK);
        lease.unanswered();
        assertThat(lease.limit()).isEqualTo(64);
        assertThat(lease.isOver()).isFalse();
        assertThat(look(64, 64, 9, 60 * SECOND - 1)).isEqualTo(Next.WAIT);
        assertThat(look(64, 64, 9, 60 * SECOND)).isEqualTo(Next.ASK);
        lease.failed();
        assertThat(lease.limit()).isEqualTo(64);
        assertThat(look(64, 64, 9, 120 * SECOND)).isEqualTo(Next.ASK);
        lease.answered(new SlotAnswer(7, 200, 5000));
        assertThat(lease.limit()).isEqualTo(7);
    }

    @Test
    void itsRangesAreChecked() {
        assertThatThrownBy(() -> new SlotLease("a", 10, 11)).hasMessage("otherwise must be 1 to 10: 11");
        assertThatThrownBy(() -> new SlotLease("", 10, 1)).hasMessageStartingWith("front must be");
    }
}
