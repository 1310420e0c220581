package dev.holdfast.server.deploy;

import java.util.Set;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import javax.xml.stream.util.StreamReaderDelegate;

/** A descriptor without some of its elements and all that is in them. */
final class KnownElements extends StreamReaderDelegate {
    private final Set<Integer> unknown;
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

    boolean isAtStart() {
        return isStartElement();
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

    private int counted(int event) {
        if (event == START_ELEMENT) {
            started++;
        }
        return event;
    }

    private boolean isUnknown(int event) {
        return event == START_ELEMENT && unknown.contains(started);
    }

    private void skip() throws XMLStreamException {
        for (int depth = 1; depth > 0; ) {
            int event = counted(super.next());
            if (event == START_ELEMENT) {
                depth++;
            } else if (event == END_ELEMENT) {
                depth--;
            }
        }
    }
}
