package dev.holdfast.server.cli;

import dev.holdfast.plan.Advice;
import dev.holdfast.plan.AdviceText;
import dev.holdfast.plan.Advisor;
import dev.holdfast.plan.AnswerJson;
import dev.holdfast.plan.KeepAliveAnswer;
import dev.holdfast.plan.ScenarioSource;
import dev.holdfast.plan.SimulatorTrial;
import dev.holdfast.plan.Site;
import dev.holdfast.plan.SiteText;
import dev.holdfast.plan.Target;
import dev.holdfast.plan.log.LogDialect;
import dev.holdfast.scenario.Population;
import dev.holdfast.settings.ConfigurationException;
import dev.holdfast.sim.report.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code holdfast advise}: what to change, of a scenario or of a site as its own files and log describe it. */
@Command(
        name = "advise",
        description = {
            "Finds the smallest change of a scenario that meets a target; or reads a site's configuration and access log, and says how many"
                    + " keep-alive connections it should have, for how long, and with how many workers."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Cli.Version.class,
        sortOptions = false,
        footer = {
            "",
            "docs/advisor.md says how it decides. Where no change was found that meets the target, the exit code is 1; 2 is for what cannot be done.",
            "  holdfast advise scenario.yaml --target p99=300ms",
            "  holdfast advise --httpd httpd.conf --server server.xml --access-log access.log"
        })
final class AdviseCommand implements Callable<Integer>, Verdict {
    private static final double TRIAL_SECONDS = 0.25;

    /** When a search ends; what was found until then is told. */
    private long deadline;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(arity = "0..1", paramLabel = "SCENARIO", description = "The scenario, a YAML file.")
    private @Nullable Path scenario;

    @Option(
            names = "--target",
            paramLabel = "TARGET",
            description = "p99=300ms, or mean=, p50=, p95= with a duration; or throughput=20/s.")
    private @Nullable String target;

    @Option(names = "--httpd", paramLabel = "FILE", description = "httpd.conf, which is read with all it includes.")
    private @Nullable Path httpd;

    @Option(
            names = "--workers",
            paramLabel = "FILE",
            description = "workers.properties, if it is not the one that httpd.conf names.")
    private @Nullable Path workers;

    @Option(names = "--server", paramLabel = "FILE", description = "The back end's server.xml or standalone.xml.")
    private @Nullable Path server;

    @Option(
            names = "--access-log",
            paramLabel = "FILE",
            description = "The access log; compressed if it ends with .gz.")
    private @Nullable Path accessLog;

    @Option(
            names = "--log-format",
            paramLabel = "FORMAT",
            description =
                    "Its format. Default: what httpd.conf or the server's file says of a log of that name, else combined or common.")
    private @Nullable String logFormat;

    @Option(
            names = "--log-of",
            paramLabel = "SERVER",
            description =
                    "Whose log it is: httpd, tomcat (10.1 and later), tomcat9, undertow. Default: who writes a log of that name, else httpd.")
    private @Nullable String logOf;

    @Option(names = "--users", paramLabel = "N", description = "How many users there are, where the log cannot tell.")
    private @Nullable Integer users;

    @Option(
            names = "--save",
            paramLabel = "FILE",
            description = "Write the scenario that was made of the files, as YAML.")
    private @Nullable Path save;

    @Option(names = "--json", description = "Write a JSON object.")
    private boolean json;

    @Override
    public Integer call() throws ConfigurationException, FailedException, IOException {
        Target wanted = target == null ? null : target(target);
        if ((scenario == null) == (httpd == null)) {
            throw wrong("either SCENARIO or --httpd must be given");
        }
        if (httpd != null) {
            return site(httpd, wanted);
        } else if (scenario != null) {
            if (wanted == null) {
                throw wrong("--target must be given: it is " + Target.LEGAL);
            }
            deadline = SearchTime.end(Main.BEGAN, System.nanoTime());
            Advice advice = advice(Site.source(scenario), wanted);
            print(AnswerJson.of(advice), AdviceText.of(advice));
            return code(advice);
        }
        return 0;
    }

    private Target target(String text) {
        return Target.parse(text).orElseThrow(() -> wrong("--target is \"" + text + "\", but must be " + Target.LEGAL));
    }

    private int site(Path configuration, @Nullable Target wanted)
            throws ConfigurationException, FailedException, IOException {
        if (accessLog == null) {
            throw wrong("--access-log must be given with --httpd");
        }
        if (users != null && (users < 1 || users > Population.Closed.MAX_USERS)) {
            throw wrong("--users is " + users + ", but must be a number from 1 to " + Population.Closed.MAX_USERS);
        }
        @Nullable LogDialect dialect;
        try {
            dialect = logOf == null ? null : LogDialect.of(logOf);
        } catch (IllegalArgumentException e) {
            throw wrong("--log-of " + e.getMessage());
        }
        // Found out before the log is read.
        OutputFile toSave = save == null ? null : new OutputFile("--save", save);
        SiteReader reader = new SiteReader(configuration, workers, server, dialect, logFormat);
        Site site = reader.read(accessLog, users == null ? OptionalInt.empty() : OptionalInt.of(users));
        deadline = System.nanoTime() + SearchTime.AFTER_LOG.toNanos();
        Path folder = Files.createTempDirectory("holdfast-advise");
        try {
            Path file = folder.resolve("site.yaml");
            site.refineUsers(file);
            if (toSave != null) {
                toSave.write(site::write);
                return answer(site, reader, toSave.path(), wanted);
            }
            site.write(file);
            return answer(site, reader, file, wanted);
        } finally {
            delete(folder);
        }
    }

    /** @param file where the site's scenario is */
    private int answer(Site site, SiteReader reader, Path file, @Nullable Target wanted) throws ConfigurationException {
        ScenarioSource source = Site.source(file);
        KeepAliveAnswer answer = KeepAliveAnswer.of(source, site.facts());
        Map<String, @Nullable Object> object = new LinkedHashMap<>(AnswerJson.of(site, answer));
        object.put("damagedLines", reader.damagedLines());
        List<String> lines = new ArrayList<>(reader.remarks());
        lines.addAll(SiteText.of(reader.files(), site, answer));
        int code = 0;
        if (wanted != null) {
            Advice advice = advice(source, wanted);
            code = code(advice);
            object.put("advice", AnswerJson.of(advice));
            lines.add("");
            lines.addAll(AdviceText.of(advice));
        }
        print(object, lines);
        return code;
    }

    private static int code(Advice advice) {
        return advice.isReached() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    private Advice advice(ScenarioSource source, Target wanted) throws ConfigurationException {
        int threads = Math.min(2, Runtime.getRuntime().availableProcessors());
        return Advisor.advise(source, wanted, new SimulatorTrial(TRIAL_SECONDS, threads), this::isTimeLeft);
    }

    private boolean isTimeLeft() {
        return System.nanoTime() - deadline < 0;
    }

    private void print(Map<String, @Nullable Object> object, List<String> lines) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.print(Json.write(object));
        } else {
            lines.forEach(out::println);
        }
        out.flush();
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
