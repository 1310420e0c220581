package dev.holdfast.bridge;

import io.undertow.server.HttpHandler;
import org.xnio.XnioWorker;

/** Answers by forwarding over pools, of which each child process of an httpd would have its own. Thread-safe. */
public interface Forwarder extends HttpHandler, AutoCloseable {
    /**
     * Returns this as another child process of an httpd would have it: with pools of its own, while members, their states and the counters are
     * the same. Its {@link #close} concerns its own pools.
     */
    Forwarder child();

    /**
     * Begins to check the health of the members that were given settings for it, on the I/O threads of {@code worker}. Without it, requests
     * find out who is down and who is back. Begins, too, to ask members whose pools are leased how many connections there may be; until then there
     * are none, and requests wait. Does nothing the second time.
     */
    void watch(XnioWorker worker);

    /**
     * Closes idle connections and answers waiting and new requests with 503; requests in progress end first and then close theirs. Returns
     * at once, and does nothing the second time.
     */
    @Override
    void close();
}
