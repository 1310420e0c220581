package dev.holdfast.backend;

import dev.holdfast.config.Origin;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** An element of a configuration file; text between elements is of no meaning in these. */
record XmlElement(
        String namespace, String name, Map<String, String> attributes, List<XmlElement> children, Origin origin) {
    Stream<XmlElement> children(String wanted) {
        return children.stream().filter(child -> child.name.equals(wanted));
    }

    String attribute(String wanted, String otherwise) {
        return attributes.getOrDefault(wanted, otherwise);
    }
}
