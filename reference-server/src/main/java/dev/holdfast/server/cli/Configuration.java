package dev.holdfast.server.cli;

import dev.holdfast.connector.HttpConnectorSettings;
import dev.holdfast.server.AdminSettings;
import dev.holdfast.server.AjpSettings;
import dev.holdfast.server.HttpSettings;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.common.MapBackedConfigSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The settings of one invocation. Later layers win: defaults, the {@code --config} file, {@code --set}, the options made for one key.
 *
 * <p>Whatever is wrong is reported with the place it was given at: file and line, {@code --set}, or the option's name.
 */
final class Configuration {
    private static final String OFF = "off";
    private static final int NO_PORT = -1;
    private static final String LEGAL_PORT = "a port from 0 (any free one) to 65535";
    private static final int FILE_ORDINAL = 100;
    private static final int SET_ORDINAL = 200;
    private static final int OPTION_ORDINAL = 300;
    private static final String SET = "--set";

    private final @Nullable Path file;
    private final SmallRyeConfig config;

    private Configuration(@Nullable Path file, SmallRyeConfig config) {
        this.file = file;
        this.config = config;
    }

    /**
     * Reads all layers and refuses unknown keys.
     *
     * @param legal the keys that the sub-command knows
     * @param sets what was given to {@code --set}, each {@code key=value}
     * @param options the value of each option that stands for one key, by the option's name
     * @throws ConfigurationException if a key is unknown, or {@code sets} or the file are no properties
     * @throws IOException if the file cannot be read, with a message that names it
     */
    static Configuration read(Set<Key> legal, @Nullable Path file, List<String> sets, Map<String, OptionValue> options)
            throws ConfigurationException, IOException {
        SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder();
        if (file != null) {
            builder.withSources(fileSource(file));
        }
        builder.withSources(new GivenValues(SET, setSource(sets), SET_ORDINAL));
        options.forEach((option, value) -> builder.withSources(
                new GivenValues(option, Map.of(value.key().toString(), value.text()), OPTION_ORDINAL)));
        Configuration configuration = new Configuration(file, builder.build());
        configuration.refuseAllBut(legal);
        return configuration;
    }

    /** What an option that stands for one key was given. */
    record OptionValue(Key key, String text) {}

    /**
     * Returns where and how to answer HTTP.
     *
     * @param defaultPort the port if none was given
     */
    HttpSettings http(int defaultPort) throws ConfigurationException {
        Duration connectionTimeout =
                duration(Key.HTTP_CONNECTION_TIMEOUT, HttpConnectorSettings.DEFAULTS.connectionTimeout());
        HttpConnectorSettings d = HttpConnectorSettings.DEFAULTS;
        Duration keepAliveTimeout = duration(Key.HTTP_KEEP_ALIVE_TIMEOUT, connectionTimeout);
        Duration lingerTimeout = duration(Key.HTTP_LINGER_TIMEOUT, d.lingerTimeout());
        int maxKeepAliveRequests = integer(Key.HTTP_MAX_KEEP_ALIVE_REQUESTS, d.maxKeepAliveRequests());
        int maxRequestLineSize = integer(Key.HTTP_MAX_REQUEST_LINE_SIZE, d.maxRequestLineSize());
        int maxHeadSize = integer(Key.HTTP_MAX_HTTP_REQUEST_HEADER_SIZE, d.maxHttpRequestHeaderSize());
        int maxHeaderCount = integer(Key.HTTP_MAX_HEADER_COUNT, d.maxHeaderCount());
        long maxEntitySize = longInteger(Key.HTTP_MAX_ENTITY_SIZE, d.maxEntitySize());
        String address = text(Key.HTTP_ADDRESS, HttpSettings.DEFAULTS.address());
        int port = value(Key.HTTP_PORT, defaultPort, LEGAL_PORT, Configuration::port);
        int acceptCount = integer(Key.HTTP_ACCEPT_COUNT, HttpSettings.DEFAULTS.acceptCount());
        return located(
                "http",
                () -> new HttpSettings(
                        address,
                        port,
                        acceptCount,
                        new HttpConnectorSettings(
                                connectionTimeout,
                                keepAliveTimeout,
                                lingerTimeout,
                                maxKeepAliveRequests,
                                maxRequestLineSize,
                                maxHeadSize,
                                maxHeaderCount,
                                maxEntitySize)));
    }

    /** Returns the secret of AJP peers, or null if none was given. */
    @Nullable
    String ajpSecret() throws ConfigurationException {
        String secret = text(Key.AJP_SECRET, "");
        return secret.isEmpty() ? null : secret;
    }

    /** Returns where to listen for AJP, or nothing if {@code ajp.port} is {@code off}. */
    Optional<AjpSettings> ajp() throws ConfigurationException {
        AjpSettings d = AjpSettings.DEFAULTS;
        OptionalInt port = portOrOff(Key.AJP_PORT, d.port());
        if (port.isEmpty()) {
            return Optional.empty();
        }
        String address = text(Key.AJP_ADDRESS, d.address());
        boolean secretRequired =
                value(Key.AJP_SECRET_REQUIRED, d.secretRequired(), "true or false", Configuration::trueOrFalse);
        String secret = ajpSecret();
        return Optional.of(located("ajp", () -> new AjpSettings(address, port.getAsInt(), secret, secretRequired)));
    }

    /** Returns where to answer questions about the server, or nothing if {@code admin.port} is {@code off}. */
    Optional<AdminSettings> admin() throws ConfigurationException {
        AdminSettings d = AdminSettings.DEFAULTS;
        OptionalInt port = portOrOff(Key.ADMIN_PORT, d.port());
        if (port.isEmpty()) {
            return Optional.empty();
        }
        String address = text(Key.ADMIN_ADDRESS, d.address());
        return Optional.of(located("admin", () -> new AdminSettings(address, port.getAsInt())));
    }

    /** A layer that was given on the command line. */
    private static final class GivenValues extends MapBackedConfigSource {
        private static final long serialVersionUID = 1;

        GivenValues(String name, Map<String, String> values, int ordinal) {
            super(name, values, ordinal);
        }
    }

    private static PropertiesConfigSource fileSource(Path file) throws ConfigurationException, IOException {
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw new IOException(file + ": no such file, or it cannot be read");
        }
        try {
            return new PropertiesConfigSource(file.toUri().toURL(), FILE_ORDINAL);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(file + ": not a properties file: " + e.getMessage());
        }
    }

    private static Map<String, String> setSource(List<String> sets) throws ConfigurationException {
        Map<String, String> values = new LinkedHashMap<>();
        for (String set : sets) {
            int equals = set.indexOf('=');
            if (equals < 1) {
                throw new ConfigurationException(
                        SET + " " + set + ": must be key=value, such as http.keepAliveTimeout=5s");
            }
            values.put(
                    set.substring(0, equals).strip(), set.substring(equals + 1).strip());
        }
        return values;
    }

    private void refuseAllBut(Set<Key> legal) throws ConfigurationException {
        for (String name : config.getPropertyNames()) {
            if (Key.of(name).filter(legal::contains).isEmpty()) {
                throw new ConfigurationException(place(config.getConfigValue(name)) + ": unknown key " + name
                        + "; did you mean " + Key.nearestTo(name, legal) + "?");
            }
        }
    }

    private String text(Key key, String whenAbsent) throws ConfigurationException {
        return value(key, whenAbsent, "not empty", text -> text.isEmpty() ? Optional.empty() : Optional.of(text));
    }

    private Duration duration(Key key, Duration whenAbsent) throws ConfigurationException {
        return value(key, whenAbsent, DurationText.LEGAL, DurationText::parse);
    }

    private int integer(Key key, int whenAbsent) throws ConfigurationException {
        return value(
                        key,
                        whenAbsent,
                        "a whole number up to " + Integer.MAX_VALUE,
                        text -> whole(text, Integer.MAX_VALUE))
                .intValue();
    }

    private long longInteger(Key key, long whenAbsent) throws ConfigurationException {
        return value(key, whenAbsent, "a whole number", text -> whole(text, Long.MAX_VALUE));
    }

    private OptionalInt portOrOff(Key key, int whenAbsent) throws ConfigurationException {
        int port = value(
                key,
                whenAbsent,
                LEGAL_PORT + ", or " + OFF,
                text -> text.equals(OFF) ? Optional.of(NO_PORT) : port(text));
        return port == NO_PORT ? OptionalInt.empty() : OptionalInt.of(port);
    }

    private static Optional<Integer> port(String text) {
        return whole(text, 65535).filter(port -> port >= 0).map(Long::intValue);
    }

    private static Optional<Long> whole(String text, long highest) {
        try {
            return Optional.of(Long.parseLong(text)).filter(number -> number <= highest && number >= -highest);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Optional<Boolean> trueOrFalse(String text) {
        return switch (text) {
            case "true" -> Optional.of(true);
            case "false" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    private <T> T value(Key key, T whenAbsent, String legal, Function<String, Optional<? extends T>> reader)
            throws ConfigurationException {
        ConfigValue given = config.getConfigValue(key.toString());
        if (given.getRawValue() == null) {
            return whenAbsent;
        }
        String text = given.getRawValue().strip();
        Optional<? extends T> value = reader.apply(text);
        if (value.isEmpty()) {
            throw new ConfigurationException(place(given) + ": " + key + " is \"" + text + "\", but must be " + legal);
        }
        return value.get();
    }

    /** Makes a settings record; if its own checks refuse a value, which they name first, says where that value was given. */
    private <T> T located(String section, Supplier<T> settings) throws ConfigurationException {
        try {
            return settings.get();
        } catch (IllegalArgumentException e) {
            String message = section + "." + e.getMessage();
            ConfigValue given = config.getConfigValue(message.substring(0, message.indexOf(' ')));
            throw new ConfigurationException(given.getRawValue() == null ? message : place(given) + ": " + message);
        }
    }

    private String place(ConfigValue value) {
        return value.getLineNumber() > 0 ? file + ":" + value.getLineNumber() : value.getConfigSourceName();
    }
}
