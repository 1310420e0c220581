package dev.holdfast.connector.undertow;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.xnio.IoUtils;
import org.xnio.channels.StreamSourceChannel;
import org.xnio.conduits.AbstractStreamSinkConduit;
import org.xnio.conduits.ConduitWritableByteChannel;
import org.xnio.conduits.Conduits;
import org.xnio.conduits.StreamSinkConduit;

/** A conduit past whose {@code write} nothing gets, but what comes from a file: what wants to see every byte overrides that and the file's. */
abstract class SinkFilterConduit extends AbstractStreamSinkConduit<StreamSinkConduit> {
    SinkFilterConduit(StreamSinkConduit next) {
        super(next);
    }

    @Override
    public final int writeFinal(ByteBuffer src) throws IOException {
        return Conduits.writeFinalBasic(this, src);
    }

    @Override
    public final long writeFinal(ByteBuffer[] srcs, int offset, int length) throws IOException {
        return Conduits.writeFinalBasic(this, srcs, offset, length);
    }

    @Override
    public final long transferFrom(StreamSourceChannel source, long count, ByteBuffer throughBuffer)
            throws IOException {
        return IoUtils.transfer(source, count, throughBuffer, new ConduitWritableByteChannel(this));
    }
}
