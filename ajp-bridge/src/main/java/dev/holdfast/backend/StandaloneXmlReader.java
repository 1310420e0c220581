package dev.holdfast.backend;

import dev.holdfast.config.ConfigurationException;
import dev.holdfast.config.Remark;
import dev.holdfast.config.Setting;
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
        Map<String, Setting<Integer>> ports = new HashMap<>();
        root.children("socket-binding-group").forEach(group -> ports(group, ports));
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
                        .forEach(child -> listeners.add(listener(child, server, ports, workers))));
        return new BackendConfiguration.WildFly(listeners, workers, remarks);
    }

    private static Stream<XmlElement> subsystem(XmlElement root, String name) {
        return root.children("profile")
                .flatMap(profile -> profile.children("subsystem"))
                .filter(subsystem -> subsystem.namespace().contains(":" + name + ":"));
    }

    private void ports(XmlElement group, Map<String, Setting<Integer>> ports) {
        int offset = number(group, "port-offset", "0");
        group.children("socket-binding").forEach(binding -> {
            int port = number(binding, "port", "0");
            boolean fixed = Boolean.parseBoolean(attributes.resolve(binding, "fixed-port", "false"));
            ports.put(
                    attributes.resolve(binding, "name", ""),
                    new Setting<>(port == 0 || fixed ? port : port + offset, binding.origin()));
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
            XmlElement element, XmlElement server, Map<String, Setting<Integer>> ports, List<IoWorker> workers) {
        UndertowListener.Kind kind = LISTENERS.getOrDefault(element.name(), UndertowListener.Kind.HTTP);
        UndertowListener listener = new UndertowListener(
                attributes.resolve(server, "name", ""),
                attributes.resolve(element, "name", ""),
                kind,
                Optional.empty(),
                attributes.read(element, UndertowListener.KEYS, Set.of("name")).build(),
                element.origin());
        String binding = listener.value(UndertowListener.SOCKET_BINDING);
        missing(element, "socket binding", binding, ports.containsKey(binding));
        String worker = listener.value(UndertowListener.WORKER);
        missing(
                element,
                "worker",
                worker,
                workers.stream().anyMatch(found -> found.name().equals(worker)));
        return new UndertowListener(
                listener.server(),
                listener.name(),
                kind,
                Optional.ofNullable(ports.get(binding)),
                listener.settings(),
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
