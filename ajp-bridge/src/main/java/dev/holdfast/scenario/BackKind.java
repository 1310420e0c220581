package dev.holdfast.scenario;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** Which server answers AJP, and with which of its connectors. */
public enum BackKind {
    /** Tomcat 8.5 and later: a thread for a request, which starts when it has one. */
    TOMCAT_NIO("tomcat-nio", Threading.PER_REQUEST, 200, 100, 8192, Duration.ZERO),
    /** Tomcat 7's blocking connector: a thread for a connection, what has none stays in the kernel. */
    TOMCAT_BIO("tomcat-bio", Threading.PER_CONNECTION, 200, 100, Back.AS_THREADS, Duration.ZERO),
    /** JBoss Web's blocking connector (JIO): a thread for a connection, what finds none is accepted and closed. */
    JBOSS_WEB("jboss-web", Threading.PER_CONNECTION_OR_CLOSE, 512, 100, Back.UNLIMITED, Duration.ZERO),
    /** Undertow as its builder sets it up on two cores: a thread for a request, whose clock starts before it has one. */
    UNDERTOW("undertow", Threading.PER_REQUEST, 16, 1000, Back.UNLIMITED, Duration.ofSeconds(60)),
    /** Undertow as WildFly sets it up on two cores. */
    WILDFLY("wildfly", Threading.PER_REQUEST, 32, 1000, Back.UNLIMITED, Duration.ofSeconds(60)),
    /** Holdfast with {@code ajp.mode: event}. */
    HOLDFAST_EVENT("holdfast-event", Threading.PER_REQUEST, 200, 100, 8192, Duration.ZERO),
    /** Holdfast with {@code ajp.mode: blocking}. */
    HOLDFAST_BLOCKING("holdfast-blocking", Threading.PER_CONNECTION, 200, 100, 8192, Duration.ZERO);

    /** What a thread is for. */
    public enum Threading {
        /** A request has a thread while it is served; those without one wait in a queue without a limit. */
        PER_REQUEST,
        /** A connection has a thread while it lives; those without one wait in the kernel. */
        PER_CONNECTION,
        /** A connection has a thread while it lives; one for which there is none is closed. */
        PER_CONNECTION_OR_CLOSE
    }

    /** What is legal, to follow "must be". */
    public static final String LEGAL =
            Arrays.stream(values()).map(BackKind::toString).collect(Collectors.joining(", ", "one of ", ""));

    private final String text;
    private final Threading threading;
    private final int maxThreads;
    private final int acceptCount;
    private final int maxConnections;
    private final Duration connectionTimeout;

    BackKind(
            String text,
            Threading threading,
            int maxThreads,
            int acceptCount,
            int maxConnections,
            Duration connectionTimeout) {
        this.text = text;
        this.threading = threading;
        this.maxThreads = maxThreads;
        this.acceptCount = acceptCount;
        this.maxConnections = maxConnections;
        this.connectionTimeout = connectionTimeout;
    }

    /** Returns what a thread is for. */
    public Threading threading() {
        return threading;
    }

    /** Returns whether its access log counts the wait for a thread too: Undertow reads requests on its I/O threads, Tomcat does not. */
    public boolean seesThreadWait() {
        return this == UNDERTOW || this == WILDFLY || this == HOLDFAST_EVENT;
    }

    /** Returns what this server is set to where nothing else is said. */
    public Back defaults() {
        return new Back(
                this,
                maxThreads,
                acceptCount,
                maxConnections,
                connectionTimeout,
                connectionTimeout,
                1,
                Back.DEFAULT_RETRY);
    }

    /** Returns the kind with this spelling; case counts. */
    public static Optional<BackKind> of(String text) {
        return Arrays.stream(values()).filter(kind -> kind.text.equals(text)).findFirst();
    }

    @Override
    public String toString() {
        return text;
    }
}
