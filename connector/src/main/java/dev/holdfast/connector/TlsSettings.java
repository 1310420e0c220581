package dev.holdfast.connector;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a connector speaks TLS. Every private key in the key stores is a certificate that may be served; a client is served the one whose
 * subject alternative names have the server name that it asks for (RFC 6066 section 3), where none has it the one with a wildcard for it, and
 * else the default.
 *
 * @param keyStores key stores or PEM files, at least one
 * @param defaultAlias the entry of a key store that is served to a client that names no server, or one that no certificate is for; null for the
 *     alphabetically first of the first key store, or its only one. Entries for the same names, with keys of other kinds, are served in its place to clients that
 *     need them
 * @param clientAuth whether clients are asked for a certificate. Default {@link ClientAuth#NONE}
 * @param trustStore a key store, or certificates in PEM for which the password is of no use: the authorities whose client certificates are trusted; required where clients are asked for one
 * @param protocols as the JDK names them. Default {@code TLSv1.3} and {@code TLSv1.2}
 * @param cipherSuites as the JDK names them, best first; empty for those that the JDK has enabled, which is the default. The server's order counts
 */
public record TlsSettings(
        List<KeySource> keyStores,
        @Nullable String defaultAlias,
        ClientAuth clientAuth,
        @Nullable KeyStoreFile trustStore,
        List<String> protocols,
        List<String> cipherSuites) {
    private static final List<String> DEFAULT_PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

    /**
     * Checks what can be checked without reading a file.
     *
     * @throws IllegalArgumentException naming the setting, its value and the legal values
     */
    public TlsSettings {
        keyStores = List.copyOf(keyStores);
        protocols = List.copyOf(protocols);
        cipherSuites = List.copyOf(cipherSuites);
        Require.that(!keyStores.isEmpty(), "keyStores", keyStores, "at least one");
        Require.that(!protocols.isEmpty(), "protocols", protocols, "at least one, such as " + DEFAULT_PROTOCOLS);
        Require.that(
                clientAuth == ClientAuth.NONE || trustStore != null,
                "trustStore",
                "missing",
                "given where clientAuth is " + clientAuth);
    }

    /** Returns a builder with every setting at its default. */
    public static Builder builder() {
        return new Builder();
    }

    /** Collects the settings. */
    public static final class Builder {
        private List<KeySource> keyStores = List.of();
        private @Nullable String defaultAlias;
        private ClientAuth clientAuth = ClientAuth.NONE;
        private @Nullable KeyStoreFile trustStore;
        private List<String> protocols = DEFAULT_PROTOCOLS;
        private List<String> cipherSuites = List.of();

        private Builder() {}

        /** See {@link TlsSettings#keyStores()}. */
        public Builder keyStores(KeySource... keyStores) {
            this.keyStores = List.of(keyStores);
            return this;
        }

        /** See {@link TlsSettings#defaultAlias()}. */
        public Builder defaultAlias(String defaultAlias) {
            this.defaultAlias = defaultAlias;
            return this;
        }

        /** See {@link TlsSettings#clientAuth()}. */
        public Builder clientAuth(ClientAuth clientAuth) {
            this.clientAuth = clientAuth;
            return this;
        }

        /** See {@link TlsSettings#trustStore()}. */
        public Builder trustStore(KeyStoreFile trustStore) {
            this.trustStore = trustStore;
            return this;
        }

        /** See {@link TlsSettings#protocols()}. */
        public Builder protocols(String... protocols) {
            this.protocols = List.of(protocols);
            return this;
        }

        /** See {@link TlsSettings#cipherSuites()}. */
        public Builder cipherSuites(String... cipherSuites) {
            this.cipherSuites = List.of(cipherSuites);
            return this;
        }

        /**
         * Builds the settings; no file is read.
         *
         * @throws IllegalArgumentException if one is out of its range, naming it and the legal values
         */
        public TlsSettings build() {
            return new TlsSettings(keyStores, defaultAlias, clientAuth, trustStore, protocols, cipherSuites);
        }
    }
}
