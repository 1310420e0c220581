package dev.holdfast.scenario;

import dev.holdfast.settings.ConfigurationException;
import dev.holdfast.settings.GivenSettings;
import dev.holdfast.settings.SettingsFile;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** A file with some of its keys set to something else. */
final class ChangedSettings implements GivenSettings {
    private final SettingsFile file;
    private final Map<String, String> changes;

    ChangedSettings(SettingsFile file, Map<String, String> changes) {
        this.file = file;
        this.changes = Map.copyOf(changes);
    }

    Set<String> keys() {
        Set<String> keys = new TreeSet<>(file.entries().keySet());
        keys.addAll(changes.keySet());
        return keys;
    }

    @Override
    public <T> T value(String key, T whenAbsent, String legal, Function<String, Optional<? extends T>> reader)
            throws ConfigurationException {
        String changed = changes.get(key);
        if (changed == null) {
            return file.value(key, whenAbsent, legal, reader);
        }
        Optional<? extends T> read = reader.apply(changed.strip());
        if (read.isEmpty()) {
            throw new ConfigurationException(place(key) + " is \"" + changed + "\", but must be " + legal);
        }
        return read.get();
    }

    @Override
    public Duration duration(String key, Duration whenAbsent) throws ConfigurationException {
        return value(key, whenAbsent, LongestDuration.LEGAL, LongestDuration::parse);
    }

    @Override
    public boolean isGiven(String key) {
        return changes.containsKey(key) || file.isGiven(key);
    }

    @Override
    public String place(String key) {
        return changes.containsKey(key) ? key + "=" + changes.get(key) : file.place(key);
    }
}
