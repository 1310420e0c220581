package dev.holdfast.connector;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import java.io.IOException;

/**
 * Responses before the final one, such as 103 (Early Hints): RFC 9110 section 15.2. Not 100 (Continue), which the connector sends by itself, and not
 * 101 (Switching Protocols), which is final in HTTP/1.1.
 */
public final class InterimResponse {
    private static final int FIRST = 102;
    private static final int LAST = 199;

    /** What can write them: a connection of this connector that speaks HTTP/1.1. */
    @FunctionalInterface
    public interface Sink {
        /** Does what {@link InterimResponse#send} says, whose arguments have been looked at. */
        boolean sendInterim(HttpServerExchange exchange, int status, String reason, HeaderMap fields)
                throws IOException;
    }

    private InterimResponse() {}

    /**
     * Sends one at once. To be called by the thread that has the exchange. What the client does not take now goes out before the final response.
     *
     * @param status 102 to 199
     * @param reason the reason phrase, which may be empty
     * @param fields fields of its head
     * @return whether it was sent: not to a client of HTTP/1.0, not over HTTP/2 or another listener, not once the final response has begun, and not
     *     while an earlier interim response waits for the client
     * @throws IllegalArgumentException for another status
     * @throws IOException if the connection is broken
     */
    public static boolean send(HttpServerExchange exchange, int status, String reason, HeaderMap fields)
            throws IOException {
        if (status < FIRST || status > LAST) {
            throw new IllegalArgumentException("the status must be " + FIRST + " to " + LAST + ": " + status);
        }
        return exchange.isHttp11()
                && exchange.getConnection() instanceof Sink connection
                && connection.sendInterim(exchange, status, reason, fields);
    }
}
