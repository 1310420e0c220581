package dev.holdfast.connector.xnio;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.xnio.ChannelListener;
import org.xnio.ChannelListeners;
import org.xnio.IoUtils;
import org.xnio.Option;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.StreamConnection;
import org.xnio.XnioIoThread;
import org.xnio.XnioWorker;
import org.xnio.channels.AcceptingChannel;

/**
 * A listening socket of event loops. One loop at a time accepts, and serves what it accepts: no connection is handed from thread to thread. The
 * turn goes to the loop with the fewest connections where that has many fewer than the one whose turn it is, or two fewer and the turn has not passed
 * for a millisecond, or where more clients wait than one loop takes at once.
 *
 * <p>{@code CONNECTION_HIGH_WATER} stops it before the next accept(2); it goes on when no more than {@code CONNECTION_LOW_WATER} are open, and one
 * fewer than the high mark. Where accept(2) fails, for want of a descriptor, it tries again after 250 ms.
 */
final class SocketServer implements AcceptingChannel<StreamConnection> {
    private static final Logger LOG = Logger.getLogger(SocketServer.class);
    private static final int MAX_ACCEPTS_IN_A_ROW = 8;
    private static final int MANY = 4;
    private static final long SELDOM_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long RETRY_MILLIS = 250;
    private static final long CLOSE_MILLIS = 1000;

    private final EventLoops worker;
    private final ServerSocketChannel channel;
    private final SocketAddress address;
    private final OptionMap options;
    private final List<Option<?>> said;
    private final int highWater;
    private final int lowWater;
    private final List<SelectionKey> keys = new ArrayList<>();
    private final AtomicIntegerArray openOfLoop;
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile @Nullable ChannelListener<? super AcceptingChannel<StreamConnection>> acceptListener;
    private volatile @Nullable ChannelListener<? super AcceptingChannel<StreamConnection>> closeListener;
    private final int[] asked;

    /** Written under the lock, as the next two. */
    private volatile boolean resumed;

    private volatile boolean full;
    private volatile boolean backingOff;

    /** Whose turn it is; changed by that loop. */
    private volatile int turn;

    /** How many more the loop whose turn it is may take; owned by it. */
    private int left;

    /** When the turn was passed; owned by the same. */
    private long passedAt = SystemNanoClock.INSTANCE.nanoTime();

    private SocketServer(
            EventLoops worker,
            ServerSocketChannel channel,
            @Nullable ChannelListener<? super AcceptingChannel<StreamConnection>> acceptListener,
            OptionMap options)
            throws IOException {
        this.worker = worker;
        this.channel = channel;
        this.acceptListener = acceptListener;
        this.options = options;
        said = SocketOptions.said(options);
        address = channel.getLocalAddress();
        highWater = options.get(Options.CONNECTION_HIGH_WATER, Integer.MAX_VALUE);
        lowWater = options.get(Options.CONNECTION_LOW_WATER, highWater);
        openOfLoop = new AtomicIntegerArray(worker.getIoThreadCount());
        asked = new int[worker.getIoThreadCount()];
        for (EventLoop loop : worker.loops()) {
            keys.add(loop.register(channel, new Turn(loop)));
        }
    }

    /**
     * Listens on {@code address}.
     *
     * @throws IOException if that cannot be bound
     */
    static SocketServer listen(
            EventLoops worker,
            InetSocketAddress address,
            @Nullable ChannelListener<? super AcceptingChannel<StreamConnection>> acceptListener,
            OptionMap options)
            throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open();
        try {
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, options.get(Options.REUSE_ADDRESSES, true));
            Integer receiveBuffer = options.get(Options.RECEIVE_BUFFER);
            if (receiveBuffer != null) {
                channel.setOption(StandardSocketOptions.SO_RCVBUF, receiveBuffer);
            }
            channel.bind(address, options.get(Options.BACKLOG, 128));
            return of(worker, channel, acceptListener, options);
        } catch (IOException | RuntimeException failed) {
            IoUtils.safeClose(channel);
            throw failed;
        }
    }

    /** Takes over {@code bound}, a socket of TCP or Unix. */
    static SocketServer of(
            EventLoops worker,
            ServerSocketChannel bound,
            @Nullable ChannelListener<? super AcceptingChannel<StreamConnection>> acceptListener,
            OptionMap options)
            throws IOException {
        bound.configureBlocking(false);
        return new SocketServer(worker, bound, acceptListener, options);
    }

    /** The server as one loop sees it. */
    private final class Turn implements SocketUser {
        private final EventLoop loop;

        Turn(EventLoop loop) {
            this.loop = loop;
        }

        @Override
        public void ready(int operations) {
            if (turn == loop.getNumber() && resumed) {
                takeTurn(loop);
            }
        }

        @Override
        public void loopEnds() {
            IoUtils.safeClose(SocketServer.this);
        }
    }

    private void takeTurn(EventLoop loop) {
        left = MAX_ACCEPTS_IN_A_ROW;
        ChannelListener<? super AcceptingChannel<StreamConnection>> told = acceptListener;
        if (told == null) {
            suspendAccepts();
            return;
        }
        ChannelListeners.invokeChannelListener(this, told);
        int mine = loop.getNumber();
        int fewest = loopWithFewest(mine);
        boolean moreWait = left == 0 && !backingOff;
        if (fewest != mine && (moreWait || isUneven(openOfLoop.get(mine), openOfLoop.get(fewest)))) {
            passedAt = SystemNanoClock.INSTANCE.nanoTime();
            turn = fewest;
            ask();
        }
    }

    /**
     * By more than one connection, looked at every now and then: short connections come and go, and to pass the turn for each costs more than to
     * accept it. Or by many.
     */
    private boolean isUneven(int mine, int fewest) {
        int more = mine - fewest;
        return more > Math.max(MANY, fewest / 4)
                || (more > 1 && SystemNanoClock.INSTANCE.nanoTime() - passedAt > SELDOM_NANOS);
    }

    /** Where others have as few as {@code mine}, one of those. */
    private int loopWithFewest(int mine) {
        int count = openOfLoop.length();
        int fewest = mine;
        for (int i = 1; i < count; i++) {
            int other = (mine + i) % count;
            if (fewest == mine
                    ? openOfLoop.get(other) <= openOfLoop.get(mine)
                    : openOfLoop.get(other) < openOfLoop.get(fewest)) {
                fewest = other;
            }
        }
        return fewest;
    }

    /** Lets the one selector look for clients whose turn it is, where there is room for one, and no other. */
    private synchronized void ask() {
        boolean wasFull = full;
        // First: whoever closes a connection after this look at their number has to see it.
        full = true;
        int now = open.get();
        full = now >= highWater || (now > lowWater && wasFull);
        for (int i = 0; i < asked.length; i++) {
            int operations = i == turn && resumed && !full && !backingOff ? SelectionKey.OP_ACCEPT : 0;
            if (asked[i] != operations) {
                ask(i, operations);
            }
        }
    }

    private void ask(int loop, int operations) {
        try {
            keys.get(loop).interestOps(operations);
            asked[loop] = operations;
            worker.getIoThread(loop).wakeFor();
        } catch (CancelledKeyException closed) {
            // There are no more clients.
        }
    }

    /** Returns null where nobody waits, or the thread has taken enough for now. */
    @Override
    public @Nullable StreamConnection accept() throws IOException {
        EventLoop loop = Thread.currentThread() instanceof EventLoop current && current.getWorker() == worker
                ? current
                : worker.getIoThread(turn);
        if (loop == Thread.currentThread() && left == 0) {
            return null;
        }
        if (full || open.get() >= highWater) {
            ask();
            return null;
        }
        SocketChannel client = acceptOrRetryLater(loop);
        if (client == null) {
            return null;
        }
        left--;
        open.incrementAndGet();
        openOfLoop.incrementAndGet(loop.getNumber());
        LoopSocket socket = new LoopSocket(loop, client, this);
        try {
            client.configureBlocking(false);
            SocketOptions.apply(client, options, said);
            return SocketConnection.of(socket, options);
        } catch (IOException | RuntimeException gone) {
            socket.close();
            throw gone;
        }
    }

    private @Nullable SocketChannel acceptOrRetryLater(EventLoop loop) throws IOException {
        try {
            return channel.accept();
        } catch (ClosedChannelException closed) {
            return null;
        } catch (IOException failed) {
            LOG.warnf("cannot accept a connection on %s, and try again in 250 ms: %s", address, failed.getMessage());
            left = 0;
            // First: what is not scheduled would never end.
            loop.executeAfter(() -> backOff(false), RETRY_MILLIS, TimeUnit.MILLISECONDS);
            backOff(true);
            return null;
        }
    }

    private synchronized void backOff(boolean failing) {
        backingOff = failing;
        ask();
    }

    /** A connection that was accepted here is closed; on any thread. */
    void closed(EventLoop loop) {
        openOfLoop.decrementAndGet(loop.getNumber());
        open.decrementAndGet();
        if (full) {
            ask();
        }
    }

    @Override
    public synchronized void resumeAccepts() {
        resumed = true;
        ask();
    }

    @Override
    public synchronized void suspendAccepts() {
        resumed = false;
        ask();
    }

    @Override
    public boolean isAcceptResumed() {
        return resumed;
    }

    @Override
    @Deprecated
    public void wakeupAccepts() {
        resumeAccepts();
        EventLoop loop = worker.getIoThread(turn);
        loop.execute(() -> ChannelListeners.invokeChannelListener(this, acceptListener));
    }

    /** @throws UnsupportedOperationException always: clients are waited for by a listener */
    @Override
    public void awaitAcceptable() {
        throw new UnsupportedOperationException("waiting for a client");
    }

    /** @throws UnsupportedOperationException always: clients are waited for by a listener */
    @Override
    public void awaitAcceptable(long time, TimeUnit unit) {
        awaitAcceptable();
    }

    @Override
    public ChannelListener.Setter<SocketServer> getAcceptSetter() {
        return listener -> acceptListener = serverListener(listener);
    }

    @Override
    public ChannelListener.Setter<SocketServer> getCloseSetter() {
        return listener -> closeListener = serverListener(listener);
    }

    private static @Nullable ChannelListener<AcceptingChannel<StreamConnection>> serverListener(
            @Nullable ChannelListener<? super SocketServer> listener) {
        return listener == null ? null : server -> listener.handleEvent((SocketServer) server);
    }

    @Override
    public SocketAddress getLocalAddress() {
        return address;
    }

    @Override
    public <A extends SocketAddress> @Nullable A getLocalAddress(Class<A> type) {
        return type.isInstance(address) ? type.cast(address) : null;
    }

    @Override
    public XnioWorker getWorker() {
        return worker;
    }

    @Override
    public XnioIoThread getIoThread() {
        return worker.getIoThread(turn);
    }

    @Override
    @Deprecated
    public XnioIoThread getAcceptThread() {
        return worker.getIoThread(turn);
    }

    @Override
    public boolean supportsOption(Option<?> option) {
        return false;
    }

    @Override
    public <T> @Nullable T getOption(Option<T> option) {
        return null;
    }

    @Override
    public <T> @Nullable T setOption(Option<T> option, T value) {
        return null;
    }

    @Override
    public boolean isOpen() {
        return channel.isOpen();
    }

    /** Returns when the address is free, unless called by an I/O thread, which frees it after that. */
    @Override
    public void close() throws IOException {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        try {
            channel.close();
        } finally {
            awaitLoops();
            ChannelListeners.invokeChannelListener(this, closeListener);
        }
    }

    /** A selector lets go of the socket when it is looked at next: for some, after the task that they run now. */
    private void awaitLoops() {
        CountDownLatch seen = new CountDownLatch(worker.getIoThreadCount());
        for (EventLoop loop : worker.loops()) {
            onLoop(loop, () -> onLoop(loop, seen::countDown, seen), seen);
        }
        if (Thread.currentThread() instanceof XnioIoThread) {
            return;
        }
        try {
            if (!seen.await(CLOSE_MILLIS, TimeUnit.MILLISECONDS)) {
                LOG.debugf("%s may be listened on for some more time: an I/O thread is busy", address);
            }
        } catch (InterruptedException giveUpWaiting) {
            Thread.currentThread().interrupt();
        }
    }

    private static void onLoop(EventLoop loop, Runnable task, CountDownLatch otherwise) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException ending) {
            otherwise.countDown();
        }
    }
}
