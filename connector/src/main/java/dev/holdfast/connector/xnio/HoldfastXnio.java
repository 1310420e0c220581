package dev.holdfast.connector.xnio;

import org.xnio.Xnio;
import org.xnio.XnioWorker;

/**
 * An XNIO of our own: the same workers, threads and connections to whoever uses them, over sockets and nothing else. It differs from XNIO's in what
 * a connection costs.
 *
 * <ul>
 *   <li>A socket is accepted by the I/O thread that will serve it, and its selector hears of it only when there is something to wait for.
 *   <li>What a selector finds is told to the connection as it is found, without sets and arrays in between.
 *   <li>An idle connection can sleep: {@link SocketConnection#sleep}.
 * </ul>
 *
 * <p>It has no datagrams and no pipes. Whatever asks XNIO for its default provider does not find it; its workers are made by
 * {@link #createWorker(org.xnio.OptionMap)}.
 */
public final class HoldfastXnio extends Xnio {
    /** The one instance. */
    public static final HoldfastXnio INSTANCE = new HoldfastXnio();

    private HoldfastXnio() {
        super("holdfast");
    }

    @Override
    protected XnioWorker build(XnioWorker.Builder builder) {
        EventLoops loops = new EventLoops(builder);
        loops.start();
        return loops;
    }
}
