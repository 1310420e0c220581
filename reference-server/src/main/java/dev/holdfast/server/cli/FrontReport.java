package dev.holdfast.server.cli;

import dev.holdfast.front.FrontStatistics;
import dev.holdfast.mpm.WorkerUse;
import dev.holdfast.server.BridgeServer;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a front did, in one line of JSON. */
final class FrontReport {
    private static final double NANOS_PER_SECOND = Duration.ofSeconds(1).toNanos();

    private FrontReport() {}

    /** Prints the line, if {@code server} has a front that is measured against httpd. */
    static void print(BridgeServer server, PrintWriter out) {
        server.frontStatistics().ifPresent(did -> {
            out.println(json(did));
            out.flush();
        });
    }

    /** Returns the line: worker seconds by use, connections, requests, and why connections ended. */
    static String json(FrontStatistics did) {
        return String.format(
                Locale.ROOT,
                "{\"front\":{\"workerSeconds\":{%s,%s,%s,%s},\"connections\":%d,\"requests\":%d,\"closed\":{%s}}}",
                seconds(did, "busy", WorkerUse.BUSY),
                seconds(did, "idleHeld", WorkerUse.IDLE_HELD),
                seconds(did, "lingering", WorkerUse.LINGERING),
                seconds(did, "idle", WorkerUse.IDLE),
                did.connections().accepted(),
                did.connections().requests(),
                did.connections().closed().entrySet().stream()
                        .map(ended -> "\"" + ended.getKey() + "\":" + ended.getValue())
                        .collect(Collectors.joining(",")));
    }

    private static String seconds(FrontStatistics did, String name, WorkerUse use) {
        Duration time = did.workerTime().getOrDefault(use, Duration.ZERO);
        return String.format(Locale.ROOT, "\"%s\":%.3f", name, time.toNanos() / NANOS_PER_SECOND);
    }
}
