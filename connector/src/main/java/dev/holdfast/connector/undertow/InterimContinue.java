package dev.holdfast.connector.undertow;

import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpContinue;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The 100 (Continue) that the client of one request waits for before it sends the body (RFC 9110 section 10.1.1). It is sent when somebody
 * first wants the body, unless the body has come already, the final response has begun, or a handler has seen to it by Undertow's means.
 */
final class InterimContinue {
    private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final ExchangeConnection connection;
    private final HttpServerExchange exchange;
    private boolean undecided = true;
    private @Nullable ByteBuffer unsent;

    InterimContinue(ExchangeConnection connection, HttpServerExchange exchange) {
        this.connection = connection;
        this.exchange = exchange;
    }

    /** Returns whether the client still waits. */
    boolean isOutstanding() {
        return undecided && connection.getExtraBytes() == null;
    }

    /** Sends it where the client waits for it; returns whether there is nothing left to send. */
    boolean isSent() throws IOException {
        if (undecided) {
            boolean needed =
                    isOutstanding() && !HttpContinue.isContinueResponseSent(exchange) && !exchange.isResponseStarted();
            undecided = false;
            if (needed) {
                HttpContinue.markContinueResponseSent(exchange);
                unsent = ByteBuffer.wrap(CONTINUE);
            }
        }
        return isFlushed();
    }

    /** Returns whether no part of it is still to be written. */
    boolean isFlushed() throws IOException {
        while (unsent != null && unsent.hasRemaining()) {
            if (connection.writeInterim(unsent) == 0) {
                return false;
            }
        }
        unsent = null;
        return true;
    }

    /** It is not needed any more; what was begun is finished all the same. */
    void withdraw() {
        undecided = false;
    }
}
