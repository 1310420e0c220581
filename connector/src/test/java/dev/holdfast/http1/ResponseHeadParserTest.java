package dev.holdfast.http1;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ResponseHeadParserTest {
    private static final String HEAD = "HTTP/1.1 200 All right\r\nContent-Length: 5\r\nX-A:  b c \r\nx-a:\r\n\r\n";
    private static final int MAX_HEAD_SIZE = 200;
    private static final int MAX_FIELDS = 3;

    private final ResponseHeadParser parser = new ResponseHeadParser(MAX_HEAD_SIZE, MAX_FIELDS);

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static void assertIsHead(@Nullable ResponseHead head) {
        assertThat(head)
                .isEqualTo(new ResponseHead(
                        HttpVersion.HTTP_1_1,
                        200,
                        "All right",
                        List.of(
                                new ResponseHead.Field("Content-Length", "5"),
                                new ResponseHead.Field("X-A", "b c"),
                                new ResponseHead.Field("x-a", ""))));
    }

    @Test
    void aHeadIsTakenOffAndWhatFollowsIsLeft() {
        ByteBuffer in = bytes(HEAD + "12345");
        assertIsHead(parser.next(in));
        assertThat(in.remaining()).isEqualTo(5);
    }

    @Test
    void aHeadMayArriveInTwoPiecesCutAnywhereAndMovedBetween() {
        for (int cut = 0; cut < HEAD.length(); cut++) {
            ResponseHeadParser fresh = new ResponseHeadParser(MAX_HEAD_SIZE, MAX_FIELDS);
            ByteBuffer in = ByteBuffer.allocate(300);
            in.put(bytes("moved")).put(bytes(HEAD.substring(0, cut))).flip();
            in.position("moved".length());
            assertThat(fresh.next(in)).as("cut at " + cut).isNull();
            in.compact().put(bytes(HEAD.substring(cut) + "x")).flip();
            assertIsHead(fresh.next(in));
            assertThat(in.remaining()).isEqualTo(1);
        }
    }

    @Test
    void aHeadMayArriveByteByByte() {
        ByteBuffer in = ByteBuffer.allocate(300).limit(0);
        for (int i = 0; i < HEAD.length() - 1; i++) {
            in.limit(i + 1).put(i, (byte) HEAD.charAt(i));
            assertThat(parser.next(in)).isNull();
        }
        in.limit(HEAD.length()).put(HEAD.length() - 1, (byte) '\n');
        assertIsHead(parser.next(in));
    }

    @Test
    void headsFollowEachOther() {
        ByteBuffer in = bytes("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.0 204\r\n\r\nHTTP/1.1 200 \r\n\r\n");
        assertThat(parser.next(in)).isEqualTo(new ResponseHead(HttpVersion.HTTP_1_1, 100, "Continue", List.of()));
        assertThat(parser.next(in)).isEqualTo(new ResponseHead(HttpVersion.HTTP_1_0, 204, "", List.of()));
        assertThat(parser.next(in)).isEqualTo(new ResponseHead(HttpVersion.HTTP_1_1, 200, "", List.of()));
        assertThat(parser.next(in)).isNull();
        assertThat(parser.isViolated()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 20 OK\r\n\r\n",
                "HTTP/1.1 2x0 OK\r\n\r\n",
                "HTTP/1.1 2000 OK\r\n\r\n",
                "HTTP/1.1 099 OK\r\n\r\n",
                "HTTP/1.1  200 OK\r\n\r\n",
                "HTTP/2.0 200 OK\r\n\r\n",
                "http/1.1 200 OK\r\n\r\n",
                "ICY 200 OK\r\n\r\n",
                "\r\n\r\n",
                "HTTP/1.1 200 a\rb\r\n\r\n",
                "HTTP/1.1 200 OK\r\nA : b\r\n\r\n",
                "HTTP/1.1 200 OK\r\n: b\r\n\r\n",
                "HTTP/1.1 200 OK\r\nA\r\n\r\n",
                "HTTP/1.1 200 OK\r\nA: b\r\n folded\r\n\r\n",
                "HTTP/1.1 200 OK\r\nA: b\nB: c\r\n\r\n",
                "HTTP/1.1 200 OK\r\nA: b\0c\r\n\r\n",
                "HTTP/1.1 200 OK\r\nA: 1\r\nA: 2\r\nA: 3\r\nA: 4\r\n\r\n"
            })
    void whatIsNoHeadIsRefusedForGood(String text) {
        assertThat(parser.next(bytes(text))).isNull();
        assertThat(parser.isViolated()).isTrue();
        assertThat(parser.next(bytes(HEAD))).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "HTTP/1.1 200 OK\n", "HTTP/1.1 200 OK\r\nA: b\n", "HTTP/1.1 200 OK\r\n\n"})
    void aBareLineFeedIsRefusedWithoutWaitingForTheRest(String beginning) {
        ByteBuffer in = ByteBuffer.allocate(300).limit(0);
        for (int i = 0; i < beginning.length(); i++) {
            assertThat(parser.isViolated()).isFalse();
            in.limit(i + 1).put(i, (byte) beginning.charAt(i));
            assertThat(parser.next(in)).isNull();
        }
        assertThat(parser.isViolated()).isTrue();
    }

    @Test
    void aHeadOfTheLimitIsTakenAndOneByteMoreIsNot() {
        String start = "HTTP/1.1 200 OK\r\nA: ";
        String whole = start + "b".repeat(MAX_HEAD_SIZE - start.length() - 4) + "\r\n\r\n";
        assertThat(whole).hasSize(MAX_HEAD_SIZE);
        assertThat(parser.next(bytes(whole))).isNotNull();
        assertThat(parser.next(bytes(whole.replace("A: ", "AA: ")))).isNull();
        assertThat(parser.isViolated()).isTrue();
    }

    @Test
    void aHeadThatDoesNotEndIsRefusedAtTheLimit() {
        assertThat(parser.next(bytes("x".repeat(MAX_HEAD_SIZE - 1)))).isNull();
        assertThat(parser.isViolated()).isFalse();
        assertThat(parser.next(bytes("x".repeat(MAX_HEAD_SIZE)))).isNull();
        assertThat(parser.isViolated()).isTrue();
    }
}
