package dev.holdfast.server.cli;

import dev.holdfast.balance.MemberSettings;
import dev.holdfast.bridge.Backend;
import dev.holdfast.bridge.Gateway;
import dev.holdfast.connector.HttpConnectorSettings;
import dev.holdfast.server.BridgeAdmin;
import dev.holdfast.server.BridgeServer;
import dev.holdfast.server.HttpSettings;
import dev.holdfast.server.cli.Configuration.OptionValue;
import dev.holdfast.settings.ConfigurationException;
import dev.holdfast.words.FrontKey;
import dev.holdfast.words.FrontModel;
import dev.holdfast.words.MemberKey;
import dev.holdfast.words.MemberWords;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code holdfast bridge}: the gateway from HTTP to back ends that speak AJP or HTTP. */
@Command(
        name = "bridge",
        description = "Answers HTTP by forwarding to one back end, or to one of several.",
        mixinStandardHelpOptions = true,
        versionProvider = Cli.Version.class,
        sortOptions = false,
        footer = {
            "",
            "A back end with a NAME gets the requests of the sessions whose id ends with a dot",
            "and that NAME, its server's jvmRoute.",
            "",
            "Keys of --config and --set: ajp.secret, which AJP back ends ask for; admin.address",
            "and admin.port, which is off unless given; those under http. of",
            "\"holdfast run --help\", where here http.port is 8000, and http.maxKeepAliveRequests",
            "-1, no limit; and those under front., pool., back. and balancer. of docs/gateway.md:",
            "pool.kind is native, mod_jk or mod_proxy, front.model is native or one of httpd's,",
            "and the words are those of that product. members.NAME.uri is a back end, too, and",
            "members.NAME.lbfactor and others say what holds for it."
        })
final class BridgeCommand implements Callable<Integer> {
    /**
     * What is not given. A gateway does not count a connection's requests: nothing of it grows with them, and a close costs a new connection, and a
     * request that crosses it.
     */
    static final HttpSettings HTTP = new HttpSettings(
            HttpSettings.DEFAULTS.address(),
            8000,
            HttpSettings.DEFAULTS.acceptCount(),
            HttpConnectorSettings.builder().maxKeepAliveRequests(-1).build());

    private static final Set<Key> KEYS = keys();

    /** What a session's id may end with; a URI's scheme ends before any equals sign. */
    private static final Pattern NAMED = Pattern.compile("([A-Za-z0-9_-]+)=(.*)");

    private static final Pattern MISNAMED = Pattern.compile("([^:/?#=]*)=.*");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--http", paramLabel = "PORT", description = "HTTP port; 0 is any free one. Default 8000.")
    private @Nullable String http;

    @Option(
            names = "--admin",
            paramLabel = "PORT",
            description = "Port of /health, /members and, of httpd's files, /pools; 0 or \"off\", the default.")
    private @Nullable String admin;

    @Option(
            names = "--front",
            paramLabel = "MODEL",
            description =
                    "How connections are taken: " + FrontModel.LEGAL + ". Default native; the others as httpd does."
                            + " With --httpd native, or httpd for the process model of the files.")
    private @Nullable String front;

    @Mixin
    private ConfigurationOptions configuration = new ConfigurationOptions();

    @Mixin
    private HttpdBridge files = new HttpdBridge();

    @Mixin
    private CompareBridge comparison = new CompareBridge();

    @Parameters(
            arity = "0..*",
            paramLabel = "[NAME=]URI",
            description = "A back end: ajp://HOST:PORT, or http://HOST:PORT.")
    private List<String> backends = new ArrayList<>();

    private final List<String> addresses = new ArrayList<>();

    @Override
    public Integer call() throws ConfigurationException, FailedException, IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        if (comparison.mirror != null) {
            if (comparison.compare || files.httpd != null || !backends.isEmpty()) {
                throw new ParameterException(
                        spec.commandLine(),
                        "--mirror writes a file and ends, so --compare, --httpd and URIs do not go with it");
            }
            return comparison.write(comparison.mirror, out);
        }
        Map<String, OptionValue> options = new LinkedHashMap<>();
        RunCommand.putIfGiven(options, "--http", Key.HTTP_PORT, http);
        RunCommand.putIfGiven(options, "--admin", Key.ADMIN_PORT, admin);
        if (front != null) {
            options.put("--front", new OptionValue(FrontKey.MODEL.toString(), front));
        }
        Configuration settings =
                Configuration.read(KEYS, configuration.file, System.getenv(), configuration.sets, options, names());
        if (comparison.compare) {
            if (http != null || admin != null || front != null || files.isGiven()) {
                throw new ParameterException(
                        spec.commandLine(),
                        "--compare listens nowhere, so --http, --admin, --front and --httpd with its own do not go with it");
            }
            return compare(settings, out);
        }
        if (comparison.path != null || comparison.unsafe) {
            throw new ParameterException(spec.commandLine(), "--path and --unsafe go with --compare only");
        }
        if (files.httpd != null) {
            if (http != null || !backends.isEmpty()) {
                throw new ParameterException(
                        spec.commandLine(),
                        "--httpd says where to listen and what the back ends are, so --http and URIs do not go with it");
            }
            return files.run(
                    settings, spec.commandLine().getOut(), spec.commandLine().getErr());
        }
        if (files.workers != null || !files.defines.isEmpty() || files.check || files.strict) {
            throw new ParameterException(
                    spec.commandLine(), "--workers, --define, --check and --strict go with --httpd only");
        }
        GatewayConfiguration rules = new GatewayConfiguration(settings);
        Gateway gateway = gateway(settings, rules);
        rules.adjustments().forEach(spec.commandLine().getErr()::println);
        BridgeServer bridge = new BridgeServer("http", settings.http(HTTP), gateway, rules.front());
        ShutdownHook.install(settings.drainTimeout(), limit -> stop(bridge, limit));
        Startup.start(bridge, settings.gatewayAdmin().map(admin -> new BridgeAdmin(admin, gateway)), out);
        out.println("forwarding to " + String.join(", ", addresses));
        return Startup.readyUntilStopped(out);
    }

    /** Returns what back ends are called on the command line. */
    private Set<String> names() {
        Set<String> names = new TreeSet<>();
        for (String given : backends) {
            Matcher named = NAMED.matcher(given);
            if (named.matches()) {
                names.add(named.group(1));
            }
        }
        return names;
    }

    private int compare(Configuration settings, PrintWriter out) throws ConfigurationException, IOException {
        GatewayConfiguration rules = new GatewayConfiguration(settings);
        try {
            List<Backend> both = new ArrayList<>();
            for (String uri : backends) {
                both.add(backend(rules, settings, uri));
            }
            return comparison.run(both, out);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private void stop(BridgeServer bridge, Duration limit) {
        bridge.stop(limit);
        FrontReport.print(bridge, spec.commandLine().getOut());
    }

    private Gateway gateway(Configuration settings, GatewayConfiguration rules)
            throws ConfigurationException, UnknownHostException {
        Gateway.Builder gateway = Gateway.builder().firewallIdle(rules.firewallIdle());
        MemberWords words = new MemberWords(settings);
        Set<String> described = settings.members();
        List<MemberSettings> members = new ArrayList<>();
        try {
            for (String given : backends) {
                Matcher named = NAMED.matcher(given);
                String name = named.matches() ? named.group(1) : null;
                Matcher misnamed = MISNAMED.matcher(given);
                if (name == null && misnamed.matches()) {
                    throw new IllegalArgumentException("the name of " + given + " is \"" + misnamed.group(1)
                            + "\", but must be letters, digits, hyphens and underscores");
                }
                Backend backend = backend(rules, settings, named.matches() ? named.group(2) : given);
                if (name != null && described.remove(name) && words.uri(name).isPresent()) {
                    throw new ConfigurationException(settings.place(MemberKey.URI.of(name)) + ": "
                            + MemberKey.URI.of(name) + ": the command line has a URI for " + name + ", too");
                }
                MemberSettings member =
                        name == null ? MemberSettings.of(backend.toString(), null) : words.settings(name);
                gateway.member(backend, member, rules.health(backend));
                members.add(member);
                addresses.add(given);
            }
            for (String name : described) {
                String uri = words.uri(name)
                        .orElseThrow(() -> new ConfigurationException("members." + name
                                + " has no uri, and there is no " + name + "=URI on the command line"));
                Backend backend = backend(rules, settings, uri);
                MemberSettings member = words.settings(name);
                gateway.member(backend, member, rules.health(backend));
                members.add(member);
                addresses.add(name + "=" + uri);
            }
            if (addresses.isEmpty()) {
                throw new ParameterException(
                        spec.commandLine(),
                        "which back end? URIs here, members.NAME.uri in the settings, or --httpd FILE");
            }
            words.requireRoutes(members);
            return gateway.balancer(rules.balancer(members.size())).build();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private static Backend backend(GatewayConfiguration rules, Configuration settings, String uri)
            throws ConfigurationException {
        return rules.apply(Backend.parse(uri).withSecret(settings.ajpSecret()));
    }

    private static Set<Key> keys() {
        Set<Key> keys = Key.ofHttp();
        keys.add(Key.ADMIN_ADDRESS);
        keys.add(Key.ADMIN_PORT);
        keys.add(Key.AJP_SECRET);
        return keys;
    }
}
