package dev.holdfast.connector.undertow;

import io.undertow.conduits.AbstractFixedLengthStreamSinkConduit;
import io.undertow.server.Connectors;
import io.undertow.server.HttpServerExchange;
import org.xnio.conduits.StreamSinkConduit;

/** A response body of a length known beforehand. */
final class FixedLengthResponseConduit extends AbstractFixedLengthStreamSinkConduit {
    private final HttpServerExchange exchange;

    FixedLengthResponseConduit(StreamSinkConduit next, long contentLength, HttpServerExchange exchange) {
        super(next, contentLength, false, false);
        this.exchange = exchange;
    }

    @Override
    protected void channelFinished() {
        Connectors.terminateResponse(exchange);
    }
}
