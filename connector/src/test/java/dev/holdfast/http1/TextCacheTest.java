package dev.holdfast.http1;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

final class TextCacheTest {
    private final TextCache cache = new TextCache();

    private String text(byte[] bytes) {
        return cache.text(ByteBuffer.wrap(bytes), 0, bytes.length);
    }

    private String text(String text) {
        return text(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Provide
    Arbitrary<List<byte[]>> texts() {
        return Arbitraries.bytes().array(byte[].class).ofMaxSize(140).list().ofMaxSize(50);
    }

    /** Of few bytes in few lengths, so that many differ in little. */
    @Provide
    Arbitrary<List<byte[]>> similarTexts() {
        return Arbitraries.of((byte) 0, (byte) 'a', (byte) 0x80, (byte) 0xFF)
                .array(byte[].class)
                .ofMinSize(4)
                .ofMaxSize(6)
                .list()
                .ofMaxSize(300);
    }

    /** They agree in what their place depends on, length, first, middle and last byte, and nowhere else. */
    @Provide
    Arbitrary<List<byte[]>> textsOfOnePlace() {
        Arbitrary<byte[]> parts = Arbitraries.bytes().array(byte[].class).ofSize(3);
        return Combinators.combine(parts, parts.list().ofMinSize(2).ofMaxSize(50))
                .as((same, different) -> different.stream()
                        .map(other -> new byte[] {same[0], other[0], other[1], same[1], other[2], same[2]})
                        .toList());
    }

    @Property
    void everyTextIsWhatItsBytesSay(@ForAll("texts") List<byte[]> texts) {
        areRead(texts);
    }

    @Property
    void similarTextsAreNotConfused(@ForAll("similarTexts") List<byte[]> texts) {
        areRead(texts);
    }

    @Property
    void textsOfOnePlaceAreNotConfused(@ForAll("textsOfOnePlace") List<byte[]> texts) {
        areRead(texts);
    }

    private void areRead(List<byte[]> texts) {
        for (int round = 0; round < 2; round++) {
            for (byte[] bytes : texts) {
                assertThat(text(bytes)).isEqualTo(new String(bytes, StandardCharsets.ISO_8859_1));
            }
        }
    }

    @Example
    void aTextThatIsSaidAgainIsTheSameString() {
        String host = text("www.example.org");
        String method = text("GET");
        assertThat(text("www.example.org")).isSameAs(host);
        assertThat(text("GET")).isSameAs(method);
    }

    @Example
    void theLastTwoTextsOfAPlaceHaveIt() {
        String first = text("a1b1c1d");
        String second = text("a2b1c2d");
        assertThat(text("a1b1c1d")).isSameAs(first);
        assertThat(text("a2b1c2d")).isSameAs(second);
        String third = text("a3b1c3d");
        assertThat(text("a2b1c2d")).isSameAs(second);
        assertThat(text("a3b1c3d")).isSameAs(third);
        assertThat(text("a1b1c1d")).isEqualTo(first).isNotSameAs(first);
    }

    @Example
    void aPrefixIsAnotherText() {
        assertThat(List.of(text("aaaa"), text("aaa"), text("aaaa"), text("a"), text("aa")))
                .containsExactly("aaaa", "aaa", "aaaa", "a", "aa");
    }

    @Example
    void upTo128BytesAreKept() {
        for (int length : new int[] {1, 2, 127, 128}) {
            String kept = text("x".repeat(length));
            assertThat(kept).isEqualTo("x".repeat(length));
            assertThat(text("x".repeat(length))).as("%d bytes", length).isSameAs(kept);
        }
        for (int length : new int[] {129, 1000}) {
            String notKept = text("x".repeat(length));
            assertThat(notKept).isEqualTo("x".repeat(length));
            assertThat(text("x".repeat(length)))
                    .as("%d bytes", length)
                    .isEqualTo(notKept)
                    .isNotSameAs(notKept);
        }
    }

    @Example
    void noBytesAreTheEmptyString() {
        assertThat(text("")).isSameAs("");
        assertThat(cache.text(ByteBuffer.wrap(new byte[4]), 4, 0)).isEmpty();
    }

    @Example
    void anyBufferIsReadWhereItIsAskedAndLeftAsItIs() {
        byte[] bytes = ("xx" + "y".repeat(200) + "Host: \u00e4z").getBytes(StandardCharsets.ISO_8859_1);
        ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length);
        direct.put(bytes);
        ByteBuffer slice = ByteBuffer.wrap(new byte[bytes.length + 7], 7, bytes.length)
                .slice()
                .put(bytes);
        for (ByteBuffer buffer : List.of(direct, slice, ByteBuffer.wrap(bytes).asReadOnlyBuffer())) {
            buffer.limit(bytes.length).position(5);
            assertThat(cache.text(buffer, 202, 4)).isEqualTo("Host");
            assertThat(cache.text(buffer, 208, 2)).isEqualTo("\u00e4z");
            assertThat(cache.text(buffer, 0, 3)).as("before the position").isEqualTo("xxy");
            assertThat(cache.text(buffer, 2, 200)).isEqualTo("y".repeat(200));
            assertThat(buffer.position()).isEqualTo(5);
            assertThat(buffer.limit()).isEqualTo(bytes.length);
        }
    }
}
