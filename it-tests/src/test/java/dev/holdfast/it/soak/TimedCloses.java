package dev.holdfast.it.soak;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.ServerConnection;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.xnio.StreamConnection;
import org.xnio.conduits.AbstractStreamSinkConduit;
import org.xnio.conduits.StreamSinkConduit;

/**
 * How long after its last byte was handed to the kernel each idle connection got its FIN, seen from below the connector: between it and the
 * socket. So neither the client's processor time nor the network is in the measure, and it is never less than what the connector's own timer
 * measured.
 */
final class TimedCloses {
    private final long keepAliveTimeoutNanos;
    private final Map<Ends, Watch> watches = new ConcurrentHashMap<>();
    private final Histogram lateness = new Histogram();
    private final Histogram latenessAtPauses = new Histogram();
    private final AtomicLong early = new AtomicLong();
    private volatile long pauseBegan = Long.MAX_VALUE;
    private volatile long pauseEnded = Long.MIN_VALUE;
    private volatile boolean timing;

    TimedCloses(long keepAliveTimeoutNanos) {
        this.keepAliveTimeoutNanos = keepAliveTimeoutNanos;
    }

    /** Watches {@code channel}, which its listener has not seen yet. */
    void watch(StreamConnection channel) {
        Watch watch = new Watch(channel.getSinkChannel().getConduit());
        channel.getSinkChannel().setConduit(watch);
        watches.put(new Ends(channel.getLocalAddress(), channel.getPeerAddress()), watch);
    }

    /** Wraps the root handler, which is what knows the connection that a watched channel belongs to. */
    HttpHandler noticingCloses(HttpHandler handler) {
        return exchange -> {
            notice(exchange);
            handler.handleRequest(exchange);
        };
    }

    private void notice(HttpServerExchange exchange) {
        ServerConnection connection = exchange.getConnection();
        Ends ends = new Ends(connection.getLocalAddress(), connection.getPeerAddress());
        Watch watch = watches.get(ends);
        if (watch != null && !watch.noticed) {
            watch.noticed = true;
            connection.addCloseListener(closed -> {
                watches.remove(ends, watch);
                watch.ended();
            });
        }
    }

    /** Runs something that stops the whole process; what is late because of it is counted apart. */
    void pausing(Runnable pause) {
        pauseBegan = System.nanoTime();
        pauseEnded = Long.MAX_VALUE;
        pause.run();
        pauseEnded = System.nanoTime();
    }

    /** Says whether from now on nothing but the timeout closes watched connections; at first it is not so. */
    void timing(boolean onlyTheTimeoutCloses) {
        timing = onlyTheTimeoutCloses;
    }

    Histogram lateness() {
        return lateness;
    }

    Histogram latenessAtPauses() {
        return latenessAtPauses;
    }

    long early() {
        return early.get();
    }

    private void ended(long lastWritten) {
        long now = System.nanoTime();
        long late = now - lastWritten - keepAliveTimeoutNanos;
        if (!timing) {
            return;
        }
        if (late < 0) {
            early.incrementAndGet();
        }
        boolean paused = pauseBegan != Long.MAX_VALUE
                && now - pauseBegan >= 0
                && (pauseEnded == Long.MAX_VALUE || now - late - pauseEnded <= 0);
        (paused ? latenessAtPauses : lateness).record(late);
    }

    /** Both ends, because a client may have the same port for two servers. */
    private record Ends(SocketAddress local, SocketAddress peer) {}

    private final class Watch extends AbstractStreamSinkConduit<StreamSinkConduit> {
        private long lastWritten = System.nanoTime();
        private boolean noticed;
        private boolean ended;

        Watch(StreamSinkConduit next) {
            super(next);
        }

        void ended() {
            if (!ended) {
                ended = true;
                TimedCloses.this.ended(lastWritten);
            }
        }

        @Override
        public int write(ByteBuffer bytes) throws IOException {
            int written = next.write(bytes);
            lastWritten = System.nanoTime();
            return written;
        }

        @Override
        public long write(ByteBuffer[] bytes, int offset, int count) throws IOException {
            long written = next.write(bytes, offset, count);
            lastWritten = System.nanoTime();
            return written;
        }

        @Override
        public void terminateWrites() throws IOException {
            next.terminateWrites();
            ended();
        }
    }
}
