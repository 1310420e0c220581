package dev.holdfast.httpd;

import dev.holdfast.config.Values;
import java.util.Map;
import java.util.Optional;

/**
 * The URL of a back end.
 *
 * @param scheme {@code ajp}, {@code http}, {@code https}, {@code h2}, {@code h2c}, {@code ws}, {@code wss} and others, in small letters
 * @param host in small letters but for names of variables without a value, IPv6 with its brackets
 * @param port as written or the scheme's; 0 if the scheme has none, or if the host ends with a variable without a value, which may have one
 * @param path from the first slash after the host; may be empty
 * @param unixSocket of {@code unix:/path|scheme://host/path}
 */
public record ProxyUrl(String scheme, String host, int port, String path, Optional<String> unixSocket) {
    private static final int MAX_HOST_LENGTH = 255;
    private static final Map<String, Integer> PORTS = Map.of(
            "ajp", 8009,
            "http", 80,
            "https", 443,
            "h2", 443,
            "h2c", 80,
            "ws", 80,
            "wss", 443,
            "fcgi", 8000,
            "scgi", 4000,
            "ftp", 21);

    /**
     * Reads a URL.
     *
     * @param references whether {@code $1} may stand where a port or path would
     * @throws IllegalArgumentException saying what is legal
     */
    static ProxyUrl parse(String url, boolean references) {
        Optional<String> socket = Optional.empty();
        String rest = url;
        int bar = url.indexOf('|');
        if (url.regionMatches(true, 0, "unix:", 0, 5) && bar > 0) {
            socket = Optional.of(url.substring(5, bar));
            rest = url.substring(bar + 1);
            if (socket.get().isEmpty()) {
                throw new IllegalArgumentException("unix:/path|scheme://host/path");
            }
        }
        int colon = rest.indexOf(':');
        if (colon <= 0 || !rest.substring(0, colon).matches("[A-Za-z][A-Za-z0-9+.-]*")) {
            Values.requireKnown(colon < 0 ? rest : rest.substring(0, colon));
            throw new IllegalArgumentException("a URL with scheme and host");
        }
        String scheme = Values.lower(rest.substring(0, colon));
        if (!rest.startsWith("://", colon)) {
            if (socket.isPresent() && rest.length() == colon + 1) {
                return new ProxyUrl(scheme, "localhost", port(scheme), "", socket);
            }
            throw new IllegalArgumentException("a URL with scheme and host");
        }
        String authority = rest.substring(colon + 3);
        int slash = authority.indexOf('/');
        String path = slash < 0 ? "" : authority.substring(slash);
        authority = slash < 0 ? authority : authority.substring(0, slash);
        authority = authority.substring(authority.lastIndexOf('@') + 1);
        return authority(scheme, authority, path, socket, references);
    }

    private static ProxyUrl authority(
            String scheme, String authority, String path, Optional<String> socket, boolean references) {
        int bracket = authority.startsWith("[") ? authority.indexOf(']') : 0;
        if (bracket < 0) {
            throw new IllegalArgumentException("a URL with a ] after the IPv6 address");
        }
        int colon = authority.indexOf(':', bracket);
        String host = lower(colon < 0 ? authority : authority.substring(0, colon));
        String digits = colon < 0 ? "" : authority.substring(colon + 1);
        String wholePath = path;
        int dollar = digits.indexOf('$');
        if (references && dollar >= 0) {
            wholePath = digits.substring(dollar) + path;
            digits = digits.substring(0, dollar);
        }
        if (host.isEmpty()) {
            if (socket.isEmpty()) {
                throw new IllegalArgumentException("a URL with scheme and host");
            }
            host = "localhost";
        }
        if (host.length() > MAX_HOST_LENGTH) {
            throw new IllegalArgumentException("a URL whose host has at most " + MAX_HOST_LENGTH + " characters");
        }
        Values.requireKnown(digits);
        if (!digits.matches("\\d{0,5}") || (!digits.isEmpty() && Integer.parseInt(digits) > 65535)) {
            throw new IllegalArgumentException("a URL whose port is 1 to 65535");
        }
        int port = digits.isEmpty() ? 0 : Integer.parseInt(digits);
        boolean unknown = digits.isEmpty() && host.endsWith("}") && Values.hasVariable(host);
        return new ProxyUrl(scheme, host, port == 0 && !unknown ? port(scheme) : port, wholePath, socket);
    }

    /** Variables of the environment differ by case. */
    private static String lower(String host) {
        StringBuilder out = new StringBuilder(host.length());
        int at = 0;
        while (at < host.length()) {
            int open = host.indexOf("${", at);
            int close = open < 0 ? -1 : host.indexOf('}', open);
            int end = close < 0 ? host.length() : open;
            out.append(Values.lower(host.substring(at, end)));
            at = close < 0 ? end : close + 1;
            out.append(host, end, at);
        }
        return out.toString();
    }

    private static int port(String scheme) {
        return PORTS.getOrDefault(scheme, 0);
    }

    /** The name that mod_proxy gives a worker of this URL: without the scheme's own port. */
    String workerName() {
        return origin() + path;
    }

    /** Scheme, host and port of {@link #workerName()}. */
    String origin() {
        return scheme + "://" + host + (port == 0 || port == port(scheme) ? "" : ":" + port);
    }
}
