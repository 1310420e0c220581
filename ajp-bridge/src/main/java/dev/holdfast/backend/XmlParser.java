package dev.holdfast.backend;

import dev.holdfast.config.ConfigurationException;
import dev.holdfast.config.Origin;
import java.io.StringReader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.XMLConstants;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** XML without document type definitions, and so without entities: 64 levels and 200,000 elements at most. */
final class XmlParser {
    private static final int MAX_DEPTH = 64;
    private static final int MAX_ELEMENTS = 200_000;

    private final String file;
    private final Deque<Open> open = new ArrayDeque<>();
    private int elements;

    private XmlParser(String file) {
        this.file = file;
    }

    /** An element whose end has not come. */
    private record Open(
            String namespace, String name, Map<String, String> attributes, List<XmlElement> children, Origin origin) {}

    /** Returns the root element. */
    static XmlElement parse(String file, String text) {
        return new XmlParser(file).parse(text);
    }

    private XmlElement parse(String text) {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLConstants.ACCESS_EXTERNAL_DTD, "");
        try {
            XMLStreamReader reader = factory.createXMLStreamReader(new StringReader(text));
            try {
                return elements(reader);
            } finally {
                reader.close();
            }
        } catch (XMLStreamException e) {
            int line = e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getLineNumber());
            throw new ConfigurationException(new Origin(file, line), "is not well-formed XML: " + reason(e));
        }
    }

    /** The parser's own reason without its position, which the origin has. */
    private static String reason(XMLStreamException e) {
        String message = String.valueOf(e.getMessage());
        int at = message.indexOf("Message: ");
        return (at < 0 ? message : message.substring(at + "Message: ".length()))
                .lines()
                .findFirst()
                .orElse("");
    }

    private XmlElement elements(XMLStreamReader reader) throws XMLStreamException {
        XmlElement root = null;
        while (reader.hasNext()) {
            // Before an element is read, the reader is where the element begins; after it, where its tag ends.
            Origin origin = new Origin(file, Math.max(0, reader.getLocation().getLineNumber()));
            switch (reader.next()) {
                case XMLStreamConstants.DTD ->
                    throw new ConfigurationException(origin, "a document type definition is not allowed");
                case XMLStreamConstants.START_ELEMENT -> start(reader, origin);
                case XMLStreamConstants.END_ELEMENT -> root = end();
                default -> {}
            }
        }
        if (root == null) {
            throw new ConfigurationException(new Origin(file, 0), "is not well-formed XML: there is no element");
        }
        return root;
    }

    private void start(XMLStreamReader reader, Origin origin) {
        if (open.size() >= MAX_DEPTH || ++elements > MAX_ELEMENTS) {
            throw new ConfigurationException(
                    origin, "more than " + MAX_ELEMENTS + " elements, or more than " + MAX_DEPTH + " in each other");
        }
        Map<String, String> attributes = new LinkedHashMap<>();
        for (int i = 0; i < reader.getAttributeCount(); i++) {
            attributes.put(reader.getAttributeLocalName(i), reader.getAttributeValue(i));
        }
        String namespace = reader.getNamespaceURI();
        open.push(new Open(
                namespace == null ? "" : namespace, reader.getLocalName(), attributes, new ArrayList<>(), origin));
    }

    private XmlElement end() {
        Open ended = open.pop();
        XmlElement element = new XmlElement(
                ended.namespace(),
                ended.name(),
                java.util.Collections.unmodifiableMap(ended.attributes()),
                List.copyOf(ended.children()),
                ended.origin());
        Open parent = open.peek();
        if (parent != null) {
            parent.children().add(element);
        }
        return element;
    }
}
