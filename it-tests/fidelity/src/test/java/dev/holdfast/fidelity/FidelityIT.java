package dev.holdfast.fidelity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.holdfast.scenario.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Predictions beside runs of Apache httpd, or of the gateway's own front, and Tomcat; each takes as long as its scenario says. */
final class FidelityIT {
    private static final FrontKind KIND =
            FrontKind.valueOf(System.getProperty("fidelity.front", "httpd").toUpperCase(Locale.ROOT));
    private static final int REPEATS = Integer.getInteger("fidelity.repeats", 1);
    private static final Path OUTPUT =
            Path.of("target", "fidelity", KIND.toString()).toAbsolutePath();

    private static Calibration calibration;

    private static List<String> names() {
        String names = System.getProperty("fidelity.scenarios", "short");
        return switch (names) {
            case "short" -> Scenarios.SHORT;
            case "all" -> Scenarios.all();
            default -> List.of(names.split(",", -1));
        };
    }

    @BeforeAll
    static void calibrate() throws Exception {
        calibration = Calibration.measure(KIND, Files.createDirectories(OUTPUT.resolve("calibration")));
    }

    @AfterAll
    static void plot() throws IOException {
        FidelityPlot.write(OUTPUT.resolve("results.csv"), OUTPUT);
    }

    @ParameterizedTest
    @MethodSource("names")
    void whatIsMeasuredIsWhatWasPredicted(String name) throws Exception {
        Scenario scenario = KIND.of(Scenarios.read(name));
        assumeThat(KIND.runs(scenario)).as(name + " with the front " + KIND).isTrue();
        Path directory = Files.createDirectories(OUTPUT.resolve(name));
        Prediction prediction = Prediction.of(calibration.of(scenario), REPEATS, directory.resolve("prediction.txt"));
        List<Reality> runs = new ArrayList<>();
        for (int i = 0; i < REPEATS; i++) {
            Scenario run =
                    scenario.withRun(scenario.run().withSeed(scenario.run().seed() + i));
            runs.add(Reality.run(run, KIND, directory.resolve("run" + i)));
        }
        Files.writeString(directory.resolve("measured.txt"), runs + "\n");
        Comparison comparison = new Comparison(name, KIND, scenario, prediction, runs);
        append("fidelity.md", comparison.table());
        append("results.csv", comparison.csv());
        assertThat(comparison.verdicts()).as(comparison.table()).doesNotContain(Verdict.MISSED);
    }

    private static void append(String file, String text) throws IOException {
        Files.writeString(OUTPUT.resolve(file), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
