package dev.holdfast.server.cli;

import dev.holdfast.plan.AnswerJson;
import dev.holdfast.plan.Axis;
import dev.holdfast.plan.SimulatorTrial;
import dev.holdfast.plan.Site;
import dev.holdfast.plan.Sweep;
import dev.holdfast.plan.SweepText;
import dev.holdfast.plan.Target;
import dev.holdfast.settings.ConfigurationException;
import dev.holdfast.sim.report.Json;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code holdfast sweep}: a scenario with each of a range of values, or with each of two ranges. */
@Command(
        name = "sweep",
        description = "Simulates a scenario with each of a range of values, or each combination of two ranges.",
        mixinStandardHelpOptions = true,
        versionProvider = Cli.Version.class,
        sortOptions = false,
        footer = {
            "",
            "  holdfast sweep scenario.yaml front.keepAliveTimeout=0s..15s front.maxRequestWorkers=5..50 --svg sweep.svg"
        })
final class SweepCommand implements Callable<Integer> {
    private static final int POINTS_OF_ONE = 11;
    private static final int POINTS_OF_TWO = 6;
    private static final double TRIAL_SECONDS = 15;
    /** Of a range that is not one. */
    private static final int MOST_SHOWN = 100;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(index = "0", paramLabel = "SCENARIO", description = "The scenario, a YAML file.")
    private Path scenario = Path.of("");

    @Parameters(
            index = "1..*",
            arity = "1..2",
            paramLabel = "KEY=FROM..TO",
            description =
                    "A key of the scenario with two numbers, durations or rates, or with values and commas between them.")
    private List<String> ranges = new ArrayList<>();

    @Option(
            names = "--points",
            paramLabel = "N",
            description = "How many values of each range. Default 11 of one, 6 of each of two.")
    private @Nullable Integer points;

    @Option(
            names = "--measure",
            paramLabel = "MEASURE",
            description = "What is plotted: ${COMPLETION-CANDIDATES}. Default MEAN.")
    private Target.Measure measure = Target.Measure.MEAN;

    @Option(names = "--csv", paramLabel = "FILE", description = "Write comma-separated values.")
    private @Nullable Path csv;

    @Option(names = "--svg", paramLabel = "FILE", description = "Write a plot as SVG.")
    private @Nullable Path svg;

    @Option(names = "--png", paramLabel = "FILE", description = "Write a plot as PNG.")
    private @Nullable Path png;

    @Option(names = "--json", description = "Write a JSON object in place of the table.")
    private boolean json;

    @Override
    public Integer call() throws ConfigurationException, FailedException {
        OutputFile toCsv = csv == null ? null : new OutputFile("--csv", csv);
        OutputFile toSvg = svg == null ? null : new OutputFile("--svg", svg);
        OutputFile toPng = png == null ? null : new OutputFile("--png", png);
        int each = points == null ? ranges.size() == 1 ? POINTS_OF_ONE : POINTS_OF_TWO : points;
        if (each < 2 || each > Axis.MOST_POINTS) {
            throw wrong("--points is " + each + ", but must be a number from 2 to " + Axis.MOST_POINTS);
        }
        List<Axis> axes = new ArrayList<>();
        for (String range : ranges) {
            axes.add(Axis.parse(range, each)
                    .orElseThrow(() -> wrong("\"" + shortened(range) + "\" must be " + Axis.LEGAL)));
        }
        Sweep sweep;
        try {
            sweep = Sweep.run(Site.source(scenario), axes, new SimulatorTrial(TRIAL_SECONDS, 1));
        } catch (IllegalArgumentException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
        if (toCsv != null) {
            toCsv.write((String.join("\n", sweep.csv()) + "\n").getBytes(StandardCharsets.UTF_8));
        }
        // Java's drawing asks for a screen unless it is told that there is none.
        System.setProperty("java.awt.headless", "true");
        if (toSvg != null) {
            toSvg.write(sweep.plot(measure).svg());
        }
        if (toPng != null) {
            toPng.write(sweep.plot(measure).png());
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.print(Json.write(AnswerJson.of(sweep)));
        } else {
            SweepText.of(sweep).forEach(out::println);
        }
        out.flush();
        return 0;
    }

    private static String shortened(String range) {
        return range.length() <= MOST_SHOWN ? range : range.substring(0, MOST_SHOWN) + "...";
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
