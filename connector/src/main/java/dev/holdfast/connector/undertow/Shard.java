package dev.holdfast.connector.undertow;

import dev.holdfast.connector.xnio.IoThreadTimers;
import dev.holdfast.http1.HeadLimits;
import dev.holdfast.http1.RequestFraming;
import dev.holdfast.http1.RequestHeadParser;
import dev.holdfast.time.NanoClock;
import dev.holdfast.time.TimerWheel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.xnio.XnioIoThread;

/**
 * What the connections of one I/O thread share: their timers, and the parsers that only a connection in the middle of a head needs.
 *
 * <p>Confined to its I/O thread.
 */
final class Shard {
    /** Few connections are in the middle of a head at the same time, unless somebody wants them to be. */
    private static final int MAX_SPARE_PARSERS = 16;

    private final NanoClock clock;
    private final HeadLimits limits;
    private final IoThreadTimers<Timed> timers;
    private final Deque<RequestHeadParser> spareParsers = new ArrayDeque<>();
    private final Set<LiveConnection> connections = Collections.newSetFromMap(new IdentityHashMap<>());

    final RequestFraming framing = new RequestFraming();
    final StringBuilder decodeBuffer = new StringBuilder();

    Shard(XnioIoThread thread, NanoClock clock, HeadLimits limits) {
        this.clock = clock;
        this.limits = limits;
        timers = new IoThreadTimers<>(thread, clock, Timed::timeout);
    }

    long now() {
        return clock.nanoTime();
    }

    void opened(LiveConnection connection) {
        connections.add(connection);
    }

    void closed(LiveConnection connection) {
        connections.remove(connection);
    }

    /** Returns the open connections as they are now: closing one while walking the list is fine. */
    List<LiveConnection> connections() {
        return new ArrayList<>(connections);
    }

    void schedule(TimerWheel.Entry<Timed> entry, long deadline) {
        timers.schedule(entry, deadline);
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
