package dev.holdfast.connector.undertow;

import dev.holdfast.http1.HttpViolation;
import dev.holdfast.lifetime.CloseReason;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.xnio.ChannelListeners;
import org.xnio.conduits.ConduitStreamSinkChannel;

/** How a connection takes leave of its client: with a refusal, with FIN and an ear for what the client still sends. */
final class Farewell {
    private final Http1ServerConnection connection;
    private final Shard shard;
    private final ConduitStreamSinkChannel sink;

    Farewell(Http1ServerConnection connection, Shard shard, ConduitStreamSinkChannel sink) {
        this.connection = connection;
        this.shard = shard;
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
        if (shard.isCurrentThread()) {
            connection.guarded(() -> write(response));
        } else {
            sink.suspendWrites();
            shard.execute(() -> connection.guarded(() -> write(response)));
        }
    }

    /** Sends FIN, over TLS behind a close_notify. */
    void sendFin() throws IOException {
        sink.shutdownWrites();
        if (!sink.flush()) {
            sink.setWriteListener(ChannelListeners.flushingChannelListener(
                    null, (failed, brokenSocket) -> connection.fail(CloseReason.IO_ERROR)));
            sink.resumeWrites();
        }
    }
}
