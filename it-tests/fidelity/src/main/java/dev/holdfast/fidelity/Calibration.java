package dev.holdfast.fidelity;

import dev.holdfast.scenario.Distribution;
import dev.holdfast.scenario.Network;
import dev.holdfast.scenario.Scenario;
import dev.holdfast.scenario.ScenarioReader;
import dev.holdfast.settings.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.catalina.LifecycleException;

/**
 * What a request takes beside the sleep that its user asks for, measured once, with a few users who wait for nobody: by the same programs, before
 * anything is predicted. The same for all scenarios. With one user alone, for whom processors have to wake up each time, it would be more. What is
 * before the front differs from request to request, by as much as it is: it stands for all that is never twice the same in a real run.
 *
 * @param front before and after httpd's clock runs
 * @param exchange in httpd's clock and not in Tomcat's
 * @param back in Tomcat's
 */
record Calibration(Duration front, Duration exchange, Duration back) {
    private static final Path SCENARIO = Path.of("calibration.yaml");
    private static final double NANOS_PER_MILLI = 1e6;

    /** Measures, and writes what it is to {@code directory}. */
    static Calibration measure(FrontKind kind, Path directory)
            throws IOException, ConfigurationException, InterruptedException, LifecycleException {
        Scenario scenario = ScenarioReader.read(SCENARIO);
        Reality reality = Reality.run(scenario, kind, directory);
        double asked = scenario.service().meanNanos() / NANOS_PER_MILLI;
        double tester = reality.tester().mean();
        // Of what is not Tomcat's, a front without a clock has half before itself and half behind.
        double front = Double.isNaN(reality.frontMean()) ? (tester + reality.backMean()) / 2 : reality.frontMean();
        Calibration calibration = new Calibration(
                millis(tester - front), millis(front - reality.backMean()), millis(reality.backMean() - asked));
        Files.writeString(directory.resolve("calibration.txt"), calibration + "\n" + reality + "\n");
        return calibration;
    }

    private static Duration millis(double millis) {
        return Duration.ofNanos(Math.max(1, Math.round(millis * NANOS_PER_MILLI)));
    }

    /** Returns the scenario with this. */
    Scenario of(Scenario scenario) {
        Network given = scenario.network();
        return scenario.withNetwork(new Network(
                given.connect(),
                new Distribution.Exp(front),
                given.ajpConnect(),
                exchange,
                back,
                given.fin(),
                given.writeBack()));
    }
}
