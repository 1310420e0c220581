package dev.holdfast.host;

import dev.holdfast.config.ConfigurationException;
import dev.holdfast.config.Origin;
import dev.holdfast.config.Setting;
import dev.holdfast.config.Values;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Linux kernel settings, as {@code sysctl -a} prints and sysctl.conf has them.
 *
 * @param values by name with periods: {@code net.core.somaxconn}; of two lines with one name the later counts
 */
public record Sysctl(Map<String, Setting<String>> values) {
    private static final int MAX_LINES = 100_000;

    /** Copies the map. */
    public Sysctl {
        values = Map.copyOf(values);
    }

    /**
     * Reads lines of {@code name = value}. Those that begin with {@code #} or {@code ;} are comments, {@code -name} alone keeps patterns from
     * setting that name, and with {@code sysctl:} the program says what it may not read.
     *
     * @throws ConfigurationException at a line that is neither
     */
    public static Sysctl read(String file, String text) {
        Map<String, Setting<String>> values = new LinkedHashMap<>();
        int number = 0;
        for (String raw : text.split("\n", -1)) {
            Origin origin = new Origin(file, ++number);
            String line = raw.strip();
            if (line.isEmpty() || line.startsWith("#") || line.startsWith(";")) {
                continue;
            }
            int equals = line.indexOf('=');
            if (line.startsWith("sysctl: ") || (equals < 0 && line.matches("-[\\w*./-]+"))) {
                continue;
            }
            if (equals <= 0 || number > MAX_LINES) {
                throw new ConfigurationException(
                        origin,
                        "must be name = value, or -name, in at most " + MAX_LINES + " lines: \""
                                + Values.printable(line) + "\"");
            }
            String name = line.substring(0, equals).strip();
            // A minus says that the kernel need not have it; slashes may stand for periods.
            name = (name.startsWith("-") ? name.substring(1) : name).replace('/', '.');
            values.put(name, new Setting<>(line.substring(equals + 1).strip(), origin));
        }
        return new Sysctl(values);
    }

    /** Returns the number that is the value of {@code name}; absent if there is none or it is no number. */
    public Optional<Setting<Long>> number(String name) {
        Setting<String> found = values.get(name);
        return found == null || !found.value().matches("\\d{1,18}")
                ? Optional.empty()
                : Optional.of(new Setting<>(Long.valueOf(found.value()), found.origin()));
    }

    /** Returns how many ports {@code net.ipv4.ip_local_port_range} allows. */
    public Optional<Setting<Long>> localPorts() {
        Setting<String> found = values.get("net.ipv4.ip_local_port_range");
        if (found == null || !found.value().matches("\\d{1,5}\\s+\\d{1,5}")) {
            return Optional.empty();
        }
        String[] ends = found.value().split("\\s+", -1);
        return Optional.of(new Setting<>(Long.parseLong(ends[1]) - Long.parseLong(ends[0]) + 1, found.origin()));
    }
}
