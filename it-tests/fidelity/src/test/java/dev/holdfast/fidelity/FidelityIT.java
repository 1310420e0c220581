package dev.holdfast.fidelity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.fidelity.Comparison.Row;
import dev.holdfast.fidelity.Comparison.Verdict;
import dev.holdfast.scenario.Scenario;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Predictions beside runs of Apache httpd and Tomcat; each takes as long as its scenario says. */
final class FidelityIT {
    private static final Path APACHE2 = Path.of("/usr/sbin/apache2");
    private static final Path OUTPUT = Path.of("target", "fidelity").toAbsolutePath();

    private static List<String> names() {
        String names = System.getProperty("fidelity.scenarios", "short");
        return switch (names) {
            case "short" -> Scenarios.SHORT;
            case "all" -> Scenarios.all();
            default -> List.of(names.split(",", -1));
        };
    }

    @ParameterizedTest
    @MethodSource("names")
    void whatIsMeasuredIsWhatWasPredicted(String name) throws Exception {
        Scenario scenario = Scenarios.read(name);
        Path directory = Files.createDirectories(OUTPUT.resolve(name));
        Prediction prediction = Prediction.of(scenario, directory.resolve("prediction.json"));
        Reality reality = Reality.run(scenario, APACHE2, directory);
        Files.writeString(directory.resolve("measured.txt"), reality + "\n");
        Comparison comparison = new Comparison(name, scenario, prediction, reality);
        Files.writeString(
                OUTPUT.resolve("fidelity.md"),
                comparison.table(),
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
        assertThat(comparison.rows())
                .as(comparison.table())
                .extracting(Row::verdict)
                .doesNotContain(Verdict.MISSED);
    }
}
