package dev.holdfast.server.arquillian;

import dev.holdfast.connector.ClientAuth;
import dev.holdfast.connector.HttpConnectorSettings;
import dev.holdfast.connector.KeepAlive;
import dev.holdfast.connector.KeyStoreFile;
import dev.holdfast.connector.Timeouts;
import dev.holdfast.connector.TlsSettings;
import dev.holdfast.server.HttpSettings;
import dev.holdfast.server.config.UsersFile;
import dev.holdfast.server.realm.Users;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jboss.arquillian.container.spi.ConfigurationException;
import org.jboss.arquillian.container.spi.client.container.ContainerConfiguration;
import org.jspecify.annotations.Nullable;

/** What {@code arquillian.xml} can say about the container; property names are those of the setters. */
public final class HoldfastContainerConfiguration implements ContainerConfiguration {
    private static final String MAIN_CLASS = "dev.holdfast.server.cli.Main";
    private static final int TIMEOUT_SECONDS = 60;

    private enum Mode {
        EMBEDDED,
        MANAGED,
        REMOTE
    }

    private Mode mode = Mode.EMBEDDED;
    private @Nullable Path jar;
    private String javaHome = System.getProperty("java.home");
    private String javaVmArguments = "";
    private @Nullable Path deploymentsDirectory;
    private @Nullable URI url;
    private int timeoutSeconds = TIMEOUT_SECONDS;
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

    /** Returns where applications are to run. */
    Target target() {
        return switch (mode) {
            case EMBEDDED -> new EmbeddedTarget(http(), users(), tls());
            case MANAGED -> new ManagedTarget(java(), arguments(), timeout());
            case REMOTE -> remote();
        };
    }

    private Duration timeout() {
        return Duration.ofSeconds(timeoutSeconds);
    }

    private List<String> java() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(javaHome, "bin", "java").toString());
        if (!javaVmArguments.isBlank()) {
            command.addAll(List.of(javaVmArguments.strip().split("\\s+")));
        }
        if (jar == null) {
            command.addAll(List.of("-cp", System.getProperty("java.class.path"), MAIN_CLASS));
        } else {
            command.addAll(List.of("-jar", jar.toString()));
        }
        return command;
    }

    private List<String> arguments() {
        List<String> arguments = new ArrayList<>(List.of("--http", String.valueOf(port)));
        set(arguments, "http.address", bindAddress);
        set(arguments, "http.connectionTimeout", connectionTimeoutMillis + "ms");
        set(arguments, "http.keepAliveTimeout", keepAliveTimeoutMillis + "ms");
        set(arguments, "http.maxKeepAliveRequests", String.valueOf(maxKeepAliveRequests));
        if (usersFile != null) {
            arguments.addAll(List.of("--users", usersFile.toString()));
        }
        return arguments;
    }

    private static void set(List<String> arguments, String key, String value) {
        arguments.addAll(List.of("--set", key + "=" + value));
    }

    private FolderTarget remote() {
        if (deploymentsDirectory == null || url == null) {
            throw new IllegalArgumentException("mode remote wants a deploymentsDirectory and a url");
        }
        return new FolderTarget(deploymentsDirectory, url, timeout());
    }

    /** Returns the settings, checked. */
    private HttpSettings http() {
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
    private Users users() {
        try {
            return usersFile == null ? Users.none() : UsersFile.read(usersFile);
        } catch (dev.holdfast.settings.ConfigurationException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /** Returns how TLS is spoken, or null where it is not. */
    private @Nullable TlsSettings tls() {
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
        try {
            if (mode != Mode.EMBEDDED && keyStore != null) {
                throw new IllegalArgumentException("keyStore is for mode embedded only");
            }
            if (timeoutSeconds < 1) {
                throw new IllegalArgumentException("timeoutSeconds is " + timeoutSeconds + ", but must be 1 or more");
            }
            http();
            target();
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(e.getMessage(), e);
        }
    }

    /**
     * Sets where the server runs: {@code embedded}, in the JVM of the tests; {@code managed}, in a process of its own; or {@code remote}, which runs
     * already. Default {@code embedded}.
     *
     * @throws IllegalArgumentException naming the legal values
     */
    public void setMode(String mode) {
        this.mode = switch (mode) {
            case "embedded" -> Mode.EMBEDDED;
            case "managed" -> Mode.MANAGED;
            case "remote" -> Mode.REMOTE;
            default ->
                throw new IllegalArgumentException("mode is " + mode + ", but must be embedded, managed or remote");
        };
    }

    /** Sets the {@code holdfast.jar} that a managed server runs. Default the class path of the tests. */
    public void setJar(String jar) {
        this.jar = Path.of(jar);
    }

    /** Sets the Java that a managed server runs on. Default that of the tests. */
    public void setJavaHome(String javaHome) {
        this.javaHome = javaHome;
    }

    /** Sets the options of a managed server's JVM, with blanks between them. Default none. */
    public void setJavaVmArguments(String javaVmArguments) {
        this.javaVmArguments = javaVmArguments;
    }

    /** Sets the {@code deployments.directory} of a remote server, which the tests can write to. */
    public void setDeploymentsDirectory(String deploymentsDirectory) {
        this.deploymentsDirectory = Path.of(deploymentsDirectory);
    }

    /** Sets where a remote server answers, such as {@code http://127.0.0.1:8080/}. */
    public void setUrl(String url) {
        this.url = URI.create(url);
    }

    /** Sets how long the start of a managed server, and each deployment to a managed or remote one, may take, in seconds, 1 or more. Default 60. */
    public void setTimeoutSeconds(int timeoutSeconds) {
        this.timeoutSeconds = timeoutSeconds;
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
