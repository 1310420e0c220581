package dev.holdfast.connector.undertow;

import io.undertow.connector.PooledByteBuffer;
import io.undertow.protocols.http2.AbstractHttp2StreamSourceChannel;
import io.undertow.protocols.http2.Http2Channel;
import io.undertow.protocols.http2.Http2RstStreamStreamSourceChannel;
import io.undertow.protocols.http2.Http2StreamSinkChannel;
import io.undertow.protocols.http2.Http2StreamSourceChannel;
import io.undertow.server.protocol.framed.AbstractFramedStreamSinkChannel;
import io.undertow.server.protocol.framed.FrameHeaderData;
import io.undertow.server.protocol.http2.Http2OpenListener;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;
import org.xnio.Option;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.StreamConnection;

/** Undertow's HTTP/2, which is told what a proxy says of the addresses, tells which stream came last and lets go of those that are reset. */
final class StreamChannel extends Http2Channel {
    private final @Nullable Endpoints proxied;
    private final Integer writeTimeoutMillis;
    private final StreamConnection connection;
    private final Map<Integer, Http2StreamSinkChannel> responses = new HashMap<>();
    private final List<Http2StreamSinkChannel> reset = new ArrayList<>();
    private @Nullable Http2StreamSourceChannel lastRequest;
    private int lastStream;

    StreamChannel(
            StreamConnection channel,
            HoldfastOpenListener listener,
            @Nullable PooledByteBuffer alreadyRead,
            OptionMap options,
            @Nullable Endpoints proxied) {
        super(channel, Http2OpenListener.HTTP2, listener.getBufferPool(), alreadyRead, false, false, options);
        this.proxied = proxied;
        connection = channel;
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
            lastRequest = request;
            lastStream = Math.max(lastStream, request.getStreamId());
        } else if (stream instanceof Http2RstStreamStreamSourceChannel word) {
            wasReset(word.getStreamId());
        }
        return stream;
    }

    /** Takes note that the request that came last is served; returns its stream. On the I/O thread, as all that follows. */
    int opened() {
        Http2StreamSourceChannel request = lastRequest;
        if (request == null) {
            throw new IllegalStateException("no request has come");
        }
        responses.put(request.getStreamId(), request.getResponseChannel());
        return request.getStreamId();
    }

    /** Takes note that the exchange of a stream is over. */
    void ended(int stream) {
        responses.remove(stream);
    }

    /** Resets a stream whose client does not take its response, so that whoever writes it hears of that; unless it is over meanwhile. */
    void abandon(int stream) {
        if (responses.containsKey(stream)) {
            sendRstStream(stream, ERROR_CANCEL);
            wasReset(stream);
        }
    }

    private void wasReset(int stream) {
        Http2StreamSinkChannel response = responses.remove(stream);
        if (response != null) {
            reset.add(response);
            closeReset();
        }
    }

    /**
     * Closes responses that wait for a flow control window which a reset stream will never get: Undertow leaves those as they are. Others, that
     * wait for the socket, are closed by it once what has begun is written.
     */
    private void closeReset() {
        if (!reset.isEmpty() && !connection.getSinkChannel().isWriteResumed()) {
            List<Http2StreamSinkChannel> waiting = List.copyOf(reset);
            reset.clear();
            waiting.stream()
                    .filter(AbstractFramedStreamSinkChannel::isReadyForFlush)
                    .forEach(IoUtils::safeClose);
        }
    }

    @Override
    protected synchronized void flushSenders() {
        super.flushSenders();
        closeReset();
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
