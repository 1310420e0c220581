package dev.holdfast.server.cli;

import dev.holdfast.server.deploy.DeploymentException;
import dev.holdfast.settings.ConfigurationException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * {@code holdfast rehearse}: starts a server, asks it for a page and stops it, so that a JVM that is told to remembers which classes that takes. For the
 * launcher, which lets it make a class archive.
 */
@Command(name = "rehearse", description = "Starts, answers one request and stops.", hidden = true)
final class RehearseCommand implements Callable<Integer> {
    /** What a user would write. Neither the user's configuration file nor the environment has a part in it. */
    @Override
    public Integer call()
            throws ConfigurationException, DeploymentException, FailedException, IOException, InterruptedException {
        String[] args = {"run", "--http", "0", "--ajp", "0", "--admin", "0", "/=" + DemoWar.extract()};
        CommandLine line = Cli.commandLine(args);
        RunCommand run =
                (RunCommand) line.parseArgs(args).subcommand().commandSpec().userObject();
        ask(run.start(null, Map.of()).httpUri());
        return 0;
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
