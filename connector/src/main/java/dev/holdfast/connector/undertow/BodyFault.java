package dev.holdfast.connector.undertow;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.StatusCodes;

/** Tells the client of its own fault where Undertow, seeing a handler fail with an IOException, would tell it of a server's. */
public final class BodyFault {
    private BodyFault() {}

    /** Lets the exchange be answered with {@code status} unless its handler answers in its own words. */
    public static void answerWith(int status, HttpServerExchange exchange) {
        exchange.addDefaultResponseListener(ended -> {
            if (ended.getStatusCode() == StatusCodes.INTERNAL_SERVER_ERROR && !ended.isResponseStarted()) {
                ended.setStatusCode(status);
            }
            return false;
        });
    }
}
