package dev.holdfast.connector.undertow;

import dev.holdfast.http1.HttpViolation;
import dev.holdfast.lifetime.CloseReason;
import dev.holdfast.lifetime.ConnectionMachine.State;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.xnio.ChannelListeners;
import org.xnio.conduits.ConduitStreamSinkChannel;

/**
 * How a connection takes leave of its client: with a refusal, with FIN and an ear for what the client still sends.
 *
 * <p>Made when it begins to. Confined to the connection's own thread, but for the news that the socket has room.
 */
final class Farewell {
    private final Http1ServerConnection connection;
    private final ConduitStreamSinkChannel sink;

    /** Whether FIN is sent and the client still has the word. */
    private boolean leaving;

    Farewell(Http1ServerConnection connection, ConduitStreamSinkChannel sink) {
        this.connection = connection;
        this.sink = sink;
    }

    /** Answers without a handler, and tells the connection when that is done. */
    void refuse(HttpViolation violation) throws IOException {
        write(Refusal.response(violation));
    }

    private void write(ByteBuffer response) throws IOException {
        while (response.hasRemaining()) {
            if (sink.write(response) == 0) {
                sink.setWriteListener(writable -> writable(response));
                sink.resumeWrites();
                return;
            }
        }
        sink.suspendWrites();
        connection.refusalWritten();
    }

    private void writable(ByteBuffer response) {
        if (connection.shard.isCurrentThread()) {
            connection.guarded(() -> write(response));
        } else {
            sink.suspendWrites();
            connection.shard.execute(() -> connection.guarded(() -> write(response)));
        }
    }

    /** Says that nothing more will come, and hears the client out. */
    void linger() throws IOException {
        if (!leaving) {
            leaving = true;
            connection.listener.counters().leaves();
        }
        sendFin();
        connection.schedule();
        dropInput();
    }

    /** Over TLS behind a close_notify. */
    private void sendFin() throws IOException {
        sink.shutdownWrites();
        if (!sink.flush()) {
            sink.setWriteListener(ChannelListeners.flushingChannelListener(
                    null, (failed, brokenSocket) -> connection.fail(CloseReason.IO_ERROR)));
            sink.resumeWrites();
        }
    }

    /** Reads what the client still sends. Where our FIN was sent before, XNIO closes the channel itself at the client's. */
    void dropInput() throws IOException {
        connection.releaseExtraBytes();
        int filled = connection.fill();
        for (int fills = 1; filled > 0; fills++) {
            connection.machine.bytesArrived(connection.shard.now());
            connection.releaseExtraBytes();
            if (connection.governor != null) {
                boolean unused = connection.governor.readable();
            }
            if (fills == Http1ServerConnection.MAX_FILLS_IN_A_ROW) {
                break;
            }
            filled = connection.fill();
        }
        if (filled >= 0) {
            connection.park();
        } else if (connection.machine.state() != State.CLOSED) {
            connection.clientLeft();
        }
    }

    /** The channel is closed. */
    void ends() {
        if (leaving) {
            connection.listener.counters().hasLeft();
        }
    }
}
