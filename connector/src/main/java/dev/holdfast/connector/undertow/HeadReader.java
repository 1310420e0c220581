package dev.holdfast.connector.undertow;

import dev.holdfast.http1.HeadLimits;
import dev.holdfast.http1.RequestFraming;
import dev.holdfast.http1.RequestHeadParser;
import java.util.ArrayDeque;
import java.util.Deque;

/** What one thread needs to read request heads with: parsers, which only a connection in the middle of a head keeps, and room to decode in. */
final class HeadReader {
    /** Few connections are in the middle of a head at the same time, unless somebody wants them to be. */
    private static final int MAX_SPARE_PARSERS = 16;

    private final HeadLimits limits;
    private final Deque<RequestHeadParser> spareParsers = new ArrayDeque<>();

    final RequestFraming framing;
    final StringBuilder decodeBuffer = new StringBuilder();

    HeadReader(HeadLimits limits, boolean connectAllowed) {
        this.limits = limits;
        framing = new RequestFraming(connectAllowed);
    }

    RequestHeadParser borrowParser() {
        RequestHeadParser parser = spareParsers.poll();
        return parser == null ? new RequestHeadParser(limits) : parser;
    }

    void returnParser(RequestHeadParser parser) {
        // It must not keep the buffer of the head it has read alive.
        parser.begin(0);
        if (spareParsers.size() < MAX_SPARE_PARSERS) {
            spareParsers.push(parser);
        }
    }
}
