package dev.holdfast.server.cli;

import dev.holdfast.settings.ConfigurationException;
import java.util.Set;

/**
 * The environment variables of data sources: {@code HOLDFAST_DATASOURCES_JDBC_SHOP_PASSWORD} is the password of the one that the file or {@code --set} names
 * {@code jdbc/shop}, or any name that is the same in capitals with an underscore for what is neither letter nor digit. If they name none of that kind, it is
 * of one whose name is in small letters, with a slash after {@code jdbc}.
 */
final class DataSourceVariables {
    static final String PREFIX = "HOLDFAST_DATASOURCES_";

    private static final String JDBC = "jdbc_";

    private static final NamedVariables VARIABLES = new NamedVariables(
            PREFIX, "data source", DataSourceKeys.PROPERTIES, DataSourceKeys::key, DataSourceVariables::withSlash);

    private DataSourceVariables() {}

    /** As {@link NamedVariables#key}. */
    static String key(String variable, Set<String> named) throws ConfigurationException {
        return VARIABLES.key(variable, named);
    }

    private static String withSlash(String small) {
        return small.startsWith(JDBC) && small.length() > JDBC.length()
                ? "jdbc/" + small.substring(JDBC.length())
                : small;
    }
}
