package dev.holdfast.server.cli;

import dev.holdfast.connector.ClientAuth;
import dev.holdfast.connector.KeySource;
import dev.holdfast.connector.KeyStoreFile;
import dev.holdfast.connector.PemFiles;
import dev.holdfast.connector.TlsSettings;
import dev.holdfast.server.HttpsSettings;
import dev.holdfast.settings.ConfigurationException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/** The settings of HTTP over TLS, of which each is checked even where nobody listens for it. */
final class HttpsConfiguration {
    private static final String HTTPS = "https";

    private final Configuration configuration;

    HttpsConfiguration(Configuration configuration) {
        this.configuration = configuration;
    }

    /**
     * Returns where to answer HTTP over TLS, or nothing if {@code https.port} is {@code off}.
     *
     * @param defaultAddress unless another is given
     */
    Optional<HttpsSettings> https(String defaultAddress) throws ConfigurationException {
        if (!configuration.isAnyGiven(HTTPS + ".")) {
            return Optional.empty();
        }
        OptionalInt port = configuration.portOrOff(Key.HTTPS_PORT, Configuration.NO_PORT);
        String address = configuration.text(Key.HTTPS_ADDRESS, defaultAddress);
        TlsSettings.Builder tls = TlsSettings.builder();
        KeySource keys = keys();
        String alias = given(Key.HTTPS_KEY_ALIAS);
        String[] protocols = words(Key.HTTPS_PROTOCOLS, SSLParameters::getProtocols);
        String[] cipherSuites = words(Key.HTTPS_CIPHER_SUITES, SSLParameters::getCipherSuites);
        ClientAuth clientAuth = configuration.value(
                Key.HTTPS_CLIENT_AUTH, ClientAuth.NONE, "none, want or need", text -> switch (text) {
                    case "none" -> Optional.of(ClientAuth.NONE);
                    case "want" -> Optional.of(ClientAuth.WANT);
                    case "need" -> Optional.of(ClientAuth.NEED);
                    default -> Optional.empty();
                });
        Path trustStore = file(Key.HTTPS_TRUST_STORE);
        String trustStorePassword = given(Key.HTTPS_TRUST_STORE_PASSWORD);
        if (port.isEmpty()) {
            return Optional.empty();
        }
        if (keys == null) {
            throw refusal(
                    Key.HTTPS_PORT,
                    " is given, but must have a " + Key.HTTPS_KEY_STORE + " or a " + Key.HTTPS_CERTIFICATE_FILE);
        }
        if (clientAuth != ClientAuth.NONE && trustStore == null) {
            throw refusal(
                    Key.HTTPS_CLIENT_AUTH,
                    " is given, but must have a " + Key.HTTPS_TRUST_STORE + " of who signs clients' certificates");
        }
        tls.keyStores(keys).clientAuth(clientAuth);
        if (alias != null) {
            tls.defaultAlias(alias);
        }
        if (protocols.length > 0) {
            tls.protocols(protocols);
        }
        if (cipherSuites.length > 0) {
            tls.cipherSuites(cipherSuites);
        }
        if (trustStore != null) {
            tls.trustStore(new KeyStoreFile(trustStore, trustStorePassword == null ? "" : trustStorePassword));
        }
        return Optional.of(
                configuration.located(HTTPS, () -> new HttpsSettings(address, port.getAsInt(), tls.build())));
    }

    private @Nullable KeySource keys() throws ConfigurationException {
        Path certificate = file(Key.HTTPS_CERTIFICATE_FILE);
        Path key = file(Key.HTTPS_CERTIFICATE_KEY_FILE);
        Path keyStore = file(Key.HTTPS_KEY_STORE);
        String password = given(Key.HTTPS_KEY_STORE_PASSWORD);
        if (certificate != null && keyStore != null) {
            throw refusal(
                    Key.HTTPS_KEY_STORE,
                    " is given, but must not be beside " + Key.HTTPS_CERTIFICATE_FILE + ": the key is in either");
        }
        if (key != null && certificate == null) {
            throw refusal(Key.HTTPS_CERTIFICATE_KEY_FILE, " is given, but must have a " + Key.HTTPS_CERTIFICATE_FILE);
        }
        if (certificate != null) {
            return new PemFiles(certificate, key == null ? certificate : key);
        }
        return keyStore == null ? null : new KeyStoreFile(keyStore, password == null ? "" : password);
    }

    private @Nullable Path file(Key key) throws ConfigurationException {
        return configuration
                .value(
                        key,
                        Optional.<Path>empty(),
                        "a file that is there",
                        text -> Configuration.path(text, Files::isRegularFile))
                .orElse(null);
    }

    private @Nullable String given(Key key) throws ConfigurationException {
        return configuration.optional(key.toString()).orElse(null);
    }

    @FunctionalInterface
    private interface Names {
        String[] of(SSLParameters supported);
    }

    private String[] words(Key key, Names names) throws ConfigurationException {
        return configuration.value(key, new String[0], "names that this JDK knows, with commas between", text -> {
            String[] words = text.split("\\s*,\\s*", -1);
            return supported(names).containsAll(List.of(words)) ? Optional.of(words) : Optional.empty();
        });
    }

    private static Set<String> supported(Names names) {
        try {
            return Set.copyOf(Arrays.asList(names.of(SSLContext.getDefault().getSupportedSSLParameters())));
        } catch (NoSuchAlgorithmException noTls) {
            throw new IllegalStateException(noTls);
        }
    }

    private ConfigurationException refusal(Key key, String why) {
        return new ConfigurationException(configuration.place(key.toString()) + ": " + key + why);
    }
}
