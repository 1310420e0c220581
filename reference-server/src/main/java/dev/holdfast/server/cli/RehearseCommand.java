package dev.holdfast.server.cli;

import dev.holdfast.plan.AdviceText;
import dev.holdfast.plan.Advisor;
import dev.holdfast.plan.SimulatorTrial;
import dev.holdfast.plan.Site;
import dev.holdfast.plan.Target;
import dev.holdfast.plan.Trial;
import dev.holdfast.server.deploy.DeploymentException;
import dev.holdfast.settings.ConfigurationException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * {@code holdfast rehearse}: gives advice of a scenario, starts a server, asks it for a page and stops it, so that a JVM that is told to remembers which
 * classes that takes. For the launcher, which lets it make a class archive. Other commands are not started as often, or have no time limit.
 */
@Command(name = "rehearse", description = "Gives advice; starts, answers one request and stops.", hidden = true)
final class RehearseCommand implements Callable<Integer> {
    /** With a little of all that advice goes through: a change by formula, one by simulation, numbers before and after. */
    private static final String SCENARIO = """
            front: {model: prefork, maxRequestWorkers: 1, keepAliveTimeout: 3s}
            pool: {kind: mod_jk}
            users: {closed: 2, think: {exp: 1s}}
            service: {exp: 50ms}
            run: {duration: 10s}
            """;

    private static final double TRIAL_SECONDS = 0.25;

    /** What a user would write. Neither the user's configuration file nor the environment has a part in it. */
    @Override
    public Integer call()
            throws ConfigurationException, DeploymentException, FailedException, IOException, InterruptedException {
        advise();
        String[] args = {"run", "--http", "0", "--ajp", "0", "--admin", "0", "/=" + DemoWar.extract()};
        CommandLine line = Cli.commandLine(args);
        RunCommand run =
                (RunCommand) line.parseArgs(args).subcommand().commandSpec().userObject();
        ask(run.start(null, Map.of()).httpUri());
        return 0;
    }

    /** For as long as it takes: of a command that ran out of time on a busy machine the archive would have less than it takes elsewhere. */
    private static void advise() throws IOException, ConfigurationException {
        Path scenario = Files.createTempFile("holdfast-rehearsal", ".yaml");
        try {
            Files.writeString(scenario, SCENARIO);
            Target target = Target.parse("mean=500ms").orElseThrow();
            Trial trial = new SimulatorTrial(TRIAL_SECONDS, 1);
            AdviceText.of(Advisor.advise(Site.source(scenario), target, trial, () -> true))
                    .forEach(System.out::println);
        } finally {
            Files.delete(scenario);
        }
    }

    /** By a plain socket: the classes of a client would be in the archive for nothing. */
    private static void ask(URI uri) throws IOException {
        try (Socket socket = new Socket(uri.getHost(), uri.getPort());
                InputStream response = socket.getInputStream()) {
            socket.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(response.readAllBytes(), StandardCharsets.UTF_8);
            if (!answer.startsWith("HTTP/1.1 200 ")) {
                throw new IOException("the sample application answers " + answer);
            }
        }
    }
}
