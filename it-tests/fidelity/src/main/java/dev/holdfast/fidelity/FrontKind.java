package dev.holdfast.fidelity;

import dev.holdfast.scenario.Scenario;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Whose front a scenario is run with. */
enum FrontKind {
    /** Apache httpd with mod_jk or mod_proxy_ajp. */
    HTTPD(1),
    /** The gateway's own, which takes connections as httpd does, with its own pools. */
    HOLDFAST(0.5);

    private static final Path APACHE2 = Path.of("/usr/sbin/apache2");

    private final double bar;

    FrontKind(double bar) {
        this.bar = bar;
    }

    /** Returns what the bars are multiplied with. */
    double bar() {
        return bar;
    }

    /** Returns whether it can do what the scenario asks of it: the gateway's does not restart by itself. */
    boolean runs(Scenario scenario) {
        return this == HTTPD || scenario.run().restartAt().isEmpty();
    }

    /** Returns the scenario as this front has it: only httpd asks the kernel for connections with bytes. */
    Scenario of(Scenario scenario) {
        return scenario.withKernel(scenario.kernel().withDeferAccept(this == HTTPD));
    }

    /**
     * Starts it; when this returns it listens.
     *
     * @param directory for its configuration and logs, of its own
     * @param backs the back ends' ports
     */
    LiveFront start(Scenario scenario, Path directory, List<Integer> backs) throws IOException, InterruptedException {
        return this == HTTPD ? Httpd.start(APACHE2, scenario, directory, backs) : HoldfastFront.start(scenario, backs);
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
