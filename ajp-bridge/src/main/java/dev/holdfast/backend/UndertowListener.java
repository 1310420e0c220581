package dev.holdfast.backend;

import dev.holdfast.config.Key;
import dev.holdfast.config.Origin;
import dev.holdfast.config.Setting;
import dev.holdfast.config.Settings;
import dev.holdfast.config.Values;
import java.util.List;
import java.util.Optional;

/**
 * A listener of WildFly's undertow subsystem; timeouts are in milliseconds, 0 and less is forever.
 *
 * @param server the name of its server
 * @param name its own
 * @param kind what it speaks
 * @param port of its socket binding with the offset, absent if the binding is not in the file
 * @param address of its socket binding's interface, {@code 0.0.0.0} for any; absent if the file does not say
 */
public record UndertowListener(
        String server,
        String name,
        Kind kind,
        Optional<Setting<Integer>> port,
        Optional<String> address,
        Settings settings,
        Origin origin) {
    /** What a listener speaks. */
    public enum Kind {
        /** AJP. */
        AJP,
        /** HTTP. */
        HTTP,
        /** HTTP over TLS. */
        HTTPS
    }

    /** The name of a socket binding. */
    public static final Key<String> SOCKET_BINDING = Key.of("socket-binding", "", Values.text());

    /** The name of a worker of the io subsystem; default {@code default}. */
    public static final Key<String> WORKER = Key.of("worker", "default", Values.text());

    /** Default true. */
    public static final Key<Boolean> ENABLED = Key.of("enabled", true, TomcatConnector::bool);

    /** Connections at a time; default any number. */
    public static final Key<Optional<Integer>> MAX_CONNECTIONS =
            Key.of("max-connections", Optional.empty(), Values.optional(TomcatConnector::number));

    /** From a response to the next request; default 60000. */
    public static final Key<Integer> NO_REQUEST_TIMEOUT = Key.of("no-request-timeout", 60_000, TomcatConnector::number);

    /** The head of a request in all; default forever. */
    public static final Key<Optional<Integer>> REQUEST_PARSE_TIMEOUT =
            Key.of("request-parse-timeout", Optional.empty(), Values.optional(TomcatConnector::number));

    /** Between two reads; default 90000. */
    public static final Key<Integer> READ_TIMEOUT = Key.of("read-timeout", 90_000, TomcatConnector::number);

    /** Between two writes; default 90000. */
    public static final Key<Integer> WRITE_TIMEOUT = Key.of("write-timeout", 90_000, TomcatConnector::number);

    /** The length of the kernel's queue; default 10000. */
    public static final Key<Integer> TCP_BACKLOG = Key.of("tcp-backlog", 10_000, TomcatConnector::number);

    /** SO_KEEPALIVE; default the system's. */
    public static final Key<Optional<Boolean>> TCP_KEEP_ALIVE =
            Key.of("tcp-keep-alive", Optional.empty(), Values.optional(TomcatConnector::bool));

    /** Bytes of an AJP packet; default 8192. */
    public static final Key<Integer> MAX_AJP_PACKET_SIZE = Key.of("max-ajp-packet-size", 8192, TomcatConnector::number);

    /** AJP request attributes that are let through; default none. */
    public static final Key<Optional<String>> ALLOWED_REQUEST_ATTRIBUTES_PATTERN =
            Key.of("allowed-request-attributes-pattern", Optional.empty(), Values.optional(Values.text()));

    /** Whether access logs can tell how long a request took; default false. */
    public static final Key<Boolean> RECORD_REQUEST_START_TIME =
            Key.of("record-request-start-time", false, TomcatConnector::bool);

    /** Bytes; default 10485760. */
    public static final Key<Integer> MAX_POST_SIZE = Key.of("max-post-size", 10_485_760, TomcatConnector::number);

    static final List<Key<?>> KEYS = List.of(
            SOCKET_BINDING,
            WORKER,
            ENABLED,
            MAX_CONNECTIONS,
            NO_REQUEST_TIMEOUT,
            REQUEST_PARSE_TIMEOUT,
            READ_TIMEOUT,
            WRITE_TIMEOUT,
            TCP_BACKLOG,
            TCP_KEEP_ALIVE,
            MAX_AJP_PACKET_SIZE,
            ALLOWED_REQUEST_ATTRIBUTES_PATTERN,
            RECORD_REQUEST_START_TIME,
            MAX_POST_SIZE);

    /** Returns a value of the settings. */
    public <T> T value(Key<T> key) {
        return settings.value(key);
    }
}
