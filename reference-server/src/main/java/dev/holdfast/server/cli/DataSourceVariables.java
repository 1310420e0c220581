package dev.holdfast.server.cli;

import dev.holdfast.settings.ConfigurationException;
import dev.holdfast.settings.Spelling;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The environment variables of data sources: {@code HOLDFAST_DATASOURCES_JDBC_SHOP_PASSWORD} is the password of the one that the file or {@code --set} names
 * {@code jdbc/shop}, or any name that is the same in capitals with an underscore for what is neither letter nor digit. If they name none of that kind, it is
 * of one whose name is in small letters, with a slash after {@code jdbc}.
 */
final class DataSourceVariables {
    static final String PREFIX = "HOLDFAST_DATASOURCES_";

    private static final String JDBC = "jdbc_";

    private DataSourceVariables() {}

    /**
     * Returns the key that the variable {@code variable}, which begins with {@link #PREFIX}, gives.
     *
     * @param named the data sources that are named elsewhere
     * @throws ConfigurationException if it is no property of a data source, or may be of two
     */
    static String key(String variable, Set<String> named) throws ConfigurationException {
        String rest = variable.substring(PREFIX.length());
        for (String property : DataSourceKeys.PROPERTIES) {
            String suffix = "_" + capitals(property);
            if (rest.endsWith(suffix) && rest.length() > suffix.length()) {
                String name = rest.substring(0, rest.length() - suffix.length());
                return DataSourceKeys.key(name(variable, name, named), property);
            }
        }
        String name = rest.contains("_") ? rest.substring(0, rest.lastIndexOf('_')) : "NAME";
        List<String> known = DataSourceKeys.PROPERTIES.stream()
                .map(property -> PREFIX + name + "_" + capitals(property))
                .toList();
        throw new ConfigurationException(
                "environment: unknown key " + variable + "; did you mean " + Spelling.nearest(variable, known) + "?");
    }

    private static String name(String variable, String name, Set<String> named) throws ConfigurationException {
        List<String> meant =
                named.stream().filter(other -> capitals(other).equals(name)).toList();
        if (meant.size() > 1) {
            throw new ConfigurationException(
                    "environment variable " + variable + ": may be of the data source " + String.join(" or ", meant));
        }
        if (meant.size() == 1) {
            return meant.get(0);
        }
        String small = name.toLowerCase(Locale.ROOT);
        return small.startsWith(JDBC) && small.length() > JDBC.length()
                ? "jdbc/" + small.substring(JDBC.length())
                : small;
    }

    private static String capitals(String text) {
        return text.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }
}
