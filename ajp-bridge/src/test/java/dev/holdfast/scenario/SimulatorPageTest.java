package dev.holdfast.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code docs/simulator.md} has every key, and every back end with its defaults. */
final class SimulatorPageTest {
    private static List<String[]> rows(int cells) throws IOException {
        List<String[]> rows = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of("..", "docs", "simulator.md"))) {
            String[] row = line.split("\\|", -1);
            if (line.startsWith("| `") && row.length == cells + 2) {
                rows.add(Arrays.stream(row).map(String::strip).toArray(String[]::new));
            }
        }
        return rows;
    }

    @Test
    void everyKeyHasARowThatSaysIfItTakesADistribution() throws IOException {
        List<String> found = rows(4).stream()
                .map(row -> row[1].replace("`", "") + (row[2].equals("distribution") ? " of distribution" : ""))
                .toList();
        assertThat(found)
                .containsExactlyElementsOf(Arrays.stream(ScenarioKey.values())
                        .map(key -> key + (key.isDistribution() ? " of distribution" : ""))
                        .toList());
    }

    @Test
    void everyBackEndHasARowWithItsDefaults() throws IOException {
        List<String> found = rows(8).stream()
                .map(row -> String.join(" ", row[1].replace("`", ""), row[4], row[5], row[6], row[7], row[8]))
                .toList();
        assertThat(found)
                .containsExactlyElementsOf(Arrays.stream(BackKind.values())
                        .map(SimulatorPageTest::defaults)
                        .toList());
    }

    private static String defaults(BackKind kind) {
        Back back = kind.defaults();
        String connections = switch (back.maxConnections()) {
            case Back.UNLIMITED -> "any";
            case Back.AS_THREADS -> "as threads";
            default -> String.valueOf(back.maxConnections());
        };
        String timeout = back.connectionTimeout().isZero()
                ? "never"
                : back.connectionTimeout().toSeconds() + " s";
        return String.join(
                " ",
                kind.toString(),
                String.valueOf(back.maxThreads()),
                String.valueOf(back.acceptCount()),
                connections,
                timeout,
                kind.seesThreadWait() ? "when it is read" : "with the thread");
    }
}
