package dev.holdfast.connector.undertow;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.xnio.ChannelListener;
import org.xnio.channels.SuspendableReadChannel;
import org.xnio.conduits.ConduitStreamSourceChannel;

/**
 * Tells the thread of a worker's connection that bytes have come; the I/O thread is the one that sees them.
 *
 * <p>Either of the two ends the wait, never both: an I/O thread that were late would suspend the reads of the handler that comes next.
 */
final class ReadNotice implements ChannelListener<ConduitStreamSourceChannel> {
    private enum State {
        NOT_AWAITED,
        AWAITED,
        ON_ITS_WAY
    }

    private final Executor home;
    private final Runnable arrived;
    private final AtomicReference<State> state = new AtomicReference<>(State.NOT_AWAITED);

    /**
     * @param home runs what it is given on the connection's own thread
     * @param arrived what the home's thread does when bytes have come
     */
    ReadNotice(Executor home, Runnable arrived) {
        this.home = home;
        this.arrived = arrived;
    }

    /** The home's thread has nothing to do until bytes come. */
    void await(SuspendableReadChannel source) {
        if (state.compareAndSet(State.NOT_AWAITED, State.AWAITED)) {
            source.resumeReads();
        }
    }

    /** Returns whether the home's thread may go on by itself; where it may not, the notice is on its way. */
    boolean cease(SuspendableReadChannel source) {
        if (state.compareAndSet(State.AWAITED, State.NOT_AWAITED)) {
            source.suspendReads();
        }
        return state.get() == State.NOT_AWAITED;
    }

    /** Bytes have come, or the client's FIN; on the I/O thread. */
    @Override
    public void handleEvent(ConduitStreamSourceChannel source) {
        if (state.compareAndSet(State.AWAITED, State.ON_ITS_WAY)) {
            source.suspendReads();
            home.execute(() -> arrive(source));
        }
    }

    private void arrive(ConduitStreamSourceChannel source) {
        // Where the event was one of an earlier wait, this one may have resumed after it.
        source.suspendReads();
        state.set(State.NOT_AWAITED);
        arrived.run();
    }
}
