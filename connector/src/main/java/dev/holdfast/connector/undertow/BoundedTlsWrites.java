package dev.holdfast.connector.undertow;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.xnio.conduits.AbstractStreamSinkConduit;
import org.xnio.conduits.StreamSinkConduit;

/** Undertow's SslConduit waits without end where it is asked to wait for a time: this one asks the socket itself. */
final class BoundedTlsWrites extends AbstractStreamSinkConduit<StreamSinkConduit> {
    private final StreamSinkConduit socket;

    BoundedTlsWrites(StreamSinkConduit tls, StreamSinkConduit socket) {
        super(tls);
        this.socket = socket;
    }

    @Override
    public void awaitWritable(long time, TimeUnit unit) throws IOException {
        socket.awaitWritable(time, unit);
    }
}
