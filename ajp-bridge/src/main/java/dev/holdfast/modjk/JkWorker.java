package dev.holdfast.modjk;

import dev.holdfast.config.Key;
import dev.holdfast.config.Origin;
import dev.holdfast.config.Settings;
import dev.holdfast.config.Values;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** A worker of workers.properties. Names of keys are mod_jk's; {@code worker.NAME.} goes before them in the file. */
public sealed interface JkWorker {
    /** How often one request goes through the whole of a worker; at least 1, default 2. */
    Key<Integer> RETRIES = Key.of("retries", 2, JkValues.atLeast(1, 2));

    /** How many members one try of a load balancer goes through; at least 1, default 2. */
    Key<Integer> LB_RETRIES = Key.of("lb_retries", 2, JkValues.atLeast(1, 2));

    /** Between two tries, in milliseconds; default 100. */
    Key<Duration> RETRY_INTERVAL = Key.of("retry_interval", Duration.ofMillis(100), JkValues.millis(100));

    /** What the back end must be told; members without one have their load balancer's. */
    Key<Optional<String>> SECRET = Key.of("secret", Optional.empty(), Values.optional(Values.text()));

    /** The name. */
    String name();

    /** Its settings. */
    Settings settings();

    /** Where its first property is written. */
    Origin origin();

    /** When CPING is sent. */
    enum PingMode {
        /** C: after connecting. */
        CONNECT,
        /** P: before each request. */
        PREPOST,
        /** I: on idle connections at intervals. */
        INTERVAL
    }

    /** What a load balancer may do with a member. */
    enum Activation {
        /** Everything. */
        ACTIVE,
        /** Requests of sessions that it has only. */
        DISABLED,
        /** Nothing. */
        STOPPED
    }

    /** How a load balancer chooses. */
    enum Method {
        /** By requests. */
        REQUEST,
        /** By bytes. */
        TRAFFIC,
        /** By requests that are running. */
        BUSYNESS,
        /** By sessions. */
        SESSION,
        /** By sessions, in turn. */
        NEXT
    }

    /** How a load balancer keeps its processes in step. */
    enum Lock {
        /** Without a lock. */
        OPTIMISTIC,
        /** With one. */
        PESSIMISTIC
    }

    /** An AJP back end, or one as a member of a load balancer; the last keys count for members only. */
    record Ajp(String name, Settings settings, Origin origin) implements JkWorker {
        private static final int RECOVERY_BITS = 31;

        /** Default localhost. */
        public static final Key<String> HOST = Key.of("host", "localhost", Values.text());

        /** Default 8009; 0 switches the worker off. */
        public static final Key<Integer> PORT = Key.of("port", 8009, JkValues.integer(8009));

        /** The local address of connections; default whatever the system chooses. */
        public static final Key<String> SOURCE = Key.of("source", "", Values.text());

        /** Default false. */
        public static final Key<Boolean> PREFER_IPV6 = Key.of("prefer_ipv6", false, JkValues.bool(false));

        /** Connections of one process; default the threads of one process. */
        public static final Key<Integer> CONNECTION_POOL_SIZE =
                Key.of("connection_pool_size", 1, JkValues.atLeast(0, 1));

        /** How many connections are kept though idle; default (connection_pool_size+1)/2. */
        public static final Key<Integer> CONNECTION_POOL_MINSIZE =
                Key.of("connection_pool_minsize", 1, JkValues.atLeast(0, 1));

        /** Seconds of idleness after which the rest is closed; default 0, never. */
        public static final Key<Duration> CONNECTION_POOL_TIMEOUT =
                Key.of("connection_pool_timeout", Duration.ZERO, JkValues.seconds(0));

        /** Milliseconds a request waits for a connection; default retries * retry_interval. */
        public static final Key<Duration> CONNECTION_ACQUIRE_TIMEOUT =
                Key.of("connection_acquire_timeout", Duration.ofMillis(200), JkValues.millis(200));

        /** Seconds between CPINGs on an idle connection; default 0, none; with ping_mode I ping_timeout/100. */
        public static final Key<Duration> CONNECTION_PING_INTERVAL =
                Key.of("connection_ping_interval", Duration.ZERO, JkValues.seconds(0));

        /** Letters C, P, I, or A for all; default none. */
        public static final Key<Set<PingMode>> PING_MODE =
                Key.of("ping_mode", Set.of(), (text, note) -> pingModes(text, note));

        /** Milliseconds to wait for CPONG; default 10000. */
        public static final Key<Duration> PING_TIMEOUT =
                Key.of("ping_timeout", Duration.ofSeconds(10), JkValues.millis(10_000));

        /** Milliseconds to wait for CPONG after connecting; default 0, no CPING; with ping_mode C ping_timeout. */
        public static final Key<Duration> CONNECT_TIMEOUT =
                Key.of("connect_timeout", Duration.ZERO, JkValues.millis(0));

        /** Milliseconds to wait for CPONG before a request; default 0, no CPING; with ping_mode P ping_timeout. */
        public static final Key<Duration> PREPOST_TIMEOUT =
                Key.of("prepost_timeout", Duration.ZERO, JkValues.millis(0));

        /** Seconds a read or write may take; default 0, forever. */
        public static final Key<Duration> SOCKET_TIMEOUT = Key.of("socket_timeout", Duration.ZERO, JkValues.seconds(0));

        /** Milliseconds a connect may take; default socket_timeout. */
        public static final Key<Duration> SOCKET_CONNECT_TIMEOUT =
                Key.of("socket_connect_timeout", Duration.ZERO, JkValues.millis(0));

        /** SO_KEEPALIVE; default false. */
        public static final Key<Boolean> SOCKET_KEEPALIVE = Key.of("socket_keepalive", false, JkValues.bool(false));

        /** The socket's buffers in bytes, no less than max_packet_size; default 0, the system's. */
        public static final Key<Integer> SOCKET_BUFFER = Key.of("socket_buffer", 0, JkValues.integer(0));

        /** Milliseconds between two packets of a response; default 0, forever. */
        public static final Key<Duration> REPLY_TIMEOUT = Key.of("reply_timeout", Duration.ZERO, JkValues.millis(0));

        /** Bits that forbid to send a request again, of which there are five: 0 to 31, default 0, none. */
        public static final Key<Integer> RECOVERY_OPTIONS =
                Key.of("recovery_options", 0, (text, note) -> recoveryOptions(text, note));

        /** Statuses of the back end that count as failure of the worker; negative ones of the request only. */
        public static final Key<List<Integer>> FAIL_ON_STATUS =
                Key.of("fail_on_status", List.of(), JkValues.statuses());

        /** Requests at a time; default 0, any number. */
        public static final Key<Integer> BUSY_LIMIT = Key.of("busy_limit", 0, JkValues.integer(0));

        /** Bytes, 8192 to 65536 in steps of 1024; default 8192. */
        public static final Key<Integer> MAX_PACKET_SIZE =
                Key.of("max_packet_size", 8192, (text, note) -> packetSize(text, note));

        /** A member's share; at least 1, default 1. */
        public static final Key<Integer> LBFACTOR = Key.of("lbfactor", 1, JkValues.atLeast(1, 1));

        /** Members that are nearer come first; default 0. */
        public static final Key<Integer> DISTANCE = Key.of("distance", 0, JkValues.integer(0));

        /** What a session's ID ends in; default the name. */
        public static final Key<String> ROUTE = Key.of("route", "", Values.text());

        /** Members that replicate sessions among themselves; default the route up to its first period. */
        public static final Key<String> DOMAIN = Key.of("domain", "", Values.text());

        /** The route to use when this member fails. */
        public static final Key<String> REDIRECT = Key.of("redirect", "", Values.text());

        /** Default ACTIVE. */
        public static final Key<Activation> ACTIVATION =
                Key.of("activation", Activation.ACTIVE, JkValues.choice(Activation.values()));

        static final List<Key<?>> KEYS = List.of(
                HOST,
                PORT,
                SOURCE,
                PREFER_IPV6,
                CONNECTION_POOL_SIZE,
                CONNECTION_POOL_MINSIZE,
                CONNECTION_POOL_TIMEOUT,
                CONNECTION_ACQUIRE_TIMEOUT,
                CONNECTION_PING_INTERVAL,
                PING_MODE,
                PING_TIMEOUT,
                CONNECT_TIMEOUT,
                PREPOST_TIMEOUT,
                SOCKET_TIMEOUT,
                SOCKET_CONNECT_TIMEOUT,
                SOCKET_KEEPALIVE,
                SOCKET_BUFFER,
                REPLY_TIMEOUT,
                RETRIES,
                LB_RETRIES,
                RETRY_INTERVAL,
                RECOVERY_OPTIONS,
                FAIL_ON_STATUS,
                BUSY_LIMIT,
                MAX_PACKET_SIZE,
                SECRET,
                LBFACTOR,
                DISTANCE,
                ROUTE,
                DOMAIN,
                REDIRECT,
                ACTIVATION);

        private static Set<PingMode> pingModes(String text, Consumer<String> note) {
            Set<PingMode> modes = EnumSet.noneOf(PingMode.class);
            for (int i = 0; i < text.length(); i++) {
                switch (Character.toLowerCase(text.charAt(i))) {
                    case 'c' -> modes.add(PingMode.CONNECT);
                    case 'p' -> modes.add(PingMode.PREPOST);
                    case 'i' -> modes.add(PingMode.INTERVAL);
                    case 'a' -> modes.addAll(EnumSet.allOf(PingMode.class));
                    default ->
                        note.accept("\"" + Values.printable(text)
                                + "\" has a letter that is none of C, P, I and A, and does not count");
                }
            }
            return Set.copyOf(modes);
        }

        private static Integer recoveryOptions(String text, Consumer<String> note) {
            int given = JkValues.integer(0).parse(text, note);
            int known = given & RECOVERY_BITS;
            if (known != given) {
                note.accept(given + " is taken as " + known + ", since other bits have no meaning");
            }
            return known;
        }

        private static Integer packetSize(String text, Consumer<String> note) {
            int asked = JkValues.integer(8192).parse(text, note);
            long aligned = (asked + 1023L) / 1024 * 1024;
            int size = (int) Math.max(8192, Math.min(65536, aligned));
            if (size != asked) {
                note.accept(asked + " is taken as " + size);
            }
            return size;
        }
    }

    /** A load balancer and its members, in the order of {@code balance_workers}. */
    record LoadBalancer(String name, Settings settings, List<Ajp> members, Origin origin) implements JkWorker {
        /** Default REQUEST. */
        public static final Key<Method> METHOD = Key.of("method", Method.REQUEST, JkValues.choice(Method.values()));

        /** Default OPTIMISTIC. */
        public static final Key<Lock> LOCK = Key.of("lock", Lock.OPTIMISTIC, JkValues.choice(Lock.values()));

        /** Default true. */
        public static final Key<Boolean> STICKY_SESSION = Key.of("sticky_session", true, JkValues.bool(true));

        /** Whether a session fails with its member; default false. */
        public static final Key<Boolean> STICKY_SESSION_FORCE =
                Key.of("sticky_session_force", false, JkValues.bool(false));

        /** Seconds a member is left alone after an error; at least 1, default 60. */
        public static final Key<Duration> RECOVER_TIME = Key.of(
                "recover_time",
                Duration.ofSeconds(60),
                (text, note) -> Duration.ofSeconds(JkValues.atLeast(1, 60).parse(text, note)));

        /** Seconds between local and global error state; default recover_time/2. */
        public static final Key<Duration> ERROR_ESCALATION_TIME =
                Key.of("error_escalation_time", Duration.ofSeconds(30), JkValues.seconds(30));

        /** How many replies may be late before that is an error of the member; default 0. */
        public static final Key<Integer> MAX_REPLY_TIMEOUTS = Key.of("max_reply_timeouts", 0, JkValues.integer(0));

        /** Default JSESSIONID. */
        public static final Key<String> SESSION_COOKIE = Key.of("session_cookie", "JSESSIONID", Values.text());

        /** Default ;jsessionid. */
        public static final Key<String> SESSION_PATH = Key.of("session_path", ";jsessionid", Values.text());

        /** Whether the load balancer makes a cookie of its own; default false. */
        public static final Key<Boolean> SET_SESSION_COOKIE = Key.of("set_session_cookie", false, JkValues.bool(false));

        /** Default /. */
        public static final Key<String> SESSION_COOKIE_PATH = Key.of("session_cookie_path", "/", Values.text());

        static final List<Key<?>> KEYS = List.of(
                METHOD,
                LOCK,
                STICKY_SESSION,
                STICKY_SESSION_FORCE,
                RECOVER_TIME,
                ERROR_ESCALATION_TIME,
                MAX_REPLY_TIMEOUTS,
                SESSION_COOKIE,
                SESSION_PATH,
                SET_SESSION_COOKIE,
                SESSION_COOKIE_PATH,
                RETRIES,
                LB_RETRIES,
                RETRY_INTERVAL,
                SECRET);

        /** Copies the members. */
        public LoadBalancer {
            members = List.copyOf(members);
        }
    }

    /** mod_jk's status page. */
    record Status(String name, Settings settings, Origin origin) implements JkWorker {}
}
