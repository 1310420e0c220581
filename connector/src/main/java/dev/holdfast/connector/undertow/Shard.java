package dev.holdfast.connector.undertow;

import dev.holdfast.lifetime.policy.KeepAlivePolicy;
import dev.holdfast.lifetime.policy.Occupancy;
import dev.holdfast.time.NanoClock;
import dev.holdfast.time.TimerWheel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the connections of one {@link Home} share: their timers, and what reads their heads.
 *
 * <p>Confined to its thread, {@link #isCurrentThread} and {@link #execute} excepted.
 */
final class Shard {
    private final Home home;
    private final NanoClock clock;
    private final HeadReader headReader;
    private final @Nullable Round round;
    private final @Nullable HeldOutputs heldOutputs;
    private final Set<LiveConnection> connections = Collections.newSetFromMap(new IdentityHashMap<>());

    private @Nullable IdlePlaces places;

    /**
     * @param round of the I/O thread, or null where there is none or what handlers dispatch has threads of its own
     * @param heldOutputs looks after responses that are held back, or null where none may be
     */
    Shard(Home home, NanoClock clock, HeadReader headReader, @Nullable Round round, @Nullable HeldOutputs heldOutputs) {
        this.home = home;
        this.clock = clock;
        this.headReader = headReader;
        this.round = round;
        this.heldOutputs = heldOutputs;
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

    HeadReader headReader() {
        return headReader;
    }

    @Nullable
    HeldOutputs heldOutputs() {
        return heldOutputs;
    }

    @Nullable
    Round round() {
        return round;
    }
}
