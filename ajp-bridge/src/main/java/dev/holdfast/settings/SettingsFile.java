package dev.holdfast.settings;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Settings as the user wrote them down: a value for each key, and where it is. */
public final class SettingsFile implements GivenSettings {
    private final Path file;
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    SettingsFile(Path file) {
        this.file = file;
    }

    /**
     * The value of a key.
     *
     * @param line where the key is, 1 or more
     */
    public record Entry(String value, int line) {}

    /**
     * Reads the file: as YAML if its name ends in {@code .yaml} or {@code .yml}, otherwise as a properties file.
     *
     * @throws ConfigurationException as {@link YamlFile#read} and {@link PropertiesFile#read}
     */
    public static SettingsFile read(Path file) throws ConfigurationException {
        String name = String.valueOf(file.getFileName());
        return name.endsWith(".yaml") || name.endsWith(".yml") ? YamlFile.read(file) : PropertiesFile.read(file);
    }

    /** Returns what the file says, by key, in its order. */
    public Map<String, Entry> entries() {
        return Collections.unmodifiableMap(entries);
    }

    @Override
    public <T> T value(String key, T whenAbsent, String legal, Function<String, Optional<? extends T>> reader)
            throws ConfigurationException {
        Entry entry = entries.get(key);
        if (entry == null) {
            return whenAbsent;
        }
        String text = entry.value().strip();
        Optional<? extends T> read = reader.apply(text);
        if (read.isEmpty()) {
            throw new ConfigurationException(place(key) + ": " + key + " is \"" + text + "\", but must be " + legal);
        }
        return read.get();
    }

    @Override
    public boolean isGiven(String key) {
        return entries.containsKey(key);
    }

    /** Returns {@code file:line} of a key that is in the file. */
    @Override
    public String place(String key) {
        Entry entry = entries.get(key);
        if (entry == null) {
            throw new IllegalArgumentException(key + " is not in " + file);
        }
        return file + ":" + entry.line();
    }

    void put(String key, String value, int line) throws ConfigurationException {
        Entry earlier = entries.put(key, new Entry(value, line));
        if (earlier != null) {
            throw new ConfigurationException(
                    file + ":" + line + ": " + key + " is on line " + earlier.line() + " already");
        }
    }
}
