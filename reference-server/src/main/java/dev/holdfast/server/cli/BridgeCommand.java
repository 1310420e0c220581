package dev.holdfast.server.cli;

import dev.holdfast.balance.MemberSettings;
import dev.holdfast.bridge.Backend;
import dev.holdfast.bridge.Gateway;
import dev.holdfast.server.BridgeServer;
import dev.holdfast.server.cli.Configuration.OptionValue;
import dev.holdfast.settings.ConfigurationException;
import dev.holdfast.words.FrontKey;
import dev.holdfast.words.FrontModel;
import java.io.IOException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
            "Keys of --config and --set: ajp.secret, which AJP back ends ask for; those under",
            "http. of \"holdfast run --help\", where http.port is 8000 here; and those under",
            "front., pool., back. and balancer. of docs/gateway.md: pool.kind is native, mod_jk",
            "or mod_proxy, front.model is native or one of httpd's, and the words are those of",
            "that product."
        })
final class BridgeCommand implements Callable<Integer> {
    static final int DEFAULT_PORT = 8000;

    private static final Set<Key> KEYS = keys();

    /** What a session's id may end with; a URI's scheme ends before any equals sign. */
    private static final Pattern NAMED = Pattern.compile("([A-Za-z0-9_-]+)=(.*)");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--http", paramLabel = "PORT", description = "HTTP port; 0 is any free one. Default 8000.")
    private @Nullable String http;

    @Option(
            names = "--front",
            paramLabel = "MODEL",
            description =
                    "How connections are taken: " + FrontModel.LEGAL + ". Default native; the others as httpd does.")
    private @Nullable String front;

    @Mixin
    private ConfigurationOptions configuration = new ConfigurationOptions();

    @Parameters(
            arity = "1..*",
            paramLabel = "[NAME=]URI",
            description = "A back end: ajp://HOST:PORT, or http://HOST:PORT.")
    private List<String> backends = new ArrayList<>();

    @Override
    public Integer call() throws ConfigurationException, IOException, InterruptedException {
        Map<String, OptionValue> options = new LinkedHashMap<>();
        RunCommand.putIfGiven(options, "--http", Key.HTTP_PORT, http);
        if (front != null) {
            options.put("--front", new OptionValue(FrontKey.MODEL.toString(), front));
        }
        Configuration settings =
                Configuration.read(KEYS, configuration.file, System.getenv(), configuration.sets, options);
        GatewayConfiguration rules = new GatewayConfiguration(settings);
        BridgeServer bridge =
                new BridgeServer("http", settings.http(DEFAULT_PORT), gateway(settings, rules), rules.front());
        ShutdownHook.install(settings.drainTimeout(), limit -> stop(bridge, limit));
        bridge.start();
        spec.commandLine().getOut().println("http listening on " + bridge.httpUri());
        spec.commandLine().getOut().println("forwarding to " + String.join(", ", backends));
        return Startup.readyUntilStopped(spec.commandLine().getOut());
    }

    /** Of a front that is measured against httpd, what it did is told. */
    private void stop(BridgeServer bridge, Duration limit) {
        bridge.stop(limit);
        bridge.frontStatistics().ifPresent(did -> {
            spec.commandLine().getOut().println(FrontReport.json(did));
            spec.commandLine().getOut().flush();
        });
    }

    private Gateway gateway(Configuration settings, GatewayConfiguration rules)
            throws ConfigurationException, UnknownHostException {
        Gateway.Builder gateway = Gateway.builder().balancer(rules.balancer());
        try {
            for (String given : backends) {
                Matcher named = NAMED.matcher(given);
                String route = named.matches() ? named.group(1) : null;
                Backend backend =
                        Backend.parse(named.matches() ? named.group(2) : given).withSecret(settings.ajpSecret());
                gateway.member(
                        rules.apply(backend), MemberSettings.of(route == null ? backend.toString() : route, route));
            }
            return gateway.build();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private static Set<Key> keys() {
        Set<Key> keys = Key.ofHttp();
        keys.add(Key.AJP_SECRET);
        return keys;
    }
}
