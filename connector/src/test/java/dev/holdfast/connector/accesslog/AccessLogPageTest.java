package dev.holdfast.connector.accesslog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What {@code docs/access-log.md} says is what the code does. */
final class AccessLogPageTest {
    private static final List<String> OF_UNDERTOW = List.of("%D", "%T");
    private static final int UNIT = 3;
    private static final int COLUMNS = 8;
    private static final Map<String, List<String>> ROWS = new LinkedHashMap<>();

    @BeforeAll
    static void readTheTable() throws IOException {
        for (String line : Files.readAllLines(Path.of("..", "docs", "access-log.md"))) {
            if (line.startsWith("| `%")) {
                List<String> cells =
                        Arrays.stream(line.split("\\|", -1)).map(String::strip).toList();
                ROWS.put(cells.get(1).replace("`", ""), cells);
            }
        }
    }

    private static String written(AccessLogToken token) {
        return token.letter() == null ? token.syntax() : token.syntax() + ", " + token.letter();
    }

    @Test
    void everyTokenHasARowAndEveryRowAToken() {
        List<String> tokens = Arrays.stream(AccessLogToken.values())
                .map(AccessLogPageTest::written)
                .toList();
        assertThat(ROWS.keySet()).containsAll(OF_UNDERTOW).containsAll(tokens).hasSize(tokens.size() + 2);
    }

    @Test
    void theUnitsAreThoseOfTheNames() {
        for (AccessLogToken token : AccessLogToken.values()) {
            assertThat(Objects.requireNonNull(ROWS.get(written(token)))
                            .get(UNIT)
                            .equals("microseconds"))
                    .as(token.syntax())
                    .isEqualTo(token.syntax().endsWith("Micros}"));
        }
    }

    @Test
    void everyRowIsComplete() {
        ROWS.forEach((token, row) ->
                assertThat(row.subList(1, COLUMNS)).as(token).hasSize(7).noneMatch(String::isEmpty));
    }
}
