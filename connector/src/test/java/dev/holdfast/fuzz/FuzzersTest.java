package dev.holdfast.fuzz;

import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.holdfast.http1.HttpVectors;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every fuzz target on what it begins with and on what was once found; {@code -Pfuzz} really fuzzes. */
final class FuzzersTest {
    private static final int LIVES = 20_000;

    @TestFactory
    Stream<DynamicTest> everyVectorPassesEveryTarget() {
        return HttpVectors.all().stream()
                .map(vector -> dynamicTest(vector.name(), () -> {
                    byte[] wire = vector.bytes();
                    ConnectionBytesFuzzer.fuzzerTestOneInput(ConnectionBytesFuzzer.input(wire));
                    RequestHeadFuzzer.fuzzerTestOneInput(wire);
                    ChunkedDecoderFuzzer.fuzzerTestOneInput(Seeds.behindHead(wire));
                    RequestTargetFuzzer.fuzzerTestOneInput(wire);
                }));
    }

    @Test
    void connectionsLiveWhatLivesChanceTells() {
        Random random = new Random(1);
        for (int i = 0; i < LIVES; i++) {
            byte[] story = new byte[random.nextInt(200)];
            random.nextBytes(story);
            ConnectionMachineFuzzer.fuzzerTestOneInput(story);
        }
    }
}
