package dev.holdfast.server.cli;

import dev.holdfast.config.ConfigurationException;
import dev.holdfast.config.disk.NamedFiles;
import dev.holdfast.lint.FileType;
import dev.holdfast.lint.LintFile;
import dev.holdfast.lint.LintReport;
import dev.holdfast.lint.Linter;
import dev.holdfast.lint.Reports;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code holdfast lint}: what is wrong with the configuration of a site. */
@Command(
        name = "lint",
        description = {
            "Reads configuration files of httpd, mod_jk, Tomcat, WildFly, HAProxy and nginx together, and says what does not fit.",
            "Name all files of a site: most rules compare two of them. What an httpd.conf includes, and its JkWorkersFile, are read with it."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Cli.Version.class,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:nothing, or notes",
            "1:warnings or errors",
            "2:wrong usage, or a file that cannot be read, understood or written"
        })
final class LintCommand implements Callable<Integer>, Verdict {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "FILE",
            arity = "0..*",
            description =
                    "httpd.conf or apache2.conf, workers.properties, server.xml, standalone.xml, haproxy.cfg, nginx.conf, sysctl.conf or"
                            + " what sysctl -a prints, what httpd -v and Tomcat's version.sh print. Content and name say which it is."
                            + " A pipe can be one, such as /dev/stdin.")
    private List<Path> files = List.of();

    @Option(
            names = "--as",
            paramLabel = "TYPE=FILE",
            description =
                    "A FILE of which neither says what it is; TYPE is one of httpd, workers, server.xml, standalone.xml, haproxy, nginx,"
                            + " sysctl, versions.")
    private List<String> typed = List.of();

    @Option(
            names = "--sarif",
            paramLabel = "FILE",
            description =
                    "Write the findings into FILE, too, as SARIF 2.1.0. What is there already is replaced if it is JSON.")
    private @Nullable Path sarif;

    @Option(names = "--json", description = "Print JSON in place of text.")
    private boolean json;

    @Option(
            names = {"-v", "--verbose"},
            description =
                    "List what comments ignore, too, and the rules that could not be evaluated, with what they need.")
    private boolean verbose;

    @Override
    public Integer call() {
        List<LintFile> given = new ArrayList<>();
        files.forEach(file -> given.add(new LintFile(absolute(file), Optional.empty())));
        typed.forEach(argument -> given.add(typed(argument)));
        if (given.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "name at least one FILE");
        }
        LintReport report;
        @Nullable SarifFile toSarif;
        try {
            toSarif = sarif == null ? null : new SarifFile(sarif);
            report = Linter.lint(
                    new NamedFiles(given.stream().map(LintFile::path).toList()), given, System.getenv());
            if (toSarif != null) {
                toSarif.requireNoneOf(report.files());
            }
        } catch (ConfigurationException | FailedException e) {
            throw wrong(e);
        }
        Reports reports = new Reports(report, absolute(Path.of("")));
        if (toSarif != null) {
            write(toSarif, reports.sarif(Cli.Version.number()));
        }
        spec.commandLine().getOut().print(json ? reports.json() : reports.text(verbose));
        spec.commandLine().getOut().flush();
        return report.hasWarnings() ? 1 : 0;
    }

    private static String absolute(Path file) {
        return file.toAbsolutePath().normalize().toString();
    }

    private LintFile typed(String argument) {
        int equals = argument.indexOf('=');
        String name = equals < 0 ? argument : argument.substring(0, equals);
        FileType type = Arrays.stream(FileType.values())
                .filter(one -> one.toString().equals(name))
                .findFirst()
                .filter(found -> equals > 0 && equals + 1 < argument.length())
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(),
                        "--as must be TYPE=FILE with one of "
                                + Arrays.stream(FileType.values())
                                        .map(FileType::toString)
                                        .collect(Collectors.joining(", "))
                                + ": \"" + argument + "\""));
        return new LintFile(absolute(Path.of(argument.substring(equals + 1))), Optional.of(type));
    }

    private void write(SarifFile file, String text) {
        try {
            file.write(text);
        } catch (FailedException e) {
            throw wrong(e);
        }
    }

    /** It is no finding that a report cannot be written, so the exit code is not theirs. */
    private ParameterException wrong(Exception e) {
        return new ParameterException(spec.commandLine(), Cli.oneLine(e), e);
    }
}
