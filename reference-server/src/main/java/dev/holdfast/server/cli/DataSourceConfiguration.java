package dev.holdfast.server.cli;

import dev.holdfast.server.naming.DataSourceSettings;
import dev.holdfast.settings.ConfigurationException;
import dev.holdfast.settings.GivenSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The data sources of one invocation. */
final class DataSourceConfiguration {
    private final Configuration configuration;

    DataSourceConfiguration(Configuration configuration) {
        this.configuration = configuration;
    }

    /** Returns those that {@code keys} are of, in the order of their names. */
    List<DataSourceSettings> all(Iterable<String> keys) throws ConfigurationException {
        List<DataSourceSettings> sources = new ArrayList<>();
        for (String name : DataSourceKeys.names(keys)) {
            sources.add(one(name));
        }
        return sources;
    }

    private DataSourceSettings one(String name) throws ConfigurationException {
        String url = configuration
                .optional(DataSourceKeys.key(name, DataSourceKeys.URL))
                .orElseThrow(() -> new ConfigurationException(
                        DataSourceKeys.SECTION + name + " has no " + DataSourceKeys.key(name, DataSourceKeys.URL)));
        String jar = DataSourceKeys.key(name, DataSourceKeys.JAR);
        return new DataSourceSettings(
                name,
                url,
                configuration
                        .optional(DataSourceKeys.key(name, DataSourceKeys.USERNAME))
                        .orElse(null),
                configuration
                        .optional(DataSourceKeys.key(name, DataSourceKeys.PASSWORD))
                        .orElse(null),
                configuration
                        .value(
                                jar,
                                Optional.<Path>empty(),
                                "a file that is there",
                                text -> Configuration.path(text, Files::isRegularFile))
                        .orElse(null),
                configuration
                        .value(
                                DataSourceKeys.key(name, DataSourceKeys.MAX_POOL_SIZE),
                                (long) DataSourceSettings.MAX_POOL_SIZE,
                                "a whole number from 1 to " + Integer.MAX_VALUE,
                                text -> GivenSettings.whole(text, Integer.MAX_VALUE)
                                        .filter(size -> size > 0))
                        .intValue(),
                configuration.moreThanZero(
                        DataSourceKeys.key(name, DataSourceKeys.ACQUISITION_TIMEOUT),
                        DataSourceSettings.ACQUISITION_TIMEOUT,
                        "500ms or 30s"));
    }
}
