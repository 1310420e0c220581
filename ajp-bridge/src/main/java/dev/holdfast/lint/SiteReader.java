package dev.holdfast.lint;

import dev.holdfast.backend.BackendConfiguration;
import dev.holdfast.backend.CatalinaProperties;
import dev.holdfast.backend.ServerXmlReader;
import dev.holdfast.backend.StandaloneXmlReader;
import dev.holdfast.backend.TomcatConnector;
import dev.holdfast.backend.UndertowListener;
import dev.holdfast.backend.UndertowServer;
import dev.holdfast.config.ConfigFiles;
import dev.holdfast.config.ConfigurationException;
import dev.holdfast.config.Origin;
import dev.holdfast.config.Remark;
import dev.holdfast.config.Setting;
import dev.holdfast.config.Values;
import dev.holdfast.host.Sysctl;
import dev.holdfast.host.SysctlFiles;
import dev.holdfast.host.Versions;
import dev.holdfast.httpd.HttpdConfiguration;
import dev.holdfast.httpd.HttpdConfigurationReader;
import dev.holdfast.httpd.HttpdServer;
import dev.holdfast.httpd.ProxyBalancer;
import dev.holdfast.httpd.ProxyWorker;
import dev.holdfast.httpd.syntax.HttpdOptions;
import dev.holdfast.loadbalancer.HaproxyReader;
import dev.holdfast.loadbalancer.NginxReader;
import dev.holdfast.loadbalancer.Upstream;
import dev.holdfast.modjk.JkMount;
import dev.holdfast.modjk.JkWorker;
import dev.holdfast.modjk.JkWorkers;
import dev.holdfast.modjk.JkWorkersReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/** Makes a site of files. */
final class SiteReader {
    /** Directives that name files, in small letters. */
    private static final Set<String> INCLUDING = Set.of("include", "jkmountfile");

    private static final Set<String> SCHEMES = Set.of("ajp", "http", "https");

    private final ConfigFiles files;
    private final List<String> ofModJk;
    private final Map<String, String> environment;
    private final Map<String, FileType> types;
    private final Map<String, String> read = new LinkedHashMap<>();
    private final List<LintReport.NotRead> notRead = new ArrayList<>();
    private final List<Front> fronts = new ArrayList<>();
    private final Set<Pool> pools = new HashSet<>();
    private final List<Link> links = new ArrayList<>();
    private final List<BackendConfiguration> backends = new ArrayList<>();
    private final List<Upstream> upstreams = new ArrayList<>();
    private Optional<Sysctl> sysctl = Optional.empty();
    private Optional<Setting<String>> httpdVersion = Optional.empty();
    private Optional<Setting<String>> tomcatVersion = Optional.empty();

    private SiteReader(ConfigFiles files, Map<String, FileType> types, Map<String, String> environment) {
        this.files = files;
        this.types = types;
        this.environment = environment;
        this.ofModJk = all(FileType.WORKERS);
    }

    /**
     * Reads all files. One that is given twice, by another name or as what another of them includes, is read once.
     *
     * @param environment where httpd and HAProxy look for {@code ${name}}
     * @throws ConfigurationException if a file is not there, is none of those that are understood, or is malformed
     */
    static Read read(ConfigFiles files, List<LintFile> given, Map<String, String> environment) {
        Map<String, FileType> types = new LinkedHashMap<>();
        Map<String, String> byReal = new HashMap<>();
        List<String> unknown = new ArrayList<>();
        for (LintFile file : given) {
            String text = files.text(file.path());
            if (text == null) {
                boolean directory = files.names(file.path()) != null;
                throw new ConfigurationException(
                        new Origin(file.path(), 0),
                        directory ? "is a directory; name the files in it" : "no such file");
            }
            Optional<FileType> type = file.type().or(() -> FileType.of(file.path(), text));
            if (type.isPresent()) {
                types.put(byReal.computeIfAbsent(files.real(file.path()), real -> file.path()), type.get());
            } else {
                unknown.add(file.path());
            }
        }
        SiteReader reader = new SiteReader(files, types, environment);
        Site site = reader.site();
        // What another file includes needs nothing that it could be known by.
        Set<String> read = reader.realPaths();
        unknown.stream()
                .filter(path -> !read.contains(files.real(path)))
                .findFirst()
                .ifPresent(path -> {
                    throw unknown(path);
                });
        return new Read(site, reader.read, reader.notRead);
    }

    /**
     * A site and what it was made of.
     *
     * @param texts of the files, by path
     */
    record Read(Site site, Map<String, String> texts, List<LintReport.NotRead> notRead) {}

    private static ConfigurationException unknown(String path) {
        return new ConfigurationException(
                new Origin(path, 0),
                "neither name nor content say what it is; --as TYPE=FILE says so, with one of "
                        + Arrays.stream(FileType.values())
                                .map(FileType::toString)
                                .collect(Collectors.joining(", ")));
    }

    /** Of what was read. */
    private Set<String> realPaths() {
        return read.keySet().stream().map(files::real).collect(Collectors.toSet());
    }

    private List<String> all(FileType type) {
        return types.keySet().stream().filter(path -> types.get(path) == type).toList();
    }

    private String text(String path) {
        String text = files.text(path);
        if (text != null) {
            read.put(path, text);
        }
        return text == null ? "" : text;
    }

    private Site site() {
        whole(FileType.HTTPD, (own, path) -> {
                    HttpdOptions options = HttpdOptions.of(path).withEnvironment(environment);
                    return new Front(path, HttpdConfigurationReader.read(own, options));
                })
                .forEach(fronts::add);
        fronts.forEach(front -> front.httpd().remarks().stream()
                .filter(remark -> INCLUDING.contains(Values.lower(remark.directive())))
                .forEach(this::notRead));
        Set<String> alreadyRead = realPaths();
        fronts.forEach(this::links);
        ofModJk.stream().filter(path -> !alreadyRead.contains(files.real(path))).forEach(this::workers);
        all(FileType.TOMCAT)
                .forEach(path -> backends.add(ServerXmlReader.read(
                        path, text(path), CatalinaProperties.read(text(CatalinaProperties.beside(path))))));
        // What WildFly's files leave open, rules that need it ask for.
        backends.forEach(backend -> backend.remarks().forEach(this::notRead));
        Map<String, String> ofWildFly = new LinkedHashMap<>();
        environment.forEach((name, value) -> ofWildFly.put("env." + name, value));
        for (String path : all(FileType.WILDFLY)) {
            BackendConfiguration wildFly = StandaloneXmlReader.read(path, text(path), ofWildFly);
            backends.add(wildFly);
            wildFly.remarks().stream()
                    .filter(remark -> remark.directive().equals("subsystem"))
                    .forEach(this::notRead);
        }
        List<Remark> ofHaproxy = new ArrayList<>();
        all(FileType.HAPROXY)
                .forEach(path -> upstreams.addAll(HaproxyReader.read(path, text(path), environment, ofHaproxy)));
        ofHaproxy.forEach(this::notRead);
        whole(FileType.NGINX, NginxReader::read).forEach(upstreams::addAll);
        Map<String, Setting<String>> kernel = new LinkedHashMap<>();
        SysctlFiles.inOrder(all(FileType.SYSCTL))
                .forEach(path -> kernel.putAll(Sysctl.read(path, text(path)).values()));
        if (types.containsValue(FileType.SYSCTL)) {
            sysctl = Optional.of(new Sysctl(kernel));
        }
        for (String path : all(FileType.VERSIONS)) {
            Versions found = Versions.read(path, text(path));
            httpdVersion = httpdVersion.or(found::httpd);
            tomcatVersion = tomcatVersion.or(found::tomcat);
        }
        List<Listener> listeners = new ArrayList<>();
        backends.forEach(backend -> listeners.addAll(listeners(backend)));
        return new Site(
                fronts,
                new Routing(links, listeners),
                backends,
                upstreams,
                sysctl,
                new Versions(httpdVersion, tomcatVersion));
    }

    /**
     * Reads each file of a kind with what it includes, and leaves out those that another of them includes: alone they would be another server,
     * and may be none that starts.
     */
    private <T> List<T> whole(FileType type, BiFunction<ConfigFiles, String, T> reader) {
        Map<SiteFiles, T> results = new LinkedHashMap<>();
        Map<SiteFiles, ConfigurationException> failures = new LinkedHashMap<>();
        for (String path : all(type)) {
            SiteFiles own = new SiteFiles(files, path, ofModJk);
            try {
                results.put(own, reader.apply(own, path));
            } catch (ConfigurationException e) {
                failures.put(own, e);
            }
        }
        Set<String> parts = included(results.keySet());
        failures.keySet().removeIf(own -> parts.contains(own.first()));
        // What cannot be read may include another that cannot, and says better why.
        Set<String> failed = included(failures.keySet());
        failures.keySet().stream()
                .min(Comparator.comparing(own -> failed.contains(own.first())))
                .map(failures::get)
                .ifPresent(failure -> {
                    throw failure;
                });
        results.keySet().removeIf(own -> parts.contains(own.first()));
        results.keySet().forEach(own -> read.putAll(own.read()));
        return List.copyOf(results.values());
    }

    private static Set<String> included(Set<SiteFiles> all) {
        return all.stream().flatMap(own -> own.included().stream()).collect(Collectors.toSet());
    }

    private void notRead(Remark remark) {
        if (remark.kind() == Remark.Kind.SKIPPED) {
            boolean whole = INCLUDING.contains(Values.lower(remark.directive()))
                    || remark.directive().equals("subsystem");
            notRead.add(new LintReport.NotRead(
                    remark.origin(), whole ? remark.why() : remark.directive() + ": " + remark.why()));
        }
    }

    private void links(Front front) {
        HttpdConfiguration httpd = front.httpd();
        httpd.jkWorkers().ifPresent(workers -> {
            Set<String> mounted = httpd.servers().stream()
                    .flatMap(server -> server.jkMounts().stream())
                    .filter(mount -> !mount.exclusion() && !mount.disabled())
                    .map(JkMount::worker)
                    .collect(Collectors.toSet());
            List<JkWorker> reached = workers.workers().stream()
                    .filter(worker -> mounted.contains(worker.name()))
                    .toList();
            jkLinks(Optional.of(front), reached, workers.maintain().value());
        });
        for (HttpdServer server : httpd.servers()) {
            Setting<Integer> buffer = server.settings().get(HttpdServer.PROXY_IO_BUFFER_SIZE);
            for (ProxyWorker worker : server.workers()) {
                proxyLink(front, worker, Optional.empty(), buffer);
            }
            for (ProxyBalancer balancer : server.balancers()) {
                balancer.members().forEach(member -> proxyLink(front, member, Optional.of(balancer), buffer));
            }
        }
    }

    private record Pool(Front front, String worker, Origin origin) {}

    /** A worker of the main server is one pool, however many virtual hosts inherit it. */
    private void proxyLink(Front front, ProxyWorker worker, Optional<ProxyBalancer> balancer, Setting<Integer> buffer) {
        if (SCHEMES.contains(worker.url().scheme())
                && worker.url().unixSocket().isEmpty()
                && pools.add(new Pool(front, worker.name(), worker.origin()))) {
            links.add(new Link.Proxy(Optional.of(front), worker, balancer, buffer));
        }
    }

    private void jkLinks(Optional<Front> front, List<JkWorker> workers, Duration maintain) {
        Duration watchdog =
                front.map(one -> one.httpd().jkWatchdogInterval().value()).orElse(Duration.ZERO);
        for (JkWorker worker : workers) {
            if (worker instanceof JkWorker.Ajp ajp) {
                links.add(new Link.Jk(front, ajp, Optional.empty(), watchdog, maintain));
            } else if (worker instanceof JkWorker.LoadBalancer lb) {
                lb.members()
                        .forEach(member -> links.add(new Link.Jk(front, member, Optional.of(lb), watchdog, maintain)));
            }
        }
    }

    /** A workers.properties that no JkWorkersFile names belongs to the one httpd without workers, if there is one. */
    private void workers(String path) {
        Optional<Front> front =
                fronts.size() == 1 && fronts.get(0).httpd().jkWorkers().isEmpty()
                        ? Optional.of(fronts.get(0))
                        : Optional.empty();
        JkWorkersReader reader = new JkWorkersReader(environment, new ArrayList<>());
        reader.addFile(path, text(path));
        JkWorkers workers = reader.workers(
                new Setting<>(front.map(Front::threads).orElse(1), Origin.defaultFrom("threads of one process")));
        jkLinks(front, workers.workers(), workers.maintain().value());
    }

    private List<Listener> listeners(BackendConfiguration backend) {
        List<Listener> found = new ArrayList<>();
        if (backend instanceof BackendConfiguration.Tomcat tomcat) {
            tomcat.connectors()
                    .forEach(connector -> found.add(new Listener.Tomcat(tomcat, connector, isBlocking(connector))));
        } else if (backend instanceof BackendConfiguration.WildFly wildFly) {
            Map<String, UndertowServer> servers = new HashMap<>();
            wildFly.servers().forEach(server -> servers.putIfAbsent(server.name(), server));
            wildFly.listeners().stream()
                    .filter(listener -> listener.value(UndertowListener.ENABLED))
                    .forEach(listener -> found.add(new Listener.WildFly(
                            wildFly, listener, Optional.ofNullable(servers.get(listener.server())))));
        }
        return found;
    }

    /** Up to Tomcat 7 the plain names of protocols stand for the blocking connectors. */
    private boolean isBlocking(TomcatConnector connector) {
        boolean old = tomcatVersion
                .map(version -> Versions.isBefore(version.value(), "8.0.0"))
                .orElse(false);
        return connector.isBlocking()
                || (old && Set.of("HTTP/1.1", "AJP/1.3").contains(connector.value(TomcatConnector.PROTOCOL)));
    }
}
