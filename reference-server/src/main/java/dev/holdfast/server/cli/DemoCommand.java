package dev.holdfast.server.cli;

import dev.holdfast.bridge.Backend;
import dev.holdfast.bridge.Gateway;
import dev.holdfast.server.AjpSettings;
import dev.holdfast.server.BridgeServer;
import dev.holdfast.server.HoldfastServer;
import dev.holdfast.server.HttpSettings;
import dev.holdfast.server.deploy.DeploymentException;
import dev.holdfast.server.deploy.DeploymentSpec;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code holdfast demo}: the sample application on the reference server, and the bridge in front of it, in one process. */
@Command(
        name = "demo",
        description = "Serves a sample application directly and through the AJP bridge, side by side.",
        mixinStandardHelpOptions = true,
        versionProvider = Cli.Version.class,
        sortOptions = false)
final class DemoCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--http",
            paramLabel = "PORT",
            description = "The server's HTTP port; 0 is any free one. Default 8080.")
    private @Nullable String http;

    @Option(names = "--ajp", paramLabel = "PORT", description = "The server's AJP port. Default 8009.")
    private @Nullable String ajp;

    @Option(names = "--bridge", paramLabel = "PORT", description = "The bridge's HTTP port. Default 8000.")
    private @Nullable String bridge;

    @Override
    public Integer call() throws DeploymentException, IOException, InterruptedException {
        HttpSettings front = BridgeCommand.HTTP.withPort(port("--bridge", bridge, BridgeCommand.HTTP.port()));
        HoldfastServer server = HoldfastServer.builder()
                .http(HttpSettings.DEFAULTS.withPort(port("--http", http, HttpSettings.DEFAULTS.port())))
                .ajp(AjpSettings.DEFAULTS.withPort(port("--ajp", ajp, AjpSettings.DEFAULTS.port())))
                .build();
        ShutdownHook.install(Configuration.DRAIN_TIMEOUT, new StoppingServer(server, () -> {}));
        server.requireFreePorts();
        server.deploy(new DeploymentSpec(DemoWar.extract(), "/"));
        server.start();
        announce(server, bridge(server, front));
        return Startup.readyUntilStopped(spec.commandLine().getOut());
    }

    private int port(String option, @Nullable String text, int whenAbsent) {
        if (text == null) {
            return whenAbsent;
        }
        return Configuration.port(text)
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(), option + " is \"" + text + "\", but must be " + Configuration.LEGAL_PORT));
    }

    private static BridgeServer bridge(HoldfastServer server, HttpSettings front) throws IOException {
        String ajp = server.ajpUri().orElseThrow().toString();
        BridgeServer bridge = new BridgeServer("bridge", front, Gateway.to(Backend.parse(ajp)), Optional.empty());
        ShutdownHook.install(Configuration.DRAIN_TIMEOUT, bridge::stop);
        bridge.start();
        return bridge;
    }

    private void announce(HoldfastServer server, BridgeServer front) {
        PrintWriter out = spec.commandLine().getOut();
        out.println("The sample application answers at");
        out.println("  " + server.httpUri() + "  directly, over HTTP");
        out.println("  " + front.httpUri() + "  through the bridge, which forwards over AJP to "
                + server.ajpUri().orElseThrow());
        out.println("Open both side by side: the page says which way it came, and what it knows of the connection.");
        out.println("Ctrl-C stops it.");
    }
}
