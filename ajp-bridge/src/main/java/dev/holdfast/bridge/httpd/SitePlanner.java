package dev.holdfast.bridge.httpd;

import dev.holdfast.bridge.Backend;
import dev.holdfast.bridge.HttpdForwarding;
import dev.holdfast.config.ConfigurationException;
import dev.holdfast.config.Key;
import dev.holdfast.config.Origin;
import dev.holdfast.config.Remark;
import dev.holdfast.config.Setting;
import dev.holdfast.config.Settings;
import dev.holdfast.httpd.CookieReverse;
import dev.holdfast.httpd.HttpdConfiguration;
import dev.holdfast.httpd.HttpdServer;
import dev.holdfast.httpd.Listen;
import dev.holdfast.httpd.LocationScope;
import dev.holdfast.httpd.Mpm;
import dev.holdfast.httpd.ProxyBalancer;
import dev.holdfast.httpd.ProxyMount;
import dev.holdfast.httpd.ProxyPassReverse;
import dev.holdfast.httpd.ProxyWorker;
import dev.holdfast.httpd.ReadTimeout;
import dev.holdfast.httpd.syntax.Regex;
import dev.holdfast.modjk.JkMount;
import dev.holdfast.modjk.JkWorkers;
import dev.holdfast.time.TimeText;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes a site of a configuration, once. */
final class SitePlanner {
    private static final int UNAVAILABLE = 503;
    private static final int SERVER_ERROR = 500;
    private static final String ANY = "0.0.0.0";
    private static final Pattern EVERYTHING = Pattern.compile("");
    private static final String NO_FILES = "what no mount matches is answered 404, where httpd would look for a file";

    /** What differs between hosts of one address, where httpd takes what the first says. */
    private static final List<Key<?>> OF_CONNECTIONS =
            List.of(HttpdServer.KEEP_ALIVE, HttpdServer.KEEP_ALIVE_TIMEOUT, HttpdServer.MAX_KEEP_ALIVE_REQUESTS);

    /** What a process model has one of, whatever the hosts of its addresses say. */
    private static final List<Key<?>> OF_A_FRONT = List.of(
            HttpdServer.KEEP_ALIVE,
            HttpdServer.KEEP_ALIVE_TIMEOUT,
            HttpdServer.MAX_KEEP_ALIVE_REQUESTS,
            HttpdServer.TIMEOUT,
            HttpdServer.HEADER_TIMEOUT);

    private final HttpdConfiguration configuration;
    private final SiteOptions options;
    private final SiteRemarks remarks = new SiteRemarks();
    private final PoolTable pools = new PoolTable();
    private final ProxyPools proxyPools;
    private final JkPools jkPools;

    SitePlanner(HttpdConfiguration configuration, SiteOptions options) {
        this.configuration = configuration;
        this.options = options;
        Mpm mpm = configuration.mpm();
        PoolScale scale = new PoolScale(
                options.modelled() ? 1 : Math.max(1, mpm.processes()),
                options.modelled() && !mpm.model().value().isThreaded(),
                options.firewallIdle());
        Duration maintain = configuration
                .jkWorkers()
                .map(workers -> workers.maintain().value())
                .orElse(Duration.ofSeconds(60));
        proxyPools = new ProxyPools(scale, pools, remarks);
        jkPools =
                new JkPools(scale, maintain, configuration.jkWatchdogInterval().value(), pools, remarks);
    }

    Site plan() {
        if (configuration.listens().isEmpty()) {
            throw new ConfigurationException(
                    configuration.mainServer().origin(), "there is no Listen, and httpd would not start");
        }
        List<VirtualHost> hosts =
                configuration.servers().stream().map(this::host).toList();
        VirtualHosts byAddress = new VirtualHosts(hosts);
        List<SiteListener> listeners = new ArrayList<>();
        List<HttpdServer> firsts = new ArrayList<>();
        for (Listen listen : configuration.listens()) {
            if (isOpened(listen)) {
                String address = address(listen);
                HttpdServer first = first(listen, address, hosts, byAddress);
                firsts.add(first);
                listeners.add(listener(listen, address, first));
            }
        }
        HttpdServer front = firsts.isEmpty() ? configuration.mainServer() : firsts.get(0);
        remarkOnFront(front, firsts);
        List<Remark> all = new ArrayList<>(new LinkedHashSet<>(configuration.remarks()));
        all.addAll(remarks.all());
        return new Site(
                listeners,
                FrontPlan.of(configuration.mpm(), front),
                options,
                hosts,
                pools.pools(),
                all,
                remarks.notes());
    }

    private void remarkOnFront(HttpdServer front, List<HttpdServer> firsts) {
        Settings numbers = configuration.mpm().settings();
        if (!options.modelled()) {
            remarks.unusedOf(
                    numbers,
                    List.of(Mpm.MAX_REQUEST_WORKERS, Mpm.SERVER_LIMIT, Mpm.THREADS_PER_CHILD),
                    "counts for the size of pools alone: no request waits for a worker here, unless --front httpd is given");
            return;
        }
        for (HttpdServer other : firsts) {
            for (Key<?> key : OF_A_FRONT) {
                if (!other.value(key).equals(front.value(key))) {
                    remarks.gap(
                            other.settings().get(key).origin(),
                            key.name(),
                            "all addresses have what holds for the first that is listened on: "
                                    + shown(front.value(key)));
                }
            }
        }
    }

    private static Object shown(Object value) {
        return value instanceof Duration time ? TimeText.of(time) : value;
    }

    private boolean isOpened(Listen listen) {
        boolean http = listen.protocol().equalsIgnoreCase("http");
        if (!http) {
            remarks.gap(
                    listen.origin(),
                    "Listen " + listen.port() + " " + listen.protocol(),
                    "is not opened, since there is no TLS; nobody answers there");
        }
        return http;
    }

    private static String address(Listen listen) {
        return listen.address().isEmpty() || listen.address().equals("*") ? ANY : listen.address();
    }

    /** Returns the host that answers where no name fits. */
    private HttpdServer first(Listen listen, String address, List<VirtualHost> hosts, VirtualHosts byAddress) {
        InetAddress local;
        try {
            local = InetAddress.getByName(address);
        } catch (UnknownHostException unknown) {
            throw new ConfigurationException(listen.origin(), "Listen: no such address: " + address);
        }
        return configuration.servers().get(hosts.indexOf(byAddress.find(local, listen.port(), null)));
    }

    private SiteListener listener(Listen listen, String address, HttpdServer server) {
        Duration timeout = server.value(HttpdServer.TIMEOUT);
        Duration head = server.value(HttpdServer.HEADER_TIMEOUT).timeout();
        Duration atLeast = timeout.isZero() ? HttpdServer.TIMEOUT.defaultValue() : timeout;
        return new SiteListener(
                address,
                listen.port(),
                configuration.mpm().value(Mpm.LISTEN_BACKLOG),
                server.value(HttpdServer.KEEP_ALIVE)
                        && !server.value(HttpdServer.KEEP_ALIVE_TIMEOUT).isZero(),
                server.value(HttpdServer.KEEP_ALIVE_TIMEOUT),
                Math.max(0, server.value(HttpdServer.MAX_KEEP_ALIVE_REQUESTS)),
                head.isZero() ? atLeast : head,
                atLeast,
                listen.origin());
    }

    private VirtualHost host(HttpdServer server) {
        String label = label(server);
        List<Mount> mounts = new ArrayList<>();
        for (ProxyMount mount : server.proxyMounts()) {
            mounts.add(mount(mount, server));
        }
        List<JkRule> rules = new ArrayList<>();
        for (JkMount rule : server.jkMounts()) {
            if (!rule.disabled()) {
                rules.add(rule(rule));
            }
        }
        remarkOn(server, label, mounts, rules);
        return new VirtualHost(
                label,
                addresses(server),
                server.names().stream().map(VirtualHost::comparable).toList(),
                mounts,
                rules,
                server.jkOptions().has("ForwardURICompatUnparsed"),
                new HttpdForwarding(server.value(HttpdServer.PROXY_ADD_HEADERS), serverName(server), null),
                // What is in no Location comes first, as where httpd merges the ones with the others.
                server.proxyPassReverses().stream()
                        .flatMap(reverse -> reverse(reverse, server))
                        .sorted(Comparator.comparing(reverse -> !reverse.place().isAnywhere()))
                        .toList(),
                server.cookieReverses().stream()
                        .flatMap(this::correction)
                        .sorted(Comparator.comparing(cookie -> !cookie.place().isAnywhere()))
                        .toList(),
                server.origin());
    }

    /** A host without a name has the main server's; httpd asks the name service for one where that has none either. */
    private @Nullable String serverName(HttpdServer server) {
        return server.serverName()
                .or(() -> configuration.mainServer().serverName())
                .map(VirtualHost::comparable)
                .orElse(null);
    }

    private static String label(HttpdServer server) {
        if (!server.names().isEmpty()) {
            return server.names().get(0);
        }
        return server.main() ? "the main server" : server.addresses().get(0);
    }

    private void remarkOn(HttpdServer server, String label, List<Mount> mounts, List<JkRule> rules) {
        // A main server without mounts is what is left over where all is in virtual hosts.
        boolean leftOver = server.main() && configuration.servers().size() > 1 && mounts.isEmpty() && rules.isEmpty();
        boolean whole = mounts.stream().anyMatch(mount -> mount.path().equals("/"))
                || rules.stream().anyMatch(rule -> rule.uri().equals("/*"));
        if (!whole && !leftOver) {
            remarks.note(server.origin(), label, NO_FILES);
        }
        server.jkOptions().on().forEach((option, origin) -> {
            if (origin.isFile()
                    && !List.of(
                                    "ForwardURIProxy",
                                    "ForwardURICompatUnparsed",
                                    // Packets always go on as they come.
                                    "FlushPackets",
                                    "FlushHeader",
                                    "ForwardKeySize")
                            .contains(option)) {
                remarks.gap(origin, "JkOptions " + option, "is not reproduced");
            }
        });
        Origin flushHeader = server.jkOptions().on().get("FlushHeader");
        if (flushHeader != null && flushHeader.isFile()) {
            remarks.adjusted(
                    flushHeader,
                    "JkOptions FlushHeader",
                    "a head that comes alone waits " + Backend.DEFAULT_HEAD_WAIT.toMillis()
                            + " ms for what follows it, unless the container flushes");
        }
        remarks.unusedOf(
                server.settings(),
                List.of(HttpdServer.HANDSHAKE_TIMEOUT, HttpdServer.BODY_TIMEOUT),
                "is not reproduced: a body may take any time, and each read of it as long as Timeout says");
        Setting<ReadTimeout> head = server.settings().get(HttpdServer.HEADER_TIMEOUT);
        if (head.origin().isFile() && head.value().minRate() > 0) {
            remarks.gap(
                    head.origin(),
                    HttpdServer.HEADER_TIMEOUT + "=" + head.value(),
                    "the rate is not reproduced: a head must come within "
                            + TimeText.of(head.value().timeout()) + ", however much of it has");
        }
        HttpdServer main = configuration.mainServer();
        for (Key<?> key : OF_CONNECTIONS) {
            if (!server.main() && !server.value(key).equals(main.value(key))) {
                remarks.adjusted(
                        server.settings().get(key).origin(),
                        key.name(),
                        "counts for the connections of an address whose first host this is, and only there");
            }
        }
    }

    private List<HostAddress> addresses(HttpdServer server) {
        List<HostAddress> all = new ArrayList<>();
        for (String address : server.addresses()) {
            try {
                all.addAll(HostAddress.parse(address));
            } catch (UnknownHostException unknown) {
                remarks.gap(
                        server.origin(),
                        "<VirtualHost>",
                        address + " has no address; no request for it is this host's");
            } catch (IllegalArgumentException illegal) {
                throw new ConfigurationException(
                        server.origin(), "<VirtualHost> must have " + illegal.getMessage() + ": \"" + address + "\"");
            }
        }
        return all;
    }

    private Mount mount(ProxyMount mount, HttpdServer server) {
        List<String> options = mount.options();
        for (String option : List.of("interpolate", "mapping=encoded")) {
            if (options.contains(option)) {
                remarks.gap(mount.origin(), "ProxyPass " + mount.path() + " " + option, "is not reproduced");
            }
        }
        Regex.Meaning meaning = mount.expression().map(Regex::meaning).orElse(null);
        if (meaning instanceof Regex.NotUnderstood unknown) {
            remarks.gap(
                    mount.origin(),
                    "ProxyPassMatch " + mount.path(),
                    unknown.construct()
                            + " is not understood, nor what requests match: all that no mount before this one"
                            + " takes are answered " + UNAVAILABLE);
        }
        return new Mount(
                RequestPath.bytes(mount.path()),
                meaning == null ? null : meaning instanceof Regex.Understood known ? known.pattern() : EVERYTHING,
                options.contains("nocanon"),
                options.contains("mapping=servlet"),
                Place.of(mount.location()).orElse(Place.ANYWHERE),
                meaning instanceof Regex.NotUnderstood
                        ? new Destination.Refusal(UNAVAILABLE)
                        : destination(mount, meaning, server));
    }

    /** The place of what is no mount: nothing, with a remark, where what is in it does not count. */
    private Stream<Place> place(String directive, Optional<LocationScope> location, Origin origin) {
        Optional<Place> place = Place.of(location);
        if (place.isEmpty()) {
            remarks.gap(
                    origin, directive, "does not count, since the regular expression of its section is not understood");
        }
        return place.stream();
    }

    private Destination destination(ProxyMount mount, Regex.@Nullable Meaning meaning, HttpdServer server) {
        if (mount.target() instanceof ProxyMount.Target.Worker target) {
            Optional<ProxyWorker> worker = server.worker(target.name());
            String path = pathOf(target.url());
            Optional<Integer> pool = isWithinHost(mount, meaning, target.url(), path)
                    ? worker.flatMap(found -> proxyPools.worker(found, server))
                    : Optional.empty();
            return forward(mount, pool, "", path);
        }
        if (mount.target() instanceof ProxyMount.Target.Balancer target) {
            Optional<ProxyBalancer> balancer = server.balancer(target.name());
            if (balancer.isEmpty()) {
                remarks.gap(
                        mount.origin(), target.name(), "there is no such balancer; requests to it are answered 503");
            }
            Optional<Integer> pool = isWithinHost(mount, meaning, target.name() + target.path(), target.path())
                    ? balancer.flatMap(found -> proxyPools.balancer(found, server))
                    : Optional.empty();
            String before = pool.isPresent() ? balancer.map(this::commonPath).orElse("") : "";
            return forward(mount, pool, before, target.path());
        }
        return new Destination.Exclusion();
    }

    /** Whether a group right behind a host or port can begin the path; else it is a part of them, which must be known beforehand. */
    private boolean isWithinHost(ProxyMount mount, Regex.@Nullable Meaning meaning, String url, String path) {
        boolean within = !path.matches("(?s)\\$[0-9].*")
                || !(meaning instanceof Regex.Understood known)
                || known.mayBeginWithSlash(path.charAt(1) - '0');
        if (!within) {
            String unknown = mount.target() instanceof ProxyMount.Target.Balancer
                    ? "the balancer's name"
                    : "the back end's host and port";
            remarks.gap(mount.origin(), url, unknown + " must be known beforehand; requests to it are answered 503");
        }
        return within;
    }

    private Destination forward(ProxyMount mount, Optional<Integer> pool, String before, String path) {
        if (pool.isEmpty()) {
            return new Destination.Refusal(UNAVAILABLE);
        }
        if (!mount.regex() && mount.path().endsWith("/") && path.isEmpty()) {
            remarks.gap(
                    mount.origin(),
                    "ProxyPass " + mount.path(),
                    "the URL lacks the slash at its end that the path has: all requests but that for " + mount.path()
                            + " itself are answered 500; httpd takes what follows for the end of host and port");
        } else if (!mount.regex() && mount.path().endsWith("/") && !path.endsWith("/")) {
            remarks.adjusted(
                    mount.origin(),
                    "ProxyPass " + mount.path(),
                    "the URL lacks the slash at its end that the path has: " + mount.path() + "a is sent as " + before
                            + path + "a");
        }
        return new Destination.Forward(pool.get(), RequestPath.bytes(before), RequestPath.bytes(path));
    }

    /** What members' URLs have after the host, which goes before the paths of requests. */
    private String commonPath(ProxyBalancer balancer) {
        List<ProxyWorker> members =
                balancer.members().stream().filter(ProxyPools::isSpokenTo).toList();
        String first = members.get(0).url().path();
        for (ProxyWorker member : members) {
            if (!member.url().path().equals(first)) {
                remarks.gap(
                        member.origin(),
                        "BalancerMember " + member.name(),
                        "all members get the path " + (first.isEmpty() ? "/" : first) + " of the first");
            }
        }
        return first;
    }

    /** What follows host and port: from the first slash, or reference of a regular expression. */
    private static String pathOf(String url) {
        int authority = url.indexOf("://") + 3;
        for (int i = authority; i < url.length(); i++) {
            if (url.charAt(i) == '/' || url.charAt(i) == '$') {
                return url.substring(i);
            }
        }
        return "";
    }

    private JkRule rule(JkMount rule) {
        String uri = RequestPath.bytes(rule.uri());
        if (rule.exclusion()) {
            return new JkRule(uri, rule.worker(), new Destination.Exclusion());
        }
        if (!rule.extensions().equals(Settings.NONE)) {
            remarks.gap(rule.origin(), "JkMount " + rule.uri(), "extensions after a semicolon do not count");
        }
        Optional<JkWorkers> workers = configuration.jkWorkers();
        Destination destination = workers.flatMap(all -> all.worker(rule.worker()))
                .map(jkPools::destination)
                .orElse(new Destination.Refusal(SERVER_ERROR));
        return new JkRule(uri, rule.worker(), destination);
    }

    private Stream<CookieCorrection> correction(CookieReverse cookie) {
        String directive = cookie.attribute() == CookieReverse.Attribute.PATH
                ? "ProxyPassReverseCookiePath"
                : "ProxyPassReverseCookieDomain";
        return place(directive, cookie.location(), cookie.origin()).map(place -> new CookieCorrection(cookie, place));
    }

    private Stream<Reverse> reverse(ProxyPassReverse reverse, HttpdServer server) {
        String url = reverse.url();
        Stream<Place> place = place("ProxyPassReverse " + url, reverse.location(), reverse.origin());
        String lower = url.toLowerCase(Locale.ROOT);
        if (!lower.startsWith("balancer://")) {
            return place.map(counting -> new Reverse(reverse.path(), List.of(url), counting));
        }
        int slash = url.indexOf('/', "balancer://".length());
        String name = slash < 0 ? lower : lower.substring(0, slash);
        String rest = slash < 0 ? "" : url.substring(slash);
        Origin origin = reverse.origin();
        List<String> urls = server.balancer(name)
                .map(balancer -> balancer.members().stream()
                        .map(member -> member.name() + rest)
                        .toList())
                .orElse(List.of());
        if (urls.isEmpty()) {
            remarks.gap(origin, "ProxyPassReverse " + url, "there is no such balancer; redirects stay as they are");
        }
        return place.map(counting -> new Reverse(reverse.path(), urls, counting));
    }
}
