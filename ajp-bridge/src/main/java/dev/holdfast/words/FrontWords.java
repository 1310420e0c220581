package dev.holdfast.words;

import dev.holdfast.mpm.ConnectionSettings;
import dev.holdfast.mpm.EventSettings;
import dev.holdfast.mpm.MpmSettings;
import dev.holdfast.mpm.PreforkSettings;
import dev.holdfast.mpm.WorkerSettings;
import dev.holdfast.settings.ConfigurationException;
import dev.holdfast.settings.GivenSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The client side of a gateway, as {@code front.*} says; what is not given is httpd's own default. */
public final class FrontWords {
    private final GivenSettings given;
    private final FrontModel model;

    /** @throws ConfigurationException if {@code front.model} is none, or there are words of another model */
    public FrontWords(GivenSettings given) throws ConfigurationException {
        this.given = given;
        this.model = given.value(FrontKey.MODEL.toString(), FrontModel.NATIVE, FrontModel.LEGAL, FrontModel::of);
        for (FrontKey key : FrontKey.values()) {
            if (!key.isWordOf(model) && given.isGiven(key.toString())) {
                throw new ConfigurationException(given.place(key.toString()) + ": " + key + " is a word of "
                        + key.owners() + ", but " + FrontKey.MODEL + " is " + model);
            }
        }
    }

    /** Returns whose rules the front follows. */
    public FrontModel model() {
        return model;
    }

    /**
     * Returns the processes and threads of httpd's that are modelled, or nothing for {@link FrontModel#NATIVE}.
     *
     * @throws ConfigurationException naming place and key, if a value is none or out of range
     */
    public Optional<MpmSettings> mpm() throws ConfigurationException {
        return switch (model) {
            case NATIVE -> Optional.empty();
            case PREFORK -> Optional.of(prefork());
            case WORKER -> Optional.of(worker());
            case EVENT -> Optional.of(event());
        };
    }

    /**
     * Returns what of {@code used}, which {@link #mpm} made, is not as it is given, as httpd does it too: a line with place, key, both values and why
     * for each.
     */
    public List<String> adjustments(MpmSettings used) throws ConfigurationException {
        List<String> lines = new ArrayList<>();
        if (used instanceof PreforkSettings prefork) {
            adjusted(lines, FrontKey.MAX_REQUEST_WORKERS, prefork.maxRequestWorkers(), "at most front.serverLimit");
            adjusted(lines, FrontKey.START_SERVERS, prefork.startServers(), "at most front.maxRequestWorkers");
            adjusted(lines, FrontKey.MAX_SPARE_SERVERS, prefork.maxSpareServers(), "above front.minSpareServers");
            return lines;
        }
        adjusted(
                lines,
                FrontKey.MAX_REQUEST_WORKERS,
                used.maxRequests(),
                "a multiple of front.threadsPerChild, and at most front.serverLimit times that");
        String spare = "above front.minSpareThreads and front.threadsPerChild together";
        if (used instanceof WorkerSettings worker) {
            adjusted(lines, FrontKey.MAX_SPARE_THREADS, worker.maxSpareThreads(), spare);
        } else if (used instanceof EventSettings event) {
            adjusted(lines, FrontKey.MAX_SPARE_THREADS, event.maxSpareThreads(), spare);
            double factor = asyncRequestWorkerFactor();
            if (factor != event.effectiveFactor()) {
                lines.add(adjustment(
                        FrontKey.ASYNC_REQUEST_WORKER_FACTOR,
                        String.valueOf(factor),
                        event.effectiveFactor(),
                        "whole, and at least 1"));
            }
        }
        return lines;
    }

    private void adjusted(List<String> lines, FrontKey key, int used, String rule) throws ConfigurationException {
        int asked = integer(key, used);
        if (asked != used) {
            lines.add(adjustment(key, String.valueOf(asked), used, rule));
        }
    }

    private String adjustment(FrontKey key, String asked, int used, String rule) {
        return given.place(key.toString()) + ": " + key + ": " + asked + " becomes " + used + ", since it is " + rule;
    }

    private MpmSettings prefork() throws ConfigurationException {
        PreforkSettings d = PreforkSettings.DEFAULT;
        ConnectionSettings connections = connections();
        int limit = integer(FrontKey.SERVER_LIMIT, d.serverLimit());
        int workers = integer(FrontKey.MAX_REQUEST_WORKERS, d.maxRequestWorkers());
        int start = integer(FrontKey.START_SERVERS, d.startServers());
        int least = integer(FrontKey.MIN_SPARE_SERVERS, d.minSpareServers());
        int most = integer(FrontKey.MAX_SPARE_SERVERS, d.maxSpareServers());
        return located(() -> new PreforkSettings(connections, limit, workers, start, least, most, d.childPick()));
    }

    private MpmSettings worker() throws ConfigurationException {
        WorkerSettings d = WorkerSettings.DEFAULT;
        ConnectionSettings connections = connections();
        int limit = integer(FrontKey.SERVER_LIMIT, d.serverLimit());
        int threads = integer(FrontKey.THREADS_PER_CHILD, d.threadsPerChild());
        int workers = integer(FrontKey.MAX_REQUEST_WORKERS, d.maxRequestWorkers());
        int start = integer(FrontKey.START_SERVERS, d.startServers());
        int least = integer(FrontKey.MIN_SPARE_THREADS, d.minSpareThreads());
        int most = integer(FrontKey.MAX_SPARE_THREADS, d.maxSpareThreads());
        return located(
                () -> new WorkerSettings(connections, limit, threads, workers, start, least, most, d.childPick()));
    }

    private MpmSettings event() throws ConfigurationException {
        EventSettings d = EventSettings.DEFAULT;
        ConnectionSettings connections = connections();
        int limit = integer(FrontKey.SERVER_LIMIT, d.serverLimit());
        int threads = integer(FrontKey.THREADS_PER_CHILD, d.threadsPerChild());
        int workers = integer(FrontKey.MAX_REQUEST_WORKERS, d.maxRequestWorkers());
        double factor = asyncRequestWorkerFactor();
        int start = integer(FrontKey.START_SERVERS, d.startServers());
        int least = integer(FrontKey.MIN_SPARE_THREADS, d.minSpareThreads());
        int most = integer(FrontKey.MAX_SPARE_THREADS, d.maxSpareThreads());
        return located(() -> new EventSettings(
                connections,
                limit,
                threads,
                workers,
                factor,
                start,
                least,
                most,
                d.childPick(),
                d.timeoutFudge(),
                d.scheduling()));
    }

    private double asyncRequestWorkerFactor() throws ConfigurationException {
        return given.value(
                FrontKey.ASYNC_REQUEST_WORKER_FACTOR.toString(),
                EventSettings.DEFAULT.asyncRequestWorkerFactor(),
                "a number such as 2 or 1.5",
                FrontWords::number);
    }

    private ConnectionSettings connections() throws ConfigurationException {
        ConnectionSettings d = ConnectionSettings.DEFAULT;
        boolean keepAlive = given.trueOrFalse(FrontKey.KEEP_ALIVE.toString(), d.keepAlive());
        Duration keepAliveTimeout = duration(FrontKey.KEEP_ALIVE_TIMEOUT, d.keepAliveTimeout());
        int requests = integer(FrontKey.MAX_KEEP_ALIVE_REQUESTS, d.maxKeepAliveRequests());
        Duration timeout = duration(FrontKey.TIMEOUT, d.timeout());
        Duration head = duration(FrontKey.REQUEST_READ_TIMEOUT, d.requestReadTimeout());
        int backlog = integer(FrontKey.LISTEN_BACKLOG, d.listenBackLog());
        Duration graceful = duration(FrontKey.GRACEFUL_SHUTDOWN_TIMEOUT, d.gracefulShutdownTimeout());
        int connections = integer(FrontKey.MAX_CONNECTIONS_PER_CHILD, d.maxConnectionsPerChild());
        return located(() -> new ConnectionSettings(
                keepAlive, keepAliveTimeout, requests, timeout, head, backlog, graceful, connections));
    }

    private int integer(FrontKey key, int whenAbsent) throws ConfigurationException {
        return given.integer(key.toString(), whenAbsent);
    }

    private Duration duration(FrontKey key, Duration whenAbsent) throws ConfigurationException {
        return given.duration(key.toString(), whenAbsent);
    }

    private static Optional<Double> number(String text) {
        try {
            return Optional.of(Double.valueOf(text)).filter(Double::isFinite);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private <T> T located(Supplier<T> settings) throws ConfigurationException {
        return Located.make(given, settings, component -> {
            for (FrontKey key : FrontKey.values()) {
                if (key.component().equals(component) && key.isWordOf(model)) {
                    return Optional.of(key.toString());
                }
            }
            return Optional.empty();
        });
    }
}
