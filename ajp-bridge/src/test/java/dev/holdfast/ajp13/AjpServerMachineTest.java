package dev.holdfast.ajp13;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.ajp13.AjpServerMachine.Next;
import dev.holdfast.ajp13.AjpServerMachine.State;
import dev.holdfast.lifetime.CloseReason;
import dev.holdfast.time.Deadline;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class AjpServerMachineTest {
    private static final long CONNECTION = 1000;
    private static final long KEEP_ALIVE = 2000;
    private static final long READ = 300;
    private static final long WRITE = 400;
    private static final long LINGER = 50;

    private final AjpServerMachine machine = machine(LINGER);

    private static AjpServerMachine machine(long linger) {
        return new AjpServerMachine(
                new AjpServerTimeouts(
                        Duration.ofNanos(CONNECTION),
                        Duration.ofNanos(KEEP_ALIVE),
                        Duration.ofNanos(READ),
                        Duration.ofNanos(WRITE),
                        Duration.ofNanos(linger)),
                AjpPacket.DEFAULT_SIZE,
                0);
    }

    private void request(RequestBody body) {
        machine.bytesArrived(10);
        machine.requestRead(body);
    }

    private Next answer(long now) {
        machine.responseStarted();
        machine.ended(0);
        return machine.endWritten(now);
    }

    private void assertFires(long at, Next expected, CloseReason reason) {
        assertThat(machine.nextDeadline()).isEqualTo(at);
        assertThat(machine.timeout(at - 1)).isEqualTo(Next.READ);
        assertThat(machine.closeReason()).isNull();
        assertThat(machine.timeout(at)).isEqualTo(expected);
        assertThat(machine.closeReason()).isEqualTo(reason);
    }

    @Test
    void oneRequestAfterTheOther() {
        for (int i = 1; i <= 3; i++) {
            request(RequestBody.NONE);
            assertThat(answer(20)).isEqualTo(Next.READ);
            assertThat(machine.state()).isEqualTo(State.IDLE);
            assertThat(machine.requests()).isEqualTo(i);
        }
        assertThat(machine.peerClosed()).isEqualTo(Next.CLOSE);
        assertThat(machine.closeReason()).isEqualTo(CloseReason.CLIENT_CLOSED);
    }

    @Test
    void aPingIsNoRequestAndRenewsTheIdleTime() {
        machine.bytesArrived(10);
        machine.pinged();
        assertThat(machine.nextDeadline()).isEqualTo(Deadline.NONE);
        assertThat(machine.pongWritten(20)).isEqualTo(Next.READ);
        assertThat(machine.requests()).isZero();
        assertFires(20 + KEEP_ALIVE, Next.LINGER, CloseReason.KEEP_ALIVE_TIMEOUT);
    }

    @Test
    void aSilentConnectionEndsAtTheConnectionTimeout() {
        assertFires(CONNECTION, Next.LINGER, CloseReason.CONNECTION_TIMEOUT);
        assertThat(machine.nextDeadline()).isEqualTo(CONNECTION + LINGER);
        assertThat(machine.timeout(CONNECTION + LINGER - 1)).isEqualTo(Next.READ);
        assertThat(machine.timeout(CONNECTION + LINGER)).isEqualTo(Next.CLOSE);
        assertThat(machine.closeReason()).isEqualTo(CloseReason.CONNECTION_TIMEOUT);
    }

    @Test
    void aMessageHasToBeCompleteByTheReadTimeoutHoweverOftenItGoesOn() {
        machine.bytesArrived(10);
        machine.bytesArrived(10 + READ - 1);
        assertFires(10 + READ, Next.LINGER, CloseReason.REQUEST_HEAD_TIMEOUT);
    }

    @Test
    void anIdleConnectionEndsAtTheKeepAliveTimeout() {
        request(RequestBody.NONE);
        answer(20);
        assertFires(20 + KEEP_ALIVE, Next.LINGER, CloseReason.KEEP_ALIVE_TIMEOUT);
        assertThat(machine.isRaceVictim()).isFalse();
        assertThat(machine.bytesArrived(20 + KEEP_ALIVE + 1)).isEqualTo(Next.LINGER);
        assertThat(machine.isRaceVictim()).isTrue();
    }

    @Test
    void restsForEverByDefault() {
        AjpServerMachine patient = new AjpServerMachine(AjpServerTimeouts.DEFAULTS, AjpPacket.DEFAULT_SIZE, 0);
        assertThat(patient.nextDeadline()).isEqualTo(Deadline.NONE);
        patient.bytesArrived(5);
        assertThat(patient.nextDeadline()).isEqualTo(5 + Duration.ofSeconds(60).toNanos());
        patient.requestRead(RequestBody.NONE);
        patient.responseStarted();
        patient.ended(0);
        patient.endWritten(10);
        assertThat(patient.nextDeadline()).isEqualTo(Deadline.NONE);
    }

    @Test
    void aRunningRequestHasNoTimerOfItsOwn() {
        request(RequestBody.NONE);
        assertThat(machine.nextDeadline()).isEqualTo(Deadline.NONE);
        machine.responseStarted();
        assertThat(machine.nextDeadline()).isEqualTo(Deadline.NONE);
    }

    @Test
    void aBodyThatSomebodyWaitsForIsLateAtTheReadTimeout() {
        request(RequestBody.fixed(10));
        assertThat(machine.bodyWaits(100)).isEqualTo(100 + READ);
        assertThat(machine.bodyWaits(150)).isEqualTo(100 + READ);
        assertThat(machine.isBodyLate(100 + READ - 1)).isFalse();
        assertThat(machine.isBodyLate(100 + READ)).isTrue();
        assertFires(100 + READ, Next.BODY_TIMED_OUT, CloseReason.REQUEST_BODY_TIMEOUT);
        assertThat(machine.nextDeadline()).isEqualTo(Deadline.NONE);
        assertThat(machine.isBodyLate(100 + READ)).isTrue();
        machine.responseStarted();
        assertThat(machine.ended(0)).isFalse();
    }

    @Test
    void bytesOfTheBodyEndTheWait() {
        request(RequestBody.fixed(10));
        machine.bodyWaits(100);
        assertThat(machine.bodyReceived(4)).isNull();
        assertThat(machine.nextDeadline()).isEqualTo(Deadline.NONE);
        machine.bodyWaits(500);
        machine.bodyWaited();
        assertThat(machine.nextDeadline()).isEqualTo(Deadline.NONE);
    }

    @Test
    void aFrontThatTakesNothingIsLateAtTheWriteTimeout() {
        request(RequestBody.NONE);
        machine.responseStarted();
        assertThat(machine.writeWaits(100)).isEqualTo(100 + WRITE);
        assertThat(machine.isWriteLate(100 + WRITE - 1)).isFalse();
        assertThat(machine.isWriteLate(100 + WRITE)).isTrue();
        assertFires(100 + WRITE, Next.WRITE_TIMED_OUT, CloseReason.WRITE_TIMEOUT);
    }

    @Test
    void whatTheFrontTakesEndsTheWait() {
        request(RequestBody.NONE);
        machine.responseStarted();
        machine.writeWaits(100);
        machine.writeWaited();
        assertThat(machine.nextDeadline()).isEqualTo(Deadline.NONE);
    }

    @Test
    void theFirstPacketOfAFixedBodyIsDueUnaskedAndTheOthersWhenAskedFor() {
        request(RequestBody.fixed(8190));
        assertThat(machine.isBodyDue()).isTrue();
        assertThat(machine.bodyWanted()).isZero();
        assertThat(machine.bodyReceived(8186)).isNull();
        assertThat(machine.bodyWanted()).isEqualTo(4);
        assertThat(machine.bodyWanted()).isZero();
        assertThat(machine.bodyReceived(4)).isNull();
        assertThat(machine.isBodyComplete()).isTrue();
        assertThat(machine.bodyWanted()).isZero();
        assertThat(answer(20)).isEqualTo(Next.READ);
    }

    @Test
    void aChunkedBodyIsAskedForFromTheStartUntilItsEmptyPacket() {
        request(RequestBody.CHUNKED);
        assertThat(machine.isBodyDue()).isFalse();
        assertThat(machine.bodyWanted()).isEqualTo(8186);
        assertThat(machine.bodyReceived(1)).isNull();
        assertThat(machine.bodyWanted()).isEqualTo(8186);
        assertThat(machine.bodyReceived(0)).isNull();
        assertThat(machine.isBodyComplete()).isTrue();
    }

    @Test
    void asksForAsMuchAsAPacketHolds() {
        AjpServerMachine large = new AjpServerMachine(AjpServerTimeouts.DEFAULTS, AjpPacket.MAX_SIZE, 0);
        large.bytesArrived(1);
        large.requestRead(RequestBody.CHUNKED);
        assertThat(large.bodyWanted()).isEqualTo(AjpPacket.MAX_SIZE - 6);
    }

    @ParameterizedTest
    @CsvSource({
        "11, BODY_LONGER_THAN_CONTENT_LENGTH, PROTOCOL_VIOLATION",
        "0, BODY_SHORTER_THAN_CONTENT_LENGTH, CLIENT_ABORTED"
    })
    void aBodyOfAnotherLengthEndsTheConnection(int bytes, AjpViolation expected, CloseReason reason) {
        request(RequestBody.fixed(10));
        assertThat(machine.bodyReceived(bytes)).isEqualTo(expected);
        assertThat(machine.violation()).isEqualTo(expected);
        machine.responseStarted();
        assertThat(machine.ended(0)).isFalse();
        assertThat(machine.endWritten(20)).isEqualTo(Next.LINGER);
        assertThat(machine.closeReason()).isEqualTo(reason);
    }

    @Test
    void aPacketThatNobodyAskedForEndsTheConnection() {
        request(RequestBody.CHUNKED);
        assertThat(machine.bodyReceived(5)).isEqualTo(AjpViolation.UNEXPECTED_MESSAGE);
        machine.responseStarted();
        assertThat(machine.ended(0)).isFalse();
    }

    @Test
    void aBodyThatWasNotReadForbidsReuse() {
        request(RequestBody.fixed(10));
        machine.responseStarted();
        assertThat(machine.ended(0)).isFalse();
        assertThat(machine.endWritten(20)).isEqualTo(Next.LINGER);
        assertThat(machine.closeReason()).isEqualTo(CloseReason.REQUEST_BODY_UNREAD);
    }

    @Test
    void bytesBehindTheRequestForbidReuse() {
        request(RequestBody.NONE);
        machine.responseStarted();
        assertThat(machine.ended(1)).isFalse();
        assertThat(machine.violation()).isEqualTo(AjpViolation.UNEXPECTED_MESSAGE);
        assertThat(machine.endWritten(20)).isEqualTo(Next.LINGER);
        assertThat(machine.closeReason()).isEqualTo(CloseReason.PROTOCOL_VIOLATION);
    }

    @Test
    void thereIsOneEndAndOneHeadForEachRequest() {
        request(RequestBody.NONE);
        assertThatThrownBy(() -> machine.ended(0)).isInstanceOf(IllegalStateException.class);
        machine.responseStarted();
        assertThatThrownBy(machine::responseStarted).isInstanceOf(IllegalStateException.class);
        assertThat(machine.isEnded()).isFalse();
        machine.ended(0);
        assertThat(machine.isEnded()).isTrue();
        assertThatThrownBy(() -> machine.ended(0)).isInstanceOf(IllegalStateException.class);
        machine.endWritten(20);
        assertThatThrownBy(() -> machine.endWritten(21)).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @EnumSource(AjpViolation.class)
    void whatIsNoMessageEndsTheConnectionWithAnAnswerWhereItIsARequest(AjpViolation violation) {
        machine.bytesArrived(10);
        Next next = machine.violated(violation, 15);
        boolean unanswerable = violation == AjpViolation.BAD_MAGIC
                || violation == AjpViolation.UNKNOWN_MESSAGE_CODE
                || violation == AjpViolation.UNEXPECTED_MESSAGE;
        assertThat(next).isEqualTo(unanswerable ? Next.LINGER : Next.REFUSE);
        assertThat(machine.closeReason()).isEqualTo(CloseReason.PROTOCOL_VIOLATION);
        if (!unanswerable) {
            boolean large = violation == AjpViolation.TOO_MANY_HEADERS || violation == AjpViolation.MESSAGE_TOO_LONG;
            assertThat(machine.refusalStatus()).isEqualTo(large ? 431 : 400);
            assertThat(machine.ended(0)).isFalse();
            assertThat(machine.endWritten(20)).isEqualTo(Next.LINGER);
        }
    }

    @Test
    void aRefusalIsTheLastAnswer() {
        machine.bytesArrived(10);
        assertThat(machine.refused(403)).isEqualTo(Next.REFUSE);
        assertThat(machine.refusalStatus()).isEqualTo(403);
        assertThat(machine.ended(0)).isFalse();
        assertThat(machine.endWritten(20)).isEqualTo(Next.LINGER);
        assertThat(machine.closeReason()).isEqualTo(CloseReason.REQUEST_REFUSED);
        assertThat(machine.requests()).isZero();
    }

    @Test
    void drainingEndsWhatRestsAtOnceAndWhatRunsWithItsResponse() {
        assertThat(machine.drain(5)).isEqualTo(Next.LINGER);
        assertThat(machine.closeReason()).isEqualTo(CloseReason.DRAINED);
        AjpServerMachine busy = machine(LINGER);
        busy.bytesArrived(1);
        busy.requestRead(RequestBody.NONE);
        assertThat(busy.drain(5)).isEqualTo(Next.READ);
        busy.responseStarted();
        assertThat(busy.ended(0)).isFalse();
        assertThat(busy.endWritten(9)).isEqualTo(Next.LINGER);
        assertThat(busy.closeReason()).isEqualTo(CloseReason.DRAINED);
    }

    @Test
    void drainingAfterTheLastWordEndsTheConnectionAsAnIdleOne() {
        request(RequestBody.NONE);
        machine.responseStarted();
        assertThat(machine.ended(0)).isTrue();
        assertThat(machine.drain(15)).isEqualTo(Next.READ);
        assertThat(machine.endWritten(20)).isEqualTo(Next.LINGER);
        machine.bytesArrived(21);
        assertThat(machine.isRaceVictim()).isTrue();
    }

    @Test
    void withoutLingeringTheConnectionIsClosedAtOnce() {
        AjpServerMachine abrupt = machine(0);
        assertThat(abrupt.timeout(CONNECTION)).isEqualTo(Next.CLOSE);
        assertThat(abrupt.state()).isEqualTo(State.CLOSED);
        assertThat(abrupt.nextDeadline()).isEqualTo(Deadline.NONE);
    }

    @Test
    void aFrontThatLeavesInTheMiddleHasAborted() {
        machine.bytesArrived(1);
        assertThat(machine.peerClosed()).isEqualTo(Next.CLOSE);
        assertThat(machine.closeReason()).isEqualTo(CloseReason.CLIENT_ABORTED);
    }

    @Test
    void theFirstReasonStands() {
        request(RequestBody.NONE);
        machine.closeAfterResponse(CloseReason.SERVER_SAID_CLOSE);
        machine.closeAfterResponse(CloseReason.DRAINED);
        machine.closed(CloseReason.IO_ERROR);
        assertThat(machine.closeReason()).isEqualTo(CloseReason.SERVER_SAID_CLOSE);
    }

    @Test
    void eventsOfAnotherStateAreBugs() {
        assertThatThrownBy(machine::pinged)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("pinged in state ACCEPTED");
        assertThatThrownBy(() -> machine.pongWritten(1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> machine.requestRead(RequestBody.NONE)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> machine.bodyReceived(1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(machine::bodyWanted).isInstanceOf(IllegalStateException.class);
        request(RequestBody.NONE);
        assertThatThrownBy(() -> machine.bytesArrived(20)).isInstanceOf(IllegalStateException.class);
    }
}
