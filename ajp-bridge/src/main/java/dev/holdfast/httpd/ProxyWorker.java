package dev.holdfast.httpd;

import dev.holdfast.config.Key;
import dev.holdfast.config.Origin;
import dev.holdfast.config.Settings;
import dev.holdfast.config.Values;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A back end of mod_proxy. Names of keys are those of ProxyPass's parameters.
 *
 * @param name mod_proxy's name of the worker: the URL with scheme and host in small letters
 * @param settings its parameters, with those that follow from the server's and the process model's
 */
public record ProxyWorker(String name, ProxyUrl url, Settings settings, Origin origin) {
    /** Marks of a worker. */
    public enum Status {
        /** D: gets no requests, but may be tried again. */
        DISABLED('D'),
        /** S: gets no requests. */
        STOPPED('S'),
        /** I: is never in error. Workers outside of balancers have it. */
        IGNORE_ERRORS('I'),
        /** R: gets requests instead of a member of its set that does not work. */
        HOT_SPARE('R'),
        /** H: gets requests when no other member works. */
        HOT_STANDBY('H'),
        /** E: is in error from the start. */
        IN_ERROR('E'),
        /** N: gets requests of its sessions only. */
        DRAIN('N'),
        /** C: failed a health check. */
        HEALTH_CHECK_FAILED('C');

        private final char letter;

        Status(char letter) {
            this.letter = letter;
        }

        /**
         * Returns {@code before} as the letters of {@code text} change them: added, or behind a minus sign taken away.
         *
         * @throws IllegalArgumentException saying what is legal
         */
        static Set<Status> changed(Set<Status> before, String text) {
            Set<Status> marks = EnumSet.noneOf(Status.class);
            marks.addAll(before);
            boolean add = true;
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (c == '+' || c == '-') {
                    add = c == '+';
                    continue;
                }
                Status mark = null;
                for (Status status : Status.values()) {
                    if (status.letter == Character.toUpperCase(c)) {
                        mark = status;
                    }
                }
                if (mark == null) {
                    throw new IllegalArgumentException("letters out of D, S, I, R, H, E, N, C with + or - before them");
                }
                if (add) {
                    marks.add(mark);
                } else {
                    marks.remove(mark);
                }
            }
            return Set.copyOf(marks);
        }
    }

    /** Connections that a process has room for from the start; from 0, default 0. */
    public static final Key<Integer> MIN = Key.of("min", 0, Values.integer(0, Integer.MAX_VALUE));

    /** Connections of a process; from 0, default the threads of a process, and with mod_http2 more. Under prefork always 1. */
    public static final Key<Integer> MAX = Key.of("max", 0, Values.integer(0, Integer.MAX_VALUE));

    /** Connections that stay though idle for longer than ttl; from 0, default max. */
    public static final Key<Integer> SMAX = Key.of("smax", 0, Values.integer(0, Integer.MAX_VALUE));

    /** Idleness after which connections beyond smax are closed; seconds from 1, default never. */
    public static final Key<Optional<Duration>> TTL =
            Key.of("ttl", Optional.empty(), Values.optional(Values.seconds(1)));

    /** How long a request waits for a connection; milliseconds or with unit, default forever. */
    public static final Key<Optional<Duration>> ACQUIRE =
            Key.of("acquire", Optional.empty(), Values.optional(Values.time("ms", Duration.ofMillis(1))));

    /** The limit of reads and writes; seconds from 1, default ProxyTimeout, and that Timeout. */
    public static final Key<Duration> TIMEOUT = Key.of("timeout", Duration.ofSeconds(60), Values.seconds(1));

    /** The limit of a connect; seconds or with unit, default timeout. */
    public static final Key<Duration> CONNECTION_TIMEOUT =
            Key.of("connectiontimeout", Duration.ofSeconds(60), Values.time("s", Duration.ofMillis(1)));

    /** The limit of CPING, or of 100 Continue; seconds or with unit, default no ping. */
    public static final Key<Optional<Duration>> PING =
            Key.of("ping", Optional.empty(), Values.optional(Values.time("s", Duration.ofMillis(1))));

    /** How long a worker in error is left alone; seconds from 0, default 60. */
    public static final Key<Duration> RETRY = Key.of("retry", Duration.ofSeconds(60), Values.seconds(0));

    /** Whether every request has a connection of its own; default off, on if the URL has references of a regular expression. */
    public static final Key<Boolean> DISABLE_REUSE = Key.of("disablereuse", false, Values.flag());

    /** SO_KEEPALIVE; default off. */
    public static final Key<Boolean> KEEPALIVE = Key.of("keepalive", false, Values.flag());

    /** Whether what arrives goes on at once; off, on or auto, default off. */
    public static final Key<String> FLUSH_PACKETS = Key.of("flushpackets", "off", Values.oneOf("off", "on", "auto"));

    /** How long auto waits for more; milliseconds to 1000, 0 is 10, default 10. */
    public static final Key<Duration> FLUSH_WAIT = Key.of("flushwait", Duration.ofMillis(10), (text, note) -> {
        int millis = Values.integer(0, 1000).parse(text, note);
        return Duration.ofMillis(millis == 0 ? 10 : millis);
    });

    /** Bytes; default ProxyIOBufferSize, which and not this is the size of AJP packets. */
    public static final Key<Integer> IO_BUFFER_SIZE =
            Key.of("iobuffersize", 8192, (text, note) -> HttpdServer.buffer(text, note, 8192));

    /** Bytes; default ProxyReceiveBufferSize. */
    public static final Key<Integer> RECEIVE_BUFFER_SIZE =
            Key.of("receivebuffersize", 0, (text, note) -> HttpdServer.buffer(text, note, 0));

    /** The longest header field of a response in bytes; 0 is 8192, default 8192. */
    public static final Key<Integer> RESPONSE_FIELD_SIZE = Key.of("responsefieldsize", 8192, (text, note) -> {
        int size = Values.integer(0, Integer.MAX_VALUE).parse(text, note);
        return size == 0 ? 8192 : size;
    });

    /** What an AJP back end must be told. */
    public static final Key<Optional<String>> SECRET = text("secret", 63);

    /** How long a name's address is known; seconds, default -1, forever. */
    public static final Key<Integer> ADDRESS_TTL = Key.of("addressttl", -1, (text, note) -> {
        if (text.equals("-1")) {
            return -1;
        }
        Duration ttl = Values.time("s", Duration.ZERO).parse(text, note);
        if (ttl.toMillisPart() != 0 || ttl.toSeconds() > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("-1, or whole seconds");
        }
        return (int) ttl.toSeconds();
    });

    /** A member's share; 1 to 100, with decimals, default 1. */
    public static final Key<Double> LOAD_FACTOR = Key.of("loadfactor", 1.0, (text, note) -> loadFactor(text));

    /** Members of a set with a lower number come first; 0 to 99, default 0. */
    public static final Key<Integer> LB_SET = Key.of("lbset", 0, Values.integer(0, 99));

    /** What a session's ID ends in; default none. */
    public static final Key<Optional<String>> ROUTE = text("route", 63);

    /** The route of the member to use when this one does not work. */
    public static final Key<Optional<String>> REDIRECT = text("redirect", 63);

    /** Marks from the start; letters that add to, or behind a - take from, what there is: nothing, or IGNORE_ERRORS outside of balancers. */
    public static final Key<Set<Status>> STATUS =
            Key.of("status", Set.of(), (text, note) -> Status.changed(Set.of(), text));

    /** What a request may be upgraded to; * is anything, default none. */
    public static final Key<Optional<String>> UPGRADE =
            Key.of("upgrade", Optional.empty(), (text, note) -> Optional.of(text.equalsIgnoreCase("any") ? "*" : text));

    /** Who flushes; default none. */
    public static final Key<Optional<String>> FLUSHER = text("flusher", 15);

    /** How health is checked; default None. */
    public static final Key<String> HC_METHOD = Key.of(
            "hcmethod",
            "None",
            Values.oneOf("None", "TCP", "OPTIONS", "HEAD", "GET", "CPING", "OPTIONS11", "HEAD11", "GET11"));

    /** How often; seconds or with unit, from 100 ms, default 30 s. */
    public static final Key<Duration> HC_INTERVAL =
            Key.of("hcinterval", Duration.ofSeconds(30), Values.time("s", Duration.ofMillis(100)));

    /** Successes that end an error; from 0, default 1. */
    public static final Key<Integer> HC_PASSES = Key.of("hcpasses", 1, Values.integer(0, Integer.MAX_VALUE));

    /** Failures that are an error; from 0, default 1. */
    public static final Key<Integer> HC_FAILS = Key.of("hcfails", 1, Values.integer(0, Integer.MAX_VALUE));

    /** What is added to the worker's URL for a check. */
    public static final Key<String> HC_URI = Key.of("hcuri", "", Values.text());

    /** The name of a ProxyHCExpr. */
    public static final Key<Optional<String>> HC_EXPR = text("hcexpr", 255);

    static final List<Key<?>> HEALTH_CHECK = List.of(HC_METHOD, HC_INTERVAL, HC_PASSES, HC_FAILS, HC_URI, HC_EXPR);

    static final List<Key<?>> KEYS = List.of(
            MIN,
            MAX,
            SMAX,
            TTL,
            ACQUIRE,
            TIMEOUT,
            CONNECTION_TIMEOUT,
            PING,
            RETRY,
            DISABLE_REUSE,
            KEEPALIVE,
            FLUSH_PACKETS,
            FLUSH_WAIT,
            IO_BUFFER_SIZE,
            RECEIVE_BUFFER_SIZE,
            RESPONSE_FIELD_SIZE,
            SECRET,
            ADDRESS_TTL,
            LOAD_FACTOR,
            LB_SET,
            ROUTE,
            REDIRECT,
            STATUS,
            UPGRADE,
            FLUSHER,
            HC_METHOD,
            HC_INTERVAL,
            HC_PASSES,
            HC_FAILS,
            HC_URI,
            HC_EXPR);

    private static Key<Optional<String>> text(String name, int maxLength) {
        return Key.of(name, Optional.empty(), (text, note) -> {
            if (text.length() > maxLength) {
                throw new IllegalArgumentException("at most " + maxLength + " characters long");
            }
            return Optional.of(text);
        });
    }

    private static Double loadFactor(String text) {
        double factor;
        try {
            factor = Double.parseDouble(text.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("a number from 1 to 100", e);
        }
        // mod_proxy keeps hundredths.
        double kept = (int) (factor * 100) / 100.0;
        if (!(kept >= 1 && kept <= 100)) {
            throw new IllegalArgumentException("a number from 1 to 100");
        }
        return kept;
    }

    /** Returns a value of the settings. */
    public <T> T value(Key<T> key) {
        return settings.value(key);
    }
}
