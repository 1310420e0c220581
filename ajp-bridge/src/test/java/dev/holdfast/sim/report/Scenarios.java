package dev.holdfast.sim.report;

import dev.holdfast.scenario.Scenario;
import dev.holdfast.scenario.ScenarioReader;
import dev.holdfast.settings.ConfigurationException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Scenarios as texts. */
final class Scenarios {
    private Scenarios() {}

    static Scenario of(String yaml) {
        try {
            Path file = Files.createTempFile("scenario", ".yaml");
            try {
                return ScenarioReader.read(Files.writeString(file, yaml));
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ConfigurationException wrong) {
            throw new IllegalArgumentException(wrong.getMessage(), wrong);
        }
    }
}
