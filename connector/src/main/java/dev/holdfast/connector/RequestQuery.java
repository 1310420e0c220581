package dev.holdfast.connector;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.AttachmentKey;
import org.jspecify.annotations.Nullable;

/**
 * The query of a request as the client wrote it. An exchange of Undertow has the empty string both for one that is empty, {@code /path?}, and for none,
 * and takes away a question mark that one begins with.
 */
public final class RequestQuery {
    private static final AttachmentKey<String> WRITTEN = AttachmentKey.create(String.class);

    private RequestQuery() {}

    /** Keeps {@code query} beside the exchange, where that cannot have it. To be called by a listener. */
    public static void keep(HttpServerExchange exchange, String query) {
        if (query.isEmpty() || query.startsWith("?")) {
            exchange.putAttachment(WRITTEN, query);
        }
    }

    /** Returns the query without the question mark before it, or null; of a request over HTTP/2 or from another listener what the exchange has. */
    public static @Nullable String of(HttpServerExchange exchange) {
        String written = exchange.getAttachment(WRITTEN);
        if (written != null) {
            return written;
        }
        return exchange.getQueryString().isEmpty() ? null : exchange.getQueryString();
    }
}
