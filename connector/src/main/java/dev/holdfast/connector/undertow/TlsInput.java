package dev.holdfast.connector.undertow;

import io.undertow.connector.PooledByteBuffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.xnio.Buffers;
import org.xnio.conduits.AbstractStreamSourceConduit;
import org.xnio.conduits.StreamSourceConduit;

/** What TLS is read from: bytes that were read behind a PROXY header first, then the socket's. Remembers how the socket ended. */
final class TlsInput extends AbstractStreamSourceConduit<StreamSourceConduit> {
    private @Nullable PooledByteBuffer first;
    private boolean ended;

    TlsInput(StreamSourceConduit next, @Nullable PooledByteBuffer first) {
        super(next);
        this.first = first;
    }

    /** Returns whether the client has sent FIN. */
    boolean isEnded() {
        return ended;
    }

    @Override
    public int read(ByteBuffer dst) throws IOException {
        PooledByteBuffer pooled = first;
        if (pooled != null) {
            int copied = Buffers.copy(dst, pooled.getBuffer());
            if (!pooled.getBuffer().hasRemaining()) {
                release();
            }
            return copied;
        }
        int read = super.read(dst);
        ended |= read < 0;
        return read;
    }

    @Override
    public void resumeReads() {
        if (first == null) {
            super.resumeReads();
        } else {
            super.wakeupReads();
        }
    }

    @Override
    public void terminateReads() throws IOException {
        release();
        super.terminateReads();
    }

    void release() {
        PooledByteBuffer pooled = first;
        first = null;
        if (pooled != null) {
            pooled.close();
        }
    }
}
