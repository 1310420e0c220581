package dev.holdfast.server.cli;

import dev.holdfast.server.realm.HashedPassword;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code holdfast hash-password}: what to write into a file of users in place of a password. */
@Command(
        name = "hash-password",
        description = {
            "Reads a password, from the terminal or a line of standard input, and prints a hash of it for run --users:",
            "name=HASH,role,role"
        },
        mixinStandardHelpOptions = true,
        versionProvider = Cli.Version.class)
final class HashPasswordCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** Without a terminal there is no console, but in Java 22 to 24, where it wants the password twice from standard input too. */
    @SuppressWarnings("SystemConsoleNull")
    @Override
    public Integer call() throws IOException {
        Console console = System.console();
        String password = console == null ? fromInput() : fromTerminal(console);
        if (password == null || password.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "no password was given");
        }
        spec.commandLine().getOut().println(HashedPassword.of(password));
        return 0;
    }

    private static @Nullable String fromInput() throws IOException {
        return new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
    }

    private @Nullable String fromTerminal(Console console) {
        char[] password = console.readPassword("Password: ");
        if (password == null || !Arrays.equals(password, console.readPassword("Again: "))) {
            throw new ParameterException(spec.commandLine(), "that is not the same password twice");
        }
        return new String(password);
    }
}
