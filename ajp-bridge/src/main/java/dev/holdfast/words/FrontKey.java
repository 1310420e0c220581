package dev.holdfast.words;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A key of the gateway's client side, in httpd's words; which words count depends on {@code front.model}. */
public enum FrontKey {
    MODEL("front.model", "", FrontModel.NATIVE, FrontModel.PREFORK, FrontModel.WORKER, FrontModel.EVENT),
    MAX_REQUEST_WORKERS(
            "front.maxRequestWorkers", "maxRequestWorkers", FrontModel.PREFORK, FrontModel.WORKER, FrontModel.EVENT),
    SERVER_LIMIT("front.serverLimit", "serverLimit", FrontModel.PREFORK, FrontModel.WORKER, FrontModel.EVENT),
    THREADS_PER_CHILD("front.threadsPerChild", "threadsPerChild", FrontModel.WORKER, FrontModel.EVENT),
    ASYNC_REQUEST_WORKER_FACTOR("front.asyncRequestWorkerFactor", "asyncRequestWorkerFactor", FrontModel.EVENT),
    START_SERVERS("front.startServers", "startServers", FrontModel.PREFORK, FrontModel.WORKER, FrontModel.EVENT),
    MIN_SPARE_SERVERS("front.minSpareServers", "minSpareServers", FrontModel.PREFORK),
    MAX_SPARE_SERVERS("front.maxSpareServers", "maxSpareServers", FrontModel.PREFORK),
    MIN_SPARE_THREADS("front.minSpareThreads", "minSpareThreads", FrontModel.WORKER, FrontModel.EVENT),
    MAX_SPARE_THREADS("front.maxSpareThreads", "maxSpareThreads", FrontModel.WORKER, FrontModel.EVENT),
    LISTEN_BACKLOG("front.listenBacklog", "listenBackLog", FrontModel.PREFORK, FrontModel.WORKER, FrontModel.EVENT),
    KEEP_ALIVE("front.keepAlive", "keepAlive", FrontModel.PREFORK, FrontModel.WORKER, FrontModel.EVENT),
    KEEP_ALIVE_TIMEOUT(
            "front.keepAliveTimeout", "keepAliveTimeout", FrontModel.PREFORK, FrontModel.WORKER, FrontModel.EVENT),
    MAX_KEEP_ALIVE_REQUESTS(
            "front.maxKeepAliveRequests",
            "maxKeepAliveRequests",
            FrontModel.PREFORK,
            FrontModel.WORKER,
            FrontModel.EVENT),
    TIMEOUT("front.timeout", "timeout", FrontModel.PREFORK, FrontModel.WORKER, FrontModel.EVENT),
    REQUEST_READ_TIMEOUT(
            "front.requestReadTimeout", "requestReadTimeout", FrontModel.PREFORK, FrontModel.WORKER, FrontModel.EVENT),
    GRACEFUL_SHUTDOWN_TIMEOUT(
            "front.gracefulShutdownTimeout",
            "gracefulShutdownTimeout",
            FrontModel.PREFORK,
            FrontModel.WORKER,
            FrontModel.EVENT),
    MAX_CONNECTIONS_PER_CHILD(
            "front.maxConnectionsPerChild",
            "maxConnectionsPerChild",
            FrontModel.PREFORK,
            FrontModel.WORKER,
            FrontModel.EVENT);

    private final String text;
    private final String component;
    private final boolean ofNative;
    private final boolean ofPrefork;
    private final boolean ofWorker;
    private final boolean ofEvent;

    /**
     * @param component what the settings' records call it
     * @param models whose word it is
     */
    FrontKey(String text, String component, FrontModel... models) {
        List<FrontModel> all = List.of(models);
        this.text = text;
        this.component = component;
        this.ofNative = all.contains(FrontModel.NATIVE);
        this.ofPrefork = all.contains(FrontModel.PREFORK);
        this.ofWorker = all.contains(FrontModel.WORKER);
        this.ofEvent = all.contains(FrontModel.EVENT);
    }

    /** Returns what the settings' records call it, empty for {@link #MODEL}. */
    String component() {
        return component;
    }

    /** Returns whether it means something where {@link #MODEL} is {@code model}. */
    public boolean isWordOf(FrontModel model) {
        return switch (model) {
            case NATIVE -> ofNative;
            case PREFORK -> ofPrefork;
            case WORKER -> ofWorker;
            case EVENT -> ofEvent;
        };
    }

    /** Returns whose word it is, with "or" between them. */
    String owners() {
        return Arrays.stream(FrontModel.values())
                .filter(this::isWordOf)
                .map(FrontModel::toString)
                .collect(Collectors.joining(" or "));
    }

    /** Returns the key with this spelling; case counts. */
    public static Optional<FrontKey> of(String text) {
        return Arrays.stream(values()).filter(key -> key.text.equals(text)).findFirst();
    }

    @Override
    public String toString() {
        return text;
    }
}
