package dev.holdfast.connector.undertow;

import dev.holdfast.connector.ForwardedLength;
import dev.holdfast.lifetime.CloseReason;
import io.undertow.conduits.FinishableStreamSinkConduit;
import io.undertow.conduits.HeadStreamSinkConduit;
import io.undertow.conduits.PreChunkedStreamSinkConduit;
import io.undertow.server.Connectors;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpAttachments;
import io.undertow.util.DateUtils;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.Methods;
import io.undertow.util.StatusCodes;
import org.xnio.conduits.StreamSinkConduit;

/**
 * Decides, as the response begins, how its end will be marked and whether the connection outlives it, and says both in its fields (RFC 9112
 * sections 6.3 and 9.3).
 */
final class ResponseFraming {
    private enum Body {
        NONE,
        FIXED,
        CHUNKED,
        UNTIL_CLOSE
    }

    private ResponseFraming() {}

    static StreamSinkConduit frame(
            HttpServerExchange exchange, ExchangeConnection connection, ResponseHeadConduit head, boolean handsOver) {
        DateUtils.addDateHeaderIfRequired(exchange);
        if (handsOver) {
            // What follows the head is the other protocol's (RFC 9110 sections 9.3.6 and 15.2.2).
            exchange.getResponseHeaders().remove(Headers.CONTENT_LENGTH);
            exchange.getResponseHeaders().remove(Headers.TRANSFER_ENCODING);
            return withoutBody(exchange, head);
        }
        long length = contentLength(exchange);
        Body body = body(exchange, length);
        if (!exchange.isPersistent()
                || body == Body.UNTIL_CLOSE
                || exchange.getStatusCode() == StatusCodes.EXPECTATION_FAILED
                || saysClose(exchange.getResponseHeaders())) {
            connection.machine.closeAfterResponse(CloseReason.SERVER_SAID_CLOSE);
        }
        persistenceField(exchange, connection.settlePersistence());
        boolean isHead = exchange.getRequestMethod().equals(Methods.HEAD);
        return isHead ? withoutBody(exchange, head) : withBody(exchange, head, body, length);
    }

    /** Settles the framing fields. The length is that of the body a GET would have had, so HEAD takes the same path. */
    private static Body body(HttpServerExchange exchange, long length) {
        HeaderMap headers = exchange.getResponseHeaders();
        if (!Connectors.isEntityBodyAllowed(exchange)) {
            boolean describes = exchange.getStatusCode() == StatusCodes.NOT_MODIFIED && length >= 0;
            if (!describes || !ForwardedLength.isKept(exchange)) {
                headers.remove(Headers.CONTENT_LENGTH);
            }
            headers.remove(Headers.TRANSFER_ENCODING);
            return Body.NONE;
        }
        if (length >= 0) {
            return Body.FIXED;
        }
        headers.remove(Headers.CONTENT_LENGTH);
        if (exchange.isHttp10()) {
            headers.remove(Headers.TRANSFER_ENCODING);
            return Body.UNTIL_CLOSE;
        }
        headers.put(Headers.TRANSFER_ENCODING, Headers.CHUNKED.toString());
        return Body.CHUNKED;
    }

    /** Returns the length the handler gave, or -1 where it gave none that makes sense or chose a transfer coding. */
    private static long contentLength(HttpServerExchange exchange) {
        HeaderMap headers = exchange.getResponseHeaders();
        String value = headers.getFirst(Headers.CONTENT_LENGTH);
        if (value == null || headers.contains(Headers.TRANSFER_ENCODING)) {
            return -1;
        }
        try {
            return Math.max(-1, Long.parseLong(value));
        } catch (NumberFormatException notALength) {
            return -1;
        }
    }

    private static boolean saysClose(HeaderMap headers) {
        HeaderValues values = headers.get(Headers.CONNECTION);
        if (values == null) {
            return false;
        }
        for (String value : values) {
            for (String option : value.split(",", -1)) {
                if (option.strip().equalsIgnoreCase("close")) {
                    return true;
                }
            }
        }
        return false;
    }

    private static void persistenceField(HttpServerExchange exchange, boolean persistent) {
        HeaderMap headers = exchange.getResponseHeaders();
        if (!persistent) {
            exchange.setPersistent(false);
            if (!saysClose(headers)) {
                headers.put(Headers.CONNECTION, Headers.CLOSE.toString());
            }
        } else if (exchange.isHttp10()) {
            headers.put(Headers.CONNECTION, Headers.KEEP_ALIVE.toString());
        }
    }

    private static StreamSinkConduit withBody(
            HttpServerExchange exchange, ResponseHeadConduit head, Body body, long length) {
        return switch (body) {
            case NONE -> withoutBody(exchange, head);
            case FIXED -> new FixedLengthResponseConduit(head, length, exchange);
            case UNTIL_CLOSE ->
                new FinishableStreamSinkConduit(head, finished -> Connectors.terminateResponse(exchange));
            case CHUNKED ->
                Boolean.TRUE.equals(exchange.getAttachment(HttpAttachments.PRE_CHUNKED_RESPONSE))
                        ? new PreChunkedStreamSinkConduit(
                                head, finished -> Connectors.terminateResponse(exchange), exchange)
                        : new ChunkedResponseConduit(head, exchange);
        };
    }

    private static StreamSinkConduit withoutBody(HttpServerExchange exchange, ResponseHeadConduit head) {
        return new HeadStreamSinkConduit(head, finished -> Connectors.terminateResponse(exchange));
    }
}
