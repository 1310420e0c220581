package dev.holdfast.connector.undertow;

import static org.assertj.core.api.Assertions.assertThat;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RenderedHeadTest {
    private static final HttpString NAME = new HttpString("X-Name");

    private static HttpServerExchange exchange() {
        return new HttpServerExchange(new NoConnection());
    }

    private static HttpServerExchange exchange(String value) {
        HttpServerExchange exchange = exchange();
        exchange.getResponseHeaders().put(NAME, value);
        return exchange;
    }

    private static String copied(RenderedHead head) {
        ByteBuffer target = ByteBuffer.allocateDirect(head.length() + 4).position(2);
        head.copyTo(target);
        assertThat(target.remaining()).as("exactly its length").isEqualTo(2);
        byte[] bytes = new byte[head.length()];
        target.flip().position(2).get(bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static String rendered(HttpServerExchange exchange) {
        return copied(RenderedHead.of(exchange));
    }

    private static String renderedValue(String value) {
        String head = rendered(exchange(value));
        assertThat(head).startsWith("HTTP/1.1 200 OK\r\nX-Name: ").endsWith("\r\n\r\n");
        return head.substring("HTTP/1.1 200 OK\r\nX-Name: ".length(), head.length() - 4);
    }

    @Test
    void aHeadIsItsStatusLineAndItsFields() {
        HttpServerExchange exchange = exchange();
        exchange.setStatusCode(404);
        exchange.getResponseHeaders().add(Headers.SET_COOKIE, "a=1").add(Headers.SET_COOKIE, "b=2");
        exchange.getResponseHeaders().put(Headers.CONTENT_LENGTH, "0").put(NAME, "");
        assertThat(rendered(exchange).split("\r\n", -1))
                .startsWith("HTTP/1.1 404 Not Found")
                .endsWith("", "")
                .containsSubsequence("Set-Cookie: a=1", "Set-Cookie: b=2")
                .contains("Content-Length: 0", "X-Name: ")
                .hasSize(7);
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 200, 299, 503, 999})
    void theStatusHasThreeDigits(int status) {
        HttpServerExchange exchange = exchange();
        exchange.setStatusCode(status);
        assertThat(rendered(exchange)).startsWith("HTTP/1.1 " + status + " ");
    }

    @Test
    void aReasonPhraseIsAsHarmlessAsAValue() {
        HttpServerExchange exchange = exchange();
        exchange.setReasonPhrase("Fine\r\nX-Mine: 1\u010d\u00e4");
        assertThat(rendered(exchange)).isEqualTo("HTTP/1.1 200 Fine  X-Mine: 1?\u00e4\r\n\r\n");
    }

    @Test
    void aHeadWithoutFieldsEndsToo() {
        assertThat(rendered(exchange())).isEqualTo("HTTP/1.1 200 OK\r\n\r\n");
    }

    @Test
    void everyCharacterIsOneByteAndNoneEndsTheLine() {
        for (int c = 0; c <= 0xFFFF; c++) {
            String expected = String.valueOf((char) c);
            if (c > 0xFF) {
                expected = "?";
            } else if (c == 0x7F || (c < ' ' && c != '\t')) {
                expected = " ";
            }
            assertThat(renderedValue("a" + (char) c + "b")).as("U+%04X", c).isEqualTo("a" + expected + "b");
        }
    }

    @Test
    void nobodyWritesFieldsOfHisOwn() {
        assertThat(renderedValue("a\r\nSet-Cookie: x=1")).isEqualTo("a  Set-Cookie: x=1");
        assertThat(renderedValue("a\u010d\u010aSet-Cookie: x=1")).isEqualTo("a??Set-Cookie: x=1");
    }

    /** Around what the array holds at first, and around what is kept of it. */
    @Test
    void aHeadMayBeOfAnyLength() {
        IntStream.concat(IntStream.range(960, 1_060), IntStream.range(16_300, 16_400))
                .mapToObj("v"::repeat)
                .forEach(value -> assertThat(renderedValue(value)).isEqualTo(value));
        assertThat(renderedValue("w".repeat(100_000))).isEqualTo("w".repeat(100_000));
        assertThat(renderedValue("short")).isEqualTo("short");
    }

    @Test
    void manyFieldsAreRenderedOneAfterTheOther() {
        HttpServerExchange exchange = exchange();
        for (int i = 0; i < 2_000; i++) {
            exchange.getResponseHeaders().put(new HttpString("X-" + i), "value " + i);
        }
        String head = rendered(exchange);
        assertThat(head.length()).isGreaterThan(16 * 1024);
        assertThat(head.split("\r\n", -1)).hasSize(2_003).contains("X-0: value 0", "X-1999: value 1999");
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 2_000, 20_000})
    void nothingOfOneHeadIsInTheNextOfItsThread(int length) {
        String first = rendered(exchange("1".repeat(length)));
        assertThat(renderedValue("two")).isEqualTo("two");
        assertThat(rendered(exchange("1".repeat(length)))).isEqualTo(first);
    }

    @Test
    void threadsDoNotShareTheirs() throws Exception {
        RenderedHead mine = RenderedHead.of(exchange("mine"));
        AtomicReference<String> other = new AtomicReference<>();
        Thread thread = new Thread(() -> other.set(rendered(exchange("of another"))));
        thread.start();
        thread.join();
        assertThat(copied(mine)).contains("X-Name: mine\r\n");
        assertThat(other.get()).contains("X-Name: of another\r\n");
    }
}
