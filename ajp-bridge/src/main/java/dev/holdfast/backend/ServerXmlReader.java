package dev.holdfast.backend;

import dev.holdfast.config.ConfigurationException;
import dev.holdfast.config.Key;
import dev.holdfast.config.Origin;
import dev.holdfast.config.Remark;
import dev.holdfast.config.Setting;
import dev.holdfast.config.Settings;
import dev.holdfast.config.Values;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Reads Tomcat's server.xml. What has an expression for a number, a protocol or an Executor, and the expression no value here, is left out with a
 * remark: a default in its place would be somebody else's number. Only of a port that is not known the connector stays, since nothing is on port 0.
 */
public final class ServerXmlReader {
    private static final List<Key<?>> EXECUTOR_KEYS =
            List.of(TomcatConnector.MAX_THREADS, TomcatConnector.MIN_SPARE_THREADS, TomcatConnector.MAX_QUEUE_SIZE);

    private static final List<Key<?>> CONNECTOR_KEYS = TomcatConnector.KEYS.stream()
            .filter(key -> !key.equals(TomcatConnector.PORT))
            .toList();

    private static final String DBCP = "org.apache.tomcat.dbcp.dbcp2.BasicDataSourceFactory";
    private static final String HTTP2 = "org.apache.coyote.http2.Http2Protocol";

    private final List<Remark> remarks = new ArrayList<>();
    private final AttributeReader attributes;

    private ServerXmlReader(Map<String, String> properties) {
        attributes = new AttributeReader(Expressions.ofTomcat(properties), remarks);
    }

    /**
     * Reads the file.
     *
     * @param file its path, for origins
     * @param properties what {@code ${name}} stands for
     * @throws ConfigurationException if it is no server.xml, or a value is malformed
     */
    public static BackendConfiguration.Tomcat read(String file, String text, Map<String, String> properties) {
        XmlElement root = XmlParser.parse(file, text);
        if (!root.name().equals("Server")) {
            throw new ConfigurationException(
                    root.origin(), "the root element must be <Server>: <" + Values.printable(root.name()) + ">");
        }
        ServerXmlReader reader = new ServerXmlReader(properties);
        List<TomcatConnector> connectors = new ArrayList<>();
        root.children("Service").forEach(service -> reader.service(service, connectors));
        return new BackendConfiguration.Tomcat(
                connectors,
                valves(root).map(ServerXmlReader::className).toList(),
                valves(root)
                        .filter(valve -> className(valve).equals("AccessLogValve"))
                        .map(reader::accessLog)
                        .toList(),
                Stream.concat(root.children("GlobalNamingResources"), applications(root))
                        .flatMap(resources -> resources.children("Resource"))
                        .filter(ServerXmlReader::isDbcp)
                        .filter(resource -> reader.isKnown(resource, TomcatDataSource.KEYS))
                        .map(reader::dataSource)
                        .toList(),
                reader.remarks);
    }

    private static Stream<XmlElement> valves(XmlElement root) {
        return hosts(root)
                .flatMap(container -> Stream.concat(Stream.of(container), container.children("Context")))
                .flatMap(container -> container.children("Valve"));
    }

    /** What has resources of its own: a Context, and a DefaultContext of an Engine or Host for all below it. */
    private static Stream<XmlElement> applications(XmlElement root) {
        return hosts(root)
                .flatMap(container ->
                        Stream.concat(container.children("Context"), container.children("DefaultContext")));
    }

    /** Engines, each with its hosts behind it. */
    private static Stream<XmlElement> hosts(XmlElement root) {
        return root.children("Service")
                .flatMap(service -> service.children("Engine"))
                .flatMap(engine -> Stream.concat(Stream.of(engine), engine.children("Host")));
    }

    private static String className(XmlElement valve) {
        return valve.attribute("className", "").replaceFirst("^.*\\.", "");
    }

    private AccessLog accessLog(XmlElement valve) {
        return new AccessLog(
                attributes.resolve(valve, "prefix", "access_log"),
                attributes.resolve(valve, "suffix", ""),
                new Setting<>(attributes.resolve(valve, "pattern", "common"), valve.origin()));
    }

    private static boolean isDbcp(XmlElement resource) {
        return resource.attribute("type", "").equals("javax.sql.DataSource")
                && resource.attribute("factory", DBCP).equals(DBCP);
    }

    private TomcatDataSource dataSource(XmlElement resource) {
        return new TomcatDataSource(
                attributes.resolve(resource, "name", ""),
                attributes
                        .read(
                                resource,
                                TomcatDataSource.KEYS,
                                resource.attributes().keySet())
                        .build(),
                resource.origin());
    }

    private void service(XmlElement service, List<TomcatConnector> connectors) {
        Map<String, Settings> executors = new HashMap<>();
        Set<String> unknown = new HashSet<>();
        service.children("Executor").forEach(executor -> {
            String executorName = attributes.resolve(executor, "name", "");
            if (!isKnown(executor, EXECUTOR_KEYS)) {
                unknown.add(executorName);
                return;
            }
            Settings settings = attributes
                    .read(executor, EXECUTOR_KEYS, Set.of("name", "namePrefix", "daemon"))
                    .putDefault(TomcatConnector.MAX_THREADS, 200, Origin.defaultFrom("Executor"))
                    .putDefault(TomcatConnector.MIN_SPARE_THREADS, 25, Origin.defaultFrom("Executor"))
                    .build();
            executors.put(executorName, settings);
        });
        String name = attributes.resolve(service, "name", "");
        Optional<Setting<String>> jvmRoute = service.children("Engine")
                .filter(engine -> engine.attributes().containsKey("jvmRoute"))
                .map(engine -> new Setting<>(attributes.resolve(engine, "jvmRoute", ""), engine.origin()))
                .findFirst();
        service.children("Connector")
                .filter(connector -> isKnown(connector, executors.keySet(), unknown))
                .forEach(connector -> connectors.add(connector(connector, name, executors, jvmRoute)));
    }

    private boolean isKnown(XmlElement element, List<Key<?>> keys) {
        return takes(element, attributes.unknown(element, keys));
    }

    private boolean isKnown(XmlElement connector, Set<String> knownExecutors, Set<String> unknownExecutors) {
        String executor = attributes.resolve(connector, "executor", "");
        List<Key<?>> keys = new ArrayList<>(CONNECTOR_KEYS);
        if (knownExecutors.contains(executor)) {
            // Its own threads do not count beside the executor's.
            keys.removeAll(EXECUTOR_KEYS);
        }
        List<String> unknown = new ArrayList<>(attributes.unknown(connector, keys));
        for (Key<?> key : List.of(TomcatConnector.PROTOCOL, TomcatConnector.EXECUTOR)) {
            String value = attributes.resolve(connector, key.name(), "");
            if (Values.hasVariable(value)) {
                unknown.add(key.name() + "=" + Values.printable(value));
            }
        }
        connector
                .children("UpgradeProtocol")
                .forEach(upgrade ->
                        unknown.addAll(attributes.unknown(upgrade, List.of(TomcatConnector.HTTP2_KEEP_ALIVE_TIMEOUT))));
        if (unknownExecutors.contains(executor)) {
            unknown.add("the numbers of Executor " + Values.printable(executor));
        }
        return takes(connector, unknown);
    }

    private boolean takes(XmlElement element, List<String> unknown) {
        if (!unknown.isEmpty()) {
            remarks.add(new Remark(
                    element.origin(),
                    Remark.Kind.SKIPPED,
                    element.name(),
                    "is left out, since there is no value here for " + String.join(", ", unknown)));
        }
        return unknown.isEmpty();
    }

    private TomcatConnector connector(
            XmlElement element, String service, Map<String, Settings> executors, Optional<Setting<String>> jvmRoute) {
        Settings.Builder settings = attributes.read(element, TomcatConnector.KEYS, Set.of());
        boolean ajp =
                Values.lower(settings.build().value(TomcatConnector.PROTOCOL)).contains("ajp");
        if (ajp) {
            settings.putDefault(TomcatConnector.CONNECTION_TIMEOUT, -1, Origin.defaultFrom("AJP"));
            settings.putDefault(TomcatConnector.ADDRESS, Optional.of("localhost"), Origin.defaultFrom("AJP"));
        }
        settings.putDefault(
                TomcatConnector.KEEP_ALIVE_TIMEOUT,
                settings.build().value(TomcatConnector.CONNECTION_TIMEOUT),
                Origin.defaultFrom(TomcatConnector.CONNECTION_TIMEOUT.name()));
        Optional<String> executor = settings.build().value(TomcatConnector.EXECUTOR);
        if (executor.isPresent()) {
            Settings found = executors.get(executor.get());
            if (found == null) {
                remarks.add(new Remark(
                        element.origin(),
                        Remark.Kind.IGNORED,
                        "Connector executor",
                        "there is no Executor \"" + Values.printable(executor.get())
                                + "\" above; the connector has threads of its own"));
            } else {
                EXECUTOR_KEYS.forEach(key -> replace(settings, key, found));
            }
        }
        Optional<Settings> http2 = Optional.empty();
        for (XmlElement upgrade : element.children("UpgradeProtocol").toList()) {
            if (upgrade.attribute("className", "").equals(HTTP2)) {
                http2 = Optional.of(attributes
                        .read(upgrade, List.of(TomcatConnector.HTTP2_KEEP_ALIVE_TIMEOUT), Set.of("className"))
                        .build());
            } else {
                remarks.add(
                        new Remark(upgrade.origin(), Remark.Kind.UNSUPPORTED, "UpgradeProtocol", "is not looked at"));
            }
        }
        return new TomcatConnector(service, ajp, settings.build(), http2, jvmRoute, element.origin());
    }

    /** A connector's own threads do not count beside an executor. */
    private static <T> void replace(Settings.Builder settings, Key<T> key, Settings executor) {
        if (executor.has(key)) {
            settings.put(key, executor.get(key));
        } else {
            settings.remove(key);
        }
    }
}
