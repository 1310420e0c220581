package dev.holdfast.server.config;

import java.nio.file.Path;
import java.util.Map;

/** Settings as the user wrote them down: a value for each key, and where it is. */
public sealed interface SettingsFile permits PropertiesFile, YamlFile {
    /**
     * The value of a key.
     *
     * @param line where the key is, 1 or more
     */
    record Entry(String value, int line) {}

    /**
     * Reads the file: as YAML if its name ends in {@code .yaml} or {@code .yml}, otherwise as a properties file.
     *
     * @throws ConfigurationException as {@link YamlFile#read} and {@link PropertiesFile#read}
     */
    static SettingsFile read(Path file) throws ConfigurationException {
        String name = String.valueOf(file.getFileName());
        return name.endsWith(".yaml") || name.endsWith(".yml") ? YamlFile.read(file) : PropertiesFile.read(file);
    }

    /** Returns what the file says, by key, in its order. */
    Map<String, Entry> entries();

    /** Returns {@code file:line} of a key that is in the file. */
    String place(String key);
}
