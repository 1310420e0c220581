package dev.holdfast.connector;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.AttachmentKey;

/**
 * The Content-Length of a 304 (Not Modified). It may be there only where it is the length that a 200 would have (RFC 9110 section 8.6), and what
 * servlets and handlers leave in that field is something else, mostly 0; so it is left out but where somebody vouches for it.
 */
public final class ForwardedLength {
    private static final AttachmentKey<Boolean> KEPT = AttachmentKey.create(Boolean.class);

    private ForwardedLength() {}

    /** Says that the response to {@code exchange} has the length that its origin gave it. To be called before the response begins. */
    public static void keep(HttpServerExchange exchange) {
        exchange.putAttachment(KEPT, Boolean.TRUE);
    }

    /** Returns whether somebody has said so. */
    public static boolean isKept(HttpServerExchange exchange) {
        return exchange.getAttachment(KEPT) != null;
    }
}
