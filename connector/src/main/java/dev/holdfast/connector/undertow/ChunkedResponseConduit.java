package dev.holdfast.connector.undertow;

import io.undertow.conduits.ChunkedStreamSinkConduit;
import io.undertow.server.Connectors;
import io.undertow.server.DefaultResponseListener;
import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import org.xnio.conduits.StreamSinkConduit;

/**
 * A response body in the chunked coding. Where the handler fails after the response has begun, the last chunk is withheld: with it the client
 * would take a part for the whole.
 */
final class ChunkedResponseConduit extends ChunkedStreamSinkConduit {
    private final HttpServerExchange exchange;
    private final boolean isErrorPage;

    ChunkedResponseConduit(StreamSinkConduit next, HttpServerExchange exchange) {
        super(
                next,
                exchange.getConnection().getByteBufferPool(),
                true,
                false,
                exchange.getResponseHeaders(),
                finished -> Connectors.terminateResponse(exchange),
                exchange);
        this.exchange = exchange;
        isErrorPage = hasFailed();
    }

    private boolean hasFailed() {
        return exchange.getAttachment(DefaultResponseListener.EXCEPTION) != null;
    }

    @Override
    public void truncateWrites() throws IOException {
        // First, so that the exchange's end finds the connection closed and reads no further request from it.
        next.truncateWrites();
        super.truncateWrites();
    }

    @Override
    public void terminateWrites() throws IOException {
        if (hasFailed() && !isErrorPage) {
            truncateWrites();
            throw new IOException("the handler failed in the middle of its response");
        }
        super.terminateWrites();
    }
}
