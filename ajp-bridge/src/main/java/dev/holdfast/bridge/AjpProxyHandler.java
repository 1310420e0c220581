package dev.holdfast.bridge;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.HttpContinueReadHandler;
import io.undertow.util.SameThreadExecutor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/**
 * Forwards HTTP exchanges to one AJP13 back end.
 *
 * <p>It works on any Undertow listener and never blocks. Bodies of both directions are streamed with back-pressure; a request costs two
 * packets of memory. Where the back end does not answer, the client gets the status of a {@link BridgeFailure}, or, if its response has
 * begun, a connection cut off so that it cannot take the rest for the whole. A request meets a stale pooled connection at most once: it is
 * sent again if nothing of its body was read and its method is idempotent (RFC 9110 section 9.2.2), or if the connection failed its CPING.
 *
 * <p>{@code Expect: 100-continue} is answered when the back end is to get the first of the body: for a body of unknown length when it asks
 * for it. For a Content-Length above 0 AJP13 has the front send the first packet unasked, so there it is as soon as a pooled connection
 * has taken the request; a back end that is down or busy still gets answered for without the upload.
 *
 * <p>AJP13 has no upgrades: the fields of a WebSocket handshake are dropped with the other hop-by-hop fields, and the back end answers a
 * plain request.
 *
 * <p>Thread-safe.
 */
public final class AjpProxyHandler implements HttpHandler, AutoCloseable {
    private final BridgeContext context;
    private final HttpHandler continuing = new HttpContinueReadHandler(this::forward);

    /**
     * Makes a handler for {@code backend}. No connection is opened before the first request, so the back end may come up later.
     *
     * @throws UnknownHostException if the host has no address. It is looked up here and not again: a lookup blocks
     */
    public AjpProxyHandler(AjpBackend backend) throws UnknownHostException {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getByName(backend.host()), backend.port());
        this.context = new BridgeContext(backend, address);
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        continuing.handleRequest(exchange);
    }

    /** Returns the pool as it is and the counters since this handler was made. */
    public BridgeStatistics statistics() {
        return context.statistics();
    }

    /**
     * Closes idle connections and answers waiting and new requests with 503; requests in progress end first and then close theirs. Returns
     * at once, and does nothing the second time.
     */
    @Override
    public void close() {
        context.pool().close();
    }

    private void forward(HttpServerExchange exchange) {
        context.requested();
        exchange.dispatch(
                exchange.isInIoThread() ? SameThreadExecutor.INSTANCE : exchange.getIoThread(),
                () -> new BridgeExchange(context, exchange).start());
    }
}
