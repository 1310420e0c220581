package dev.holdfast.http1.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.http1.client.HttpClientMachine.Next;
import dev.holdfast.time.Deadline;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class HttpClientMachineTest {
    private static final long REPLY_TIMEOUT = 100;
    private static final HttpRequest GET = new HttpRequest(0, false, false, false);
    private static final HttpRequest HEAD = new HttpRequest(0, true, false, false);
    private static final long CONTINUE_TIMEOUT = HttpClientMachine.CONTINUE_TIMEOUT.toNanos();

    private final HttpClientMachine machine = new HttpClientMachine(Duration.ofNanos(REPLY_TIMEOUT), 1000, 10);

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** What the machine answers to {@code in} until it wants more or is through, contents in brackets. */
    private List<String> answers(ByteBuffer in) {
        List<String> answers = new ArrayList<>();
        Next next;
        do {
            next = machine.next(in, 0);
            if (next == Next.BODY) {
                answers.add("["
                        + StandardCharsets.ISO_8859_1.decode(machine.content().duplicate()) + "]");
            } else if (next == Next.INTERIM) {
                answers.add(next + " " + machine.head().status());
            } else if (next != Next.MORE) {
                answers.add(next.toString());
            }
        } while (next == Next.INTERIM || next == Next.HEAD || next == Next.BODY);
        return answers;
    }

    private List<String> answers(HttpRequest request, String response) {
        machine.request(request, 0);
        return answers(bytes(response));
    }

    @Test
    void aResponseOfKnownLengthLeavesTheConnectionGoodForAnother() {
        assertThat(answers(GET, "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc"))
                .containsExactly("HEAD", "[abc]", "END");
        assertThat(machine.isReusable()).isTrue();
        assertThat(answers(GET, "HTTP/1.1 204 No\r\n\r\n")).containsExactly("HEAD", "END");
        assertThat(machine.isReusable()).isTrue();
    }

    @Test
    void aChunkedResponseEndsWithItsTrailers() {
        String response =
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n1\r\na\r\n2;x=y\r\nbc\r\n0\r\nSum: 3\r\n\r\n";
        assertThat(answers(GET, response)).containsExactly("HEAD", "[a]", "[bc]", "END");
        assertThat(machine.trailers()).singleElement().hasToString("Trailer[name=Sum, value=3]");
        assertThat(machine.isReusable()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 5", "Host: a", "Transfer-Encoding: chunked", "Connection: close"})
    void aTrailerThatBelongsIntoTheHeadIsLeftOutAndHarmsNothing(String field) {
        String response =
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n" + field + "\r\nSum: 3\r\n\r\n";
        assertThat(answers(GET, response)).containsExactly("HEAD", "[a]", "END");
        assertThat(machine.trailers()).singleElement().hasToString("Trailer[name=Sum, value=3]");
        assertThat(machine.isReusable()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Sum : 3", "Sum", "Content-Length : 5", "Sum: a\u0001"})
    void aTrailerThatIsNoFieldIsAViolation(String line) {
        answers(GET, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n" + line + "\r\n\r\n");
        assertThat(machine.violation()).isEqualTo(HttpResponseViolation.BAD_CHUNK);
    }

    @Test
    void aResponseByteByByteIsTheSameResponse() {
        String response = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n";
        machine.request(GET, 0);
        ByteBuffer in = ByteBuffer.allocate(100).limit(0);
        List<String> answers = new ArrayList<>();
        for (byte b : response.getBytes(StandardCharsets.ISO_8859_1)) {
            in.compact().put(b).flip();
            answers.addAll(answers(in));
        }
        assertThat(answers).containsExactly("HEAD", "[a]", "[b]", "[c]", "END");
    }

    @Test
    void aResponseWithoutLengthEndsWithTheConnectionButNotWithAReset() {
        assertThat(answers(GET, "HTTP/1.1 200 OK\r\n\r\nabc")).containsExactly("HEAD", "[abc]");
        assertThat(machine.peerClosed(false, 0)).isEqualTo(Next.END);
        assertThat(machine.isReusable()).isFalse();
        HttpClientMachine other = new HttpClientMachine(Duration.ofNanos(REPLY_TIMEOUT), 1000, 10);
        other.request(GET, 0);
        assertThat(other.next(bytes("HTTP/1.1 200 OK\r\n\r\n"), 0)).isEqualTo(Next.HEAD);
        assertThat(other.peerClosed(true, 0)).isEqualTo(Next.FAIL);
        assertThat(other.failure()).isEqualTo(HttpClientFailure.PEER_CLOSED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nab",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n",
                "HTTP/1.1 200 O",
                ""
            })
    void aCloseInTheMiddleIsAFailure(String response) {
        answers(GET, response);
        assertThat(machine.peerClosed(false, 0)).isEqualTo(Next.FAIL);
        assertThat(machine.isAnswered()).isEqualTo(!response.isEmpty());
    }

    @ParameterizedTest
    @CsvSource({
        "HEAD, Content-Length: 3, 200",
        "HEAD, Transfer-Encoding: chunked, 200",
        "GET, Content-Length: 3, 304",
        "GET, Content-Length: 3, 204"
    })
    void someResponsesHaveNoBodyWhateverTheySay(String method, String field, int status) {
        assertThat(answers(method.equals("HEAD") ? HEAD : GET, "HTTP/1.1 " + status + " x\r\n" + field + "\r\n\r\n"))
                .containsExactly("HEAD", "END");
        assertThat(machine.isReusable()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP/1.1 200 OK|Connection: close|Content-Length: 0, false",
        "'HTTP/1.1 200 OK|Connection: x, Close|Content-Length: 0', false",
        "HTTP/1.0 200 OK|Content-Length: 0, false",
        "HTTP/1.0 200 OK|Connection: keep-alive|Content-Length: 0, true",
        "HTTP/1.1 200 OK|Content-Length: 0, true"
    })
    void whetherAConnectionPersistsIsUpToTheBackEnd(String response, boolean reusable) {
        answers(GET, response.replace("|", "\r\n") + "\r\n\r\n");
        assertThat(machine.isReusable()).isEqualTo(reusable);
    }

    @Test
    void bytesBehindTheEndSpoilTheConnection() {
        assertThat(answers(GET, "HTTP/1.1 204 No\r\n\r\nHTTP/1.1 200 OK\r\n")).containsExactly("HEAD", "END");
        assertThat(machine.isReusable()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "Content-Length: x, BAD_CONTENT_LENGTH",
        "Content-Length: -1, BAD_CONTENT_LENGTH",
        "'Content-Length: 3, 3', BAD_CONTENT_LENGTH",
        "Content-Length: 3|Content-Length: 4, BAD_CONTENT_LENGTH",
        "Content-Length: 9999999999999999999, BAD_CONTENT_LENGTH",
        "Content-Length: 3|Transfer-Encoding: chunked, AMBIGUOUS_LENGTH",
        "Transfer-Encoding: gzip, BAD_TRANSFER_ENCODING",
        "'Transfer-Encoding: gzip, chunked', BAD_TRANSFER_ENCODING",
        "Transfer-Encoding: chunked|Transfer-Encoding: chunked, BAD_TRANSFER_ENCODING",
        "no field, BAD_HEAD"
    })
    void aHeadThatCannotBeBelievedIsAViolation(String fields, HttpResponseViolation violation) {
        assertThat(answers(GET, "HTTP/1.1 200 OK\r\n" + fields.replace("|", "\r\n") + "\r\n\r\n"))
                .containsExactly("FAIL");
        assertThat(machine.failure()).isEqualTo(HttpClientFailure.PROTOCOL_VIOLATION);
        assertThat(machine.violation()).isEqualTo(violation);
        assertThat(machine.isReusable()).isFalse();
    }

    @Test
    void aTransferCodingIsTooNewForHttp10() {
        answers(GET, "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
        assertThat(machine.violation()).isEqualTo(HttpResponseViolation.BAD_TRANSFER_ENCODING);
    }

    @Test
    void aBrokenChunkIsAViolation() {
        assertThat(answers(GET, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n"))
                .containsExactly("HEAD", "FAIL");
        assertThat(machine.violation()).isEqualTo(HttpResponseViolation.BAD_CHUNK);
    }

    @Test
    void interimResponsesAreToldButNotWithoutEnd() {
        String interim = "HTTP/1.1 103 Early\r\nLink: x\r\n\r\n";
        List<String> told = new ArrayList<>(Collections.nCopies(20, "INTERIM 103"));
        told.addAll(List.of("HEAD", "END"));
        assertThat(answers(GET, interim.repeat(20) + "HTTP/1.1 204 No\r\n\r\n")).isEqualTo(told);
        assertThat(answers(GET, interim.repeat(21))).hasSize(21).endsWith("FAIL");
        assertThat(machine.violation()).isEqualTo(HttpResponseViolation.TOO_MANY_INTERIM_RESPONSES);
    }

    @Test
    void aProtocolIsSwitchedOnlyWhereThatWasAskedFor() {
        String switched = "HTTP/1.1 101 Go\r\nUpgrade: x\r\n\r\n";
        assertThat(answers(new HttpRequest(0, false, true, false), switched)).containsExactly("UPGRADE");
        assertThat(machine.head().status()).isEqualTo(101);
        assertThat(machine.isReusable()).isFalse();
        HttpClientMachine other = new HttpClientMachine(Duration.ofNanos(REPLY_TIMEOUT), 1000, 10);
        other.request(GET, 0);
        assertThat(other.next(bytes(switched), 0)).isEqualTo(Next.FAIL);
        assertThat(other.violation()).isEqualTo(HttpResponseViolation.UNEXPECTED_UPGRADE);
    }

    @Test
    void aBodyOfKnownLengthIsDueUntilAllOfItIsSent() {
        machine.request(new HttpRequest(5, false, false, false), 0);
        assertThat(machine.isBodyDue()).isTrue();
        machine.bodySent(3, 0);
        assertThat(machine.bodyRemaining()).isEqualTo(2);
        assertThatThrownBy(() -> machine.bodySent(3, 0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("bodySent 3 with 2 to go in AWAITING");
        machine.bodySent(2, 0);
        assertThat(machine.isBodyDue()).isFalse();
        assertThat(machine.isBodyComplete()).isTrue();
    }

    @Test
    void aResponseBeforeTheEndOfTheRequestSpoilsTheConnection() {
        machine.request(new HttpRequest(HttpRequest.CHUNKED, false, false, false), 0);
        machine.bodySent(3, 0);
        assertThat(answers(bytes("HTTP/1.1 413 Enough\r\nContent-Length: 0\r\n\r\n")))
                .containsExactly("HEAD", "END");
        assertThat(machine.isReusable()).isFalse();
    }

    @Test
    void aBodyThatWaitsForContinueIsDueWithItOrAfterASecond() {
        machine.request(new HttpRequest(5, false, false, true), 7);
        assertThat(machine.isBodyDue()).isFalse();
        assertThat(machine.nextDeadline()).isEqualTo(7 + CONTINUE_TIMEOUT);
        assertThat(machine.timeout(7 + CONTINUE_TIMEOUT - 1)).isEqualTo(Next.MORE);
        assertThat(machine.isBodyDue()).isFalse();
        assertThat(machine.timeout(7 + CONTINUE_TIMEOUT)).isEqualTo(Next.MORE);
        assertThat(machine.isBodyDue()).isTrue();
        HttpClientMachine other = new HttpClientMachine(Duration.ofNanos(REPLY_TIMEOUT), 1000, 10);
        other.request(new HttpRequest(5, false, false, true), 0);
        assertThat(other.next(bytes("HTTP/1.1 100 Continue\r\n\r\n"), 0)).isEqualTo(Next.CONTINUE);
        assertThat(other.isBodyDue()).isTrue();
    }

    @Test
    void aBodyWhoseExpectationIsAnsweredWithAResponseIsNotSent() {
        machine.request(new HttpRequest(5, false, false, true), 0);
        assertThat(answers(bytes("HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n")))
                .containsExactly("HEAD", "END");
        assertThat(machine.isBodyDue()).isFalse();
        assertThat(machine.isReusable()).isFalse();
    }

    @Test
    void replyTimeoutStrikesAtItsDeadline() {
        machine.request(GET, 10);
        assertThat(machine.nextDeadline()).isEqualTo(10 + REPLY_TIMEOUT);
        assertThat(machine.timeout(10 + REPLY_TIMEOUT - 1)).isEqualTo(Next.MORE);
        assertThat(machine.timeout(10 + REPLY_TIMEOUT)).isEqualTo(Next.FAIL);
        assertThat(machine.failure()).isEqualTo(HttpClientFailure.REPLY_TIMEOUT);
    }

    @Test
    void everyByteStartsReplyTimeoutAfresh() {
        machine.request(GET, 0);
        machine.next(bytes("H"), 50);
        assertThat(machine.nextDeadline()).isEqualTo(50 + REPLY_TIMEOUT);
        machine.next(bytes(""), 60);
        assertThat(machine.nextDeadline()).isEqualTo(50 + REPLY_TIMEOUT);
    }

    @Test
    void aSlowClientIsNoLateBackEnd() {
        machine.request(new HttpRequest(5, false, false, false), 0);
        assertThat(machine.nextDeadline()).isEqualTo(REPLY_TIMEOUT);
        machine.bodyAwaited();
        assertThat(machine.nextDeadline()).isEqualTo(Deadline.NONE);
        machine.bodySent(5, 40);
        assertThat(machine.nextDeadline()).isEqualTo(40 + REPLY_TIMEOUT);
        machine.pause();
        assertThat(machine.nextDeadline()).isEqualTo(Deadline.NONE);
        machine.resume(70);
        assertThat(machine.nextDeadline()).isEqualTo(70 + REPLY_TIMEOUT);
    }

    @Test
    void misuseIsNamed() {
        machine.request(GET, 0);
        assertThatThrownBy(() -> machine.request(GET, 0)).hasMessage("request in AWAITING");
        assertThatThrownBy(() -> machine.bodyEnded(0)).hasMessage("bodyEnded with 0 to go in AWAITING");
        assertThatThrownBy(() -> new HttpRequest(-2, false, false, false))
                .hasMessage("contentLength must not be below -1: -2");
    }
}
