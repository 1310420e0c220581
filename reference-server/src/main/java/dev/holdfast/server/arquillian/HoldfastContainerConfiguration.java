package dev.holdfast.server.arquillian;

import dev.holdfast.connector.ClientAuth;
import dev.holdfast.connector.HttpConnectorSettings;
import dev.holdfast.connector.KeepAlive;
import dev.holdfast.connector.KeyStoreFile;
import dev.holdfast.connector.Timeouts;
import dev.holdfast.connector.TlsSettings;
import dev.holdfast.server.HttpSettings;
import dev.holdfast.server.config.UsersFile;
import dev.holdfast.server.deploy.Users;
import java.nio.file.Path;
import java.time.Duration;
import org.jboss.arquillian.container.spi.ConfigurationException;
import org.jboss.arquillian.container.spi.client.container.ContainerConfiguration;
import org.jspecify.annotations.Nullable;

/** What {@code arquillian.xml} can say about the container; property names are those of the setters. */
public final class HoldfastContainerConfiguration implements ContainerConfiguration {
    private String bindAddress = HttpSettings.DEFAULTS.address();
    private int port;
    private long connectionTimeoutMillis = Timeouts.DEFAULTS.connectionTimeout().toMillis();
    private long keepAliveTimeoutMillis = Timeouts.DEFAULTS.keepAliveTimeout().toMillis();
    private int maxKeepAliveRequests = KeepAlive.DEFAULTS.maxKeepAliveRequests();
    private @Nullable Path usersFile;
    private @Nullable Path keyStore;
    private String keyStorePassword = "";
    private @Nullable Path trustStore;
    private String trustStorePassword = "";
    private ClientAuth clientAuth = ClientAuth.NONE;

    /** Returns the settings, checked. */
    HttpSettings http() {
        return new HttpSettings(
                bindAddress,
                port,
                HttpSettings.DEFAULTS.acceptCount(),
                HttpConnectorSettings.builder()
                        .connectionTimeout(Duration.ofMillis(connectionTimeoutMillis))
                        .keepAliveTimeout(Duration.ofMillis(keepAliveTimeoutMillis))
                        .maxKeepAliveRequests(maxKeepAliveRequests)
                        .build());
    }

    /** Returns who may log in. */
    Users users() throws ConfigurationException {
        try {
            return usersFile == null ? Users.none() : UsersFile.read(usersFile);
        } catch (dev.holdfast.server.config.ConfigurationException e) {
            throw new ConfigurationException(e.getMessage(), e);
        }
    }

    /** Returns how TLS is spoken, or null where it is not. */
    @Nullable
    TlsSettings tls() {
        if (keyStore == null) {
            return null;
        }
        TlsSettings.Builder tls = TlsSettings.builder()
                .keyStores(new KeyStoreFile(keyStore, keyStorePassword))
                .clientAuth(clientAuth);
        return trustStore == null
                ? tls.build()
                : tls.trustStore(new KeyStoreFile(trustStore, trustStorePassword))
                        .build();
    }

    @Override
    public void validate() throws ConfigurationException {
        users();
        try {
            http();
            tls();
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(e.getMessage(), e);
        }
    }

    /** Sets the address to listen on: a host name or address literal. Default {@code 127.0.0.1}. */
    public void setBindAddress(String bindAddress) {
        this.bindAddress = bindAddress;
    }

    /** Sets the port to listen on, 0 to 65535. Default 0: any free one. */
    public void setPort(int port) {
        this.port = port;
    }

    /** Sets {@link Timeouts#connectionTimeout()} in milliseconds, 1 or more. Default 20000. */
    public void setConnectionTimeoutMillis(long connectionTimeoutMillis) {
        this.connectionTimeoutMillis = connectionTimeoutMillis;
    }

    /** Sets {@link Timeouts#keepAliveTimeout()} in milliseconds, 1 or more. Default 20000. */
    public void setKeepAliveTimeoutMillis(long keepAliveTimeoutMillis) {
        this.keepAliveTimeoutMillis = keepAliveTimeoutMillis;
    }

    /** Sets {@link KeepAlive#maxKeepAliveRequests()}. Default 100. */
    public void setMaxKeepAliveRequests(int maxKeepAliveRequests) {
        this.maxKeepAliveRequests = maxKeepAliveRequests;
    }

    /** Sets the properties file of who may log in to applications, each {@code name=password,role,role}. Default nobody. */
    public void setUsersFile(String usersFile) {
        this.usersFile = Path.of(usersFile);
    }

    /** Sets the key store, PKCS12 or JKS, of the certificate to serve: the container speaks TLS, and nothing else. Default none. */
    public void setKeyStore(String keyStore) {
        this.keyStore = Path.of(keyStore);
    }

    /** Sets the password of the key store and of every key in it. Default empty. */
    public void setKeyStorePassword(String keyStorePassword) {
        this.keyStorePassword = keyStorePassword;
    }

    /** Sets the key store of the authorities whose client certificates are trusted. Default none. */
    public void setTrustStore(String trustStore) {
        this.trustStore = Path.of(trustStore);
    }

    /** Sets the password of the trust store. Default empty. */
    public void setTrustStorePassword(String trustStorePassword) {
        this.trustStorePassword = trustStorePassword;
    }

    /**
     * Sets whether clients are asked for a certificate: {@code none}, {@code want} or {@code need}. Default {@code none}; the others want a trust
     * store.
     *
     * @throws IllegalArgumentException naming the legal values
     */
    public void setClientAuth(String clientAuth) {
        this.clientAuth = switch (clientAuth) {
            case "none" -> ClientAuth.NONE;
            case "want" -> ClientAuth.WANT;
            case "need" -> ClientAuth.NEED;
            default ->
                throw new IllegalArgumentException("clientAuth is " + clientAuth + ", but must be none, want or need");
        };
    }
}
