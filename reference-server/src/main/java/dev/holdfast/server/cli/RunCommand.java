package dev.holdfast.server.cli;

import dev.holdfast.server.HoldfastServer;
import dev.holdfast.server.HttpSettings;
import dev.holdfast.server.admin.ApplicationStatus;
import dev.holdfast.server.cli.Configuration.OptionValue;
import dev.holdfast.server.config.UsersFile;
import dev.holdfast.server.deploy.DeploymentException;
import dev.holdfast.server.deploy.DeploymentSpec;
import dev.holdfast.server.deploy.HostName;
import dev.holdfast.server.deployments.DeploymentsFolder;
import dev.holdfast.server.naming.DataSources;
import dev.holdfast.server.realm.JdbcSettings;
import dev.holdfast.server.realm.JdbcUsers;
import dev.holdfast.server.realm.LdapRealm;
import dev.holdfast.server.realm.LdapSettings;
import dev.holdfast.server.realm.Realm;
import dev.holdfast.server.sessions.SavedSessions;
import dev.holdfast.settings.ConfigurationException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code holdfast run}: the reference server. */
@Command(
        name = "run",
        description = "Deploys web applications and serves them over HTTP, HTTPS and AJP.",
        mixinStandardHelpOptions = true,
        versionProvider = Cli.Version.class,
        sortOptions = false,
        footerHeading = "%nKeys of --config and --set, with their defaults:%n",
        footer = {
            "  http.address=127.0.0.1  http.port=8080  http.acceptCount=1000",
            "  http.connectionTimeout=20s  http.keepAliveTimeout=(connectionTimeout)",
            "  http.bodyReadTimeout=(connectionTimeout)  http.minRequestDataRate=500",
            "  http.writeTimeout=60s  http.minResponseDataRate=500",
            "  http.lingerTimeout=2s  http.maxConnectionAge=0s",
            "  http.keepAlive=true  http.maxKeepAliveRequests=100",
            "  http.apacheCompatible=false  http.keepAliveHeader=whenAsked",
            "  http.keepAlivePolicy=fixed  http.minKeepAliveTimeout=1s  http.setupCost=100ms",
            "  http.restrictedUserAgents=(none)",
            "  http.maxConnections=65536  http.maxConnectionsPerAddress=-1",
            "  http.workerModel=event  http.maxRequestWorkers=400",
            "  http.virtualThreads=false",
            "  http.maxRequestLineSize=8190  http.maxHttpRequestHeaderSize=16384",
            "  http.maxHeaderCount=100  http.maxEntitySize=1073741824",
            "  http.h2c=false  http.proxyProtocol=false  http.drainTimeout=10s",
            "  https.address=(http.address)  https.port=off",
            "  https.certificateFile=(none)  https.certificateKeyFile=(none)",
            "  https.keyStore=(none)  https.keyStorePassword=(none)  https.keyAlias=(none)",
            "  https.protocols=TLSv1.3,TLSv1.2  https.cipherSuites=(JDK's)",
            "  https.clientAuth=none  https.trustStore=(none)",
            "  https.trustStorePassword=(none)",
            "  ajp.address=127.0.0.1  ajp.port=8009  ajp.acceptCount=100",
            "  ajp.connectionTimeout=0s  ajp.keepAliveTimeout=(connectionTimeout)",
            "  ajp.readTimeout=60s  ajp.writeTimeout=60s  ajp.lingerTimeout=2s",
            "  ajp.mode=event  ajp.maxThreads=200  ajp.overload=backlog",
            "  ajp.pingOnIoThread=false  ajp.maxConnections=8192",
            "  ajp.packetSize=8192  ajp.maxHeaderCount=100  ajp.maxEntitySize=-1",
            "  ajp.secret=(none)  ajp.secretRequired=true",
            "  ajp.allowedRequestAttributesPattern=(none)  ajp.tomcatAuthentication=true",
            "  admin.address=127.0.0.1  admin.port=9990",
            "  deployments.directory=off  deployments.scanInterval=1s",
            "  deployments.timeout=5m",
            "  datasources.NAME.url=jdbc:...  and username, password, jar, maxPoolSize,",
            "  acquisitionTimeout",
            "  hosts.NAME=alias,alias",
            "  sessions.directory=off  sessions.cookieSameSite=unset",
            "  sessions.jvmRoute=(none)",
            "  headers.security=false",
            "  realm.ldap.url=off  realm.ldap.startTls=false",
            "  realm.ldap.trustStore=(none)  realm.ldap.trustStorePassword=(none)",
            "  realm.ldap.bindDn=(none)  realm.ldap.bindPassword=(none)",
            "  realm.ldap.userPattern=(none)  realm.ldap.userBase=(none)",
            "  realm.ldap.userSearch=(uid={0})  realm.ldap.roleBase=(none)",
            "  realm.ldap.roleSearch=(member={0})  realm.ldap.roleName=cn",
            "  realm.ldap.connectionTimeout=5s  realm.ldap.readTimeout=5s",
            "  realm.ldap.maxPoolSize=8",
            "  realm.jdbc.dataSource=off  realm.jdbc.principalQuery=(none)",
            "  realm.jdbc.rolesQuery=(none)",
            "Sizes are bytes; durations are written 1500ms, 5s, 2m, 1h or PT5S."
        })
final class RunCommand implements Callable<Integer> {
    /** Read from the working directory if it is there and no other is given. */
    private static final Path DEFAULT_FILE = Path.of("holdfast.yaml");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--http", paramLabel = "PORT", description = "HTTP port; 0 is any free one. Default 8080.")
    private @Nullable String http;

    @Option(
            names = "--https",
            paramLabel = "PORT",
            description = "HTTPS port, 0 or \"off\"; needs a key, as https.certificateFile has it. Default off.")
    private @Nullable String https;

    @Option(names = "--ajp", paramLabel = "PORT", description = "AJP port, 0 or \"off\". Default 8009.")
    private @Nullable String ajp;

    @Option(
            names = "--admin",
            paramLabel = "PORT",
            description = "Port of /health and /deployments, 0 or \"off\". Default 9990.")
    private @Nullable String admin;

    @Mixin
    private ConfigurationOptions configuration = new ConfigurationOptions();

    @Option(
            names = "--users",
            paramLabel = "FILE",
            description = "Properties file of who may log in to applications: name=password,role,role. Default nobody.")
    private @Nullable Path users;

    @Option(
            names = "--deployments",
            paramLabel = "DIR",
            description =
                    "Folder whose applications are deployed, redeployed when they change and undeployed when they are gone. Default off.")
    private @Nullable String deployments;

    @Option(names = "--strict", description = "Exit with code 1 if any application fails to deploy.")
    private boolean strict;

    @Parameters(
            arity = "0..*",
            paramLabel = "WAR|DIR|/context=WAR",
            description =
                    "Web archives or exploded directories. The context path comes from the file name (ROOT.war is /,"
                            + " a#b.war is /a/b) unless given.")
    private List<String> applications = new ArrayList<>();

    /** Written by the main thread, read by the one that stops the server. */
    private volatile @Nullable DeploymentsFolder watched;

    private final Object announcing = new Object();

    /** Whether the applications that there are have been told of; guarded by {@link #announcing}. */
    private boolean announced;

    @Override
    public Integer call()
            throws ConfigurationException, DeploymentException, FailedException, IOException, InterruptedException {
        start(
                configuration.file == null && Files.exists(DEFAULT_FILE) ? DEFAULT_FILE : configuration.file,
                System.getenv());
        return Startup.readyUntilStopped(spec.commandLine().getOut());
    }

    /** Starts the server that {@code file}, {@code environment} and the options ask for, and says what answers where. */
    HoldfastServer start(@Nullable Path file, Map<String, String> environment)
            throws ConfigurationException, DeploymentException, FailedException, IOException, InterruptedException {
        List<DeploymentSpec> specs = specs();
        Configuration settings = settings(file, environment);
        HoldfastServer server = server(settings);
        ShutdownHook.install(settings.drainTimeout(), new StoppingServer(server, this::stopWatching));
        server.requireFreePorts();
        Optional<Path> directory = settings.deploymentsDirectory();
        int failed = deploy(server, specs, directory.isPresent());
        if (directory.isPresent()) {
            failed += watch(server, directory.get(), settings.deploymentsScanInterval());
        }
        if (failed > 0 && (strict || (directory.isEmpty() && failed == applications.size()))) {
            throw new FailedException(
                    failed == server.applications().size()
                            ? "no application was deployed"
                            : failed + " of " + server.applications().size()
                                    + " applications failed to deploy (--strict)");
        }
        server.start();
        synchronized (announcing) {
            announce(server, directory.orElse(null));
            announced = true;
        }
        return server;
    }

    private Configuration settings(@Nullable Path file, Map<String, String> environment) throws ConfigurationException {
        Map<String, OptionValue> options = new LinkedHashMap<>();
        putIfGiven(options, "--http", Key.HTTP_PORT, http);
        putIfGiven(options, "--https", Key.HTTPS_PORT, https);
        putIfGiven(options, "--ajp", Key.AJP_PORT, ajp);
        putIfGiven(options, "--admin", Key.ADMIN_PORT, admin);
        putIfGiven(options, "--deployments", Key.DEPLOYMENTS_DIRECTORY, deployments);
        return Configuration.read(EnumSet.allOf(Key.class), file, environment, configuration.sets, options);
    }

    private HoldfastServer server(Configuration settings) throws ConfigurationException, IOException {
        HttpSettings http = settings.http(HttpSettings.DEFAULTS);
        HoldfastServer.Builder builder = HoldfastServer.builder().http(http);
        new HttpsConfiguration(settings).https(http.address()).ifPresent(builder::https);
        builder.deploymentTimeout(settings.deploymentTimeout());
        builder.hosts(settings.hosts());
        settings.ajp().ifPresent(builder::ajp);
        settings.admin().ifPresent(builder::admin);
        settings.sessionCookieSameSite().ifPresent(builder::sessionCookieSameSite);
        settings.jvmRoute().ifPresent(builder::jvmRoute);
        DataSources dataSources = dataSources(settings);
        builder.dataSources(dataSources);
        builder.realm(realm(settings, dataSources));
        builder.securityHeaders(settings.securityHeaders());
        Optional<Path> sessions = settings.sessionsDirectory();
        if (sessions.isPresent()) {
            builder.savedSessions(SavedSessions.in(sessions.get()));
        }
        try {
            return builder.build();
        } catch (IllegalArgumentException unusable) {
            throw new ConfigurationException("https: " + unusable.getMessage());
        }
    }

    private static DataSources dataSources(Configuration settings) throws ConfigurationException {
        try {
            return DataSources.of(settings.dataSources());
        } catch (IllegalArgumentException unusable) {
            throw new ConfigurationException(DataSourceKeys.SECTION + unusable.getMessage());
        }
    }

    private Realm realm(Configuration settings, DataSources dataSources) throws ConfigurationException {
        RealmConfiguration realms = new RealmConfiguration(settings);
        Optional<LdapSettings> ldap = realms.ldap();
        Optional<JdbcSettings> jdbc = realms.jdbc();
        if ((users == null ? 0 : 1) + (ldap.isPresent() ? 1 : 0) + (jdbc.isPresent() ? 1 : 0) > 1) {
            throw new ConfigurationException("there can be one realm only: --users, " + Key.REALM_LDAP_URL + " or "
                    + Key.REALM_JDBC_DATA_SOURCE);
        }
        if (ldap.isPresent()) {
            return directory(ldap.get());
        }
        if (jdbc.isPresent()) {
            DataSource source =
                    Objects.requireNonNull(dataSources.byName().get(jdbc.get().dataSource()));
            return Realm.of(new JdbcUsers(source, jdbc.get()));
        }
        return users == null ? Realm.none() : Realm.of(UsersFile.read(users));
    }

    private static Realm directory(LdapSettings settings) throws ConfigurationException {
        try {
            return new LdapRealm(settings);
        } catch (IllegalArgumentException unusable) {
            throw new ConfigurationException("realm.ldap." + unusable.getMessage());
        }
    }

    static void putIfGiven(Map<String, OptionValue> options, String name, Key key, @Nullable String text) {
        if (text != null) {
            options.put(name, new OptionValue(key.toString(), text));
        }
    }

    private List<DeploymentSpec> specs() {
        try {
            return applications.stream().map(DeploymentSpec::parse).toList();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * Deploys everything that can be, prints a line for each that cannot, and returns how many those are.
     *
     * @param others whether there may be other applications, now or later
     * @throws DeploymentException if there is but one application, whose line is then all there is to say
     */
    private int deploy(HoldfastServer server, List<DeploymentSpec> specs, boolean others) throws DeploymentException {
        int failed = 0;
        for (DeploymentSpec application : specs) {
            try {
                server.deploy(application);
            } catch (DeploymentException e) {
                if (specs.size() == 1 && !others) {
                    throw e;
                }
                failed++;
                if (!ShutdownHook.isRunning()) {
                    spec.commandLine().getErr().println("failed " + Cli.oneLine(e));
                }
            }
        }
        return failed;
    }

    private int watch(HoldfastServer server, Path directory, Duration scanInterval)
            throws IOException, InterruptedException {
        DeploymentsFolder folder = new DeploymentsFolder(server, directory, scanInterval, new Teller(server));
        watched = folder;
        return folder.start();
    }

    /** Says what becomes of the folder's applications: of those there at the start, what all the others are said to be when the server has started. */
    private final class Teller implements DeploymentsFolder.Listener {
        private final HoldfastServer server;

        Teller(HoldfastServer server) {
            this.server = server;
        }

        @Override
        public void deployed(ApplicationStatus application) {
            synchronized (announcing) {
                if (announced) {
                    spec.commandLine().getOut().println(line(server, application));
                }
            }
        }

        @Override
        public void failed(String reason) {
            if (!ShutdownHook.isRunning()) {
                spec.commandLine().getErr().println("failed " + reason);
            }
        }

        @Override
        public void undeployed(String location) {
            spec.commandLine().getOut().println("undeployed " + location);
        }
    }

    private void stopWatching() {
        DeploymentsFolder folder = watched;
        if (folder != null) {
            folder.close();
        }
    }

    private void announce(HoldfastServer server, @Nullable Path deploymentsDirectory) {
        List<String> lines = new ArrayList<>();
        lines.add("http listening on " + server.httpUri());
        server.httpsUri().ifPresent(uri -> lines.add("https listening on " + uri));
        server.ajpUri().ifPresent(uri -> lines.add("ajp listening on " + uri));
        server.adminUri().ifPresent(uri -> lines.add("admin listening on " + uri));
        server.applications().stream()
                .filter(ApplicationStatus::isUp)
                .forEach(application -> lines.add(line(server, application)));
        if (deploymentsDirectory != null) {
            lines.add("watching " + deploymentsDirectory);
        } else if (applications.isEmpty()) {
            lines.add("no application was given: every request is answered 404");
        }
        lines.forEach(spec.commandLine().getOut()::println);
    }

    private static String line(HoldfastServer server, ApplicationStatus application) {
        String path = application.contextPath().equals("/")
                ? ""
                : application.contextPath().substring(1) + "/";
        return "deployed " + application.location() + " at " + uri(server, application) + path + " from "
                + application.source() + " in " + application.deployTime().toMillis() + " ms";
    }

    private static String uri(HoldfastServer server, ApplicationStatus application) {
        URI uri = server.httpUri();
        return application.host().equals(HostName.DEFAULT)
                ? uri.toString()
                : uri.getScheme() + "://" + application.host() + ":" + uri.getPort() + "/";
    }
}
