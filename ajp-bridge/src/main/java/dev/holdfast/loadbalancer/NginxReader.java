package dev.holdfast.loadbalancer;

import dev.holdfast.config.ConfigFiles;
import dev.holdfast.config.ConfigurationException;
import dev.holdfast.config.Origin;
import dev.holdfast.config.Setting;
import dev.holdfast.config.Values;
import dev.holdfast.loadbalancer.NginxTree.Directive;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads nginx.conf: where {@code proxy_pass} leads, with {@code proxy_read_timeout}, and of upstreams {@code keepalive} and
 * {@code keepalive_timeout}. Connections are kept for certain where {@code keepalive}, {@code proxy_http_version 1.1} and a Connection
 * header other than close say so; without one of them it depends on nginx's version.
 */
public final class NginxReader {
    private static final Pattern TIME_PART = Pattern.compile("(\\d{1,9})(ms|s|m|h|d|w|M|y)? *");
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration KEEPALIVE_TIMEOUT = Duration.ofSeconds(60);
    private static final String VERSION =
            "nginx's version: before 1.29.7 it keeps connections only with keepalive in the upstream,"
                    + " proxy_http_version 1.1 and proxy_set_header Connection \"\"";

    private final Map<String, Directive> upstreams = new HashMap<>();
    private final Map<String, Upstream> found = new LinkedHashMap<>();
    private final Optional<Integer> processes;

    /** @param processes absent if the file does not say how many there are */
    private NginxReader(Optional<Integer> processes) {
        this.processes = processes;
    }

    /**
     * What holds for the requests of a block.
     *
     * @param version proxy_http_version
     * @param connection the Connection header that is sent, empty for none; absent if it is nginx's own
     */
    private record Requests(Setting<Duration> readTimeout, Optional<String> version, Optional<String> connection) {
        /** Whether connections can be kept after them; absent if the file does not say. */
        Optional<Boolean> keep() {
            Optional<Boolean> modern = version.map(number -> !number.equals("1.0"));
            if (connection.isEmpty() || connection.get().indexOf('$') >= 0) {
                return modern.filter(keeps -> !keeps);
            }
            return switch (Values.lower(connection.get())) {
                case "close" -> Optional.of(false);
                case "keep-alive" -> Optional.of(true);
                default -> modern;
            };
        }

        /** What would say whether they are kept. */
        String undecided() {
            return connection
                    .filter(value -> value.indexOf('$') >= 0)
                    .map(value -> "the value of " + value + " in nginx' proxy_set_header Connection")
                    .orElse(VERSION);
        }
    }

    /**
     * Reads the file and what it includes. A file without {@code http} is taken for a part that is included there.
     *
     * @throws ConfigurationException where the syntax is not nginx's, a time is malformed, or a limit is passed
     */
    public static List<Upstream> read(ConfigFiles files, String file) {
        List<Directive> all = NginxTree.read(files, file);
        List<Directive> http = all.stream()
                .filter(directive -> directive.name().equals("http"))
                .toList();
        NginxReader reader = new NginxReader(http.isEmpty() ? Optional.empty() : processes(all));
        if (http.isEmpty()) {
            reader.http(new Directive("http", List.of(), all, new Origin(file, 1)));
        }
        http.forEach(reader::http);
        return List.copyOf(reader.found.values());
    }

    /** {@code worker_processes}, by default 1; absent for auto, the number of processors. */
    private static Optional<Integer> processes(List<Directive> all) {
        String written = all.stream()
                .filter(directive -> directive.name().equals("worker_processes"))
                .flatMap(directive -> directive.arguments().stream().limit(1))
                .findFirst()
                .orElse("1");
        return written.matches("[1-9]\\d{0,4}") ? Optional.of(Integer.valueOf(written)) : Optional.empty();
    }

    private void http(Directive http) {
        http.children("upstream")
                .filter(upstream -> !upstream.arguments().isEmpty())
                .forEach(upstream -> upstreams.put(upstream.arguments().get(0), upstream));
        block(
                http,
                new Requests(
                        new Setting<>(READ_TIMEOUT, Origin.defaultFrom("nginx")), Optional.empty(), Optional.empty()));
    }

    private void block(Directive block, Requests inherited) {
        Setting<Duration> readTimeout = block.children("proxy_read_timeout")
                .filter(directive -> !directive.arguments().isEmpty())
                .map(directive ->
                        new Setting<>(time(directive.arguments().get(0), directive.origin()), directive.origin()))
                .reduce(inherited.readTimeout(), (first, last) -> last);
        Optional<String> version = block.children("proxy_http_version")
                .flatMap(directive -> directive.arguments().stream().limit(1))
                .findFirst()
                .or(inherited::version);
        Requests requests = new Requests(readTimeout, version, connection(block, inherited));
        for (Directive child : block.children()) {
            if (child.name().equals("proxy_pass") && !child.arguments().isEmpty()) {
                pass(child, requests);
            } else if (!child.children().isEmpty() && !child.name().equals("upstream")) {
                block(child, requests);
            }
        }
    }

    /** A block with a proxy_set_header of its own inherits none. */
    private static Optional<String> connection(Directive block, Requests inherited) {
        if (block.children("proxy_set_header").findAny().isEmpty()) {
            return inherited.connection();
        }
        return block.children("proxy_set_header")
                .map(Directive::arguments)
                .filter(words -> words.size() == 2 && words.get(0).equalsIgnoreCase("Connection"))
                .map(words -> words.get(1))
                .findFirst();
    }

    private void pass(Directive directive, Requests requests) {
        String url = directive.arguments().get(0);
        int scheme = url.indexOf("://");
        if (scheme < 0 || url.indexOf('$') >= 0) {
            return;
        }
        String authority = url.substring(scheme + 3).replaceFirst("/.*$", "");
        int port = url.startsWith("https") ? 443 : 80;
        Directive upstream = upstreams.get(authority);
        if (upstream == null) {
            Address.parse(authority, port)
                    .ifPresent(address -> add(new Upstream(
                            "nginx",
                            address.host(),
                            address.port(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.of(requests.readTimeout()),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            false,
                            directive.origin())));
            return;
        }
        Optional<Boolean> kept = keeps(upstream, requests);
        Optional<Setting<Duration>> idle = kept.orElse(false) ? Optional.of(idle(upstream)) : Optional.empty();
        boolean shared = upstream.children("zone").findAny().isPresent();
        upstream.children("server")
                .filter(server -> !server.arguments().isEmpty())
                .forEach(server -> Address.parse(server.arguments().get(0), port)
                        .ifPresent(address -> add(new Upstream(
                                "nginx",
                                address.host(),
                                address.port(),
                                idle,
                                kept.isPresent() ? Optional.empty() : Optional.of(requests.undecided()),
                                Optional.of(requests.readTimeout()),
                                Optional.empty(),
                                maxConnections(server, shared ? 1 : processes.orElse(1)),
                                Optional.empty(),
                                !shared && processes.isEmpty(),
                                server.origin()))));
    }

    private static Optional<Boolean> keeps(Directive upstream, Requests requests) {
        Optional<String> keepalive = upstream.children("keepalive")
                .flatMap(directive -> directive.arguments().stream().limit(1))
                .findFirst();
        boolean none = keepalive.map("0"::equals).orElse(false);
        Optional<Boolean> keep = none ? Optional.of(false) : requests.keep();
        return keepalive.isEmpty() ? keep.filter(known -> !known) : keep;
    }

    private static Setting<Duration> idle(Directive upstream) {
        return upstream.children("keepalive_timeout")
                .filter(directive -> !directive.arguments().isEmpty())
                .map(directive ->
                        new Setting<>(time(directive.arguments().get(0), directive.origin()), directive.origin()))
                .findFirst()
                .orElse(new Setting<>(
                        KEEPALIVE_TIMEOUT,
                        upstream.children("keepalive")
                                .findFirst()
                                .map(Directive::origin)
                                .orElse(upstream.origin())));
    }

    /** Without a zone in its upstream each process counts for itself. */
    private static Optional<Setting<Integer>> maxConnections(Directive server, int processes) {
        return server.arguments().stream()
                .filter(argument -> argument.matches("max_conns=[1-9]\\d{0,8}"))
                .map(argument -> Long.parseLong(argument.substring("max_conns=".length())) * processes)
                .map(max -> new Setting<>((int) Math.min(Integer.MAX_VALUE, max), server.origin()))
                .findFirst();
    }

    /** Of a server that several locations use, the least patient and the one that keeps connections count. */
    private void add(Upstream upstream) {
        String key = upstream.origin() + " " + upstream.host() + ":" + upstream.port();
        Upstream before = found.get(key);
        if (before == null) {
            found.put(key, upstream);
            return;
        }
        Setting<Duration> first = before.responseTimeout().orElseThrow();
        Setting<Duration> second = upstream.responseTimeout().orElseThrow();
        Optional<Setting<Duration>> idle = before.idle().or(upstream::idle);
        Upstream both = new Upstream(
                before.product(),
                before.host(),
                before.port(),
                idle,
                idle.isPresent() ? Optional.empty() : before.undecided().or(upstream::undecided),
                Optional.of(first.value().compareTo(second.value()) <= 0 ? first : second),
                before.unknownTimeout(),
                before.maxConnections(),
                before.unknownMax(),
                before.maxOfEachProcess(),
                before.origin());
        found.put(key, both);
    }

    /** Numbers with ms, s, m, h, d, w, M or y, one after the other with blanks between or without; a bare number is seconds. */
    private static Duration time(String text, Origin origin) {
        Matcher parts = TIME_PART.matcher(text);
        Duration sum = Duration.ZERO;
        int end = 0;
        while (end < text.length() && parts.find(end) && parts.start() == end) {
            long number = Long.parseLong(parts.group(1));
            String unit = parts.group(2) == null ? "s" : parts.group(2);
            sum = sum.plus(
                    switch (unit) {
                        case "ms" -> Duration.ofMillis(number);
                        case "m" -> Duration.ofMinutes(number);
                        case "h" -> Duration.ofHours(number);
                        case "d" -> Duration.ofDays(number);
                        case "w" -> Duration.ofDays(7 * number);
                        case "M" -> Duration.ofDays(30 * number);
                        case "y" -> Duration.ofDays(365 * number);
                        default -> Duration.ofSeconds(number);
                    });
            end = parts.end();
        }
        if (end == 0 || end < text.length()) {
            throw new ConfigurationException(
                    origin,
                    "must be a time such as 500ms, 60s or 1h30m, or a number of seconds: \"" + Values.printable(text)
                            + "\"");
        }
        return sum;
    }
}
