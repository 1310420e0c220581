package dev.holdfast.server;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.util.HashMap;
import java.util.Map;

/** Tells applications through which listener a request came in. */
final class NamedListener implements HttpHandler {
    private final String name;
    private final HttpHandler next;

    NamedListener(String name, HttpHandler next) {
        this.name = name;
        this.next = next;
    }

    /** Returns whether a request came in through such a listener. */
    static boolean isNamed(HttpServerExchange exchange) {
        Map<String, String> attributes = exchange.getAttachment(HttpServerExchange.REQUEST_ATTRIBUTES);
        return attributes != null && attributes.containsKey(HoldfastServer.LISTENER_ATTRIBUTE);
    }

    /** Sets the name last, so that a front server which sends an attribute of this name does not decide what it says. */
    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        Map<String, String> attributes = exchange.getAttachment(HttpServerExchange.REQUEST_ATTRIBUTES);
        if (attributes == null) {
            attributes = new HashMap<>();
            exchange.putAttachment(HttpServerExchange.REQUEST_ATTRIBUTES, attributes);
        }
        attributes.put(HoldfastServer.LISTENER_ATTRIBUTE, name);
        next.handleRequest(exchange);
    }
}
