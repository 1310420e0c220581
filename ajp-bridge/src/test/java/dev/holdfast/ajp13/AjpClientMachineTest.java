package dev.holdfast.ajp13;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.ajp13.AjpClientMachine.Next;
import dev.holdfast.ajp13.AjpMessage.CPong;
import dev.holdfast.ajp13.AjpMessage.EndResponse;
import dev.holdfast.ajp13.AjpMessage.GetBodyChunk;
import dev.holdfast.ajp13.AjpMessage.SendBodyChunk;
import dev.holdfast.ajp13.AjpMessage.SendHeaders;
import dev.holdfast.time.Deadline;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AjpClientMachineTest {
    private static final AjpClientTimeouts TIMEOUTS =
            new AjpClientTimeouts(Duration.ofNanos(50), Duration.ofNanos(100), Duration.ofNanos(1000));

    private final AjpClientMachine machine = new AjpClientMachine(TIMEOUTS, AjpPacket.DEFAULT_SIZE);

    private static SendHeaders head(int status, String... lengths) {
        return new SendHeaders(
                status,
                "",
                List.of(lengths).stream()
                        .map(length -> new AjpHeader("content-length", length))
                        .toList());
    }

    private static SendBodyChunk body(int bytes) {
        return new SendBodyChunk(ByteBuffer.allocate(bytes));
    }

    private Next receive(AjpMessage.FromContainer message) {
        return machine.received(message, 0, 10);
    }

    private void get() {
        machine.request(RequestBody.NONE, false, 0);
    }

    private void assertViolated(AjpViolation expected) {
        assertThat(machine.failure()).isEqualTo(AjpFailure.PROTOCOL_VIOLATION);
        assertThat(machine.violation()).isEqualTo(expected);
        assertThat(machine.isReusable()).isFalse();
    }

    @Test
    void anOrderlyExchangeLeavesTheConnectionReusable() {
        get();
        assertThat(receive(head(200, "3"))).isEqualTo(Next.HEAD);
        assertThat(receive(body(3))).isEqualTo(Next.BODY);
        assertThat(receive(body(0))).isEqualTo(Next.FLUSH);
        assertThat(receive(new EndResponse(true))).isEqualTo(Next.END);
        assertThat(machine.isReusable()).isTrue();
    }

    @Test
    void theContainersWordAndUnreadBytesForbidReuse() {
        get();
        receive(head(200));
        assertThat(receive(new EndResponse(false))).isEqualTo(Next.END_AND_CLOSE);
        AjpClientMachine other = new AjpClientMachine(TIMEOUTS, AjpPacket.DEFAULT_SIZE);
        other.request(RequestBody.NONE, false, 0);
        other.received(head(200), 9, 1);
        assertThat(other.received(new EndResponse(true), 1, 2)).isEqualTo(Next.END_AND_CLOSE);
        assertThat(other.isReusable()).isFalse();
    }

    @Test
    void theFirstPacketOfAFixedBodyIsDueUnaskedAndTheOthersWhenAskedFor() {
        assertThat(machine.request(RequestBody.fixed(8190), false, 0)).isEqualTo(Next.SEND_BODY);
        assertThat(machine.bodyDue()).isEqualTo(8186);
        machine.bodySent(8186, 1);
        assertThat(machine.bodyDue()).isEqualTo(AjpClientMachine.NOTHING_DUE);
        assertThat(receive(new GetBodyChunk(8186))).isEqualTo(Next.SEND_BODY);
        assertThat(machine.bodyDue()).isEqualTo(4);
        machine.bodySent(4, 2);
        assertThat(receive(new GetBodyChunk(8186))).isEqualTo(Next.SEND_BODY);
        assertThat(machine.bodyDue()).isZero();
        machine.bodyEnded(3);
        receive(head(200));
        assertThat(receive(new EndResponse(true))).isEqualTo(Next.END);
    }

    @Test
    void aChunkedBodyIsSentOnlyWhenAskedForAndNeverMoreThanAskedFor() {
        assertThat(machine.request(RequestBody.CHUNKED, false, 0)).isEqualTo(Next.CONTINUE);
        assertThat(machine.bodyDue()).isEqualTo(AjpClientMachine.NOTHING_DUE);
        receive(new GetBodyChunk(100));
        assertThat(machine.bodyDue()).isEqualTo(100);
        assertThatThrownBy(() -> machine.bodySent(101, 1)).isInstanceOf(IllegalStateException.class);
        receive(new GetBodyChunk(100));
        assertViolated(AjpViolation.UNEXPECTED_MESSAGE);
    }

    @Test
    void aRequestBodyNotSentToItsEndForbidsReuse() {
        machine.request(RequestBody.fixed(10), false, 0);
        machine.bodySent(4, 1);
        receive(head(413));
        assertThat(receive(new EndResponse(true))).isEqualTo(Next.END_AND_CLOSE);
    }

    @Test
    void aBodyPacketStillOwedForbidsReuse() {
        machine.request(RequestBody.fixed(10), false, 0);
        machine.bodySent(10, 1);
        receive(new GetBodyChunk(8186));
        receive(head(200));
        assertThat(receive(new EndResponse(true))).isEqualTo(Next.END_AND_CLOSE);
        assertThat(machine.bodyDue()).isEqualTo(AjpClientMachine.NOTHING_DUE);
        assertThat(machine.isReusable()).isFalse();
    }

    @Test
    void aContainerMayAskForMoreThanAPacketHoldsAndGetsAPacket() {
        machine.request(RequestBody.CHUNKED, false, 0);
        receive(new GetBodyChunk(65535));
        assertThat(machine.bodyDue()).isEqualTo(AjpPacket.maxRequestBodyBytes(AjpPacket.DEFAULT_SIZE));
        machine.bodySent(1, 1);
        receive(new GetBodyChunk(1));
        assertThat(machine.bodyDue()).isEqualTo(1);
    }

    @Test
    void askingForNoBytesIsAViolation() {
        machine.request(RequestBody.CHUNKED, false, 0);
        assertThat(receive(new GetBodyChunk(0))).isEqualTo(Next.FAIL);
        assertViolated(AjpViolation.UNEXPECTED_MESSAGE);
    }

    @Test
    void bytesBehindAPongAreAViolation() {
        machine.ping(0);
        assertThat(machine.received(new CPong(), 1, 1)).isEqualTo(Next.FAIL);
        assertViolated(AjpViolation.UNEXPECTED_MESSAGE);
    }

    @Test
    void aBodyThatDisagreesWithItsLengthIsAViolation() {
        get();
        receive(head(200, "3"));
        assertThat(receive(body(4))).isEqualTo(Next.FAIL);
        assertViolated(AjpViolation.BODY_LONGER_THAN_CONTENT_LENGTH);
        AjpClientMachine other = new AjpClientMachine(TIMEOUTS, AjpPacket.DEFAULT_SIZE);
        other.request(RequestBody.NONE, false, 0);
        other.received(head(200, "3"), 0, 1);
        assertThat(other.received(new EndResponse(true), 0, 2)).isEqualTo(Next.FAIL);
        assertThat(other.violation()).isEqualTo(AjpViolation.BODY_SHORTER_THAN_CONTENT_LENGTH);
    }

    @Test
    void aLengthThatIsNotOneRunOfDigitsIsAViolation() {
        for (String[] lengths : new String[][] {{"+3"}, {""}, {"3, 3"}, {"3", "4"}, {"9999999999999999999"}}) {
            AjpClientMachine other = new AjpClientMachine(TIMEOUTS, AjpPacket.DEFAULT_SIZE);
            other.request(RequestBody.NONE, false, 0);
            assertThat(other.received(head(200, lengths), 0, 1)).isEqualTo(Next.FAIL);
            assertThat(other.violation()).isEqualTo(AjpViolation.INVALID_CONTENT_LENGTH);
        }
    }

    @Test
    void headAndBodilessStatusesSkipABodyAndMayAnnounceALength() {
        machine.request(RequestBody.NONE, true, 0);
        receive(head(200, "300"));
        assertThat(receive(body(5))).isEqualTo(Next.SKIP);
        assertThat(receive(new EndResponse(true))).isEqualTo(Next.END);
        get();
        receive(head(304, "300"));
        assertThat(receive(body(0))).isEqualTo(Next.SKIP);
        assertThat(receive(new EndResponse(true))).isEqualTo(Next.END);
    }

    @Test
    void everythingOutOfOrderIsAViolation() {
        get();
        assertThat(receive(new EndResponse(true))).isEqualTo(Next.FAIL);
        assertViolated(AjpViolation.UNEXPECTED_MESSAGE);
        assertThatThrownBy(this::get)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("request in CLOSED");
        AjpClientMachine twice = new AjpClientMachine(TIMEOUTS, AjpPacket.DEFAULT_SIZE);
        twice.request(RequestBody.NONE, false, 0);
        twice.received(head(200), 0, 1);
        assertThat(twice.received(head(200), 0, 2)).isEqualTo(Next.FAIL);
        AjpClientMachine pinged = new AjpClientMachine(TIMEOUTS, AjpPacket.DEFAULT_SIZE);
        pinged.ping(0);
        assertThat(pinged.received(new EndResponse(true), 0, 1)).isEqualTo(Next.FAIL);
    }

    @Test
    void aPingIsDueAfterTheConfiguredIdlenessAndNotForAFreshConnection() {
        assertThat(machine.needsPing(-1)).isFalse();
        assertThat(machine.needsPing(49)).isFalse();
        assertThat(machine.needsPing(50)).isTrue();
    }

    @Test
    void aPingFailsAtItsTimeoutAndNotBefore() {
        machine.ping(7);
        assertThat(machine.nextDeadline()).isEqualTo(107);
        assertThat(machine.timeout(106)).isEqualTo(Next.CONTINUE);
        assertThat(machine.timeout(107)).isEqualTo(Next.FAIL);
        assertThat(machine.failure()).isEqualTo(AjpFailure.PING_TIMEOUT);
        AjpClientMachine other = new AjpClientMachine(TIMEOUTS, AjpPacket.DEFAULT_SIZE);
        other.ping(7);
        assertThat(other.received(new CPong(), 0, 106)).isEqualTo(Next.READY);
        assertThat(other.nextDeadline()).isEqualTo(Deadline.NONE);
        assertThat(other.isReusable()).isTrue();
    }

    @Test
    void pingModesSayWhoIsPingedAndForHowLong() {
        // ping_mode, connect_timeout, prepost_timeout, then how long a fresh and a reused connection are waited for; 0
        // for no ping.
        Object[][] rows = {
            {"", 0L, 0L, 0L, 0L},
            {"C", 0L, 0L, 100L, 0L},
            {"P", 0L, 0L, 100L, 100L},
            {"cp", 30L, 0L, 30L, 100L},
            {"A", 30L, 70L, 30L, 70L},
            {"I", 0L, 0L, 0L, 0L},
            {"", 0L, 70L, 70L, 70L},
            {"", 30L, 70L, 30L, 70L},
        };
        for (Object[] row : rows) {
            AjpClientTimeouts timeouts = AjpClientTimeouts.ofModJk(
                    PingMode.parse((String) row[0]),
                    Duration.ofNanos(100),
                    Duration.ofNanos((long) row[1]),
                    Duration.ofNanos((long) row[2]),
                    Duration.ofNanos(1000));
            assertPinged(timeouts, -1, (long) row[3]);
            assertPinged(timeouts, 5, (long) row[4]);
        }
    }

    private static void assertPinged(AjpClientTimeouts timeouts, long idleNanos, long expected) {
        AjpClientMachine pinged = new AjpClientMachine(timeouts, AjpPacket.DEFAULT_SIZE);
        assertThat(pinged.needsPing(idleNanos))
                .as("%s, idle %s", timeouts, idleNanos)
                .isEqualTo(expected > 0);
        if (expected > 0) {
            pinged.ping(idleNanos, 0);
            assertThat(pinged.nextDeadline())
                    .as("%s, idle %s", timeouts, idleNanos)
                    .isEqualTo(expected);
            assertThat(pinged.timeout(expected - 1)).isEqualTo(Next.CONTINUE);
            assertThat(pinged.timeout(expected)).isEqualTo(Next.FAIL);
        }
    }

    @Test
    void anUnknownPingModeIsNamed() {
        assertThatThrownBy(() -> PingMode.parse("CX")).hasMessage("ping_mode must be letters of C, P, I and A: X");
    }

    @Test
    void pingAfterIdleHasItsOwnTimeout() {
        machine.ping(50, 0);
        assertThat(machine.nextDeadline()).isEqualTo(100);
    }

    @Test
    void aReplyFailsAtItsTimeoutCountedFromTheLastMessage() {
        get();
        receive(head(200));
        assertThat(machine.nextDeadline()).isEqualTo(1010);
        assertThat(machine.timeout(1009)).isEqualTo(Next.CONTINUE);
        assertThat(machine.timeout(1010)).isEqualTo(Next.FAIL);
        assertThat(machine.failure()).isEqualTo(AjpFailure.REPLY_TIMEOUT);
        assertThat(machine.nextDeadline()).isEqualTo(Deadline.NONE);
    }

    @Test
    void theContainerIsNotLateWhileTheClientIsSlow() {
        machine.request(RequestBody.fixed(5), false, 0);
        assertThat(machine.nextDeadline()).isEqualTo(Deadline.NONE);
        machine.bodySent(5, 300);
        assertThat(machine.nextDeadline()).isEqualTo(1300);
        receive(head(200));
        machine.pause();
        assertThat(machine.nextDeadline()).isEqualTo(Deadline.NONE);
        machine.resume(5000);
        assertThat(machine.nextDeadline()).isEqualTo(6000);
    }

    @Test
    void aCloseBeforeTheEndIsAFailureThatKnowsWhetherAnythingWasAnswered() {
        get();
        assertThat(machine.peerClosed(5)).isEqualTo(Next.FAIL);
        assertThat(machine.failure()).isEqualTo(AjpFailure.PEER_CLOSED);
        assertThat(machine.isAnswered()).isFalse();
    }

    @Test
    void aPingForgetsThatTheExchangeBeforeWasAnswered() {
        get();
        receive(head(200));
        receive(new EndResponse(true));
        assertThat(machine.isAnswered()).isTrue();
        machine.ping(20);
        assertThat(machine.isAnswered()).isFalse();
    }
}
