package dev.holdfast.httpd;

import dev.holdfast.config.ConfigurationException;
import dev.holdfast.config.Key;
import dev.holdfast.config.Origin;
import dev.holdfast.config.Settings;
import dev.holdfast.config.Values;
import dev.holdfast.httpd.syntax.Node;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A server's own directives: names and timeouts. */
final class ServerReader {
    private static final ReadTimeout USUAL_HEADER =
            new ReadTimeout(Duration.ofSeconds(20), Duration.ofSeconds(40), 500);
    private static final ReadTimeout USUAL_BODY = new ReadTimeout(Duration.ofSeconds(20), Duration.ZERO, 500);

    private final Remarks remarks;
    private final Settings.Builder settings = new Settings.Builder();
    private final List<String> names = new ArrayList<>();
    private Optional<String> serverName = Optional.empty();

    ServerReader(Remarks remarks) {
        this.remarks = remarks;
    }

    boolean take(Node.Directive directive, Scope scope) {
        for (Key<?> key : HttpdServer.KEYS) {
            if (directive.is(key.name())) {
                if (key == HttpdServer.PROXY_ADD_HEADERS && scope.section() != null) {
                    return false;
                }
                if (key == HttpdServer.PROXY_PRESERVE_HOST && scope.section() != null) {
                    remarks.unsupported(directive, "is taken for whole servers only");
                } else {
                    scope.requireServer(directive);
                    put(directive, key);
                }
                return true;
            }
        }
        if (directive.is("RequestReadTimeout")) {
            scope.requireServer(directive);
            readTimeouts(directive);
        } else if (directive.is("ServerName")) {
            scope.requireServer(directive);
            String name = Arguments.one(directive);
            String bare = name.substring(name.indexOf("://") < 0 ? 0 : name.indexOf("://") + 3);
            names.add(0, bare);
            serverName = Optional.of(bare);
        } else if (directive.is("ServerAlias")) {
            scope.requireServer(directive);
            names.addAll(Arguments.words(directive, 1, Integer.MAX_VALUE));
        } else {
            return false;
        }
        return true;
    }

    private <T> void put(Node.Directive directive, Key<T> key) {
        settings.put(key, key.read(Arguments.one(directive), directive.origin(), remarks.adjusting(directive)));
    }

    private void readTimeouts(Node.Directive directive) {
        for (String word : Arguments.words(directive, 1, Integer.MAX_VALUE)) {
            Key<ReadTimeout> found = null;
            for (Key<ReadTimeout> key :
                    List.of(HttpdServer.HANDSHAKE_TIMEOUT, HttpdServer.HEADER_TIMEOUT, HttpdServer.BODY_TIMEOUT)) {
                String stage = key.name().substring(key.name().indexOf(' ') + 1) + "=";
                if (Values.lower(word).startsWith(stage)) {
                    found = key;
                    settings.put(
                            key,
                            key.read(word.substring(stage.length()), directive.origin(), remarks.adjusting(directive)));
                }
            }
            if (found == null) {
                throw new ConfigurationException(
                        directive.origin(),
                        "RequestReadTimeout takes handshake=, header= and body=, not \"" + Values.printable(word)
                                + "\"");
            }
        }
    }

    /** What was said so far. */
    Settings soFar() {
        return settings.build();
    }

    Optional<String> serverName() {
        return serverName;
    }

    List<String> names() {
        return names;
    }

    /** Returns the main server's settings. */
    Settings finishMain(boolean reqtimeoutLoaded) {
        if (reqtimeoutLoaded) {
            settings.putDefault(HttpdServer.HEADER_TIMEOUT, USUAL_HEADER, Origin.defaultFrom("mod_reqtimeout"));
            settings.putDefault(HttpdServer.BODY_TIMEOUT, USUAL_BODY, Origin.defaultFrom("mod_reqtimeout"));
        }
        return withProxyTimeout(settings);
    }

    /**
     * Returns a virtual host's settings.
     *
     * @param firstOfAddress the server whose KeepAliveTimeout counts where this one has none
     */
    Settings finishVirtual(Settings main, Settings firstOfAddress) {
        if (!settings.has(HttpdServer.KEEP_ALIVE_TIMEOUT) && firstOfAddress.has(HttpdServer.KEEP_ALIVE_TIMEOUT)) {
            settings.put(HttpdServer.KEEP_ALIVE_TIMEOUT, firstOfAddress.get(HttpdServer.KEEP_ALIVE_TIMEOUT));
        }
        // Zero is how httpd marks a virtual host's value as not set.
        for (Key<Duration> key : List.of(HttpdServer.KEEP_ALIVE_TIMEOUT, HttpdServer.TIMEOUT)) {
            Settings now = settings.build();
            if (now.has(key) && now.value(key).isZero()) {
                remarks.adjusted(now.get(key).origin(), key.name(), "0 in a virtual host is the main server's value");
                settings.put(key, main.get(key));
            }
        }
        Settings.Builder inherited = main.toBuilder();
        if (!settings.has(HttpdServer.PROXY_TIMEOUT)
                && !main.get(HttpdServer.PROXY_TIMEOUT).origin().isFile()) {
            inherited.remove(HttpdServer.PROXY_TIMEOUT);
        }
        settings.putDefaults(inherited.build());
        return withProxyTimeout(settings);
    }

    /** A server without ProxyTimeout takes its Timeout; where that is zero, with which httpd waits for nothing, the default. */
    private static Settings withProxyTimeout(Settings.Builder settings) {
        Duration timeout = settings.build().value(HttpdServer.TIMEOUT);
        return settings.putDefault(
                        HttpdServer.PROXY_TIMEOUT,
                        timeout.isZero() ? HttpdServer.TIMEOUT.defaultValue() : timeout,
                        Origin.defaultFrom(HttpdServer.TIMEOUT.name()))
                .build();
    }
}
