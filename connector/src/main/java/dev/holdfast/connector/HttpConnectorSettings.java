package dev.holdfast.connector;

/**
 * Everything a connector can be told about the connections it holds. Names are those of Tomcat and httpd where they have one.
 *
 * @param timeouts how long a connection may take for what
 * @param keepAlive which connections persist
 * @param limits how much a client may send, and how many may be there
 * @param protocols what is spoken beside HTTP/1.1
 */
public record HttpConnectorSettings(Timeouts timeouts, KeepAlive keepAlive, Limits limits, Protocols protocols) {
    /** The default of every setting. */
    public static final HttpConnectorSettings DEFAULTS =
            new HttpConnectorSettings(Timeouts.DEFAULTS, KeepAlive.DEFAULTS, Limits.DEFAULTS, Protocols.DEFAULTS);

    /** Returns a builder with every setting at its default. */
    public static Builder builder() {
        return new Builder();
    }

    /** Collects the settings. */
    public static final class Builder extends SettingsBuilder<Builder> {
        private Builder() {}

        @Override
        Builder self() {
            return this;
        }

        /**
         * Builds the settings.
         *
         * @throws IllegalArgumentException if one is out of its range, naming it and the legal values
         */
        public HttpConnectorSettings build() {
            return settings();
        }
    }
}
