package dev.holdfast.connector.undertow;

import io.undertow.connector.PooledByteBuffer;
import io.undertow.protocols.http2.AbstractHttp2StreamSourceChannel;
import io.undertow.protocols.http2.Http2Channel;
import io.undertow.protocols.http2.Http2StreamSourceChannel;
import io.undertow.server.protocol.framed.FrameHeaderData;
import io.undertow.server.protocol.http2.Http2OpenListener;
import java.io.IOException;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;
import org.xnio.Option;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.StreamConnection;

/** Undertow's HTTP/2, which is told what a proxy says of the addresses, and tells which stream came last. */
final class StreamChannel extends Http2Channel {
    private final @Nullable Endpoints proxied;
    private final Integer writeTimeoutMillis;
    private int lastStream;

    StreamChannel(
            StreamConnection channel,
            HoldfastOpenListener listener,
            @Nullable PooledByteBuffer alreadyRead,
            OptionMap options,
            @Nullable Endpoints proxied) {
        super(channel, Http2OpenListener.HTTP2, listener.getBufferPool(), alreadyRead, false, false, options);
        this.proxied = proxied;
        long millis = listener.settings().timeouts().writeTimeout().toMillis();
        writeTimeoutMillis = (int) Math.min(Integer.MAX_VALUE, Math.max(1, millis));
    }

    /** Returns the highest stream that the client has opened; on the I/O thread. */
    int lastStream() {
        return lastStream;
    }

    @Override
    protected @Nullable AbstractHttp2StreamSourceChannel createChannel(FrameHeaderData header, PooledByteBuffer frame)
            throws IOException {
        AbstractHttp2StreamSourceChannel stream = super.createChannel(header, frame);
        if (stream instanceof Http2StreamSourceChannel request) {
            lastStream = Math.max(lastStream, request.getStreamId());
        }
        return stream;
    }

    /** Undertow asks for no other: how long a stream waits for its client to take something. */
    @Override
    public <T> @Nullable T getOption(Option<T> option) throws IOException {
        return option == Options.WRITE_TIMEOUT ? option.cast(writeTimeoutMillis) : super.getOption(option);
    }

    @Override
    public SocketAddress getPeerAddress() {
        return proxied == null ? super.getPeerAddress() : proxied.source();
    }

    @Override
    public <A extends SocketAddress> @Nullable A getPeerAddress(Class<A> type) {
        return proxied == null ? super.getPeerAddress(type) : Endpoints.as(type, proxied.source());
    }

    @Override
    public SocketAddress getLocalAddress() {
        return proxied == null ? super.getLocalAddress() : proxied.destination();
    }

    @Override
    public <A extends SocketAddress> @Nullable A getLocalAddress(Class<A> type) {
        return proxied == null ? super.getLocalAddress(type) : Endpoints.as(type, proxied.destination());
    }
}
