package dev.holdfast.connector;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Collects what can be said about connections, for {@link HttpConnector.Builder} and {@link HttpConnectorSettings.Builder}.
 *
 * @param <B> the builder itself, which every method returns
 */
public abstract sealed class SettingsBuilder<B extends SettingsBuilder<B>>
        permits HttpConnector.Builder, HttpConnectorSettings.Builder {
    private Duration connectionTimeout = Timeouts.DEFAULTS.connectionTimeout();
    private Duration tlsHandshakeTimeout = Timeouts.DEFAULTS.tlsHandshakeTimeout();
    private @Nullable Duration keepAliveTimeout;
    private @Nullable Duration bodyReadTimeout;
    private int minRequestDataRate = Timeouts.DEFAULTS.minRequestDataRate();
    private Duration writeTimeout = Timeouts.DEFAULTS.writeTimeout();
    private int minResponseDataRate = Timeouts.DEFAULTS.minResponseDataRate();
    private Duration lingerTimeout = Timeouts.DEFAULTS.lingerTimeout();
    private Duration maxConnectionAge = Timeouts.DEFAULTS.maxConnectionAge();
    private boolean keepAlive = KeepAlive.DEFAULTS.keepAlive();
    private int maxKeepAliveRequests = KeepAlive.DEFAULTS.maxKeepAliveRequests();
    private boolean apacheCompatible = KeepAlive.DEFAULTS.apacheCompatible();
    private @Nullable String restrictedUserAgents;
    private KeepAlivePolicyKind keepAlivePolicy = KeepAlive.DEFAULTS.keepAlivePolicy();
    private Duration minKeepAliveTimeout = KeepAlive.DEFAULTS.minKeepAliveTimeout();
    private Duration setupCost = KeepAlive.DEFAULTS.setupCost();
    private KeepAliveHeader keepAliveHeader = KeepAlive.DEFAULTS.keepAliveHeader();
    private int maxRequestLineSize = Limits.DEFAULTS.maxRequestLineSize();
    private int maxHttpRequestHeaderSize = Limits.DEFAULTS.maxHttpRequestHeaderSize();
    private int maxHeaderCount = Limits.DEFAULTS.maxHeaderCount();
    private long maxEntitySize = Limits.DEFAULTS.maxEntitySize();
    private int maxConnections = Limits.DEFAULTS.maxConnections();
    private int maxConnectionsPerAddress = Limits.DEFAULTS.maxConnectionsPerAddress();
    private WorkerModel workerModel = Workers.DEFAULTS.model();
    private int maxRequestWorkers = Workers.DEFAULTS.maxRequestWorkers();
    private boolean virtualThreads = Workers.DEFAULTS.virtualThreads();

    private boolean http2 = Protocols.DEFAULTS.http2();
    private boolean h2c = Protocols.DEFAULTS.h2c();
    private int maxConcurrentStreams = Protocols.DEFAULTS.maxConcurrentStreams();
    private boolean proxyProtocol = Protocols.DEFAULTS.proxyProtocol();
    private boolean connect = Protocols.DEFAULTS.connect();

    SettingsBuilder() {}

    abstract B self();

    /** Takes over all of {@code settings}. */
    public final B settings(HttpConnectorSettings settings) {
        Timeouts timeouts = settings.timeouts();
        connectionTimeout = timeouts.connectionTimeout();
        tlsHandshakeTimeout = timeouts.tlsHandshakeTimeout();
        keepAliveTimeout = timeouts.keepAliveTimeout();
        bodyReadTimeout = timeouts.bodyReadTimeout();
        minRequestDataRate = timeouts.minRequestDataRate();
        writeTimeout = timeouts.writeTimeout();
        minResponseDataRate = timeouts.minResponseDataRate();
        lingerTimeout = timeouts.lingerTimeout();
        maxConnectionAge = timeouts.maxConnectionAge();
        KeepAlive persistence = settings.keepAlive();
        keepAlive = persistence.keepAlive();
        maxKeepAliveRequests = persistence.maxKeepAliveRequests();
        apacheCompatible = persistence.apacheCompatible();
        restrictedUserAgents = persistence.restrictedUserAgents();
        keepAlivePolicy = persistence.keepAlivePolicy();
        minKeepAliveTimeout = persistence.minKeepAliveTimeout();
        setupCost = persistence.setupCost();
        keepAliveHeader = persistence.keepAliveHeader();
        Limits limits = settings.limits();
        maxRequestLineSize = limits.maxRequestLineSize();
        maxHttpRequestHeaderSize = limits.maxHttpRequestHeaderSize();
        maxHeaderCount = limits.maxHeaderCount();
        maxEntitySize = limits.maxEntitySize();
        maxConnections = limits.maxConnections();
        maxConnectionsPerAddress = limits.maxConnectionsPerAddress();
        Workers workers = settings.workers();
        workerModel = workers.model();
        maxRequestWorkers = workers.maxRequestWorkers();
        virtualThreads = workers.virtualThreads();
        Protocols protocols = settings.protocols();
        http2 = protocols.http2();
        h2c = protocols.h2c();
        maxConcurrentStreams = protocols.maxConcurrentStreams();
        proxyProtocol = protocols.proxyProtocol();
        connect = protocols.connect();
        return self();
    }

    /** See {@link Timeouts#connectionTimeout()}. */
    public final B connectionTimeout(Duration connectionTimeout) {
        this.connectionTimeout = connectionTimeout;
        return self();
    }

    /** See {@link Timeouts#tlsHandshakeTimeout()}. */
    public final B tlsHandshakeTimeout(Duration tlsHandshakeTimeout) {
        this.tlsHandshakeTimeout = tlsHandshakeTimeout;
        return self();
    }

    /** See {@link Timeouts#keepAliveTimeout()}. */
    public final B keepAliveTimeout(Duration keepAliveTimeout) {
        this.keepAliveTimeout = keepAliveTimeout;
        return self();
    }

    /** See {@link Timeouts#bodyReadTimeout()}. */
    public final B bodyReadTimeout(Duration bodyReadTimeout) {
        this.bodyReadTimeout = bodyReadTimeout;
        return self();
    }

    /** See {@link Timeouts#minRequestDataRate()}. */
    public final B minRequestDataRate(int minRequestDataRate) {
        this.minRequestDataRate = minRequestDataRate;
        return self();
    }

    /** See {@link Timeouts#writeTimeout()}. */
    public final B writeTimeout(Duration writeTimeout) {
        this.writeTimeout = writeTimeout;
        return self();
    }

    /** See {@link Timeouts#minResponseDataRate()}. */
    public final B minResponseDataRate(int minResponseDataRate) {
        this.minResponseDataRate = minResponseDataRate;
        return self();
    }

    /** See {@link Timeouts#lingerTimeout()}. */
    public final B lingerTimeout(Duration lingerTimeout) {
        this.lingerTimeout = lingerTimeout;
        return self();
    }

    /** See {@link Timeouts#maxConnectionAge()}. */
    public final B maxConnectionAge(Duration maxConnectionAge) {
        this.maxConnectionAge = maxConnectionAge;
        return self();
    }

    /** See {@link KeepAlive#keepAlive()}. */
    public final B keepAlive(boolean keepAlive) {
        this.keepAlive = keepAlive;
        return self();
    }

    /** See {@link KeepAlive#maxKeepAliveRequests()}. */
    public final B maxKeepAliveRequests(int maxKeepAliveRequests) {
        this.maxKeepAliveRequests = maxKeepAliveRequests;
        return self();
    }

    /** See {@link KeepAlive#apacheCompatible()}. */
    public final B apacheCompatible(boolean apacheCompatible) {
        this.apacheCompatible = apacheCompatible;
        return self();
    }

    /** See {@link KeepAlive#restrictedUserAgents()}. */
    public final B restrictedUserAgents(String restrictedUserAgents) {
        this.restrictedUserAgents = restrictedUserAgents;
        return self();
    }

    /** See {@link KeepAlive#keepAlivePolicy()}. */
    public final B keepAlivePolicy(KeepAlivePolicyKind keepAlivePolicy) {
        this.keepAlivePolicy = keepAlivePolicy;
        return self();
    }

    /** See {@link KeepAlive#minKeepAliveTimeout()}. */
    public final B minKeepAliveTimeout(Duration minKeepAliveTimeout) {
        this.minKeepAliveTimeout = minKeepAliveTimeout;
        return self();
    }

    /** See {@link KeepAlive#setupCost()}. */
    public final B setupCost(Duration setupCost) {
        this.setupCost = setupCost;
        return self();
    }

    /** See {@link KeepAlive#keepAliveHeader()}. */
    public final B keepAliveHeader(KeepAliveHeader keepAliveHeader) {
        this.keepAliveHeader = keepAliveHeader;
        return self();
    }

    /** See {@link Limits#maxRequestLineSize()}. */
    public final B maxRequestLineSize(int maxRequestLineSize) {
        this.maxRequestLineSize = maxRequestLineSize;
        return self();
    }

    /** See {@link Limits#maxHttpRequestHeaderSize()}. */
    public final B maxHttpRequestHeaderSize(int maxHttpRequestHeaderSize) {
        this.maxHttpRequestHeaderSize = maxHttpRequestHeaderSize;
        return self();
    }

    /** See {@link Limits#maxHeaderCount()}. */
    public final B maxHeaderCount(int maxHeaderCount) {
        this.maxHeaderCount = maxHeaderCount;
        return self();
    }

    /** See {@link Limits#maxEntitySize()}. */
    public final B maxEntitySize(long maxEntitySize) {
        this.maxEntitySize = maxEntitySize;
        return self();
    }

    /** See {@link Limits#maxConnections()}. */
    public final B maxConnections(int maxConnections) {
        this.maxConnections = maxConnections;
        return self();
    }

    /** See {@link Limits#maxConnectionsPerAddress()}. */
    public final B maxConnectionsPerAddress(int maxConnectionsPerAddress) {
        this.maxConnectionsPerAddress = maxConnectionsPerAddress;
        return self();
    }

    /** See {@link Workers#model()}. */
    public final B workerModel(WorkerModel workerModel) {
        this.workerModel = workerModel;
        return self();
    }

    /** See {@link Workers#maxRequestWorkers()}. */
    public final B maxRequestWorkers(int maxRequestWorkers) {
        this.maxRequestWorkers = maxRequestWorkers;
        return self();
    }

    /** See {@link Workers#virtualThreads()}. */
    public final B virtualThreads(boolean virtualThreads) {
        this.virtualThreads = virtualThreads;
        return self();
    }

    /** See {@link Protocols#http2()}. */
    public final B http2(boolean http2) {
        this.http2 = http2;
        return self();
    }

    /** See {@link Protocols#h2c()}. */
    public final B h2c(boolean h2c) {
        this.h2c = h2c;
        return self();
    }

    /** See {@link Protocols#maxConcurrentStreams()}. */
    public final B maxConcurrentStreams(int maxConcurrentStreams) {
        this.maxConcurrentStreams = maxConcurrentStreams;
        return self();
    }

    /** See {@link Protocols#proxyProtocol()}. */
    public final B proxyProtocol(boolean proxyProtocol) {
        this.proxyProtocol = proxyProtocol;
        return self();
    }

    /** See {@link Protocols#connect()}. */
    public final B connect(boolean connect) {
        this.connect = connect;
        return self();
    }

    final HttpConnectorSettings settings() {
        return new HttpConnectorSettings(
                new Timeouts(
                        connectionTimeout,
                        tlsHandshakeTimeout,
                        keepAliveTimeout == null ? connectionTimeout : keepAliveTimeout,
                        bodyReadTimeout == null ? connectionTimeout : bodyReadTimeout,
                        minRequestDataRate,
                        writeTimeout,
                        minResponseDataRate,
                        lingerTimeout,
                        maxConnectionAge),
                new KeepAlive(
                        keepAlive,
                        maxKeepAliveRequests,
                        apacheCompatible,
                        restrictedUserAgents,
                        keepAlivePolicy,
                        minKeepAliveTimeout,
                        setupCost,
                        keepAliveHeader),
                new Limits(
                        maxRequestLineSize,
                        maxHttpRequestHeaderSize,
                        maxHeaderCount,
                        maxEntitySize,
                        maxConnections,
                        maxConnectionsPerAddress),
                new Workers(workerModel, maxRequestWorkers, virtualThreads),
                new Protocols(http2, h2c, maxConcurrentStreams, proxyProtocol, connect));
    }
}
