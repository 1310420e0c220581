package dev.holdfast.connector.undertow;

import io.undertow.conduits.AbstractFixedLengthStreamSinkConduit;
import io.undertow.server.Connectors;
import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import org.xnio.conduits.StreamSinkConduit;

/** A response body of a length known beforehand. */
final class FixedLengthResponseConduit extends AbstractFixedLengthStreamSinkConduit {
    private final HttpServerExchange exchange;

    FixedLengthResponseConduit(StreamSinkConduit next, long contentLength, HttpServerExchange exchange) {
        super(next, contentLength, false, false);
        this.exchange = exchange;
    }

    @Override
    public void truncateWrites() throws IOException {
        // First, so that the exchange's end finds the connection closed and reads no further request from it.
        next.truncateWrites();
        super.truncateWrites();
    }

    @Override
    protected void channelFinished() {
        Connectors.terminateResponse(exchange);
    }
}
