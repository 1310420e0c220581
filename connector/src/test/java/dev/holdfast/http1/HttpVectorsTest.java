package dev.holdfast.http1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.holdfast.http1.HttpVectors.Vector;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The table of hostile and odd requests against parser, framing and decoder, without a socket. */
final class HttpVectorsTest {
    private static final int EVERY_SPLIT_UP_TO = 600;
    private static final int EVERY_BYTE_UP_TO = 20_000;

    @TestFactory
    Stream<DynamicTest> everyVectorIsReadAsTheTableSaysHoweverItArrives() {
        return HttpVectors.all().stream()
                .filter(vector -> !vector.decoded())
                .map(vector -> dynamicTest(vector.name(), () -> readsAs(vector)));
    }

    private static void readsAs(Vector vector) {
        byte[] bytes = vector.bytes();
        WireReader.Transcript whole = WireReader.read(bytes);
        assertThat(whole.lines()).as(vector.source()).isEqualTo(vector.expected());
        if (bytes.length <= EVERY_BYTE_UP_TO) {
            assertThat(WireReader.read(bytes, WireReader.everyIndex(bytes)))
                    .as("byte by byte")
                    .isEqualTo(whole);
        }
        int step = bytes.length <= EVERY_SPLIT_UP_TO ? 1 : bytes.length / 100;
        for (int cut = 1; cut < bytes.length; cut += step) {
            assertThat(WireReader.read(bytes, cut)).as("cut at %d", cut).isEqualTo(whole);
        }
    }

    @Test
    void theTableIsLongAndItsNamesAreUnique() {
        List<Vector> vectors = HttpVectors.all();
        assertThat(vectors).hasSizeGreaterThanOrEqualTo(300);
        Set<String> names = new HashSet<>();
        assertThat(vectors).allMatch(vector -> names.add(vector.name()), "has a name of its own");
    }

    @Test
    void nothingBehindARefusalIsExpectedAndNothingIsRefusedAsTheServersFault() {
        for (Vector vector : HttpVectors.all()) {
            List<String> expected = vector.expected();
            String ending = expected.get(expected.size() - 1);
            assertThat(ending).as(vector.name()).matches("open|close|incomplete|(4\\d\\d|501|505) [A-Z_]+");
            assertThat(expected).as(vector.name()).noneMatch(line -> line.startsWith("GET /smuggled"));
        }
    }
}
