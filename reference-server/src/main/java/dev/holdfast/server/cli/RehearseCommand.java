package dev.holdfast.server.cli;

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
 * classes that takes. For the launcher, which lets it make a class archive. Of the other commands nobody waits for the start, or none has a time limit.
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

    private static void advise() throws IOException {
        Path scenario = Files.createTempFile("holdfast-rehearsal", ".yaml");
        try {
            Files.writeString(scenario, SCENARIO);
            String[] args = {"advise", scenario.toString(), "--target", "mean=500ms"};
            Cli.commandLine(args).execute(args);
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
