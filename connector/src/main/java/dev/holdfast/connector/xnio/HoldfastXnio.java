package dev.holdfast.connector.xnio;

import org.xnio.Option;
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

    /**
     * Whether a busy I/O thread waits some 70 microseconds before it looks at its sockets again, where that is little beside what they wait for anyway
     * and several will have something to say by then. For whom somebody else is the bottleneck, such as a gateway: it spares looks and the waking of
     * threads. Not for what hands its requests to other threads on the same processors. Default: false. To be set by {@link XnioWorker#setOption}.
     */
    public static final Option<Boolean> GATHER = Option.simple(HoldfastXnio.class, "GATHER", Boolean.class);

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
