package dev.holdfast.httpd.syntax;

import dev.holdfast.config.ConfigurationException;
import dev.holdfast.config.Origin;
import dev.holdfast.config.Values;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Names that Define or -D made known, and values for {@code ${name}}. IfDefine compares names exactly, {@code ${name}} does not mind the
 * case of Define's names; both as httpd does.
 */
final class Variables {
    /** Values are expanded when they are defined, so thirty lines that double each other would make a gigabyte. */
    private static final int MAX_EXPANDED_LENGTH = 1 << 20;

    private final Map<String, String> environment;
    private final Set<String> names;
    private final Map<String, String> values = new HashMap<>();

    Variables(Set<String> names, Map<String, String> environment) {
        this.names = new HashSet<>(names);
        this.environment = environment;
    }

    void define(String name, @Nullable String value) {
        names.add(name);
        if (value != null) {
            values.put(Values.lower(name), value);
        }
    }

    void undefine(String name) {
        names.remove(name);
        values.remove(Values.lower(name));
    }

    boolean isDefined(String name) {
        return names.contains(name);
    }

    /** Replaces every {@code ${name}} that has a value; others stay as they are, and {@code undefined} hears their names. */
    String expand(String line, Origin origin, Consumer<String> undefined) {
        int dollar = line.indexOf("${");
        if (dollar < 0) {
            return line;
        }
        StringBuilder out = new StringBuilder();
        int at = 0;
        while (dollar >= 0) {
            int end = line.indexOf('}', dollar);
            if (end < 0) {
                break;
            }
            String name = line.substring(dollar + 2, end);
            String value = values.getOrDefault(Values.lower(name), environment.get(name));
            out.append(line, at, dollar);
            if (value == null) {
                out.append(line, dollar, end + 1);
                // ${map:key} is RewriteRule's.
                if (name.indexOf(':') < 0) {
                    undefined.accept(name);
                }
            } else {
                out.append(value);
            }
            if (out.length() > MAX_EXPANDED_LENGTH) {
                throw new ConfigurationException(
                        origin, "the variables of the line expand to more than " + MAX_EXPANDED_LENGTH + " characters");
            }
            at = end + 1;
            dollar = line.indexOf("${", at);
        }
        return out.append(line, at, line.length()).toString();
    }
}
