package dev.holdfast.http1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.holdfast.http1.ChunkedDecoder.Step;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ChunkedDecoderTest {
    /** Decodes {@code text} whole, byte by byte and at every two-way split, and returns the one answer they all give. */
    private static String decode(int maxTrailerSize, String text) {
        List<String> answers = new ArrayList<>();
        answers.add(decodeInSteps(maxTrailerSize, text, List.of(text.length())));
        List<Integer> everyByte = new ArrayList<>();
        for (int i = 1; i <= text.length(); i++) {
            everyByte.add(i);
            answers.add(decodeInSteps(maxTrailerSize, text, List.of(i, text.length())));
        }
        answers.add(decodeInSteps(maxTrailerSize, text, everyByte));
        assertThat(answers).as(text).containsOnly(answers.get(0));
        return answers.get(0);
    }

    private static String decode(String wire) {
        return decode(1000, wire.replace("/", "\r\n"));
    }

    private static String decodeInSteps(int maxTrailerSize, String text, List<Integer> readable) {
        ChunkedDecoder decoder = new ChunkedDecoder(maxTrailerSize);
        ByteBuffer in = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
        StringBuilder content = new StringBuilder();
        for (int limit : readable) {
            in.limit(limit);
            Step step = decoder.advance(in);
            while (step == Step.CONTENT) {
                int count = (int) Math.min(in.remaining(), decoder.remainingInChunk());
                for (int i = 0; i < count; i++) {
                    content.append((char) (in.get() & 0xFF));
                }
                decoder.contentTaken(count);
                step = decoder.advance(in);
            }
            if (step == Step.INVALID) {
                assertThat(decoder.advance(in)).isEqualTo(Step.INVALID);
                return "INVALID";
            }
            if (step == Step.END) {
                assertThat(decoder.advance(in)).isEqualTo(Step.END);
                StringBuilder trailers = new StringBuilder();
                decoder.trailers()
                        .forEach(t -> trailers.append(t.name())
                                .append('=')
                                .append(t.value())
                                .append(';'));
                return content + "|" + trailers + "|" + (text.length() - in.position());
            }
        }
        return content + " NEED_MORE";
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "0// # ||0",
                "5/hello/0// # hello||0",
                "5/hello/6/ world/0// # hello world||0",
                "a/0123456789/A/0123456789/0// # 01234567890123456789||0",
                "000000000000005/hello/0// # hello||0",
                "000000000000000// # ||0",
                "5/hello/0//GET # hello||3",
                "5/hello # hello NEED_MORE",
                "5;a=b;c=\"d e\"/hello/0;x// # hello||0",
                "5;a;b;c=d/hello/0;x=\"\"// # hello||0",
                "5;a=\"\\\"\\\\;\u00e9\t\"/hello/0// # hello||0",
                "0/A: b/C:d e // # |A=b;C=d e;|0",
                "0/A:// # |A=;|0",
                "1/\u00e9/0// # \u00e9||0",
            })
    void bodiesAreDecoded(String wire, String expected) {
        assertThat(decode(wire)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "g/",
                "-1/",
                "+1/",
                "0x1/",
                " 1/",
                "1 /",
                "1 ;a/",
                ";a/",
                "1,/",
                "1\n",
                "1\rx",
                "1\r\r\n",
                "0000000000000005/hello/0//",
                "7fffffffffffffff/",
                "ffffffffffffffff/",
                "10000000000000000/",
                "1/ab/",
                "1/a\n",
                "1/a\rb",
                "1/a0//",
                "1;a\n",
                "1;/a/0//",
                "1;;a/a/0//",
                "1;a=/a/0//",
                "1;=a/a/0//",
                "1;a=b=c/a/0//",
                "1;a b/a/0//",
                "1; a/a/0//",
                "1;a =b/a/0//",
                "1;a=b /a/0//",
                "1;a=\"b/a/0//",
                "1;a=\"b\\/a/0//",
                "1;a=\"b\"c/a/0//",
                "1;a=\"b\nc\"/a/0//",
                "1;a=b\"c\"/a/0//",
                "1;a=\"\\\u0000\"/a/0//",
                "1;\u0000/",
                "1;a\u007f/",
                "0/A\n",
                "0/\n",
                "0/A b: c/",
                "0/: c/",
                "0/A/",
                "0/A : b/",
                "0/ A: b/",
                "0/A: b\u0000/",
                "0/A: b\rc/",
                "0/\r/",
            })
    void brokenCodingIsRefused(String wire) {
        assertThat(decode(wire)).isEqualTo("INVALID");
    }

    @Test
    void aChunkMayBeAsLongAsFifteenDigitsSay() {
        ChunkedDecoder decoder = new ChunkedDecoder(0);
        assertThat(decoder.advance(ByteBuffer.wrap("fffffffffffffff\r\n".getBytes(StandardCharsets.US_ASCII))))
                .isEqualTo(Step.NEED_MORE);
        assertThat(decoder.remainingInChunk()).isEqualTo(0xFFF_FFFF_FFFF_FFFFL);
    }

    @Test
    void extensionsAreLimitedByTheChunk() {
        assertThat(decode("1;" + "x".repeat(255) + "/a/1;" + "x".repeat(255) + "/b/0//"))
                .isEqualTo("ab||0");
        assertThat(decode("1;" + "x".repeat(256) + "/a/0//")).isEqualTo("INVALID");
        assertThat(decode("1;" + "x".repeat(256))).isEqualTo("INVALID");
    }

    @Test
    void theTrailerSectionMayHaveExactlyItsLimit() {
        String trailers = "A: b\r\nCc: d\r\n";
        String wire = "0\r\n" + trailers + "\r\n";
        assertThat(decode(trailers.length() + 1, wire)).isEqualTo("|A=b;Cc=d;|0");
        assertThat(decode(trailers.length(), wire)).isEqualTo("|A=b;Cc=d;|0");
        assertThat(decode(trailers.length() - 1, wire)).isEqualTo("INVALID");
        assertThat(decode(trailers.length() - 2, wire)).isEqualTo("INVALID");
        assertThat(decode(0, "0\r\n\r\n")).isEqualTo("||0");
        assertThat(decode(0, "0\r\nA")).isEqualTo("INVALID");
        assertThat(decode(10, "0\r\n" + "A".repeat(11))).isEqualTo("INVALID");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 5",
                "transfer-encoding: chunked",
                "HOST: h",
                "Connection: close",
                "TE: trailers",
                "Trailer: A",
                "Upgrade: x",
                "Expect: 100-continue"
            })
    void whatBelongsIntoTheHeadIsNoTrailer(String field) {
        assertThat(decode("0/" + field + "//")).isEqualTo("INVALID");
        assertThat(decode("0/X-" + field + "//")).doesNotContain("INVALID");
        ChunkedDecoder ofResponse = new ChunkedDecoder(1000, ChunkedDecoder.Misplaced.LEFT_OUT);
        ByteBuffer in = ByteBuffer.wrap(("0\r\n" + field + "\r\nA: 1\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        assertThat(ofResponse.advance(in)).isEqualTo(Step.END);
        assertThat(ofResponse.trailers()).containsExactly(new ChunkedDecoder.Trailer("A", "1"));
    }

    @Test
    void noMoreContentIsTakenThanThereIs() {
        ChunkedDecoder decoder = new ChunkedDecoder(0);
        assertThatIllegalStateException()
                .isThrownBy(() -> decoder.contentTaken(1))
                .withMessageContaining("SIZE_START");
        ByteBuffer in = ByteBuffer.wrap("3\r\nabc\r\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(decoder.advance(in)).isEqualTo(Step.CONTENT);
        assertThatIllegalStateException().isThrownBy(() -> decoder.contentTaken(4));
        assertThatIllegalStateException().isThrownBy(() -> decoder.contentTaken(-1));
        decoder.contentTaken(2);
        assertThatIllegalStateException().isThrownBy(() -> decoder.contentTaken(2));
        decoder.contentTaken(1);
        assertThatIllegalStateException().isThrownBy(() -> decoder.contentTaken(1));
    }
}
