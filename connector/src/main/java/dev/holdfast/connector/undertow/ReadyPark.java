package dev.holdfast.connector.undertow;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.xnio.conduits.ConduitStreamSinkChannel;
import org.xnio.conduits.ConduitStreamSourceChannel;
import org.xnio.conduits.ReadReadyHandler;
import org.xnio.conduits.StreamSinkConduit;
import org.xnio.conduits.StreamSourceConduit;
import org.xnio.conduits.WriteReadyHandler;

/**
 * One wait of one virtual thread for its socket: parked until the I/O thread finds the socket ready, or closed. XNIO's own wait keeps the carrier,
 * and opens a selector for every thread that ever waited.
 *
 * <p>Either of the two threads ends the wait, never both: an I/O thread that were late would suspend what comes next.
 */
final class ReadyPark implements ReadReadyHandler, WriteReadyHandler {
    private enum State {
        WAITING,
        READY,
        GIVEN_UP
    }

    private final Runnable suspend;
    private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
    private final CountDownLatch ready = new CountDownLatch(1);

    private ReadyPark(Runnable suspend) {
        this.suspend = suspend;
    }

    static void awaitReadable(StreamSourceConduit conduit, ConduitStreamSourceChannel channel, long millis)
            throws IOException {
        ReadyPark wait = new ReadyPark(conduit::suspendReads);
        conduit.setReadReadyHandler(wait);
        try {
            conduit.resumeReads();
            wait.await(channel.isOpen() ? millis : 0);
        } finally {
            conduit.setReadReadyHandler(new ReadReadyHandler.ChannelListenerHandler<>(channel));
        }
    }

    static void awaitWritable(StreamSinkConduit conduit, ConduitStreamSinkChannel channel, long millis)
            throws IOException {
        ReadyPark wait = new ReadyPark(conduit::suspendWrites);
        conduit.setWriteReadyHandler(wait);
        try {
            conduit.resumeWrites();
            wait.await(channel.isOpen() ? millis : 0);
        } finally {
            conduit.setWriteReadyHandler(new WriteReadyHandler.ChannelListenerHandler<>(channel));
        }
    }

    private void await(long millis) throws IOException {
        try {
            if (!ready.await(millis, TimeUnit.MILLISECONDS)) {
                giveUp();
            }
        } catch (InterruptedException interrupted) {
            giveUp();
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for the client");
        }
    }

    private void giveUp() {
        if (state.compareAndSet(State.WAITING, State.GIVEN_UP)) {
            suspend.run();
            return;
        }
        boolean interrupted = false;
        while (ready.getCount() > 0) {
            try {
                ready.await();
            } catch (InterruptedException again) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void ready() {
        if (state.compareAndSet(State.WAITING, State.READY)) {
            suspend.run();
            ready.countDown();
        }
    }

    @Override
    public void readReady() {
        ready();
    }

    @Override
    public void writeReady() {
        ready();
    }

    @Override
    public void terminated() {
        ready();
    }

    @Override
    public void forceTermination() {
        ready();
    }
}
