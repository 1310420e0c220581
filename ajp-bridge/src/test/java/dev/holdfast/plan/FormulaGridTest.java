package dev.holdfast.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.plan.solve.Solution;
import dev.holdfast.scenario.Scenario;
import dev.holdfast.scenario.ScenarioReader;
import dev.holdfast.sim.report.Report;
import dev.holdfast.sim.report.Simulator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Scenarios at random, the same each time: of those for which formulas claim to hold, all must be within 5 % of the simulator, plus what the
 * simulator itself is uncertain of. {@code -Dscenarios=1000} tries more.
 */
final class FormulaGridTest {
    private static final int SCENARIOS = Integer.getInteger("scenarios", 100);
    private static final double WARMUP_SECONDS = 600;
    private static final double REQUESTS = 100_000;

    @TempDir
    private Path folder;

    private SplittableRandom random = new SplittableRandom(1);

    private String one(String... of) {
        return of[random.nextInt(of.length)];
    }

    private boolean oneIn(int count) {
        return random.nextInt(count) == 0;
    }

    /** Of all orders of magnitude in between as often. */
    private long number(double least, double most) {
        return Math.round(least * Math.pow(most / least, random.nextDouble()));
    }

    private String times(double least, double most) {
        long millis = number(least, most);
        return switch (random.nextInt(6)) {
            case 0 -> "{const: " + millis + "ms}";
            case 1 -> "{lognormal: {mean: " + millis + "ms, cv: " + one("0.5", "1.5", "3") + "}}";
            case 2 -> "{bimodal: {fast: " + millis + "ms, slow: " + 10 * millis + "ms, slowShare: 0.1}}";
            default -> "{exp: " + millis + "ms}";
        };
    }

    private String front() {
        String model = one("prefork", "prefork", "worker", "event");
        long workers = number(1, 60);
        long perChild = model.equals("prefork") ? 1 : Math.max(1, workers / (1 + random.nextInt(3)));
        long children = Math.max(1, workers / perChild);
        String spare = model.equals("prefork")
                ? "maxSpareServers: 1000"
                : "maxSpareThreads: 10000, threadsPerChild: " + perChild;
        return "{model: " + model + ", maxRequestWorkers: " + children * perChild + ", serverLimit: " + children
                + ", startServers: " + children + ", " + spare + ", keepAlive: " + !oneIn(3) + ", keepAliveTimeout: "
                + number(200, 8000) + "ms, maxKeepAliveRequests: " + one("0", "0", "3", "100") + "}";
    }

    private String users() {
        String lazy = oneIn(4) ? ", finReaction: 3s" : "";
        return oneIn(3)
                ? "{open: {rate: " + number(1, 200) + "/s}, reuse: " + one("closeEach", "leaveOpen", "pooled") + lazy
                        + "}"
                : "{closed: " + number(1, 120) + ", think: " + times(100, 6000) + lazy
                        + (oneIn(5) ? ", requests: " + (1 + random.nextInt(5)) : "")
                        + (oneIn(6) ? ", reuse: closeEach" : "") + "}";
    }

    private Scenario scenario() throws Exception {
        String yaml = "front: " + front() + "\npool: {kind: " + one("mod_jk", "mod_jk", "mod_proxy", "native")
                + "}\nback: {kind: " + one("tomcat-nio", "undertow", "tomcat-bio") + ", maxThreads: " + number(2, 200)
                + "}\nusers: " + users() + "\nservice: " + times(20, 800) + "\nrun: {duration: 2h}\n";
        return ScenarioReader.read(Files.writeString(folder.resolve("s.yaml"), yaml));
    }

    /** What a formula claims it claims of a run of this length. */
    private static Scenario longEnough(Scenario scenario) {
        double throughput = ScenarioFormula.solve(scenario).throughput();
        double seconds = Math.max(1800, Math.min(40_000, REQUESTS / throughput)) + WARMUP_SECONDS;
        return scenario.withRun(scenario.run()
                .withDuration(
                        Duration.ofSeconds(Math.round(seconds)),
                        Optional.of(Duration.ofSeconds(Math.round(WARMUP_SECONDS))))
                .withReplications(2));
    }

    @Test
    void theyAgreeWhereTheyClaimTo() throws Exception {
        int valid = 0;
        for (int i = 0; i < SCENARIOS; i++) {
            random = new SplittableRandom(i);
            Scenario scenario = longEnough(scenario());
            Solution solution = ScenarioFormula.solve(scenario);
            if (!solution.validity().isValid()) {
                continue;
            }
            valid++;
            Report report = new Simulator().simulate(scenario);
            String text = Files.readString(folder.resolve("s.yaml"));
            assertThat(report.regime()).as(text).isEqualTo(Report.Regime.STABLE);
            agree(
                    text,
                    solution.response() * 1000,
                    report.tester().mean().value(),
                    report.tester().mean().half());
            agree(
                    text,
                    solution.throughput(),
                    report.throughput().value(),
                    report.throughput().half());
        }
        assertThat(valid).isGreaterThan(SCENARIOS / 2);
    }

    @Test
    void theyDoNotClaimToWhereChildrenEnd() throws Exception {
        String yaml = """
                front: {model: prefork, maxRequestWorkers: 10, maxConnectionsPerChild: %d}
                users: {closed: 5, think: {exp: 1s}}
                service: {exp: 100ms}
                """;
        Path file = folder.resolve("s.yaml");
        Scenario lasting = ScenarioReader.read(Files.writeString(file, String.format(Locale.ROOT, yaml, 0)));
        assertThat(ScenarioFormula.solve(lasting).validity().isValid()).isTrue();
        Scenario ending = ScenarioReader.read(Files.writeString(file, String.format(Locale.ROOT, yaml, 50)));
        assertThat(ScenarioFormula.solve(ending).validity().outside())
                .containsExactly("children end after 50 connections");
    }

    private static void agree(String text, double formula, double simulated, double half) {
        assertThat(Math.abs(formula / simulated - 1))
                .as("%s by formula, %s +- %s by simulation:%n%s", formula, simulated, half, text)
                .isLessThan(0.05 + half / simulated);
    }
}
