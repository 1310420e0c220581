package dev.holdfast.lint;

import dev.holdfast.backend.BackendConfiguration;
import dev.holdfast.backend.ServerXmlReader;
import dev.holdfast.backend.StandaloneXmlReader;
import dev.holdfast.backend.TomcatConnector;
import dev.holdfast.backend.UndertowListener;
import dev.holdfast.config.ConfigFiles;
import dev.holdfast.config.ConfigurationException;
import dev.holdfast.config.Origin;
import dev.holdfast.config.Setting;
import dev.holdfast.host.Sysctl;
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
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Makes a site of files. */
final class SiteReader {
    private static final Set<String> SCHEMES = Set.of("ajp", "http", "https");

    private final SiteFiles files;
    private final Map<String, String> environment;
    private final Map<String, FileType> types;
    private final List<Front> fronts = new ArrayList<>();
    private final Set<Link> links = new LinkedHashSet<>();
    private final List<BackendConfiguration> backends = new ArrayList<>();
    private final List<Upstream> upstreams = new ArrayList<>();
    private Optional<Sysctl> sysctl = Optional.empty();
    private Optional<Setting<String>> httpdVersion = Optional.empty();
    private Optional<Setting<String>> tomcatVersion = Optional.empty();

    private SiteReader(SiteFiles files, Map<String, FileType> types, Map<String, String> environment) {
        this.files = files;
        this.types = types;
        this.environment = environment;
    }

    /**
     * Reads all files.
     *
     * @param environment where httpd looks for {@code ${name}}
     * @throws ConfigurationException if a file is not there, is none of those that are understood, or is malformed
     */
    static Read read(ConfigFiles files, List<LintFile> given, Map<String, String> environment) {
        Map<String, FileType> types = new LinkedHashMap<>();
        Map<String, String> ofModJk = new LinkedHashMap<>();
        for (LintFile file : given) {
            String text = files.text(file.path());
            if (text == null) {
                boolean directory = files.names(file.path()) != null;
                throw new ConfigurationException(
                        new Origin(file.path(), 0),
                        directory ? "is a directory; name the files in it" : "no such file");
            }
            FileType type =
                    file.type().or(() -> FileType.of(file.path(), text)).orElseThrow(() -> unknown(file.path()));
            types.put(file.path(), type);
            if (type == FileType.WORKERS) {
                ofModJk.put(file.path().substring(file.path().lastIndexOf('/') + 1), file.path());
            }
        }
        SiteFiles all = new SiteFiles(files, ofModJk);
        return new Read(new SiteReader(all, types, environment).site(), all);
    }

    /** A site and the files that it was made of. */
    record Read(Site site, SiteFiles files) {}

    private static ConfigurationException unknown(String path) {
        return new ConfigurationException(
                new Origin(path, 0),
                "neither name nor content say what it is; --as TYPE=FILE says so, with one of "
                        + Arrays.stream(FileType.values())
                                .map(FileType::toString)
                                .collect(Collectors.joining(", ")));
    }

    private List<String> all(FileType type) {
        return types.keySet().stream().filter(path -> types.get(path) == type).toList();
    }

    private String text(String path) {
        String text = files.text(path);
        return text == null ? "" : text;
    }

    private Site site() {
        for (String path : all(FileType.HTTPD)) {
            HttpdOptions options = HttpdOptions.of(path).withEnvironment(environment);
            fronts.add(new Front(path, HttpdConfigurationReader.read(files, options)));
        }
        Set<String> alreadyRead = Set.copyOf(files.read().keySet());
        fronts.forEach(this::links);
        all(FileType.WORKERS).stream()
                .filter(path -> !alreadyRead.contains(path))
                .forEach(this::workers);
        all(FileType.TOMCAT)
                .forEach(path -> backends.add(ServerXmlReader.read(path, text(path), catalinaProperties(path))));
        Map<String, String> ofWildFly = new LinkedHashMap<>();
        environment.forEach((name, value) -> ofWildFly.put("env." + name, value));
        all(FileType.WILDFLY).forEach(path -> backends.add(StandaloneXmlReader.read(path, text(path), ofWildFly)));
        all(FileType.HAPROXY).forEach(path -> upstreams.addAll(HaproxyReader.read(path, text(path))));
        all(FileType.NGINX).forEach(path -> upstreams.addAll(NginxReader.read(files, path)));
        for (String path : all(FileType.SYSCTL)) {
            Map<String, Setting<String>> values =
                    new LinkedHashMap<>(sysctl.map(Sysctl::values).orElse(Map.of()));
            values.putAll(Sysctl.read(path, text(path)).values());
            sysctl = Optional.of(new Sysctl(values));
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
                List.copyOf(links),
                backends,
                listeners,
                upstreams,
                sysctl,
                new Versions(httpdVersion, tomcatVersion));
    }

    /** What {@code ${name}} in a server.xml stands for: the lines of the catalina.properties beside it, if there is one. */
    private Map<String, String> catalinaProperties(String serverXml) {
        Map<String, String> properties = new LinkedHashMap<>();
        String path = serverXml.substring(0, serverXml.lastIndexOf('/') + 1) + "catalina.properties";
        text(path).lines().map(String::strip).forEach(line -> {
            int equals = line.indexOf('=');
            if (equals > 0 && !line.startsWith("#") && !line.startsWith("!")) {
                properties.put(
                        line.substring(0, equals).strip(),
                        line.substring(equals + 1).strip());
            }
        });
        return properties;
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

    /** A worker of the main server is one pool, however many virtual hosts inherit it. */
    private void proxyLink(Front front, ProxyWorker worker, Optional<ProxyBalancer> balancer, Setting<Integer> buffer) {
        boolean known = links.stream()
                .anyMatch(link -> link instanceof Link.Proxy proxy
                        && proxy.front().equals(Optional.of(front))
                        && proxy.worker().name().equals(worker.name())
                        && proxy.origin().equals(worker.origin()));
        if (!known
                && SCHEMES.contains(worker.url().scheme())
                && worker.url().unixSocket().isEmpty()) {
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
            wildFly.listeners().stream()
                    .filter(listener -> listener.value(UndertowListener.ENABLED))
                    .forEach(listener -> found.add(new Listener.WildFly(wildFly, listener)));
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
