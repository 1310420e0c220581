package dev.holdfast.server.cli;

import dev.holdfast.bridge.Backend;
import dev.holdfast.server.BridgeServer;
import dev.holdfast.server.cli.Configuration.OptionValue;
import dev.holdfast.server.config.ConfigurationException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code holdfast bridge}: the gateway from HTTP to an AJP back end. */
@Command(
        name = "bridge",
        description = "Answers HTTP by forwarding to an AJP back end.",
        mixinStandardHelpOptions = true,
        versionProvider = Cli.Version.class,
        sortOptions = false,
        footer = {
            "",
            "Keys of --config and --set: ajp.secret, which the back end asks for, and those",
            "under http. of \"holdfast run --help\"; http.port is 8000 here."
        })
final class BridgeCommand implements Callable<Integer> {
    static final int DEFAULT_PORT = 8000;

    private static final Set<Key> KEYS = keys();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--http", paramLabel = "PORT", description = "HTTP port; 0 is any free one. Default 8000.")
    private @Nullable String http;

    @Mixin
    private ConfigurationOptions configuration = new ConfigurationOptions();

    @Parameters(paramLabel = "ajp://HOST:PORT", description = "The back end.")
    private String backend = "";

    @Override
    public Integer call() throws ConfigurationException, IOException, InterruptedException {
        Backend parsed = backend();
        Map<String, OptionValue> options = new LinkedHashMap<>();
        RunCommand.putIfGiven(options, "--http", Key.HTTP_PORT, http);
        Configuration settings =
                Configuration.read(KEYS, configuration.file, System.getenv(), configuration.sets, options);
        BridgeServer bridge =
                new BridgeServer("http", settings.http(DEFAULT_PORT), parsed.withSecret(settings.ajpSecret()));
        ShutdownHook.install(settings.drainTimeout(), bridge::stop);
        bridge.start();
        spec.commandLine().getOut().println("http listening on " + bridge.httpUri());
        spec.commandLine().getOut().println("forwarding to " + parsed);
        return Startup.readyUntilStopped(spec.commandLine().getOut());
    }

    private Backend backend() {
        try {
            return Backend.parse(backend);
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
