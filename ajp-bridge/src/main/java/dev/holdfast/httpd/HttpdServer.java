package dev.holdfast.httpd;

import dev.holdfast.config.Key;
import dev.holdfast.config.Origin;
import dev.holdfast.config.Setting;
import dev.holdfast.config.Settings;
import dev.holdfast.config.Values;
import dev.holdfast.modjk.JkMount;
import dev.holdfast.modjk.JkOptions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The main server, or a virtual host with what it inherits from the main server.
 *
 * @param main whether it is the main server
 * @param addresses of the virtual host as written: {@code *:80}
 * @param serverName ServerName, without a scheme
 * @param names that, if there is one, and the ServerAliases, which may have wildcards
 * @param settings timeouts and the like
 * @param proxyMounts mod_proxy's, in the order in which it looks at them: the first that matches counts. Those of Location come first, the
 *     last Location before the others, because later Locations override earlier ones
 * @param workers mod_proxy's that are no members of balancers
 * @param balancers mod_proxy's
 * @param proxyPassReverses in the order of the files
 * @param cookieReverses in the order of the files
 * @param jkMounts mod_jk's, in the order in which it looks at them
 * @param jkOptions mod_jk's
 * @param guardedLocations paths of the Locations that not everybody may see, each with the first directive that says so; LocationMatch
 *     and paths with wildcards are not among them
 * @param origin where it begins
 */
public record HttpdServer(
        boolean main,
        List<String> addresses,
        Optional<String> serverName,
        List<String> names,
        Settings settings,
        List<ProxyMount> proxyMounts,
        List<ProxyWorker> workers,
        List<ProxyBalancer> balancers,
        List<ProxyPassReverse> proxyPassReverses,
        List<CookieReverse> cookieReverses,
        List<JkMount> jkMounts,
        JkOptions jkOptions,
        List<Setting<String>> guardedLocations,
        Origin origin) {
    /** Whether connections outlive a response; default on. */
    public static final Key<Boolean> KEEP_ALIVE = Key.of("KeepAlive", true, Values.flag());

    /** How long a connection waits for the next request; seconds or with {@code ms}, default 5 s. */
    public static final Key<Duration> KEEP_ALIVE_TIMEOUT =
            Key.of("KeepAliveTimeout", Duration.ofSeconds(5), Values.time("s", Duration.ZERO));

    /** How many requests may follow the first on a connection; default 100, 0 is any number. */
    public static final Key<Integer> MAX_KEEP_ALIVE_REQUESTS = Key.of("MaxKeepAliveRequests", 100, Values::atoi);

    /** The limit of every read and write; seconds, default 60. */
    public static final Key<Duration> TIMEOUT = Key.of("Timeout", Duration.ofSeconds(60), Values.seconds(0));

    /** The limit of every read from a back end; seconds from 1, default Timeout. */
    public static final Key<Duration> PROXY_TIMEOUT = Key.of("ProxyTimeout", Duration.ofSeconds(60), Values.seconds(1));

    /** The size of buffers and of AJP packets in bytes; 0 is 8192, else from 512, default 8192. */
    public static final Key<Integer> PROXY_IO_BUFFER_SIZE =
            Key.of("ProxyIOBufferSize", 8192, (text, note) -> buffer(text, note, 8192));

    /** The receive buffer of connections to back ends in bytes; 0, the default, is the system's, else from 512. */
    public static final Key<Integer> PROXY_RECEIVE_BUFFER_SIZE =
            Key.of("ProxyReceiveBufferSize", 0, (text, note) -> buffer(text, note, 0));

    /** Whether back ends see the Host of the request; default off. */
    public static final Key<Boolean> PROXY_PRESERVE_HOST = Key.of("ProxyPreserveHost", false, Values.flag());

    /** Whether HTTP back ends get X-Forwarded-For, -Host and -Server; default on. */
    public static final Key<Boolean> PROXY_ADD_HEADERS = Key.of("ProxyAddHeaders", true, Values.flag());

    /** mod_reqtimeout's limit of a TLS handshake; default none. */
    public static final Key<ReadTimeout> HANDSHAKE_TIMEOUT =
            Key.of("RequestReadTimeout handshake", ReadTimeout.NONE, (text, note) -> ReadTimeout.parse(text));

    /** mod_reqtimeout's limit of a request's head; default 20-40,MinRate=500 if the module is there. */
    public static final Key<ReadTimeout> HEADER_TIMEOUT =
            Key.of("RequestReadTimeout header", ReadTimeout.NONE, (text, note) -> ReadTimeout.parse(text));

    /** mod_reqtimeout's limit of a request's body; default 20,MinRate=500 if the module is there. */
    public static final Key<ReadTimeout> BODY_TIMEOUT =
            Key.of("RequestReadTimeout body", ReadTimeout.NONE, (text, note) -> ReadTimeout.parse(text));

    static final List<Key<?>> KEYS = List.of(
            KEEP_ALIVE,
            KEEP_ALIVE_TIMEOUT,
            MAX_KEEP_ALIVE_REQUESTS,
            TIMEOUT,
            PROXY_TIMEOUT,
            PROXY_IO_BUFFER_SIZE,
            PROXY_RECEIVE_BUFFER_SIZE,
            PROXY_PRESERVE_HOST,
            PROXY_ADD_HEADERS);

    /** Copies the lists. */
    public HttpdServer {
        addresses = List.copyOf(addresses);
        names = List.copyOf(names);
        proxyMounts = List.copyOf(proxyMounts);
        workers = List.copyOf(workers);
        balancers = List.copyOf(balancers);
        proxyPassReverses = List.copyOf(proxyPassReverses);
        cookieReverses = List.copyOf(cookieReverses);
        jkMounts = List.copyOf(jkMounts);
        guardedLocations = List.copyOf(guardedLocations);
    }

    static int buffer(String text, Consumer<String> note, int ofZero) {
        int size = Values.atoi(text, note);
        if (size == 0) {
            return ofZero;
        }
        if (size < 512) {
            throw new IllegalArgumentException("0, or a number of bytes from 512");
        }
        return size;
    }

    /** Returns a value of the settings. */
    public <T> T value(Key<T> key) {
        return settings.value(key);
    }

    /** Returns mod_proxy's worker of that name. */
    public Optional<ProxyWorker> worker(String name) {
        return workers.stream().filter(worker -> worker.name().equals(name)).findFirst();
    }

    /** Returns mod_proxy's balancer of that name. */
    public Optional<ProxyBalancer> balancer(String name) {
        return balancers.stream()
                .filter(balancer -> balancer.name().equals(name))
                .findFirst();
    }
}
