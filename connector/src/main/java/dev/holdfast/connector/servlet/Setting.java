package dev.holdfast.connector.servlet;

import dev.holdfast.connector.HttpConnector;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * What can be said about a deployment's connector.
 *
 * @param name as in the reference server under {@code http.}
 * @param values how its values are written
 * @param setter who is told the value
 */
record Setting<T>(String name, SettingText<T> values, BiConsumer<ConnectorDraft, T> setter) {
    static final String PREFIX = "holdfast.";
    static final Setting<Integer> PORT = new Setting<>("port", SettingText.PORT, ConnectorDraft::port);

    static final List<Setting<?>> ALL = List.of(
            new Setting<>("address", SettingText.NOT_EMPTY, ConnectorDraft::address),
            PORT,
            of("acceptCount", SettingText.INTEGER, HttpConnector.Builder::acceptCount),
            of("connectionTimeout", SettingText.DURATION, HttpConnector.Builder::connectionTimeout),
            of("keepAliveTimeout", SettingText.DURATION, HttpConnector.Builder::keepAliveTimeout),
            of("bodyReadTimeout", SettingText.DURATION, HttpConnector.Builder::bodyReadTimeout),
            of("minRequestDataRate", SettingText.INTEGER, HttpConnector.Builder::minRequestDataRate),
            of("writeTimeout", SettingText.DURATION, HttpConnector.Builder::writeTimeout),
            of("minResponseDataRate", SettingText.INTEGER, HttpConnector.Builder::minResponseDataRate),
            of("lingerTimeout", SettingText.DURATION, HttpConnector.Builder::lingerTimeout),
            of("maxConnectionAge", SettingText.DURATION, HttpConnector.Builder::maxConnectionAge),
            of("keepAlive", SettingText.TRUE_OR_FALSE, HttpConnector.Builder::keepAlive),
            of("maxKeepAliveRequests", SettingText.INTEGER, HttpConnector.Builder::maxKeepAliveRequests),
            of("apacheCompatible", SettingText.TRUE_OR_FALSE, HttpConnector.Builder::apacheCompatible),
            of("restrictedUserAgents", SettingText.PATTERN, HttpConnector.Builder::restrictedUserAgents),
            of("keepAlivePolicy", SettingText.KEEP_ALIVE_POLICY, HttpConnector.Builder::keepAlivePolicy),
            of("minKeepAliveTimeout", SettingText.DURATION, HttpConnector.Builder::minKeepAliveTimeout),
            of("setupCost", SettingText.DURATION, HttpConnector.Builder::setupCost),
            of("keepAliveHeader", SettingText.KEEP_ALIVE_HEADER, HttpConnector.Builder::keepAliveHeader),
            of("maxConnections", SettingText.INTEGER, HttpConnector.Builder::maxConnections),
            of("maxConnectionsPerAddress", SettingText.INTEGER, HttpConnector.Builder::maxConnectionsPerAddress),
            of("workerModel", SettingText.WORKER_MODEL, HttpConnector.Builder::workerModel),
            of("maxRequestWorkers", SettingText.INTEGER, HttpConnector.Builder::maxRequestWorkers),
            of("virtualThreads", SettingText.TRUE_OR_FALSE, HttpConnector.Builder::virtualThreads),
            of("maxRequestLineSize", SettingText.INTEGER, HttpConnector.Builder::maxRequestLineSize),
            of("maxHttpRequestHeaderSize", SettingText.INTEGER, HttpConnector.Builder::maxHttpRequestHeaderSize),
            of("maxHeaderCount", SettingText.INTEGER, HttpConnector.Builder::maxHeaderCount),
            of("maxEntitySize", SettingText.LONG, HttpConnector.Builder::maxEntitySize),
            of("h2c", SettingText.TRUE_OR_FALSE, HttpConnector.Builder::h2c),
            of("proxyProtocol", SettingText.TRUE_OR_FALSE, HttpConnector.Builder::proxyProtocol),
            new Setting<>("drainTimeout", SettingText.DURATION, ConnectorDraft::drainTimeout));

    private static <T> Setting<T> of(String name, SettingText<T> values, BiConsumer<HttpConnector.Builder, T> setter) {
        return new Setting<>(name, values, (draft, value) -> setter.accept(draft.connector(), value));
    }

    /** Returns the setting with this key; case counts. */
    static Optional<Setting<?>> of(String key) {
        return ALL.stream().filter(setting -> setting.toString().equals(key)).findFirst();
    }

    /**
     * Gives {@code draft} the value that {@code text} stands for.
     *
     * @return false where it stands for none
     * @throws IllegalArgumentException if the value is out of its range
     */
    boolean read(String text, ConnectorDraft draft) {
        Optional<T> value = values.parse(text);
        value.ifPresent(read -> setter.accept(draft, read));
        return value.isPresent();
    }

    /** Returns the name in the environment, by the rule of Spring Boot and MicroProfile Config: {@code HOLDFAST_KEEPALIVETIMEOUT}. */
    String variable() {
        return toString().replace('.', '_').toUpperCase(Locale.ROOT);
    }

    /** Returns the key, {@code holdfast.keepAliveTimeout}. */
    @Override
    public String toString() {
        return PREFIX + name;
    }
}
