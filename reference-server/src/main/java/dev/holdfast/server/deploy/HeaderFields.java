package dev.holdfast.server.deploy;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;

/**
 * Reads and writes those fields of a header that Undertow has otherwise: {@link Rfc6265Cookies cookies} and {@link ContentLanguage}. One listener writes them all,
 * because each costs every request.
 */
final class HeaderFields implements HttpHandler {
    private final HttpHandler next;

    HeaderFields(HttpHandler next) {
        this.next = next;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        Rfc6265Cookies.read(exchange);
        exchange.addResponseCommitListener(HeaderFields::write);
        next.handleRequest(exchange);
    }

    private static void write(HttpServerExchange exchange) {
        Rfc6265Cookies.write(exchange);
        ContentLanguage.correct(exchange);
    }
}
