package dev.holdfast.backend;

import dev.holdfast.config.ConfigurationException;
import dev.holdfast.config.Remark;
import dev.holdfast.config.Setting;
import dev.holdfast.config.Settings;
import dev.holdfast.config.Values;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Reads WildFly's standalone.xml of any version: elements are known by their names and the subsystem that they are in. */
public final class StandaloneXmlReader {
    private static final Map<String, UndertowListener.Kind> LISTENERS = Map.of(
            "ajp-listener", UndertowListener.Kind.AJP,
            "http-listener", UndertowListener.Kind.HTTP,
            "https-listener", UndertowListener.Kind.HTTPS);

    private final List<Remark> remarks = new ArrayList<>();
    private final AttributeReader attributes;

    private StandaloneXmlReader(Map<String, String> properties) {
        attributes = new AttributeReader(Expressions.ofWildFly(properties), remarks);
    }

    /**
     * Reads the file.
     *
     * @param file its path, for origins
     * @param properties what {@code ${name}} stands for; the environment's names with {@code env.} before them
     * @throws ConfigurationException if it is no standalone.xml, or a value is malformed
     */
    public static BackendConfiguration.WildFly read(String file, String text, Map<String, String> properties) {
        XmlElement root = XmlParser.parse(file, text);
        if (!root.name().equals("server")) {
            throw new ConfigurationException(
                    root.origin(), "the root element must be <server>: <" + Values.printable(root.name()) + ">");
        }
        return new StandaloneXmlReader(properties).read(root);
    }

    private BackendConfiguration.WildFly read(XmlElement root) {
        Map<String, String> addresses = new HashMap<>();
        root.children("interfaces")
                .flatMap(all -> all.children("interface"))
                .forEach(one ->
                        address(one).ifPresent(address -> addresses.put(attributes.resolve(one, "name", ""), address)));
        Map<String, Binding> bindings = new HashMap<>();
        root.children("socket-binding-group").forEach(group -> bindings(group, bindings, addresses));
        List<IoWorker> workers = subsystem(root, "io")
                .flatMap(io -> io.children("worker"))
                .map(worker -> new IoWorker(
                        attributes.resolve(worker, "name", ""),
                        attributes.read(worker, IoWorker.KEYS, Set.of("name")).build(),
                        worker.origin()))
                .toList();
        List<UndertowListener> listeners = new ArrayList<>();
        subsystem(root, "undertow")
                .flatMap(undertow -> undertow.children("server"))
                .forEach(server -> server.children().stream()
                        .filter(child -> LISTENERS.containsKey(child.name()))
                        .forEach(child -> listeners.add(listener(child, server, bindings, workers))));
        subsystem(root, "web")
                .forEach(web -> remarks.add(new Remark(
                        web.origin(),
                        Remark.Kind.SKIPPED,
                        web.name(),
                        "the connectors of the subsystem web, JBoss Web's, before WildFly 8")));
        List<XmlElement> undertow = subsystem(root, "undertow").toList();
        return new BackendConfiguration.WildFly(
                listeners,
                workers,
                undertow.stream()
                        .flatMap(one -> one.children("server").map(server -> server(server, one)))
                        .toList(),
                undertow.stream()
                        .filter(one -> one.attributes().containsKey("instance-id"))
                        .flatMap(one -> resolvable(one, "instance-id").stream())
                        .findFirst(),
                remarks);
    }

    private UndertowServer server(XmlElement server, XmlElement undertow) {
        List<XmlElement> hosts = server.children("host").toList();
        return new UndertowServer(
                attributes.resolve(server, "name", ""),
                hosts.stream()
                        .flatMap(host -> host.children("access-log"))
                        .map(log -> new AccessLog(
                                attributes.resolve(log, "prefix", "access_log."),
                                attributes.resolve(log, "suffix", "log"),
                                new Setting<>(attributes.resolve(log, "pattern", "common"), log.origin())))
                        .toList(),
                undertow.children("filters")
                        .flatMap(filters -> filters.children("expression-filter"))
                        .filter(filter -> !hosts.isEmpty()
                                && hosts.stream().allMatch(host -> refersTo(host, filter.attribute("name", ""))))
                        .map(filter -> filter.attribute("expression", ""))
                        .toList());
    }

    private static boolean refersTo(XmlElement host, String filter) {
        return host.children("filter-ref")
                .anyMatch(reference -> reference.attribute("name", "").equals(filter)
                        && reference.attribute("predicate", "").isEmpty());
    }

    /** Where a listener listens. */
    private record Binding(Setting<Integer> port, Optional<String> address) {}

    /** Of interfaces with criteria only the machine knows the address, as of expressions with neither value nor default. */
    private Optional<String> address(XmlElement element) {
        if (element.children("any-address").findAny().isPresent()) {
            return Optional.of("0.0.0.0");
        }
        return element.children("inet-address")
                .flatMap(address -> resolvable(address, "value").stream())
                .map(Setting::value)
                .findFirst();
    }

    private Optional<Setting<String>> resolvable(XmlElement element, String attribute) {
        try {
            return Optional.of(new Setting<>(attributes.resolve(element, attribute, ""), element.origin()));
        } catch (ConfigurationException e) {
            remarks.add(new Remark(
                    element.origin(),
                    Remark.Kind.SKIPPED,
                    element.name() + " " + attribute,
                    "has an expression whose value is not known here"));
            return Optional.empty();
        }
    }

    private static Stream<XmlElement> subsystem(XmlElement root, String name) {
        return root.children("profile")
                .flatMap(profile -> profile.children("subsystem"))
                .filter(subsystem -> subsystem.namespace().contains(":" + name + ":"));
    }

    private void bindings(XmlElement group, Map<String, Binding> bindings, Map<String, String> addresses) {
        String usual = attributes.resolve(group, "default-interface", "");
        int offset = number(group, "port-offset", "0");
        group.children("socket-binding").forEach(binding -> {
            int port = number(binding, "port", "0");
            boolean fixed = Boolean.parseBoolean(attributes.resolve(binding, "fixed-port", "false"));
            String address = attributes.resolve(binding, "interface", usual);
            bindings.put(
                    attributes.resolve(binding, "name", ""),
                    new Binding(
                            new Setting<>(port == 0 || fixed ? port : port + offset, binding.origin()),
                            Optional.ofNullable(addresses.get(address))));
        });
    }

    private int number(XmlElement element, String attribute, String otherwise) {
        String text = attributes.resolve(element, attribute, otherwise).strip();
        if (!text.matches("-?\\d{1,5}")) {
            throw new ConfigurationException(
                    element.origin(),
                    element.name() + " " + attribute + " must be a port number: \"" + Values.printable(text) + "\"");
        }
        return Integer.parseInt(text);
    }

    private UndertowListener listener(
            XmlElement element, XmlElement server, Map<String, Binding> bindings, List<IoWorker> workers) {
        UndertowListener.Kind kind = LISTENERS.getOrDefault(element.name(), UndertowListener.Kind.HTTP);
        Settings settings =
                attributes.read(element, UndertowListener.KEYS, Set.of("name")).build();
        String binding = settings.value(UndertowListener.SOCKET_BINDING);
        missing(element, "socket binding", binding, bindings.containsKey(binding));
        Optional<Binding> bound = Optional.ofNullable(bindings.get(binding));
        String worker = settings.value(UndertowListener.WORKER);
        missing(
                element,
                "worker",
                worker,
                workers.stream().anyMatch(found -> found.name().equals(worker)));
        return new UndertowListener(
                attributes.resolve(server, "name", ""),
                attributes.resolve(element, "name", ""),
                kind,
                bound.map(Binding::port),
                bound.flatMap(Binding::address),
                settings,
                element.origin());
    }

    private void missing(XmlElement element, String what, String name, boolean there) {
        if (!there) {
            remarks.add(new Remark(
                    element.origin(),
                    Remark.Kind.IGNORED,
                    element.name(),
                    "there is no " + what + " \"" + Values.printable(name) + "\" in the file"));
        }
    }
}
