package dev.holdfast.http1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.http1.WireReader.Message;
import dev.holdfast.http1.WireReader.Transcript;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** What holds for every request that can be written, and for every damage to one. */
final class WirePropertiesTest {
    private static final String TCHARS = "!#$%&'*+-.^_`|~0123456789ABCabcXYZxyz";

    /** A request as a client would write it. */
    record Request(String method, String target, List<String> fields, List<String> chunks, List<String> trailers) {
        String body() {
            return String.join("", chunks);
        }

        private StringBuilder head() {
            StringBuilder wire = new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: h\r\n");
            fields.forEach(field -> wire.append("X-").append(field).append("\r\n"));
            return wire;
        }

        String withLength() {
            return head() + "Content-Length: " + body().length() + "\r\n\r\n" + body();
        }

        String inChunks() {
            StringBuilder wire = head().append("Transfer-Encoding: chunked\r\n\r\n");
            for (String chunk : chunks) {
                wire.append(Integer.toHexString(chunk.length())).append("\r\n");
                wire.append(chunk).append("\r\n");
            }
            wire.append("0\r\n");
            trailers.forEach(field -> wire.append("X-").append(field).append("\r\n"));
            return wire.append("\r\n").toString();
        }
    }

    @Provide
    Arbitrary<Request> requests() {
        Arbitrary<String> token =
                Arbitraries.strings().withChars(TCHARS).ofMinLength(1).ofMaxLength(12);
        Arbitrary<String> target =
                Arbitraries.strings().withChars("abz/;=&?.,~!$'()*+:@-_[]09").ofMaxLength(20);
        Arbitrary<String> value = Arbitraries.strings()
                .withCharRange(' ', '~')
                .withCharRange('\u0080', '\u00ff')
                .withChars('\t')
                .ofMaxLength(20);
        Arbitrary<String> field = Combinators.combine(token, value).as((name, text) -> name + ":" + text);
        Arbitrary<String> chunk = Arbitraries.strings()
                .withCharRange('\0', '\u00ff')
                .ofMinLength(1)
                .ofMaxLength(40);
        return Combinators.combine(
                        token,
                        target,
                        field.list().ofMaxSize(5),
                        chunk.list().ofMaxSize(4),
                        field.list().ofMaxSize(3))
                .as((method, path, fields, chunks, trailers) ->
                        new Request(method, "/" + path, fields, chunks, trailers));
    }

    private static byte[] bytes(String wire) {
        return wire.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static int[] cuts(List<Integer> parts, int length) {
        return parts.stream().mapToInt(part -> part % (length + 1)).sorted().toArray();
    }

    @Property
    void whatIsWrittenIsReadAndWhatFollowsIsTheNext(
            @ForAll("requests") Request first,
            @ForAll("requests") Request second,
            @ForAll @Size(max = 4) List<@IntRange(max = 2000) Integer> parts) {
        byte[] wire = bytes(first.inChunks() + second.withLength());
        Transcript read = WireReader.read(wire, cuts(parts, wire.length));
        assertThat(read.ending()).isEqualTo("open");
        assertThat(read.messages()).hasSize(2);
        isRead(first, read.messages().get(0), first.trailers());
        isRead(second, read.messages().get(1), List.of());
    }

    private static void isRead(Request written, Message read, List<String> trailers) {
        assertThat(read.method()).isEqualTo(written.method());
        assertThat(read.target()).isEqualTo(written.target());
        assertThat(read.body()).isEqualTo(written.body());
        assertThat(read.fields().subList(1, read.fields().size() - 1)).isEqualTo(trimmed(written.fields()));
        assertThat(read.trailers()).isEqualTo(trimmed(trailers));
    }

    private static List<String> trimmed(List<String> fields) {
        List<String> trimmed = new ArrayList<>();
        for (String field : fields) {
            int colon = field.indexOf(':');
            trimmed.add("X-" + field.substring(0, colon) + "="
                    + field.substring(colon + 1).strip());
        }
        return trimmed;
    }

    @Property
    void whatIsReadMeansTheSameWhenWrittenAnew(@ForAll("requests") Request request) {
        Transcript read = WireReader.read(bytes(request.inChunks()));
        Transcript again = WireReader.read(bytes(read.messages().get(0).rendered()));
        assertThat(again).isEqualTo(read);
    }

    @Property
    void aDamagedByteIsReadTheSameHoweverItArrives(
            @ForAll("requests") Request request,
            @ForAll @IntRange(max = 5000) int where,
            @ForAll byte damage,
            @ForAll @Size(max = 4) List<@IntRange(max = 2000) Integer> parts) {
        byte[] wire = bytes(request.inChunks() + request.withLength());
        wire[where % wire.length] = damage;
        Transcript whole = WireReader.read(wire);
        assertThat(WireReader.read(wire, cuts(parts, wire.length))).isEqualTo(whole);
    }

    @Property
    void aCutRequestIsNeverTakenForAWholeOne(
            @ForAll("requests") Request request, @ForAll @IntRange(max = 5000) int where) {
        byte[] wire = bytes(request.inChunks());
        byte[] cut = Arrays.copyOf(wire, where % wire.length);
        Transcript read = WireReader.read(cut);
        assertThat(read.messages()).isEmpty();
        assertThat(read.ending()).isEqualTo(cut.length == 0 ? "open" : "incomplete");
    }
}
