package dev.holdfast.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.words.FrontKey;
import dev.holdfast.words.FrontModel;
import dev.holdfast.words.GatewayKey;
import dev.holdfast.words.MemberKey;
import dev.holdfast.words.PoolKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
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
        List<String> expected = new ArrayList<>();
        for (GatewayKey key : GatewayKey.values()) {
            expected.add(key + " of " + owners(List.of(PoolKind.values()), key::isWordOf));
        }
        for (MemberKey key : MemberKey.values()) {
            expected.add(key.of("NAME") + " of " + owners(List.of(PoolKind.values()), key::isWordOf));
        }
        for (FrontKey key : FrontKey.values()) {
            expected.add(key + " of " + owners(List.of(FrontModel.values()), key::isWordOf));
        }
        assertThat(rows).containsExactlyElementsOf(expected);
    }

    private static <T> String owners(List<T> all, Predicate<T> isWordOf) {
        List<T> owners = all.stream().filter(isWordOf).toList();
        return owners.size() == all.size()
                ? "all"
                : owners.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }
}
