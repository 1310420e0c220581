package dev.holdfast.bridge.httpd;

import dev.holdfast.config.Origin;
import dev.holdfast.httpd.HttpdServer;
import dev.holdfast.httpd.Mpm;
import dev.holdfast.mpm.ConnectionSettings;
import dev.holdfast.mpm.EventSettings;
import dev.holdfast.mpm.MpmSettings;
import dev.holdfast.mpm.PreforkSettings;
import dev.holdfast.mpm.WorkerSettings;
import java.time.Duration;

/** httpd's process model as a front model's settings. */
final class FrontPlan {
    private static final int MAX_BACKLOG = 65_535;

    private FrontPlan() {}

    /** @param server whose words on connections count */
    static MpmSettings of(Mpm mpm, HttpdServer server) {
        Origin origin = mpm.model().origin();
        ConnectionSettings connections = SiteRemarks.within(origin, () -> connections(mpm, server));
        int limit = mpm.value(Mpm.SERVER_LIMIT);
        int workers = mpm.value(Mpm.MAX_REQUEST_WORKERS);
        int start = Math.max(1, mpm.value(Mpm.START_SERVERS));
        int threads = mpm.value(Mpm.THREADS_PER_CHILD);
        return SiteRemarks.within(origin, () -> switch (mpm.model().value()) {
            case PREFORK ->
                new PreforkSettings(
                        connections,
                        limit,
                        workers,
                        start,
                        mpm.value(Mpm.MIN_SPARE_SERVERS),
                        mpm.value(Mpm.MAX_SPARE_SERVERS),
                        PreforkSettings.DEFAULT.childPick());
            case WORKER ->
                new WorkerSettings(
                        connections,
                        limit,
                        threads,
                        workers,
                        start,
                        mpm.value(Mpm.MIN_SPARE_THREADS),
                        mpm.value(Mpm.MAX_SPARE_THREADS),
                        WorkerSettings.DEFAULT.childPick());
            case EVENT ->
                new EventSettings(
                        connections,
                        limit,
                        threads,
                        workers,
                        mpm.value(Mpm.ASYNC_REQUEST_WORKER_FACTOR),
                        start,
                        mpm.value(Mpm.MIN_SPARE_THREADS),
                        mpm.value(Mpm.MAX_SPARE_THREADS),
                        EventSettings.DEFAULT.childPick(),
                        EventSettings.DEFAULT.timeoutFudge(),
                        EventSettings.DEFAULT.scheduling());
        });
    }

    private static ConnectionSettings connections(Mpm mpm, HttpdServer server) {
        Duration timeout = server.value(HttpdServer.TIMEOUT);
        return new ConnectionSettings(
                server.value(HttpdServer.KEEP_ALIVE),
                server.value(HttpdServer.KEEP_ALIVE_TIMEOUT),
                Math.max(0, server.value(HttpdServer.MAX_KEEP_ALIVE_REQUESTS)),
                timeout.isZero() ? HttpdServer.TIMEOUT.defaultValue() : timeout,
                server.value(HttpdServer.HEADER_TIMEOUT).timeout(),
                Math.min(MAX_BACKLOG, mpm.value(Mpm.LISTEN_BACKLOG)),
                Duration.ZERO,
                Math.max(0, mpm.value(Mpm.MAX_CONNECTIONS_PER_CHILD)));
    }
}
