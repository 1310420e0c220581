package dev.holdfast.bridge;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import io.undertow.util.StatusCodes;
import java.math.BigInteger;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Counts down how often OPTIONS and TRACE may be forwarded, and answers those that have come as far as they were to go (RFC 9110 section 7.6.2):
 * OPTIONS with an empty 200 and Allow, TRACE with 405, as it reflects what a browser's script must not see. A count that is none is refused with
 * 400. Other methods may carry the field, and it means nothing.
 */
final class MaxForwards implements HttpHandler {
    private static final HttpString NAME = Headers.MAX_FORWARDS;
    private static final Set<HttpString> COUNTED = Set.of(Methods.OPTIONS, Methods.TRACE);

    /** What is forwarded; TRACE is, too, but not answered. */
    private static final String ALLOW = "GET, HEAD, POST, PUT, DELETE, OPTIONS, PATCH";

    private static final Pattern COUNT = Pattern.compile("[0-9]+");

    /** As far as the gateway lets any request go; RFC 9110 has a proxy forward the lesser of its own and the client's. */
    private static final BigInteger MOST = BigInteger.valueOf(255);

    private final HttpHandler next;

    MaxForwards(HttpHandler next) {
        this.next = next;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        HeaderValues counts = exchange.getRequestHeaders().get(NAME);
        if (counts == null || !COUNTED.contains(exchange.getRequestMethod())) {
            next.handleRequest(exchange);
            return;
        }
        String count = counts.size() == 1 ? counts.getFirst().strip() : "";
        if (!COUNT.matcher(count).matches()) {
            end(exchange, StatusCodes.BAD_REQUEST);
            return;
        }
        BigInteger left = new BigInteger(count).min(MOST);
        if (left.signum() > 0) {
            exchange.getRequestHeaders().put(NAME, left.subtract(BigInteger.ONE).toString());
            next.handleRequest(exchange);
            return;
        }
        exchange.getResponseHeaders().put(Headers.ALLOW, ALLOW);
        boolean options = exchange.getRequestMethod().equals(Methods.OPTIONS);
        end(exchange, options ? StatusCodes.OK : StatusCodes.METHOD_NOT_ALLOWED);
    }

    private static void end(HttpServerExchange exchange, int status) {
        exchange.setStatusCode(status);
        if (!exchange.isRequestComplete()) {
            // Nobody is going to read its body.
            exchange.setPersistent(false);
        }
        exchange.getResponseSender().send("");
    }
}
