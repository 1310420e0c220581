package dev.holdfast.httpd;

import dev.holdfast.config.Origin;
import dev.holdfast.httpd.syntax.Regex;
import java.util.List;
import java.util.Optional;

/**
 * A ProxyPass or ProxyPassMatch.
 *
 * @param path what the path of a request begins with, or the text of {@code expression}
 * @param expression the regular expression that is found in the path of a request, if it is one
 * @param target where requests go
 * @param options {@code nocanon}, {@code interpolate}, {@code noquery}, {@code mapping=encoded}, {@code mapping=servlet}
 * @param location the Location that it is in
 */
public record ProxyMount(
        String path,
        Optional<Regex> expression,
        Target target,
        List<String> options,
        Optional<LocationScope> location,
        Origin origin) {
    /** Copies the list. */
    public ProxyMount {
        options = List.copyOf(options);
    }

    /** Whether requests are compared with a regular expression. */
    public boolean regex() {
        return expression.isPresent();
    }

    /** Where requests go. */
    public sealed interface Target {
        /** Nowhere: not proxied. */
        record Exclusion() implements Target {}

        /** To a worker by its name; {@code url} replaces {@code path} in the request, {@code $1} in it is a group of the expression. */
        record Worker(String name, String url) implements Target {}

        /** To a member of a balancer by its name; {@code path} replaces the mount's, {@code $1} in it is a group of the expression. */
        record Balancer(String name, String path) implements Target {}
    }
}
