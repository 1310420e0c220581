package dev.holdfast.server.cli;

import dev.holdfast.scenario.Scenario;
import dev.holdfast.scenario.ScenarioReader;
import dev.holdfast.settings.ConfigurationException;
import dev.holdfast.sim.report.Report;
import dev.holdfast.sim.report.ReportJson;
import dev.holdfast.sim.report.ReportTable;
import dev.holdfast.sim.report.Simulator;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.DoubleConsumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code holdfast simulate}: what users of a front, its pools and its back ends would see. */
@Command(
        name = "simulate",
        description =
                "Says what the users of a front, its pools and its back ends would see, and what they would wait for.",
        mixinStandardHelpOptions = true,
        versionProvider = Cli.Version.class,
        footer = {"", "docs/simulator.md describes the scenario and the output."})
final class SimulateCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "SCENARIO", description = "The scenario, a YAML file.")
    private Path scenario = Path.of("");

    @Option(names = "--json", description = "Write a JSON object in place of tables.")
    private boolean json;

    @Option(names = "--seed", paramLabel = "N", description = "Let other things happen by chance: run.seed.")
    private @Nullable Long seed;

    @Option(
            names = "--replications",
            paramLabel = "N",
            description = "Run it so often, on all processors: run.replications.")
    private @Nullable Integer replications;

    @Override
    public Integer call() throws ConfigurationException {
        Map<String, String> changes = new LinkedHashMap<>();
        if (seed != null) {
            changes.put("run.seed", seed.toString());
        }
        if (replications != null) {
            changes.put("run.replications", replications.toString());
        }
        Scenario read = ScenarioReader.read(scenario, changes);
        Report report = new Simulator().simulate(read, progress());
        PrintWriter out = spec.commandLine().getOut();
        out.print(json ? ReportJson.write(report, read.run().seed()) : ReportTable.write(report));
        out.flush();
        return 0;
    }

    /** On a terminal only; in Java 22 to 24 there is a console without one, but there TERM is seldom set. */
    @SuppressWarnings("SystemConsoleNull")
    private DoubleConsumer progress() {
        return System.console() == null || System.getenv("TERM") == null
                ? done -> {}
                : new ProgressBar(spec.commandLine().getErr());
    }
}
