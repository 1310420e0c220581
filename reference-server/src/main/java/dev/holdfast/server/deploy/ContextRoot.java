package dev.holdfast.server.deploy;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.servlet.handlers.ServletPathMatch;
import io.undertow.servlet.handlers.ServletRequestContext;
import jakarta.servlet.http.MappingMatch;

/**
 * Gives a servlet that is mapped to the empty pattern the empty servlet path and the path information {@code /} (Servlet specification 12.2); Undertow has it the
 * other way round.
 */
final class ContextRoot implements HttpHandler {
    private final HttpHandler next;

    ContextRoot(HttpHandler next) {
        this.next = next;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        ServletRequestContext context = exchange.getAttachment(ServletRequestContext.ATTACHMENT_KEY);
        ServletPathMatch match = context.getServletPathMatch();
        if (match.getMappingMatch() == MappingMatch.CONTEXT_ROOT && "/".equals(match.getMatched())) {
            context.setServletPathMatch(new ServletPathMatch(
                    match.getServletChain(), "", "/", match.getType(), match.getRewriteLocation()));
        }
        next.handleRequest(exchange);
    }
}
