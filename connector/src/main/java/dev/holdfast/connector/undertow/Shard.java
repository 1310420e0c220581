package dev.holdfast.connector.undertow;

import dev.holdfast.http1.HeadLimits;
import dev.holdfast.http1.RequestFraming;
import dev.holdfast.http1.RequestHeadParser;
import dev.holdfast.lifetime.policy.KeepAlivePolicy;
import dev.holdfast.lifetime.policy.Occupancy;
import dev.holdfast.time.NanoClock;
import dev.holdfast.time.TimerWheel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the connections of one {@link Home} share: their timers, and the parsers that only a connection in the middle of a head needs.
 *
 * <p>Confined to its thread, {@link #isCurrentThread} and {@link #execute} excepted.
 */
final class Shard {
    /** Few connections are in the middle of a head at the same time, unless somebody wants them to be. */
    private static final int MAX_SPARE_PARSERS = 16;

    private final Home home;
    private final NanoClock clock;
    private final HeadLimits limits;
    private final Deque<RequestHeadParser> spareParsers = new ArrayDeque<>();
    private final Set<LiveConnection> connections = Collections.newSetFromMap(new IdentityHashMap<>());

    private @Nullable IdlePlaces places;

    final RequestFraming framing;
    final StringBuilder decodeBuffer = new StringBuilder();

    Shard(Home home, NanoClock clock, HeadLimits limits, boolean connectAllowed) {
        this.home = home;
        this.clock = clock;
        this.limits = limits;
        framing = new RequestFraming(connectAllowed);
    }

    boolean isCurrentThread() {
        return home.isCurrentThread();
    }

    boolean isIoThread() {
        return home.isIoThread();
    }

    void execute(Runnable task) {
        home.execute(task);
    }

    /** Lets {@code policy} decide how long connections idle. */
    void keepBy(KeepAlivePolicy<Http1ServerConnection> policy, Occupancy occupancy) {
        places = new IdlePlaces(policy, occupancy, this);
    }

    /** Returns the idle connections, where a policy has a say in them. */
    @Nullable
    IdlePlaces places() {
        return places;
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
        home.schedule(entry, deadline);
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
