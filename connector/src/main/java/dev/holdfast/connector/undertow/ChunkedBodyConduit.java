package dev.holdfast.connector.undertow;

import dev.holdfast.http1.ChunkedDecoder;
import dev.holdfast.http1.HttpViolation;
import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpAttachments;
import io.undertow.util.HeaderMap;
import io.undertow.util.HttpString;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.xnio.conduits.StreamSourceConduit;

/** A request body in the chunked coding. Trailer fields are attached to the exchange where Undertow's handlers look for them. */
final class ChunkedBodyConduit extends RequestBodyConduit {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final HttpServerExchange exchange;
    private final ChunkedDecoder decoder;
    private long framing;

    ChunkedBodyConduit(
            StreamSourceConduit next, ExchangeConnection connection, HttpServerExchange exchange, int maxTrailerSize) {
        super(next, connection, exchange);
        this.exchange = exchange;
        decoder = new ChunkedDecoder(maxTrailerSize);
    }

    @Override
    int readContent(ByteBuffer dst) throws IOException {
        int start = dst.position();
        while (dst.hasRemaining()) {
            PooledByteBuffer pooled = connection.getExtraBytes();
            ByteBuffer src = pooled == null ? NOTHING : pooled.getBuffer();
            int before = src.position();
            ChunkedDecoder.Step step = decoder.advance(src);
            framing += src.position() - before;
            switch (step) {
                case CONTENT -> take(Objects.requireNonNull(pooled), dst);
                case NEED_MORE -> {
                    int filled = connection.fill();
                    if (filled < 0) {
                        throw endOfStream();
                    }
                    if (filled == 0) {
                        return dst.position() - start;
                    }
                }
                case END -> {
                    attachTrailers();
                    endReached();
                    return dst.position() - start;
                }
                case INVALID -> {
                    malformed(HttpViolation.BAD_CHUNK + ": the request body breaks the chunked coding");
                    return dst.position() - start;
                }
            }
        }
        return dst.position() - start;
    }

    @Override
    long received() {
        return taken() + framing;
    }

    @Override
    long known() {
        return decoder.remainingInChunk();
    }

    private void take(PooledByteBuffer pooled, ByteBuffer dst) {
        ByteBuffer src = pooled.getBuffer();
        int count = (int) Math.min(Math.min(decoder.remainingInChunk(), src.remaining()), dst.remaining());
        int limit = src.limit();
        src.limit(src.position() + count);
        dst.put(src);
        src.limit(limit);
        decoder.contentTaken(count);
    }

    private void attachTrailers() {
        if (!decoder.trailers().isEmpty()) {
            HeaderMap trailers = new HeaderMap();
            decoder.trailers().forEach(field -> trailers.add(HttpString.tryFromString(field.name()), field.value()));
            exchange.putAttachment(HttpAttachments.REQUEST_TRAILERS, trailers);
        }
    }
}
