package dev.holdfast.server.deploy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLResolver;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jboss.logging.Logger;
import org.jboss.metadata.parser.jbossweb.JBossWebMetaDataParser;
import org.jboss.metadata.parser.servlet.WebFragmentMetaDataParser;
import org.jboss.metadata.parser.servlet.WebMetaDataParser;
import org.jboss.metadata.parser.util.MetaDataElementParser.DTDInfo;
import org.jboss.metadata.property.PropertyReplacers;
import org.jboss.metadata.web.jboss.JBossWebMetaData;
import org.jboss.metadata.web.spec.WebFragmentMetaData;
import org.jboss.metadata.web.spec.WebMetaData;

/** One deployment descriptor as text, with the name messages give it, such as {@code WEB-INF/web.xml}. */
final class Descriptor {
    private static final Logger LOG = Logger.getLogger(Descriptor.class);
    private static final int MAX_BYTES = 16 << 20;
    private static final int MAX_UNKNOWN_ELEMENTS = 100;

    private final String label;
    private final byte[] xml;

    private Descriptor(String label, byte[] xml) {
        this.label = label;
        this.xml = xml;
    }

    static Descriptor ofFile(String label, Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return of(label, in);
        } catch (IOException e) {
            throw Fault.of("cannot be read", e).at(label);
        }
    }

    static Descriptor ofEntry(String label, Path jar, String entryName) {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            ZipEntry entry = zip.getEntry(entryName);
            if (entry == null) {
                throw Fault.of("is gone").at(label);
            }
            return of(label, zip.getInputStream(entry));
        } catch (IOException e) {
            throw Fault.of("cannot be read", e).at(label);
        }
    }

    private static Descriptor of(String label, InputStream in) throws IOException {
        byte[] xml = in.readNBytes(MAX_BYTES + 1);
        if (xml.length > MAX_BYTES) {
            throw Fault.of("is larger than " + MAX_BYTES + " bytes").at(label);
        }
        return new Descriptor(label, xml);
    }

    WebMetaData asWebXml() {
        return known((reader, dtd) -> WebMetaDataParser.parse(reader, dtd, PropertyReplacers.noop()));
    }

    WebFragmentMetaData asFragment() {
        return known((reader, dtd) -> WebFragmentMetaDataParser.parse(reader, PropertyReplacers.noop()));
    }

    JBossWebMetaData asJBossWebXml() {
        return known((reader, dtd) -> JBossWebMetaDataParser.parse(reader, PropertyReplacers.noop()));
    }

    /** Reads again without each element that the parser does not know and that may be left out, for Tomcat, Jetty and others let those pass. */
    private <T> T known(DescriptorParser<T> parser) {
        Set<Integer> unknown = new HashSet<>();
        while (true) {
            int before = unknown.size();
            try {
                DTDInfo dtd = new DTDInfo();
                return parse(dtd, reader -> {
                    KnownElements elements = new KnownElements(reader, unknown);
                    try {
                        return parser.parse(elements, dtd);
                    } catch (XMLStreamException e) {
                        if (elements.isAtOptional() && isUnknownElement(e) && before < MAX_UNKNOWN_ELEMENTS) {
                            unknown.add(elements.number());
                            LOG.warnf(
                                    "%s: there is no such element, it is ignored", place(reader, openElement(reader)));
                        }
                        throw e;
                    }
                });
            } catch (Fault fault) {
                if (unknown.size() == before) {
                    throw fault;
                }
            }
        }
    }

    private static boolean isUnknownElement(XMLStreamException e) {
        return e.getMessage() != null && e.getMessage().contains("Unexpected element '");
    }

    /**
     * Returns an attribute of the outermost element, if there is one; of a file with nothing in it there is none.
     *
     * @param legal the values that it may have
     * @throws Fault if it has another, or the whole is not well-formed
     */
    Optional<String> rootAttribute(String name, Set<String> legal) {
        if (new String(xml, StandardCharsets.UTF_8).isBlank()) {
            return Optional.empty();
        }
        return parse(new DTDInfo(), reader -> {
            reader.nextTag();
            Optional<String> value =
                    Optional.ofNullable(reader.getAttributeValue(null, name)).map(String::strip);
            if (value.isPresent() && !legal.contains(value.get())) {
                throw Fault.of("'" + value.get() + "' is not a " + name + ": expected one of " + new TreeSet<>(legal))
                        .at(place(reader, openElement(reader)));
            }
            while (reader.hasNext()) {
                reader.next();
            }
            return value;
        });
    }

    /**
     * Returns the elements in the outermost one, each with its attribute {@code name} if it has that: {@code <Resource> jdbc/shop}.
     *
     * @throws Fault if the whole is not well-formed
     */
    List<String> children() {
        return parse(new DTDInfo(), reader -> {
            List<String> children = new ArrayList<>();
            int depth = 0;
            while (reader.hasNext()) {
                int event = reader.next();
                if (event == XMLStreamConstants.START_ELEMENT) {
                    depth++;
                    if (depth == 2) {
                        String name = reader.getAttributeValue(null, "name");
                        children.add("<" + reader.getLocalName() + ">" + (name == null ? "" : " " + name));
                    }
                } else if (event == XMLStreamConstants.END_ELEMENT) {
                    depth--;
                }
            }
            return children;
        });
    }

    /**
     * Returns where an element named one of {@code names} has the text {@code text}: {@code WEB-INF/web.xml line 12 <servlet-class>}. This is a
     * second reading, done only to explain a failure.
     */
    Optional<String> locate(Set<String> names, String text) {
        try {
            XMLStreamReader reader = open(new DTDInfo());
            try {
                return locate(reader, names, text);
            } finally {
                reader.close();
            }
        } catch (XMLStreamException unreadable) {
            return Optional.empty();
        }
    }

    private Optional<String> locate(XMLStreamReader reader, Set<String> names, String text) throws XMLStreamException {
        String open = "";
        while (reader.hasNext()) {
            int event = reader.next();
            if (event == XMLStreamConstants.START_ELEMENT) {
                open = reader.getLocalName();
            } else if (event == XMLStreamConstants.END_ELEMENT) {
                open = "";
            } else if (event == XMLStreamConstants.CHARACTERS
                    && names.contains(open)
                    && reader.getText().strip().equals(text)) {
                return Optional.of(place(reader, open));
            }
        }
        return Optional.empty();
    }

    private <T> T parse(DTDInfo dtd, Parser<T> parser) {
        try {
            XMLStreamReader reader = open(dtd);
            try {
                return parser.parse(reader);
            } catch (XMLStreamException e) {
                throw Fault.of(problem(e)).at(place(reader, e)).because(e);
            } catch (Fault explained) {
                throw explained;
            } catch (RuntimeException e) {
                throw Fault.of("cannot be understood", e).at(place(reader, openElement(reader)));
            } finally {
                reader.close();
            }
        } catch (XMLStreamException e) {
            throw Fault.of(problem(e)).at(label).because(e);
        }
    }

    private XMLStreamReader open(XMLResolver resolver) throws XMLStreamException {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        factory.setXMLResolver(resolver);
        return factory.createXMLStreamReader(new ByteArrayInputStream(xml));
    }

    private String place(XMLStreamReader reader, String element) {
        return label + " line " + reader.getLocation().getLineNumber()
                + (element.isEmpty() ? "" : " <" + element + ">");
    }

    private String place(XMLStreamReader reader, XMLStreamException e) {
        String element = openElement(reader);
        return e.getLocation() == null
                ? place(reader, element)
                : label + " line " + e.getLocation().getLineNumber() + (element.isEmpty() ? "" : " <" + element + ">");
    }

    private static String openElement(XMLStreamReader reader) {
        return reader.hasName() ? reader.getLocalName() : "";
    }

    /** StAX repeats position and prefix in the message itself; only what follows them is news. */
    private static String problem(XMLStreamException e) {
        String message = e.getMessage();
        if (message == null) {
            return "is not well-formed";
        }
        int news = message.indexOf("Message: ");
        return news < 0 ? message : message.substring(news + "Message: ".length());
    }

    @FunctionalInterface
    private interface Parser<T> {
        T parse(XMLStreamReader reader) throws XMLStreamException;
    }

    @FunctionalInterface
    private interface DescriptorParser<T> {
        T parse(XMLStreamReader reader, DTDInfo dtd) throws XMLStreamException;
    }
}
