package dev.holdfast.loadbalancer;

import dev.holdfast.config.ConfigurationException;
import dev.holdfast.config.Origin;
import dev.holdfast.config.Remark;
import dev.holdfast.config.Setting;
import dev.holdfast.config.Values;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads haproxy.cfg: the servers of its HTTP back ends, with {@code timeout server}, {@code maxconn} and {@code pool-purge-delay}, and whether
 * they or all of their frontends close connections to servers.
 */
public final class HaproxyReader {
    private static final Set<String> SECTIONS = Set.of(
            "global",
            "defaults",
            "frontend",
            "backend",
            "listen",
            "peers",
            "resolvers",
            "mailers",
            "userlist",
            "program",
            "http-errors",
            "ring",
            "cache",
            "fcgi-app",
            "log-forward",
            "log-profile",
            "crt-store",
            "traces",
            "acme");

    /** Stands for every back end; no section has such a name. */
    private static final String ANY_BACKEND = "%[";

    private static final Duration PURGE_DELAY = Duration.ofSeconds(5);

    private final Map<String, String> environment;
    private final List<Remark> remarks;
    private final Map<String, Proxy> defaults = new HashMap<>();
    private final List<Proxy> proxies = new ArrayList<>();
    private Proxy current = new Proxy("", "");
    private Proxy unnamedDefaults = current;
    private String section = "";
    private int conditions;
    private boolean saidThatItDepends;

    private HaproxyReader(Map<String, String> environment, List<Remark> remarks) {
        this.environment = new HashMap<>(environment);
        this.remarks = remarks;
    }

    /** What becomes of a connection to a server after a response. */
    private enum Mode {
        KEEP,
        SERVER_CLOSE,
        CLOSE
    }

    /** A defaults, frontend, backend or listen section while it is read. */
    private static final class Proxy {
        private final String section;
        private final String name;
        private @Nullable Setting<Duration> timeoutServer;
        private @Nullable Origin unknownTimeout;
        private boolean http;
        private Mode mode = Mode.KEEP;
        private List<String> defaultServer = List.of();
        private String defaultBackend = "";
        private final Set<String> usedBackends = new HashSet<>();
        private final List<Line> servers = new ArrayList<>();

        Proxy(String section, String name) {
            this.section = section;
            this.name = name;
        }

        Proxy inherit(Proxy base) {
            timeoutServer = base.timeoutServer;
            unknownTimeout = base.unknownTimeout;
            http = base.http;
            mode = base.mode;
            defaultServer = base.defaultServer;
            defaultBackend = base.defaultBackend;
            return this;
        }

        boolean closes() {
            return mode != Mode.KEEP;
        }

        /** The back ends that it sends to; which one a name made of a sample or a variable is, the file does not say. */
        Set<String> backends() {
            Set<String> named = new HashSet<>(usedBackends);
            named.add(defaultBackend);
            return named.stream().anyMatch(name -> name.contains("%[") || Values.hasVariable(name))
                    ? Set.of(ANY_BACKEND)
                    : named;
        }
    }

    private record Line(List<String> words, Origin origin) {}

    /**
     * Reads the file, without what is between {@code .if} and {@code .endif}: that depends on the HAProxy that reads it.
     *
     * @param environment where names in double quotes are looked up that no {@code setenv} has set
     * @param remarks gets what was left out, and what names without value stand for
     * @throws ConfigurationException at a line outside of sections, a quote that does not end, or a malformed time
     */
    public static List<Upstream> read(String file, String text, Map<String, String> environment, List<Remark> remarks) {
        HaproxyReader reader = new HaproxyReader(environment, remarks);
        int number = 0;
        for (String line : text.split("\n", -1)) {
            Origin origin = new Origin(file, ++number);
            List<String> words = HaproxyWords.of(line, origin, reader.environment);
            if (!words.isEmpty()) {
                reader.line(new Line(words, origin));
            }
        }
        return reader.upstreams();
    }

    private void line(Line line) {
        String first = line.words().get(0);
        if (first.startsWith(".")) {
            macro(first);
            return;
        }
        if (conditions > 0) {
            if (!saidThatItDepends) {
                remarks.add(new Remark(
                        line.origin(),
                        Remark.Kind.SKIPPED,
                        ".if",
                        "what is between .if and .endif depends on the HAProxy that reads it"));
            }
            saidThatItDepends = true;
            return;
        }
        if (SECTIONS.contains(first)) {
            begin(line);
            return;
        }
        if (section.isEmpty()) {
            throw new ConfigurationException(
                    line.origin(),
                    "must be in a section such as global, defaults, frontend, backend or listen: \""
                            + Values.printable(first) + "\"");
        }
        List<String> words = line.words();
        if (section.equals("global") && Set.of("setenv", "presetenv").contains(first) && words.size() == 3) {
            environment.merge(words.get(1), words.get(2), (old, set) -> first.equals("setenv") ? set : old);
        }
        if (!Set.of("defaults", "frontend", "backend", "listen").contains(section)) {
            return;
        }
        if (first.equals("no") && words.size() > 2 && words.get(1).equals("option")) {
            mode(words.get(2)).filter(mode -> mode == current.mode).ifPresent(mode -> current.mode = Mode.KEEP);
            return;
        }
        String second = words.size() > 1 ? words.get(1) : "";
        switch (first) {
            case "mode" -> current.http = isKnown(line, second) && second.equals("http");
            case "timeout" -> {
                if (second.equals("server") && words.size() > 2) {
                    boolean known = isKnown(line, words.get(2));
                    current.unknownTimeout = known ? null : line.origin();
                    current.timeoutServer =
                            known ? new Setting<>(time(words.get(2), line.origin()), line.origin()) : null;
                }
            }
            case "option" -> {
                if (isKnown(line, second)) {
                    mode(second).ifPresent(mode -> current.mode = mode);
                }
            }
            case "default_backend" -> current.defaultBackend = second;
            case "use_backend" -> current.usedBackends.add(second);
            case "default-server" -> current.defaultServer = words.subList(1, words.size());
            case "server" -> current.servers.add(line);
            default -> {}
        }
    }

    /** Of those that HAProxy carries out before it reads a line; the others only print something. */
    private void macro(String name) {
        if (name.equals(".if")) {
            saidThatItDepends &= conditions > 0;
            conditions++;
        } else if (name.equals(".endif")) {
            conditions = Math.max(0, conditions - 1);
        }
    }

    private boolean isKnown(Line line, String value) {
        boolean known = !Values.hasVariable(value);
        if (!known) {
            remarks.add(new Remark(
                    line.origin(),
                    Remark.Kind.SKIPPED,
                    line.words().get(0),
                    "there is no value here for " + Values.printable(value)));
        }
        return known;
    }

    private void begin(Line line) {
        List<String> words = line.words();
        section = words.get(0);
        int from = words.indexOf("from");
        Proxy base = from > 0 && from + 1 < words.size()
                ? defaults.getOrDefault(words.get(from + 1), unnamedDefaults)
                : unnamedDefaults;
        current = new Proxy(section, words.size() > 1 ? words.get(1) : "");
        if (!section.equals("defaults") || from > 0) {
            current.inherit(base);
        }
        proxies.add(current);
        if (section.equals("defaults")) {
            unnamedDefaults = current;
            if (words.size() > 1) {
                defaults.put(words.get(1), current);
            }
        }
    }

    /** The three modes take the place of each other. */
    private static Optional<Mode> mode(String option) {
        return switch (option) {
            case "http-keep-alive" -> Optional.of(Mode.KEEP);
            case "http-server-close" -> Optional.of(Mode.SERVER_CLOSE);
            case "httpclose" -> Optional.of(Mode.CLOSE);
            default -> Optional.empty();
        };
    }

    private List<Upstream> upstreams() {
        Map<String, Boolean> closedByFrontends = closedByFrontends();
        List<Upstream> found = new ArrayList<>();
        for (Proxy proxy : proxies) {
            if (proxy.http && Set.of("backend", "listen").contains(proxy.section)) {
                boolean closes = proxy.closes() || closed(proxy, closedByFrontends);
                for (Line server : proxy.servers) {
                    if (server.words().size() > 2
                            && isKnown(server, server.words().get(2))) {
                        Address.parse(server.words().get(2), 80)
                                .ifPresent(address -> found.add(upstream(proxy, server, address, closes)));
                    }
                }
            }
        }
        return List.copyOf(found);
    }

    /** For each name of a back end whether all frontends that send to it close their connections. */
    private Map<String, Boolean> closedByFrontends() {
        Map<String, Boolean> closed = new HashMap<>();
        proxies.stream()
                .filter(proxy -> Set.of("frontend", "listen").contains(proxy.section))
                .forEach(frontend -> frontend.backends()
                        .forEach(backend -> closed.merge(backend, frontend.closes(), Boolean::logicalAnd)));
        return closed;
    }

    /** A connection is closed if the frontend or the back end says so; a listen that does not is a frontend of its own that keeps them. */
    private static boolean closed(Proxy backend, Map<String, Boolean> byFrontends) {
        Optional<Boolean> named = Optional.ofNullable(byFrontends.get(backend.name));
        Optional<Boolean> unnamed = Optional.ofNullable(byFrontends.get(ANY_BACKEND));
        return !backend.section.equals("listen")
                && (named.isPresent() || unnamed.isPresent())
                && named.orElse(true)
                && unnamed.orElse(true);
    }

    private Upstream upstream(Proxy proxy, Line server, Address address, boolean closes) {
        Optional<String> undecided =
                unknown(proxy, server, "pool-purge-delay").or(() -> unknown(proxy, server, "pool-max-conn"));
        Setting<Duration> purge = parameter(proxy, server, "pool-purge-delay")
                .map(value -> new Setting<>(time(value, server.origin()), server.origin()))
                .orElse(new Setting<>(PURGE_DELAY, Origin.defaultFrom("HAProxy")));
        boolean noPool =
                parameter(proxy, server, "pool-max-conn").map("0"::equals).orElse(false);
        boolean none = closes || noPool || purge.value().isZero();
        Optional<Setting<Integer>> max = parameter(proxy, server, "maxconn")
                .filter(value -> value.matches("[1-9]\\d{0,8}"))
                .map(value -> new Setting<>(Integer.valueOf(value), server.origin()));
        return new Upstream(
                "HAProxy",
                address.host(),
                address.port(),
                Optional.of(purge).filter(of -> undecided.isEmpty() && !none),
                undecided.filter(of -> !none),
                Optional.ofNullable(proxy.timeoutServer),
                Optional.ofNullable(proxy.unknownTimeout),
                max,
                unknown(proxy, server, "maxconn"),
                false,
                server.origin());
    }

    private Optional<String> parameter(Proxy proxy, Line server, String name) {
        return written(proxy, server, name).filter(value -> !Values.hasVariable(value));
    }

    private Optional<String> unknown(Proxy proxy, Line server, String name) {
        return written(proxy, server, name)
                .filter(value -> !isKnown(server, value))
                .map(value -> "the value of " + name);
    }

    private static Optional<String> written(Proxy proxy, Line server, String name) {
        List<String> own = server.words().subList(3, server.words().size());
        for (List<String> words : List.of(own, proxy.defaultServer)) {
            int at = words.indexOf(name);
            if (at >= 0 && at + 1 < words.size()) {
                return Optional.of(words.get(at + 1));
            }
        }
        return Optional.empty();
    }

    /** A number with us, ms, s, m, h or d; without a unit milliseconds. */
    private static Duration time(String text, Origin origin) {
        String digits = text.replaceFirst("[a-z]*$", "");
        if (!digits.matches("\\d{1,10}")) {
            throw notATime(text, origin);
        }
        long number = Long.parseLong(digits);
        return switch (text.substring(digits.length())) {
            case "us" -> Duration.ofNanos(number * 1000);
            case "", "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            case "d" -> Duration.ofDays(number);
            default -> throw notATime(text, origin);
        };
    }

    private static ConfigurationException notATime(String text, Origin origin) {
        return new ConfigurationException(
                origin,
                "must be a number with us, ms, s, m, h, d or without for ms: \"" + Values.printable(text) + "\"");
    }
}
