package dev.holdfast.bridge;

import dev.holdfast.ajp13.AjpEncoder;
import dev.holdfast.ajp13.AjpMessage.CPing;
import dev.holdfast.ajp13.AjpViolation;
import dev.holdfast.connector.xnio.SystemNanoClock;
import dev.holdfast.time.NanoClock;
import io.undertow.connector.ByteBufferPool;
import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.ImmediatePooledByteBuffer;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** What all exchanges of one bridge share. Any thread may use it. */
final class BridgeContext {
    private static final Logger LOG = Logger.getLogger("dev.holdfast.bridge");
    private static final int PING_ROOM = 16;

    private final AjpBackend backend;
    private final NanoClock clock = SystemNanoClock.INSTANCE;
    private final ConnectionPool pool;
    private final AjpEncoder encoder;
    private final ByteBuffer ping;
    private final LongAdder requests = new LongAdder();
    private final LongAdder retries = new LongAdder();
    private final Map<BridgeFailure, LongAdder> failures = new EnumMap<>(BridgeFailure.class);

    BridgeContext(AjpBackend backend, InetSocketAddress address) {
        this.backend = backend;
        this.pool = new ConnectionPool(backend, address, clock);
        this.encoder = new AjpEncoder(backend.packetSize());
        this.ping = ByteBuffer.allocate(PING_ROOM);
        encoder.encode(new CPing(), ping);
        ping.flip();
        for (BridgeFailure failure : BridgeFailure.values()) {
            failures.put(failure, new LongAdder());
        }
    }

    AjpBackend backend() {
        return backend;
    }

    NanoClock clock() {
        return clock;
    }

    ConnectionPool pool() {
        return pool;
    }

    AjpEncoder encoder() {
        return encoder;
    }

    ByteBuffer ping() {
        return ping.duplicate();
    }

    /** Returns a buffer with room for one packet: of the connection's pool where its buffers are large enough. */
    PooledByteBuffer packetBuffer(HttpServerExchange exchange) {
        ByteBufferPool buffers = exchange.getConnection().getByteBufferPool();
        return buffers.getBufferSize() >= backend.packetSize()
                ? buffers.allocate()
                : new ImmediatePooledByteBuffer(ByteBuffer.allocate(backend.packetSize()));
    }

    void requested() {
        requests.increment();
    }

    void retried() {
        retries.increment();
    }

    /** Counts a failure and says it in one line; that a client went away is everyday life and no warning. */
    void failed(BridgeFailure why, @Nullable AjpViolation violation, HttpServerExchange exchange, boolean committed) {
        count(why);
        Logger.Level level = why == BridgeFailure.CLIENT_ABORTED ? Logger.Level.DEBUG : Logger.Level.WARN;
        if (LOG.isEnabled(level)) {
            LOG.logf(
                    level,
                    "%s %s via %s: %s%s; %s",
                    PeerText.loggable(exchange.getRequestMethod().toString()),
                    PeerText.loggable(exchange.getRequestURI()),
                    backend,
                    why,
                    violation == null ? "" : " (" + violation + ")",
                    outcome(why, committed));
        }
    }

    void crashed(RuntimeException bug, HttpServerExchange exchange) {
        count(BridgeFailure.INTERNAL_ERROR);
        LOG.errorf(
                bug,
                "%s %s via %s: %s; aborted the client",
                PeerText.loggable(exchange.getRequestMethod().toString()),
                PeerText.loggable(exchange.getRequestURI()),
                backend,
                BridgeFailure.INTERNAL_ERROR);
    }

    private void count(BridgeFailure why) {
        LongAdder counter = failures.get(why);
        if (counter != null) {
            counter.increment();
        }
    }

    BridgeStatistics statistics() {
        Map<BridgeFailure, Long> counted = new EnumMap<>(BridgeFailure.class);
        failures.forEach((why, counter) -> {
            long count = counter.sum();
            if (count > 0) {
                counted.put(why, count);
            }
        });
        return new BridgeStatistics(pool.counts(), requests.sum(), retries.sum(), counted);
    }

    private static String outcome(BridgeFailure why, boolean committed) {
        if (why == BridgeFailure.CLIENT_ABORTED) {
            return "nobody to answer";
        }
        return committed ? "the response had begun, aborted the client" : "answered " + why.status();
    }
}
