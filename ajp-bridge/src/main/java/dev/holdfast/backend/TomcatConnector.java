package dev.holdfast.backend;

import dev.holdfast.config.Key;
import dev.holdfast.config.Origin;
import dev.holdfast.config.Setting;
import dev.holdfast.config.Settings;
import dev.holdfast.config.Values;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A Connector of server.xml with Tomcat 11's defaults; timeouts are in milliseconds, -1 is forever.
 *
 * @param service the name of its Service
 * @param ajp whether it speaks AJP, else HTTP
 * @param settings its attributes, and those of its Executor that stand for them
 * @param http2 the attributes of its UpgradeProtocol for HTTP/2, absent if it does not speak it
 * @param jvmRoute what the ids of its Engine's sessions end in
 */
public record TomcatConnector(
        String service,
        boolean ajp,
        Settings settings,
        Optional<Settings> http2,
        Optional<Setting<String>> jvmRoute,
        Origin origin) {
    /** HTTP/1.1, AJP/1.3 or a class; default HTTP/1.1. */
    public static final Key<String> PROTOCOL = Key.of("protocol", "HTTP/1.1", Values.text());

    /** 0 is any; no default. */
    public static final Key<Integer> PORT = Key.of("port", 0, TomcatConnector::number);

    /** Default all addresses, for AJP loopback. */
    public static final Key<Optional<String>> ADDRESS = optional("address");

    /** Threads that work on requests; default 200, of an Executor likewise. */
    public static final Key<Integer> MAX_THREADS = Key.of("maxThreads", 200, TomcatConnector::number);

    /** Threads that are always there; default 10, of an Executor 25. */
    public static final Key<Integer> MIN_SPARE_THREADS = Key.of("minSpareThreads", 10, TomcatConnector::number);

    /** Requests that wait for a thread; default 2147483647. */
    public static final Key<Integer> MAX_QUEUE_SIZE =
            Key.of("maxQueueSize", Integer.MAX_VALUE, TomcatConnector::number);

    /** Connections at a time; default 8192, -1 is any number. */
    public static final Key<Integer> MAX_CONNECTIONS = Key.of("maxConnections", 8192, TomcatConnector::number);

    /** The length of the kernel's queue; default 100. */
    public static final Key<Integer> ACCEPT_COUNT = Key.of("acceptCount", 100, TomcatConnector::number);

    /** From a connection to its request; default 60000, for AJP -1. */
    public static final Key<Integer> CONNECTION_TIMEOUT = Key.of("connectionTimeout", 60_000, TomcatConnector::number);

    /** From a response to the next request; default connectionTimeout. */
    public static final Key<Integer> KEEP_ALIVE_TIMEOUT = Key.of("keepAliveTimeout", 60_000, TomcatConnector::number);

    /** Requests of a connection (HTTP); default 100, -1 is any number, 1 is no keep-alive. */
    public static final Key<Integer> MAX_KEEP_ALIVE_REQUESTS =
            Key.of("maxKeepAliveRequests", 100, TomcatConnector::number);

    /** Default false. */
    public static final Key<Boolean> USE_VIRTUAL_THREADS = Key.of("useVirtualThreads", false, TomcatConnector::bool);

    /** The name of an Executor. */
    public static final Key<Optional<String>> EXECUTOR = optional("executor");

    /** Bytes of an AJP packet, 8192 to 65536; default 8192. */
    public static final Key<Integer> PACKET_SIZE = Key.of("packetSize", 8192, TomcatConnector::number);

    /** What AJP fronts must say; default none. */
    public static final Key<Optional<String>> SECRET = optional("secret");

    /** The older name of secret, which Tomcat 10 and later do not know; default none. */
    public static final Key<Optional<String>> REQUIRED_SECRET = optional("requiredSecret");

    /** Whether there must be a secret for AJP; default true. */
    public static final Key<Boolean> SECRET_REQUIRED = Key.of("secretRequired", true, TomcatConnector::bool);

    /** AJP request attributes that are let through; default none. */
    public static final Key<Optional<String>> ALLOWED_REQUEST_ATTRIBUTES_PATTERN =
            optional("allowedRequestAttributesPattern");

    /** Whether Tomcat asks users for passwords itself (AJP); default true. */
    public static final Key<Boolean> TOMCAT_AUTHENTICATION =
            Key.of("tomcatAuthentication", true, TomcatConnector::bool);

    /** Whether the connector speaks TLS; default false. */
    public static final Key<Boolean> SSL_ENABLED = Key.of("SSLEnabled", false, TomcatConnector::bool);

    /** How long an HTTP/2 connection without streams stays (UpgradeProtocol); milliseconds, default 20000. */
    public static final Key<Integer> HTTP2_KEEP_ALIVE_TIMEOUT =
            Key.of("keepAliveTimeout", 20_000, TomcatConnector::number);

    static final List<Key<?>> KEYS = List.of(
            PROTOCOL,
            PORT,
            ADDRESS,
            MAX_THREADS,
            MIN_SPARE_THREADS,
            MAX_QUEUE_SIZE,
            MAX_CONNECTIONS,
            ACCEPT_COUNT,
            CONNECTION_TIMEOUT,
            KEEP_ALIVE_TIMEOUT,
            MAX_KEEP_ALIVE_REQUESTS,
            USE_VIRTUAL_THREADS,
            EXECUTOR,
            PACKET_SIZE,
            SECRET,
            REQUIRED_SECRET,
            SECRET_REQUIRED,
            ALLOWED_REQUEST_ATTRIBUTES_PATTERN,
            TOMCAT_AUTHENTICATION,
            SSL_ENABLED);

    /** The connectors of Tomcat 8.0 and before in which a connection has a thread for as long as it lives. */
    private static final Set<String> BLOCKING =
            Set.of("org.apache.coyote.ajp.AjpProtocol", "org.apache.coyote.http11.Http11Protocol");

    /** Whether its protocol is one in which a connection has a thread for as long as it lives. */
    public boolean isBlocking() {
        return BLOCKING.contains(value(PROTOCOL));
    }

    /** Returns a value of the settings. */
    public <T> T value(Key<T> key) {
        return settings.value(key);
    }

    static Integer number(String text, Consumer<String> note) {
        try {
            return Integer.valueOf(text.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("a whole number", e);
        }
    }

    /** As Java reads it: everything but true is false. */
    static Boolean bool(String text, Consumer<String> note) {
        boolean value = Boolean.parseBoolean(text);
        if (!value && !text.equalsIgnoreCase("false")) {
            note.accept("\"" + Values.printable(text) + "\" is read as false");
        }
        return value;
    }

    private static Key<Optional<String>> optional(String name) {
        return Key.of(name, Optional.empty(), Values.optional(Values.text()));
    }
}
