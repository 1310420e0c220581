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
import java.util.List;
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
    private final List<Http2StreamSinkChannel> reset = new ArrayList<>();
    /** One of the responses that are not over. */
    private @Nullable Response anyResponse;

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

    /** The response of a stream, from its request to its end. */
    static final class Response {
        private final int stream;
        private final Http2StreamSinkChannel sink;
        private @Nullable Response previous;
        private @Nullable Response next;
        private boolean over;

        private Response(int stream, Http2StreamSinkChannel sink) {
            this.stream = stream;
            this.sink = sink;
        }
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

    /** Takes note that the request that came last is served; returns its response. On the I/O thread, as all that follows. */
    Response opened() {
        Http2StreamSourceChannel request = lastRequest;
        if (request == null) {
            throw new IllegalStateException("no request has come");
        }
        Response response = new Response(request.getStreamId(), request.getResponseChannel());
        Response following = anyResponse;
        response.next = following;
        if (following != null) {
            following.previous = response;
        }
        anyResponse = response;
        return response;
    }

    /** Takes note that the exchange of a stream is over. */
    void ended(Response response) {
        if (response.over) {
            return;
        }
        response.over = true;
        if (response.previous == null) {
            anyResponse = response.next;
        } else {
            response.previous.next = response.next;
        }
        if (response.next != null) {
            response.next.previous = response.previous;
        }
    }

    /** Resets a stream whose client does not take its response, so that whoever writes it hears of that; unless it is over meanwhile. */
    void abandon(Response response) {
        if (!response.over) {
            sendRstStream(response.stream, ERROR_CANCEL);
            wasReset(response);
        }
    }

    private void wasReset(int stream) {
        for (Response response = anyResponse; response != null; response = response.next) {
            if (response.stream == stream) {
                wasReset(response);
                return;
            }
        }
    }

    private void wasReset(Response response) {
        ended(response);
        reset.add(response.sink);
        closeReset();
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
