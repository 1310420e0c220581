package dev.holdfast.server.cli;

import dev.holdfast.ajp.AjpConnectorSettings;
import dev.holdfast.ajp.AjpLimits;
import dev.holdfast.ajp.AjpMode;
import dev.holdfast.ajp.AjpOverload;
import dev.holdfast.ajp.AjpThreads;
import dev.holdfast.ajp.FrontTrust;
import dev.holdfast.ajp13.AjpServerTimeouts;
import dev.holdfast.connector.DurationText;
import dev.holdfast.connector.HttpConnectorSettings;
import dev.holdfast.connector.KeepAlive;
import dev.holdfast.connector.KeepAliveHeader;
import dev.holdfast.connector.KeepAlivePolicyKind;
import dev.holdfast.connector.Limits;
import dev.holdfast.connector.Timeouts;
import dev.holdfast.connector.WorkerModel;
import dev.holdfast.server.AdminSettings;
import dev.holdfast.server.AjpSettings;
import dev.holdfast.server.HoldfastServer;
import dev.holdfast.server.HttpSettings;
import dev.holdfast.server.deploy.Deployer;
import dev.holdfast.server.naming.DataSourceSettings;
import dev.holdfast.settings.ConfigurationException;
import dev.holdfast.settings.GivenSettings;
import dev.holdfast.settings.SettingsFile;
import dev.holdfast.settings.Spelling;
import dev.holdfast.words.FrontKey;
import dev.holdfast.words.GatewayKey;
import dev.holdfast.words.MemberKey;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.common.MapBackedConfigSource;
import io.undertow.server.handlers.CookieSameSiteMode;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jspecify.annotations.Nullable;

/**
 * The settings of one invocation. Later layers win: defaults, the file, the environment, {@code --set}, the options made for one key.
 *
 * <p>Whatever is wrong is reported with the place it was given at: file and line, {@code --set}, or the option's name.
 */
final class Configuration implements GivenSettings {
    private static final String OFF = "off";
    static final int NO_PORT = -1;

    /** How long running requests may take to finish at SIGTERM, unless it is given. */
    static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(10);

    private static final Duration DEPLOYMENTS_SCAN_INTERVAL = Duration.ofSeconds(1);

    static final String LEGAL_PORT = "a port from 0 (any free one) to 65535";
    private static final int FILE_ORDINAL = 100;
    private static final int ENVIRONMENT_ORDINAL = 150;
    private static final int SET_ORDINAL = 200;
    private static final int OPTION_ORDINAL = Integer.MAX_VALUE;
    private static final String SET = "--set";

    private final SmallRyeConfig config;

    private Configuration(SmallRyeConfig config) {
        this.config = config;
    }

    /**
     * Reads all layers and refuses unknown keys.
     *
     * @param legal the keys that the sub-command knows
     * @param environment the process's variables, of which those count that {@link EnvironmentVariables} says
     * @param sets what was given to {@code --set}, each {@code key=value}
     * @param options the value of each option that stands for one key, by the option's name
     * @throws ConfigurationException if a key is unknown, the file cannot be read, or {@code sets} or the file are no properties
     */
    static Configuration read(
            Set<Key> legal,
            @Nullable Path file,
            Map<String, String> environment,
            List<String> sets,
            Map<String, OptionValue> options)
            throws ConfigurationException {
        return read(legal, file, environment, sets, options, Set.of());
    }

    /** @param members the names that back ends have on the command line, by which the environment finds them */
    static Configuration read(
            Set<Key> legal,
            @Nullable Path file,
            Map<String, String> environment,
            List<String> sets,
            Map<String, OptionValue> options,
            Set<String> members)
            throws ConfigurationException {
        SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder();
        Set<String> written = new TreeSet<>();
        if (file != null) {
            GivenValues source = fileSource(SettingsFile.read(file));
            builder.withSources(source);
            written.addAll(source.getPropertyNames());
        }
        for (int i = 0; i < sets.size(); i++) {
            GivenValues source = new GivenValues(key -> SET, setting(sets.get(i)), SET_ORDINAL + i);
            builder.withSources(source);
            written.addAll(source.getPropertyNames());
        }
        Set<String> backEnds = new TreeSet<>(members);
        written.forEach(key -> MemberKey.member(key).ifPresent(backEnds::add));
        EnvironmentVariables variables =
                EnvironmentVariables.of(environment, legal, DataSourceKeys.names(written), backEnds);
        builder.withSources(new GivenValues(variables::place, variables.values(), ENVIRONMENT_ORDINAL));
        options.forEach((option, value) ->
                builder.withSources(new GivenValues(key -> option, Map.of(value.key(), value.text()), OPTION_ORDINAL)));
        Configuration configuration = new Configuration(builder.build());
        configuration.refuseAllBut(legal);
        return configuration;
    }

    /** What an option that stands for one key was given. */
    record OptionValue(String key, String text) {}

    /** Returns where and how to answer HTTP; {@code defaults} says what is not given. */
    HttpSettings http(HttpSettings defaults) throws ConfigurationException {
        String address = text(Key.HTTP_ADDRESS, defaults.address());
        int port = value(Key.HTTP_PORT, defaults.port(), LEGAL_PORT, Configuration::port);
        int acceptCount = integer(Key.HTTP_ACCEPT_COUNT, defaults.acceptCount());
        HttpConnectorSettings.Builder connection = connection(defaults.connection());
        return located("http", () -> new HttpSettings(address, port, acceptCount, connection.build()));
    }

    /** Returns how connections are treated, as {@code http.*} says, and where it does not, as {@code d} does. */
    HttpConnectorSettings.Builder connection(HttpConnectorSettings d) throws ConfigurationException {
        Timeouts timeouts = d.timeouts();
        KeepAlive keepAlive = d.keepAlive();
        Limits limits = d.limits();
        Duration connectionTimeout = duration(Key.HTTP_CONNECTION_TIMEOUT, timeouts.connectionTimeout());
        HttpConnectorSettings.Builder settings = HttpConnectorSettings.builder()
                .connectionTimeout(connectionTimeout)
                .keepAliveTimeout(duration(Key.HTTP_KEEP_ALIVE_TIMEOUT, connectionTimeout))
                .bodyReadTimeout(duration(Key.HTTP_BODY_READ_TIMEOUT, connectionTimeout))
                .minRequestDataRate(integer(Key.HTTP_MIN_REQUEST_DATA_RATE, timeouts.minRequestDataRate()))
                .writeTimeout(duration(Key.HTTP_WRITE_TIMEOUT, timeouts.writeTimeout()))
                .minResponseDataRate(integer(Key.HTTP_MIN_RESPONSE_DATA_RATE, timeouts.minResponseDataRate()))
                .lingerTimeout(duration(Key.HTTP_LINGER_TIMEOUT, timeouts.lingerTimeout()))
                .maxConnectionAge(duration(Key.HTTP_MAX_CONNECTION_AGE, timeouts.maxConnectionAge()))
                .keepAlive(trueOrFalse(Key.HTTP_KEEP_ALIVE, keepAlive.keepAlive()))
                .maxKeepAliveRequests(integer(Key.HTTP_MAX_KEEP_ALIVE_REQUESTS, keepAlive.maxKeepAliveRequests()))
                .apacheCompatible(trueOrFalse(Key.HTTP_APACHE_COMPATIBLE, keepAlive.apacheCompatible()))
                .keepAlivePolicy(keepAlivePolicy(keepAlive.keepAlivePolicy()))
                .minKeepAliveTimeout(duration(Key.HTTP_MIN_KEEP_ALIVE_TIMEOUT, keepAlive.minKeepAliveTimeout()))
                .setupCost(duration(Key.HTTP_SETUP_COST, keepAlive.setupCost()))
                .keepAliveHeader(keepAliveHeader(keepAlive.keepAliveHeader()))
                .maxRequestLineSize(integer(Key.HTTP_MAX_REQUEST_LINE_SIZE, limits.maxRequestLineSize()))
                .maxHttpRequestHeaderSize(
                        integer(Key.HTTP_MAX_HTTP_REQUEST_HEADER_SIZE, limits.maxHttpRequestHeaderSize()))
                .maxHeaderCount(integer(Key.HTTP_MAX_HEADER_COUNT, limits.maxHeaderCount()))
                .maxEntitySize(longInteger(Key.HTTP_MAX_ENTITY_SIZE, limits.maxEntitySize()))
                .maxConnections(integer(Key.HTTP_MAX_CONNECTIONS, limits.maxConnections()))
                .h2c(trueOrFalse(Key.HTTP_H2C, d.protocols().h2c()))
                .proxyProtocol(
                        trueOrFalse(Key.HTTP_PROXY_PROTOCOL, d.protocols().proxyProtocol()))
                .maxConnectionsPerAddress(
                        integer(Key.HTTP_MAX_CONNECTIONS_PER_ADDRESS, limits.maxConnectionsPerAddress()))
                .workerModel(workerModel(d.workers().model()))
                .maxRequestWorkers(
                        integer(Key.HTTP_MAX_REQUEST_WORKERS, d.workers().maxRequestWorkers()))
                .virtualThreads(
                        trueOrFalse(Key.HTTP_VIRTUAL_THREADS, d.workers().virtualThreads()));
        String restricted = value(Key.HTTP_RESTRICTED_USER_AGENTS, "", "a regular expression", Configuration::pattern);
        return restricted.isEmpty() ? settings : settings.restrictedUserAgents(restricted);
    }

    private static Optional<String> pattern(String text) {
        try {
            return text.isEmpty()
                    ? Optional.empty()
                    : Optional.of(Pattern.compile(text).pattern());
        } catch (PatternSyntaxException notAPattern) {
            return Optional.empty();
        }
    }

    private KeepAlivePolicyKind keepAlivePolicy(KeepAlivePolicyKind whenAbsent) throws ConfigurationException {
        return value(Key.HTTP_KEEP_ALIVE_POLICY, whenAbsent, "fixed, pressure or adaptive", text -> switch (text) {
            case "fixed" -> Optional.of(KeepAlivePolicyKind.FIXED);
            case "pressure" -> Optional.of(KeepAlivePolicyKind.PRESSURE);
            case "adaptive" -> Optional.of(KeepAlivePolicyKind.ADAPTIVE);
            default -> Optional.empty();
        });
    }

    private WorkerModel workerModel(WorkerModel whenAbsent) throws ConfigurationException {
        return value(Key.HTTP_WORKER_MODEL, whenAbsent, "event or worker", text -> switch (text) {
            case "event" -> Optional.of(WorkerModel.EVENT);
            case "worker" -> Optional.of(WorkerModel.WORKER);
            default -> Optional.empty();
        });
    }

    private KeepAliveHeader keepAliveHeader(KeepAliveHeader whenAbsent) throws ConfigurationException {
        return value(Key.HTTP_KEEP_ALIVE_HEADER, whenAbsent, "always, whenAsked or never", text -> switch (text) {
            case "always" -> Optional.of(KeepAliveHeader.ALWAYS);
            case "whenAsked" -> Optional.of(KeepAliveHeader.WHEN_ASKED);
            case "never" -> Optional.of(KeepAliveHeader.NEVER);
            default -> Optional.empty();
        });
    }

    /** Returns how long running requests may take to finish at SIGTERM. */
    Duration drainTimeout() throws ConfigurationException {
        return duration(Key.HTTP_DRAIN_TIMEOUT, DRAIN_TIMEOUT);
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
        String address = text(Key.AJP_ADDRESS, d.address());
        int acceptCount = integer(Key.AJP_ACCEPT_COUNT, d.acceptCount());
        AjpConnectorSettings connection = ajpConnection(d.connection());
        if (port.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(located("ajp", () -> new AjpSettings(address, port.getAsInt(), acceptCount, connection)));
    }

    private AjpConnectorSettings ajpConnection(AjpConnectorSettings d) throws ConfigurationException {
        return new AjpConnectorSettings(
                ajpTimeouts(d.timeouts()), ajpThreads(d.threads()), ajpLimits(d.limits()), ajpTrust(d.trust()));
    }

    private AjpServerTimeouts ajpTimeouts(AjpServerTimeouts d) throws ConfigurationException {
        Duration connectionTimeout = duration(Key.AJP_CONNECTION_TIMEOUT, d.connectionTimeout());
        Duration keepAliveTimeout = duration(Key.AJP_KEEP_ALIVE_TIMEOUT, connectionTimeout);
        Duration readTimeout = duration(Key.AJP_READ_TIMEOUT, d.readTimeout());
        Duration writeTimeout = duration(Key.AJP_WRITE_TIMEOUT, d.writeTimeout());
        Duration lingerTimeout = duration(Key.AJP_LINGER_TIMEOUT, d.lingerTimeout());
        return located(
                "ajp",
                () -> new AjpServerTimeouts(
                        connectionTimeout, keepAliveTimeout, readTimeout, writeTimeout, lingerTimeout));
    }

    private AjpThreads ajpThreads(AjpThreads d) throws ConfigurationException {
        AjpMode mode = value(Key.AJP_MODE, d.mode(), "event or blocking", text -> switch (text) {
            case "event" -> Optional.of(AjpMode.EVENT);
            case "blocking" -> Optional.of(AjpMode.BLOCKING);
            default -> Optional.empty();
        });
        AjpOverload overload = value(Key.AJP_OVERLOAD, d.overload(), "backlog or close", text -> switch (text) {
            case "backlog" -> Optional.of(AjpOverload.BACKLOG);
            case "close" -> Optional.of(AjpOverload.CLOSE);
            default -> Optional.empty();
        });
        int maxThreads = integer(Key.AJP_MAX_THREADS, d.maxThreads());
        boolean pingOnIoThread = trueOrFalse(Key.AJP_PING_ON_IO_THREAD, d.pingOnIoThread());
        return located("ajp", () -> new AjpThreads(mode, maxThreads, overload, pingOnIoThread));
    }

    private AjpLimits ajpLimits(AjpLimits d) throws ConfigurationException {
        int maxConnections = integer(Key.AJP_MAX_CONNECTIONS, d.maxConnections());
        int packetSize = integer(Key.AJP_PACKET_SIZE, d.packetSize());
        int maxHeaderCount = integer(Key.AJP_MAX_HEADER_COUNT, d.maxHeaderCount());
        long maxEntitySize = longInteger(Key.AJP_MAX_ENTITY_SIZE, d.maxEntitySize());
        return located("ajp", () -> new AjpLimits(maxConnections, packetSize, maxHeaderCount, maxEntitySize));
    }

    private FrontTrust ajpTrust(FrontTrust d) throws ConfigurationException {
        String secret = ajpSecret();
        boolean secretRequired = trueOrFalse(Key.AJP_SECRET_REQUIRED, d.secretRequired());
        String allowed =
                value(Key.AJP_ALLOWED_REQUEST_ATTRIBUTES_PATTERN, "", "a regular expression", Configuration::pattern);
        boolean tomcatAuthentication = trueOrFalse(Key.AJP_TOMCAT_AUTHENTICATION, d.tomcatAuthentication());
        return located(
                "ajp",
                () -> new FrontTrust(secret, secretRequired, allowed.isEmpty() ? null : allowed, tomcatAuthentication));
    }

    /** Returns where to answer questions about the server, or nothing if {@code admin.port} is {@code off}. */
    Optional<AdminSettings> admin() throws ConfigurationException {
        AdminSettings d = AdminSettings.DEFAULTS;
        OptionalInt port = portOrOff(Key.ADMIN_PORT, d.port());
        String address = text(Key.ADMIN_ADDRESS, d.address());
        if (port.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(located("admin", () -> new AdminSettings(address, port.getAsInt())));
    }

    /** Returns the same for a gateway, where it is off unless asked for: beside a server of ours the port would be taken. */
    Optional<AdminSettings> gatewayAdmin() throws ConfigurationException {
        return isGiven(Key.ADMIN_PORT.toString()) ? admin() : Optional.empty();
    }

    /** Returns the folder of applications to watch, or nothing. */
    Optional<Path> deploymentsDirectory() throws ConfigurationException {
        return directoryOrOff(Key.DEPLOYMENTS_DIRECTORY, "a directory that is there", Files::isDirectory);
    }

    /** Returns the time between two looks at that folder. */
    Duration deploymentsScanInterval() throws ConfigurationException {
        return moreThanZero(Key.DEPLOYMENTS_SCAN_INTERVAL.toString(), DEPLOYMENTS_SCAN_INTERVAL, "500ms or 1s");
    }

    /** Returns how long an application may take to deploy. */
    Duration deploymentTimeout() throws ConfigurationException {
        return moreThanZero(Key.DEPLOYMENTS_TIMEOUT.toString(), HoldfastServer.DEPLOYMENT_TIMEOUT, "90s or 5m");
    }

    /** Returns the directory to keep sessions in, or nothing. */
    Optional<Path> sessionsDirectory() throws ConfigurationException {
        return directoryOrOff(
                Key.SESSIONS_DIRECTORY,
                "a directory, which is made if it is not there",
                path -> !path.toString().isEmpty() && !Files.isRegularFile(path));
    }

    private Optional<Path> directoryOrOff(Key key, String legal, Predicate<Path> isLegal)
            throws ConfigurationException {
        return value(
                key,
                Optional.<Path>empty(),
                legal + ", or " + OFF,
                text -> text.equals(OFF) ? Optional.of(Optional.empty()) : path(text, isLegal));
    }

    static Optional<Optional<Path>> path(String text, Predicate<Path> isLegal) {
        try {
            Path path = Path.of(text);
            return isLegal.test(path) ? Optional.of(Optional.of(path)) : Optional.empty();
        } catch (InvalidPathException noPath) {
            return Optional.empty();
        }
    }

    /** Returns the SameSite attribute of session cookies, or nothing. */
    Optional<CookieSameSiteMode> sessionCookieSameSite() throws ConfigurationException {
        return value(
                Key.SESSIONS_COOKIE_SAME_SITE,
                Optional.<CookieSameSiteMode>empty(),
                "unset, lax, strict or none",
                text -> switch (text) {
                    case "unset" -> Optional.of(Optional.<CookieSameSiteMode>empty());
                    case "lax" -> Optional.of(Optional.of(CookieSameSiteMode.LAX));
                    case "strict" -> Optional.of(Optional.of(CookieSameSiteMode.STRICT));
                    case "none" -> Optional.of(Optional.of(CookieSameSiteMode.NONE));
                    default -> Optional.empty();
                });
    }

    /** Returns what a gateway knows this server's sessions by, or nothing. */
    Optional<String> jvmRoute() throws ConfigurationException {
        return value(
                Key.SESSIONS_JVM_ROUTE,
                Optional.<String>empty(),
                Deployer.LEGAL_ROUTE,
                text -> Deployer.ROUTE.matcher(text).matches() ? Optional.of(Optional.of(text)) : Optional.empty());
    }

    /** Returns whether responses get security headers. */
    boolean securityHeaders() throws ConfigurationException {
        return trueOrFalse(Key.HEADERS_SECURITY, false);
    }

    /**
     * Returns the hosts, each with its aliases.
     *
     * @throws ConfigurationException if an alias is that of two, or the name of another
     */
    Map<String, Set<String>> hosts() throws ConfigurationException {
        Map<String, String> keys = new TreeMap<>();
        for (String key : config.getPropertyNames()) {
            HostKeys.name(key).ifPresent(host -> keys.put(host, key));
        }
        Map<String, String> taken = new TreeMap<>();
        keys.keySet().forEach(host -> taken.put(host, host));
        Map<String, Set<String>> hosts = new TreeMap<>();
        for (Map.Entry<String, String> host : keys.entrySet()) {
            String key = host.getValue();
            Set<String> aliases = value(key, Set.<String>of(), HostKeys.LEGAL, HostKeys::aliases);
            for (String alias : aliases) {
                String other = taken.putIfAbsent(alias, host.getKey());
                if (other != null && !other.equals(host.getKey())) {
                    throw new ConfigurationException(
                            place(key) + ": " + key + ": " + alias + " is the name, or an alias, of " + other);
                }
            }
            hosts.put(host.getKey(), aliases);
        }
        return hosts;
    }

    /** Returns the data sources, in the order of their names. */
    List<DataSourceSettings> dataSources() throws ConfigurationException {
        return new DataSourceConfiguration(this).all(config.getPropertyNames());
    }

    Optional<String> optional(String key) throws ConfigurationException {
        return value(
                key,
                Optional.<String>empty(),
                "not empty",
                text -> text.isEmpty() || text.indexOf('\0') >= 0 ? Optional.empty() : Optional.of(Optional.of(text)));
    }

    /** Returns the members that any key is about, in the order of their names. */
    Set<String> members() {
        Set<String> names = new TreeSet<>();
        config.getPropertyNames().forEach(key -> MemberKey.member(key).ifPresent(names::add));
        return names;
    }

    /** Returns the keys that are given, of whatever layer. */
    Set<String> givenKeys() {
        Set<String> keys = new TreeSet<>();
        config.getPropertyNames().forEach(keys::add);
        return keys;
    }

    /** Returns whether there is any key that begins so; of a section that nothing is given of, nothing need be loaded. */
    boolean isAnyGiven(String prefix) {
        for (String name : config.getPropertyNames()) {
            if (name.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }

    /** A layer that was given, and where in it each key is. */
    private static final class GivenValues extends MapBackedConfigSource {
        private static final long serialVersionUID = 1;

        private final transient UnaryOperator<String> place;

        GivenValues(UnaryOperator<String> place, Map<String, String> values, int ordinal) {
            super("given", values, ordinal);
            this.place = place;
        }

        String place(String key) {
            return place.apply(key);
        }
    }

    private static GivenValues fileSource(SettingsFile file) {
        Map<String, String> values = new LinkedHashMap<>();
        file.entries().forEach((key, entry) -> values.put(key, entry.value()));
        return new GivenValues(file::place, values, FILE_ORDINAL);
    }

    private static Map<String, String> setting(String set) throws ConfigurationException {
        int equals = set.indexOf('=');
        if (equals < 1) {
            throw new ConfigurationException(SET + " " + set + ": must be key=value, such as http.keepAliveTimeout=5s");
        }
        return Map.of(set.substring(0, equals).strip(), set.substring(equals + 1));
    }

    private void refuseAllBut(Set<Key> legal) throws ConfigurationException {
        boolean runsApplications = legal.contains(Key.DEPLOYMENTS_DIRECTORY);
        for (String name : config.getPropertyNames()) {
            boolean known = Key.of(name).filter(legal::contains).isPresent()
                    || (runsApplications ? isOfApplications(name) : isOfGateways(name));
            if (!known) {
                throw new ConfigurationException(place(name) + ": unknown key " + name + "; did you mean "
                        + nearestTo(name, legal, runsApplications) + "?");
            }
        }
    }

    private static boolean isOfGateways(String name) {
        return GatewayKey.of(name).isPresent()
                || FrontKey.of(name).isPresent()
                || MemberKey.parse(name).isPresent();
    }

    private static boolean isOfApplications(String name) {
        return DataSourceKeys.of(name).isPresent() || HostKeys.name(name).isPresent();
    }

    private static String nearestTo(String name, Set<Key> legal, boolean runsApplications) {
        if (runsApplications && name.startsWith(DataSourceKeys.SECTION)) {
            return DataSourceKeys.nearestTo(name);
        }
        List<String> keys = new ArrayList<>(legal.stream().map(Key::toString).toList());
        if (!runsApplications) {
            for (GatewayKey key : GatewayKey.values()) {
                keys.add(key.toString());
            }
            for (MemberKey key : MemberKey.values()) {
                keys.add(key.of("NAME"));
            }
            for (FrontKey key : FrontKey.values()) {
                keys.add(key.toString());
            }
        }
        return Spelling.nearest(name, keys);
    }

    String text(Key key, String whenAbsent) throws ConfigurationException {
        return value(key, whenAbsent, "not empty", text -> text.isEmpty() ? Optional.empty() : Optional.of(text));
    }

    private Duration duration(Key key, Duration whenAbsent) throws ConfigurationException {
        return value(key, whenAbsent, DurationText.LEGAL, DurationText::parse);
    }

    Duration moreThanZero(String key, Duration whenAbsent, String examples) throws ConfigurationException {
        return value(
                key,
                whenAbsent,
                "more than 0, such as " + examples,
                text -> DurationText.parse(text).filter(duration -> !duration.isZero()));
    }

    int integer(Key key, int whenAbsent) throws ConfigurationException {
        return value(
                        key,
                        whenAbsent,
                        "a whole number up to " + Integer.MAX_VALUE,
                        text -> GivenSettings.whole(text, Integer.MAX_VALUE))
                .intValue();
    }

    private long longInteger(Key key, long whenAbsent) throws ConfigurationException {
        return value(key, whenAbsent, "a whole number", text -> GivenSettings.whole(text, Long.MAX_VALUE));
    }

    OptionalInt portOrOff(Key key, int whenAbsent) throws ConfigurationException {
        int port = value(
                key,
                whenAbsent,
                LEGAL_PORT + ", or " + OFF,
                text -> text.equals(OFF) ? Optional.of(NO_PORT) : port(text));
        return port == NO_PORT ? OptionalInt.empty() : OptionalInt.of(port);
    }

    /** Returns the port that {@code text} is, or nothing if it is none. */
    static Optional<Integer> port(String text) {
        return GivenSettings.whole(text, 65535).filter(port -> port >= 0).map(Long::intValue);
    }

    boolean trueOrFalse(Key key, boolean whenAbsent) throws ConfigurationException {
        return value(key, whenAbsent, "true or false", GivenSettings::trueOrFalse);
    }

    /** Reads the value that wins, and those it wins over too, so that none waits unseen until the other is taken away. */
    <T> T value(Key key, T whenAbsent, String legal, Function<String, Optional<? extends T>> reader)
            throws ConfigurationException {
        return value(key.toString(), whenAbsent, legal, reader);
    }

    @Override
    public <T> T value(String key, T whenAbsent, String legal, Function<String, Optional<? extends T>> reader)
            throws ConfigurationException {
        List<GivenValues> layers = layers(key);
        T value = whenAbsent;
        for (GivenValues layer : layers) {
            String given = String.valueOf(layer.getValue(key));
            String text = DataSourceKeys.isPassword(key) ? given : given.strip();
            Optional<? extends T> read = reader.apply(text);
            if (read.isEmpty()) {
                throw new ConfigurationException(
                        layer.place(key) + ": " + key + " is \"" + text + "\", but must be " + legal);
            }
            value = read.get();
        }
        return value;
    }

    /** Makes a settings record; if its own checks refuse a value, which they name first, says where that value was given. */
    <T> T located(String section, Supplier<T> settings) throws ConfigurationException {
        try {
            return settings.get();
        } catch (IllegalArgumentException e) {
            String message = section + "." + e.getMessage();
            String key = message.substring(0, message.indexOf(' '));
            throw new ConfigurationException(layers(key).isEmpty() ? message : place(key) + ": " + message);
        }
    }

    @Override
    public boolean isGiven(String key) {
        return !layers(key).isEmpty();
    }

    /** Returns where {@code key}, which was given, was given last. */
    @Override
    public String place(String key) {
        List<GivenValues> layers = layers(key);
        return layers.get(layers.size() - 1).place(key);
    }

    /** Returns the layers that have {@code key}, the one that wins last. */
    private List<GivenValues> layers(String key) {
        List<GivenValues> layers = new ArrayList<>();
        for (ConfigSource source : config.getConfigSources()) {
            if (source instanceof GivenValues given && given.getValue(key) != null) {
                layers.add(0, given);
            }
        }
        return layers;
    }
}
