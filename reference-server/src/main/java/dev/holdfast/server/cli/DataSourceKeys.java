package dev.holdfast.server.cli;

import dev.holdfast.settings.Spelling;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A key of a data source, {@code datasources.NAME.property}, whose name may have dots and slashes in it.
 *
 * @param name the data source's
 * @param property what of it
 */
record DataSourceKeys(String name, String property) {
    static final String SECTION = "datasources.";
    static final String URL = "url";
    static final String USERNAME = "username";
    static final String PASSWORD = "password";
    static final String JAR = "jar";
    static final String MAX_POOL_SIZE = "maxPoolSize";
    static final String ACQUISITION_TIMEOUT = "acquisitionTimeout";

    static final List<String> PROPERTIES = List.of(URL, USERNAME, PASSWORD, JAR, MAX_POOL_SIZE, ACQUISITION_TIMEOUT);
    private static final Pattern KEY = Pattern.compile("datasources\\.(.+)\\.([^.]+)");

    /** Returns what {@code key} is of which data source, if it is a key of one. */
    static Optional<DataSourceKeys> of(String key) {
        Matcher parts = KEY.matcher(key);
        return parts.matches() && PROPERTIES.contains(parts.group(2))
                ? Optional.of(new DataSourceKeys(parts.group(1), parts.group(2)))
                : Optional.empty();
    }

    /** Returns the key that {@code key}, which is none, is likely to have been meant for. */
    static String nearestTo(String key) {
        Matcher parts = KEY.matcher(key);
        String name = parts.matches() ? parts.group(1) : "NAME";
        String property = parts.matches() ? Spelling.nearest(parts.group(2), PROPERTIES) : URL;
        return key(name, property);
    }

    /** Returns the data sources that some of {@code keys} are of. */
    static SortedSet<String> names(Iterable<String> keys) {
        SortedSet<String> names = new TreeSet<>();
        keys.forEach(key -> of(key).ifPresent(known -> names.add(known.name())));
        return names;
    }

    /** Returns whether {@code key} is that of a password, in which blanks count wherever they are. */
    static boolean isPassword(String key) {
        return of(key).filter(known -> known.property().equals(PASSWORD)).isPresent();
    }

    static String key(String name, String property) {
        return SECTION + name + "." + property;
    }
}
