package dev.holdfast.fidelity;

import dev.holdfast.scenario.Scenario;
import dev.holdfast.scenario.ScenarioReader;
import dev.holdfast.settings.ConfigurationException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The scenarios that are predicted and run, by name: files of this module's folder {@code scenarios}, in which this is to be run. */
final class Scenarios {
    /** What is worth a quarter of an hour. */
    static final List<String> SHORT = List.of("V1", "V3-1", "V7", "V10", "V11", "V13", "V17");

    private static final Path FOLDER = Path.of("scenarios");
    private static final String YAML = ".yaml";

    private Scenarios() {}

    /** Returns the names of all, sorted. */
    static List<String> all() {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.endsWith(YAML))
                    .map(name -> name.substring(0, name.length() - YAML.length()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads one. */
    static Scenario read(String name) throws ConfigurationException {
        return ScenarioReader.read(FOLDER.resolve(name + YAML));
    }
}
