package dev.holdfast.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.words.GatewayKey;
import dev.holdfast.words.PoolKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** {@code docs/gateway.md} has every key, and says whose word it is. */
final class GatewayPageTest {
    @Test
    void everyKeyHasARowThatSaysWhoseWordItIs() throws IOException {
        List<String> rows = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of("..", "docs", "gateway.md"))) {
            if (line.startsWith("| `")) {
                String[] cells = line.replace("`", "").split("\\|", -1);
                rows.add(cells[1].strip() + " of " + cells[2].strip());
            }
        }
        assertThat(rows)
                .containsExactlyElementsOf(Arrays.stream(GatewayKey.values())
                        .map(key -> key + " of " + owners(key))
                        .toList());
    }

    private static String owners(GatewayKey key) {
        List<PoolKind> owners =
                Arrays.stream(PoolKind.values()).filter(key::isWordOf).toList();
        return owners.size() == PoolKind.values().length
                ? "all"
                : owners.stream().map(PoolKind::toString).collect(Collectors.joining(", "));
    }
}
