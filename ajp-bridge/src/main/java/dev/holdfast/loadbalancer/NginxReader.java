package dev.holdfast.loadbalancer;

import dev.holdfast.config.ConfigFiles;
import dev.holdfast.config.ConfigurationException;
import dev.holdfast.config.Origin;
import dev.holdfast.config.Setting;
import dev.holdfast.config.Values;
import dev.holdfast.loadbalancer.NginxTree.Directive;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads nginx.conf: where {@code proxy_pass} leads, with {@code proxy_read_timeout}, and of upstreams {@code keepalive} and
 * {@code keepalive_timeout}. Without {@code keepalive} in the file it depends on nginx's version whether connections are kept.
 */
public final class NginxReader {
    private static final Pattern TIME_PART = Pattern.compile("(\\d{1,9})(ms|s|m|h|d|w|M|y)?");
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration KEEPALIVE_TIMEOUT = Duration.ofSeconds(60);

    private final Map<String, Directive> upstreams = new HashMap<>();
    private final Map<String, Upstream> found = new HashMap<>();
    private final List<Upstream> ordered = new ArrayList<>();

    private NginxReader() {}

    /**
     * Reads the file and what it includes. A file without {@code http} is taken for a part that is included there.
     *
     * @throws ConfigurationException where the syntax is not nginx's, a time is malformed, or a limit is passed
     */
    public static List<Upstream> read(ConfigFiles files, String file) {
        NginxReader reader = new NginxReader();
        List<Directive> all = NginxTree.read(files, file);
        List<Directive> http = all.stream()
                .filter(directive -> directive.name().equals("http"))
                .toList();
        if (http.isEmpty()) {
            reader.http(new Directive("http", List.of(), all, new Origin(file, 1)));
        }
        http.forEach(reader::http);
        return List.copyOf(reader.ordered);
    }

    private void http(Directive http) {
        http.children("upstream")
                .filter(upstream -> !upstream.arguments().isEmpty())
                .forEach(upstream -> upstreams.put(upstream.arguments().get(0), upstream));
        block(http, new Setting<>(READ_TIMEOUT, Origin.defaultFrom("nginx")));
    }

    private void block(Directive block, Setting<Duration> inherited) {
        Setting<Duration> readTimeout = block.children("proxy_read_timeout")
                .filter(directive -> !directive.arguments().isEmpty())
                .map(directive ->
                        new Setting<>(time(directive.arguments().get(0), directive.origin()), directive.origin()))
                .reduce(inherited, (first, last) -> last);
        for (Directive child : block.children()) {
            if (child.name().equals("proxy_pass") && !child.arguments().isEmpty()) {
                pass(child, readTimeout);
            } else if (!child.children().isEmpty() && !child.name().equals("upstream")) {
                block(child, readTimeout);
            }
        }
    }

    private void pass(Directive directive, Setting<Duration> readTimeout) {
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
                    .ifPresent(address ->
                            add(address, Optional.empty(), readTimeout, Optional.empty(), directive.origin()));
            return;
        }
        Optional<Setting<Duration>> idle = idle(upstream);
        upstream.children("server")
                .filter(server -> !server.arguments().isEmpty())
                .forEach(server -> Address.parse(server.arguments().get(0), port)
                        .ifPresent(
                                address -> add(address, idle, readTimeout, maxConnections(server), server.origin())));
    }

    private static Optional<Setting<Duration>> idle(Directive upstream) {
        Optional<Directive> keepalive = upstream.children("keepalive").findFirst();
        if (keepalive.isEmpty() || keepalive.get().arguments().equals(List.of("0"))) {
            return Optional.empty();
        }
        return Optional.of(upstream.children("keepalive_timeout")
                .filter(directive -> !directive.arguments().isEmpty())
                .map(directive ->
                        new Setting<>(time(directive.arguments().get(0), directive.origin()), directive.origin()))
                .findFirst()
                .orElse(new Setting<>(KEEPALIVE_TIMEOUT, keepalive.get().origin())));
    }

    private static Optional<Setting<Integer>> maxConnections(Directive server) {
        return server.arguments().stream()
                .filter(argument -> argument.matches("max_conns=[1-9]\\d{0,8}"))
                .map(argument ->
                        new Setting<>(Integer.valueOf(argument.substring("max_conns=".length())), server.origin()))
                .findFirst();
    }

    /** A server that several locations use waits as long as the least patient of them. */
    private void add(
            Address address,
            Optional<Setting<Duration>> idle,
            Setting<Duration> readTimeout,
            Optional<Setting<Integer>> maxConnections,
            Origin origin) {
        Upstream upstream = new Upstream(
                "nginx", address.host(), address.port(), idle, Optional.of(readTimeout), maxConnections, origin);
        Upstream before = found.put(origin + " " + address, upstream);
        if (before == null) {
            ordered.add(upstream);
        } else if (before.responseTimeout().orElseThrow().value().compareTo(readTimeout.value()) <= 0) {
            found.put(origin + " " + address, before);
        } else {
            ordered.set(ordered.indexOf(before), upstream);
        }
    }

    /** Numbers with ms, s, m, h, d, w, M or y, one after the other; a bare number is seconds. */
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
