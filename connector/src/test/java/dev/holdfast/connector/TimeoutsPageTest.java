package dev.holdfast.connector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.lifetime.CloseReason;
import dev.holdfast.lifetime.Timer;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What {@code docs/timeouts.md} says is what the code does. */
final class TimeoutsPageTest {
    private static final Pattern REASON = Pattern.compile("`([A-Z_]+)`");
    private static final int CLOSED_AS = 6;
    private static final int DEFAULT = 7;
    private static final Map<String, List<String>> ROWS = new LinkedHashMap<>();

    /** The reasons that each gives; every other one is somebody's deed. */
    private static final Map<String, Set<CloseReason>> REASONS = Map.of(
            "connectionTimeout", EnumSet.of(CloseReason.CONNECTION_TIMEOUT, CloseReason.REQUEST_HEAD_TIMEOUT),
            "tlsHandshakeTimeout", EnumSet.of(CloseReason.TLS_HANDSHAKE_TIMEOUT),
            "keepAliveTimeout", EnumSet.of(CloseReason.KEEP_ALIVE_TIMEOUT),
            "bodyReadTimeout", EnumSet.of(CloseReason.REQUEST_BODY_TIMEOUT),
            "minRequestDataRate", EnumSet.of(CloseReason.REQUEST_DATA_RATE),
            "writeTimeout", EnumSet.of(CloseReason.WRITE_TIMEOUT),
            "minResponseDataRate", EnumSet.of(CloseReason.RESPONSE_DATA_RATE),
            "lingerTimeout", EnumSet.noneOf(CloseReason.class),
            "maxConnectionAge", EnumSet.of(CloseReason.MAX_CONNECTION_AGE));

    @BeforeAll
    static void readTheTable() throws IOException {
        for (String line : Files.readAllLines(Path.of("..", "docs", "timeouts.md"))) {
            if (line.startsWith("| `")) {
                List<String> cells =
                        Arrays.stream(line.split("\\|", -1)).map(String::strip).toList();
                ROWS.put(cells.get(1).replace("`", ""), cells);
            }
        }
    }

    @Test
    void everySettingOfTimeHasARowAndEveryRowASetting() {
        assertThat(ROWS.keySet())
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(Timeouts.class.getRecordComponents())
                        .map(RecordComponent::getName)
                        .toList());
    }

    @Test
    void everyTimerOfTheMachineHasARow() {
        for (Timer timer : Timer.values()) {
            assertThat(ROWS).containsKey(camelCase(timer.name()));
        }
    }

    @Test
    void everyRowNamesTheReasonsThatItsTimerGives() {
        ROWS.forEach((setting, row) -> {
            Set<CloseReason> named = EnumSet.noneOf(CloseReason.class);
            Matcher reason = REASON.matcher(row.get(CLOSED_AS));
            while (reason.find()) {
                named.add(CloseReason.valueOf(reason.group(1)));
            }
            assertThat(named).as(setting).isEqualTo(REASONS.get(setting));
        });
    }

    @Test
    void theDefaultsAreThoseOfTheCode() throws ReflectiveOperationException {
        for (RecordComponent setting : Timeouts.class.getRecordComponents()) {
            Object value = setting.getAccessor().invoke(Timeouts.DEFAULTS);
            String documented =
                    Objects.requireNonNull(ROWS.get(setting.getName())).get(DEFAULT);
            switch (documented) {
                case "connectionTimeout" -> assertThat(value).isEqualTo(Timeouts.DEFAULTS.connectionTimeout());
                case "none" -> assertThat(value).isEqualTo(Duration.ZERO);
                default ->
                    assertThat(value instanceof Duration d ? d.toSeconds() + " s" : value + " bytes a second")
                            .isEqualTo(documented);
            }
        }
    }

    @Test
    void everyRowIsComplete() {
        ROWS.forEach(
                (setting, row) -> assertThat(row.subList(1, 12)).as(setting).noneMatch(String::isEmpty));
    }

    private static String camelCase(String constant) {
        String name = Arrays.stream(constant.split("_", -1))
                .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining());
        return Character.toLowerCase(name.charAt(0)) + name.substring(1);
    }
}
