package dev.holdfast.server.cli;

import dev.holdfast.server.ListenException;
import dev.holdfast.server.deploy.DeploymentException;
import dev.holdfast.settings.ConfigurationException;
import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The root command: it does nothing but hold the sub-commands, and turns what goes wrong in them into one line and an exit code. */
@Command(
        name = "holdfast",
        description = "Holds connections, knows why it holds each of them, and can say so.",
        versionProvider = Cli.Version.class,
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:it could not be done",
            "2:wrong usage or configuration",
            "130, 143:stopped by Ctrl-C, by SIGTERM"
        })
final class Cli implements Runnable {
    /** The sub-commands by name, in the order of the usage. */
    static final Map<String, Class<?>> COMMANDS = commands();

    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Co}\\p{Cn}]");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which command?");
    }

    /** Runs the command line {@code args}, and returns the exit code. Output is stdout's, everything wrong is one line on stderr. */
    static int run(String... args) {
        return run(commandLine(args), args);
    }

    /** Runs a command line whose output may go elsewhere. What could not be written was not done. */
    static int run(CommandLine command, String... args) {
        int code = command.execute(args);
        // The writer does not see what the stream below it has lost.
        boolean lost = command.getOut().checkError() || System.out.checkError();
        CommandLine ran = innermost(command);
        // What failed has said so already.
        boolean failed = code != CommandLine.ExitCode.OK && ran.getExecutionResult() == null;
        if (failed || !lost) {
            return code;
        }
        command.getErr().println("holdfast: the output could not be written");
        return failure(ran);
    }

    private static CommandLine innermost(CommandLine command) {
        ParseResult parsed = command.getParseResult();
        while (parsed != null && parsed.hasSubcommand()) {
            parsed = parsed.subcommand();
        }
        return parsed == null ? command : parsed.commandSpec().commandLine();
    }

    /** Returns the exit code of {@code command} for what could not be done: another than that of an answer. */
    private static int failure(CommandLine command) {
        return command.getCommand() instanceof Verdict ? CommandLine.ExitCode.USAGE : CommandLine.ExitCode.SOFTWARE;
    }

    /** Returns a command line for {@code args}: of what it names first, where that is all it takes, because a model of every command takes long to make. */
    static CommandLine commandLine(String... args) {
        CommandLine root = new CommandLine(new Cli());
        Class<?> named = args.length == 0 ? null : COMMANDS.get(args[0]);
        if (named == null || named == GenerateCompletion.class) {
            COMMANDS.values().forEach(root::addSubcommand);
        } else {
            root.addSubcommand(named);
        }
        return root.registerConverter(Path.class, Cli::path)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(Cli::wrongUsage)
                .setExecutionExceptionHandler(Cli::failed);
    }

    /** Nobody who writes {@code ""}, or has a variable of a script that is empty, means the directory that it would be. */
    private static Path path(String text) {
        if (text.isEmpty()) {
            throw new TypeConversionException("it is empty, but must be a path");
        }
        return Path.of(text);
    }

    private static Map<String, Class<?>> commands() {
        Map<String, Class<?>> commands = new LinkedHashMap<>();
        commands.put("run", RunCommand.class);
        commands.put("bridge", BridgeCommand.class);
        commands.put("demo", DemoCommand.class);
        commands.put("lint", LintCommand.class);
        commands.put("advise", AdviseCommand.class);
        commands.put("sweep", SweepCommand.class);
        commands.put("simulate", SimulateCommand.class);
        commands.put("hash-password", HashPasswordCommand.class);
        commands.put("generate-completion", GenerateCompletion.class);
        commands.put("rehearse", RehearseCommand.class);
        return Collections.unmodifiableMap(commands);
    }

    private static int wrongUsage(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        String message = e instanceof UnmatchedArgumentException unmatched ? unmatched(unmatched) : oneLine(e);
        command.getErr().println(name + ": " + message + " (see " + name + " --help)");
        return CommandLine.ExitCode.USAGE;
    }

    private static String unmatched(UnmatchedArgumentException e) {
        String first = e.getUnmatched().get(0);
        List<String> commands = e.getCommandLine().getSubcommands().values().stream()
                .filter(command -> !command.getCommandSpec().usageMessage().hidden())
                .map(CommandLine::getCommandName)
                .toList();
        if (!first.startsWith("-") && !commands.isEmpty()) {
            return "no command '" + first + "'; there are " + String.join(", ", commands);
        }
        List<String> suggestions = e.getSuggestions();
        return oneLine(e) + (suggestions.isEmpty() ? "" : "; did you mean " + String.join(" or ", suggestions) + "?");
    }

    private static int failed(Exception e, CommandLine command, ParseResult parsed) {
        if (ShutdownHook.isRunning()) {
            return CommandLine.ExitCode.SOFTWARE;
        }
        String name = command.getCommandSpec().qualifiedName();
        if (e instanceof ConfigurationException) {
            command.getErr().println(name + ": " + oneLine(e) + " (see " + name + " --help)");
            return CommandLine.ExitCode.USAGE;
        }
        if (e instanceof ListenException listen
                && command.getCommandSpec().findOption("--" + listen.listener()) != null
                && !(e.getCause() instanceof UnknownHostException)) {
            String listener = listen.listener();
            command.getErr()
                    .println(name + ": " + oneLine(e) + "; --" + listener
                            + " PORT chooses another port, 0 any free one");
            return failure(command);
        }
        boolean foreseen = e instanceof IOException || e instanceof DeploymentException || e instanceof FailedException;
        String where = foreseen || e.getStackTrace().length == 0 ? "" : " at " + e.getStackTrace()[0];
        command.getErr()
                .println(name + ": " + (foreseen ? oneLine(e) : "internal error, please report it: " + e + where));
        return failure(command);
    }

    /** Returns the message with what would end its line as a blank, and what would command a terminal as its code point. */
    static String oneLine(Exception e) {
        String line = String.valueOf(e.getMessage()).replaceAll("\\s*\\R\\s*", " ");
        return UNPRINTABLE
                .matcher(line)
                .replaceAll(found -> String.format("\\\\u%04x", found.group().codePointAt(0)));
    }

    /** The version in the distribution's manifest. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"holdfast " + number() + " on Java " + Runtime.version()};
        }

        static String number() {
            String version = Cli.class.getPackage().getImplementationVersion();
            return version == null ? "(not packaged)" : version;
        }
    }
}
