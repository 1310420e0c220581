package dev.holdfast.server.deploy;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import javax.xml.stream.util.StreamReaderDelegate;

/**
 * A descriptor without some of its elements and all that is in them. But for those that say who may come in: without part of what they say, what the application
 * keeps shut would be open.
 */
final class KnownElements extends StreamReaderDelegate {
    private static final Set<String> SECURITY = Set.of(
            "security-constraint",
            "web-resource-collection",
            "auth-constraint",
            "user-data-constraint",
            "deny-uncovered-http-methods",
            "login-config",
            "run-as");

    private final Set<Integer> unknown;
    private final Deque<String> open = new ArrayDeque<>();
    private int started;

    /** @param unknown the numbers of the elements to leave out, in the order in which they start, the outermost being 1 */
    KnownElements(XMLStreamReader reader, Set<Integer> unknown) {
        super(reader);
        this.unknown = unknown;
    }

    /** Returns the number of the element that started last. */
    int number() {
        return started;
    }

    /** Returns whether this is the start of an element that may be left out. */
    boolean isAtOptional() {
        return isStartElement() && open.stream().noneMatch(SECURITY::contains);
    }

    @Override
    public int next() throws XMLStreamException {
        int event = counted(super.next());
        while (isUnknown(event)) {
            skip();
            event = counted(super.next());
        }
        return event;
    }

    @Override
    public int nextTag() throws XMLStreamException {
        int event = counted(super.nextTag());
        while (isUnknown(event)) {
            skip();
            event = counted(super.nextTag());
        }
        return event;
    }

    @Override
    public String getElementText() throws XMLStreamException {
        String text = super.getElementText();
        open.pop();
        return text;
    }

    private int counted(int event) {
        if (event == START_ELEMENT) {
            started++;
            open.push(getLocalName());
        } else if (event == END_ELEMENT) {
            open.pop();
        }
        return event;
    }

    private boolean isUnknown(int event) {
        return event == START_ELEMENT && unknown.contains(started);
    }

    private void skip() throws XMLStreamException {
        String name = getLocalName();
        for (int depth = open.size(); open.size() >= depth; ) {
            if (counted(super.next()) == START_ELEMENT && SECURITY.contains(getLocalName())) {
                throw new XMLStreamException(
                        "<" + name + "> is not known, and has <" + getLocalName() + "> in it", getLocation());
            }
        }
    }
}
