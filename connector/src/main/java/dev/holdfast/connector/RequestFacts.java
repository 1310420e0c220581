package dev.holdfast.connector;

import dev.holdfast.lifetime.CloseReason;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.AttachmentKey;
import org.jspecify.annotations.Nullable;

/**
 * What the connector knows of a request while its exchange is under way or ending, for access logs. The times follow one another without gap;
 * the waits for the client are parts of them. What is not known is {@link #UNKNOWN}: of HTTP/2 there is no head and no response of one stream's own on
 * the wire.
 *
 * @param connection the number of its connection, see {@link ConnectionRecord#number()}
 * @param requestsBefore how many requests its connection carried before it, 0 or more
 * @param waitNanos from accept, end of the TLS handshake or end of the last response to the request's first byte
 * @param headNanos from there to the end of the head
 * @param handlerNanos from there to the beginning of the response, or to now
 * @param responseNanos from there to now; 0 where no response has begun
 * @param bodyWaitNanos how long somebody waited for bytes of the request's body
 * @param responseWaitNanos how long somebody waited for the client to take bytes of the response
 * @param bytesReceived of the request, head, chunked coding and skipped rest included, as read by now
 * @param bytesSent of the final response, head included, as taken by the kernel by now
 * @param whole whether request and response have ended and the connection is open
 * @param closeReason why the connection ends with this request, as far as is known, or null
 */
public record RequestFacts(
        long connection,
        int requestsBefore,
        long waitNanos,
        long headNanos,
        long handlerNanos,
        long responseNanos,
        long bodyWaitNanos,
        long responseWaitNanos,
        long bytesReceived,
        long bytesSent,
        boolean whole,
        @Nullable CloseReason closeReason) {
    /** Stands for a time or a number of bytes that the connector does not know. */
    public static final long UNKNOWN = -1;

    private static final AttachmentKey<Source> SOURCE = AttachmentKey.create(Source.class);

    /** Whoever knows the facts of an exchange: its connection, where that is the exchange's alone for as long as it lasts. */
    @FunctionalInterface
    public interface Source {
        /** Returns what is known of {@code exchange} by now, or null where it is over. */
        @Nullable
        RequestFacts factsOf(HttpServerExchange exchange);
    }

    /**
     * Returns what is known of {@code exchange} by now, or null where it came over another listener or is over. To be called by the thread that
     * has the exchange, its completion listeners included.
     */
    public static @Nullable RequestFacts of(HttpServerExchange exchange) {
        Source source =
                exchange.getConnection() instanceof Source connection ? connection : exchange.getAttachment(SOURCE);
        return source == null ? null : source.factsOf(exchange);
    }

    /** Says who knows the facts of {@code exchange}, where its connection does not. */
    public static void attach(HttpServerExchange exchange, Source source) {
        exchange.putAttachment(SOURCE, source);
    }
}
