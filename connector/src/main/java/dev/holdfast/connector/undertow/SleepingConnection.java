package dev.holdfast.connector.undertow;

import dev.holdfast.connector.xnio.LoopSocket;
import dev.holdfast.connector.xnio.SocketUser;
import dev.holdfast.time.TimerWheel;
import io.undertow.server.HttpHandler;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;

/**
 * What is kept of a connection that idles: its socket, its machine, and its place among the timers. Whatever happens to it, it is an
 * {@link Http1ServerConnection} again first, a new one, which does the rest.
 *
 * <p>To handlers that is another {@code ServerConnection}, with another id; so no connection sleeps on which anything was left.
 *
 * <p>Confined to its I/O thread.
 */
final class SleepingConnection implements LiveConnection, SocketUser {
    private final HoldfastOpenListener listener;
    private final Shard shard;
    private final LoopSocket socket;
    private final Arrival arrival;
    private final HttpHandler rootHandler;
    private final @Nullable InetAddress client;
    private final TimerWheel.Entry<Timed> timerEntry = new TimerWheel.Entry<>(this);

    /** Makes one that does not sleep yet: it is to be given the socket first. */
    SleepingConnection(
            HoldfastOpenListener listener,
            Shard shard,
            LoopSocket socket,
            Arrival arrival,
            HttpHandler rootHandler,
            @Nullable InetAddress client) {
        this.listener = listener;
        this.shard = shard;
        this.arrival = arrival;
        this.client = client;
        this.socket = socket;
        this.rootHandler = rootHandler;
    }

    void sleep() {
        listener.counters().fallsAsleep();
        shard.opened(this);
        shard.schedule(timerEntry, arrival.machine().nextDeadline());
    }

    private Http1ServerConnection wake() {
        listener.counters().wakes();
        timerEntry.remove();
        shard.closed(this);
        Http1ServerConnection awake =
                new Http1ServerConnection(listener, shard, socket.wake(), arrival, rootHandler, null, client, null);
        awake.wakes();
        return awake;
    }

    @Override
    public void ready(int operations) {
        wake().readable();
    }

    @Override
    public void timeout(long now) {
        wake().timeout(now);
    }

    @Override
    public void drain() {
        wake().drain();
    }

    @Override
    public void forceClose() {
        wake().forceClose();
    }

    @Override
    public void loopEnds() {
        IoUtils.safeClose(wake());
    }
}
