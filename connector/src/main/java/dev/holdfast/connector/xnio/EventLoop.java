package dev.holdfast.connector.xnio;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.xnio.ChannelListener;
import org.xnio.IoFuture;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.StreamConnection;
import org.xnio.XnioIoThread;
import org.xnio.channels.BoundChannel;

/**
 * An I/O thread: tells the users of its sockets what its selector finds, and runs tasks in between.
 *
 * <p>Tasks run in the order in which they were given. Those given while others run have their turn after the next look at the selector, so
 * tasks that beget tasks keep nobody from being heard.
 */
final class EventLoop extends XnioIoThread {
    private static final Logger LOG = Logger.getLogger(EventLoop.class);
    private static final long NANOS_PER_MILLI = TimeUnit.MILLISECONDS.toNanos(1);

    private final EventLoops worker;
    private final Selector selector;
    private final Consumer<SelectionKey> toTell = this::ready;

    /** The sockets that the selector does not know yet. */
    private final Set<LoopSocket> unregistered = ConcurrentHashMap.newKeySet();

    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final DelayedTasks delayed = new DelayedTasks(SystemNanoClock.INSTANCE, this::wakeFor);

    /** Whether the thread is about to wait, or waiting, and nobody has woken it yet. */
    private final AtomicBoolean waiting = new AtomicBoolean();

    /** Null where the loop never waits before it looks again. */
    private volatile @Nullable Gathering gathering;

    /** Whether the present look has found something. */
    private boolean telling;

    private volatile boolean ending;

    /** Whether no task is run any more. */
    private volatile boolean ended;

    EventLoop(EventLoops worker, int number, @Nullable ThreadGroup group, String name, long stackSize)
            throws IOException {
        super(worker, number, group, name, stackSize);
        this.worker = worker;
        selector = Selector.open();
    }

    // What others ask for, on any thread.

    @Override
    public void execute(Runnable task) {
        if (ending) {
            throw new RejectedExecutionException(getName() + " is ending");
        }
        tasks.add(task);
        if (ended && tasks.remove(task)) {
            throw new RejectedExecutionException(getName() + " has ended");
        }
        wakeFor();
    }

    @Override
    public Key executeAfter(Runnable task, long time, TimeUnit unit) {
        if (time <= 0) {
            execute(task);
            return Key.IMMEDIATE;
        }
        if (ending) {
            throw new RejectedExecutionException(getName() + " is ending");
        }
        return delayed.add(task, unit.toNanos(time));
    }

    @Override
    public Key executeAtInterval(Runnable task, long time, TimeUnit unit) {
        if (ending) {
            throw new RejectedExecutionException(getName() + " is ending");
        }
        return delayed.addRepeating(task, Math.max(1, unit.toNanos(time)));
    }

    /** Sees to it that the thread looks soon at what has changed: a task, a delay, what the selector is to look for. */
    void wakeFor() {
        if (waiting.get() && waiting.compareAndSet(true, false)) {
            if (gathering != null) {
                LockSupport.unpark(this);
            }
            selector.wakeup();
        }
    }

    /**
     * Lets the selector know {@code channel}; it looks for nothing yet.
     *
     * @throws ClosedChannelException if the channel is closed, or the loop ends
     */
    SelectionKey register(SelectableChannel channel, Object attachment) throws ClosedChannelException {
        try {
            SelectionKey key = channel.register(selector, 0, attachment);
            if (ending) {
                // It may have come after the last look at what is to be closed.
                throw new ClosedChannelException();
            }
            return key;
        } catch (ClosedSelectorException ended) {
            throw new ClosedChannelException();
        }
    }

    /** Returns the sockets that are to end with the loop though its selector does not know them; for any thread. */
    Set<LoopSocket> unregistered() {
        return unregistered;
    }

    @Override
    protected IoFuture<StreamConnection> openTcpStreamConnection(
            @Nullable InetSocketAddress bindAddress,
            InetSocketAddress destination,
            @Nullable ChannelListener<? super StreamConnection> opened,
            @Nullable ChannelListener<? super BoundChannel> bound,
            OptionMap options) {
        return SocketConnecting.connect(this, bindAddress, destination, opened, bound, options);
    }

    /** Returns whether the loop may wait a moment before it looks again. */
    boolean gathers() {
        return gathering != null;
    }

    void setGathers(boolean gathers) {
        gathering = gathers ? new Gathering(SystemNanoClock.INSTANCE.nanoTime()) : null;
    }

    /** Gives back what a loop has that will not be started. */
    void discard() {
        IoUtils.safeClose(selector);
    }

    /** Closes every socket of the loop, and ends it. */
    void end() {
        ending = true;
        waiting.set(false);
        selector.wakeup();
    }

    // The thread itself.

    @Override
    public void run() {
        try {
            while (!ending) {
                runTasks();
                gather();
                select();
            }
            endAll();
        } finally {
            ended = true;
            runTasks();
            IoUtils.safeClose(selector);
            worker.partEnded();
        }
    }

    private void runTasks() {
        long now = SystemNanoClock.INSTANCE.nanoTime();
        for (Runnable due = delayed.pollDue(now); due != null; due = delayed.pollDue(now)) {
            run(due);
        }
        int present = tasks.size();
        for (int i = 0; i < present; i++) {
            Runnable task = tasks.poll();
            if (task == null) {
                return;
            }
            run(task);
        }
    }

    private void gather() {
        Gathering gatherer = gathering;
        if (gatherer == null) {
            return;
        }
        long now = SystemNanoClock.INSTANCE.nanoTime();
        if (gatherer.isToPause(now)) {
            // Whoever has something for the thread ends the pause, and the look behind it.
            waiting.set(true);
            if (tasks.isEmpty() && !ending) {
                LockSupport.parkNanos(this, Gathering.PAUSE_NANOS);
                gatherer.paused(SystemNanoClock.INSTANCE.nanoTime() - now);
            }
        }
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error bug) {
            LOG.error("a task failed on its I/O thread", bug);
        }
        // What a task leaves behind is no business of the next.
        Thread.interrupted();
    }

    private void select() {
        telling = false;
        waiting.set(true);
        long nanos = delayed.nanosToNext();
        try {
            if (!tasks.isEmpty() || ending || nanos <= 0) {
                selector.selectNow(toTell);
            } else if (nanos == Long.MAX_VALUE) {
                selector.select(toTell);
            } else {
                selector.select(toTell, (nanos - 1) / NANOS_PER_MILLI + 1);
            }
        } catch (IOException cannotSelect) {
            LOG.error("an I/O thread cannot look after its sockets", cannotSelect);
        }
        waiting.set(false);
    }

    private void ready(SelectionKey key) {
        if (waiting.getPlain()) {
            waiting.set(false);
        }
        if (!telling) {
            telling = true;
            Gathering gatherer = gathering;
            if (gatherer != null) {
                gatherer.woke(SystemNanoClock.INSTANCE.nanoTime());
            }
        }
        try {
            int operations = key.readyOps() & key.interestOps();
            if (operations != 0) {
                tell(key.attachment(), operations);
            }
        } catch (CancelledKeyException closedMeanwhile) {
            // Whoever closed it has told everybody.
        } catch (RuntimeException | Error bug) {
            LOG.error("a listener failed on its I/O thread", bug);
        }
        Thread.interrupted();
    }

    private void tell(Object attachment, int operations) {
        if (attachment instanceof LoopSocket socket) {
            Gathering gatherer = gathering;
            if (gatherer != null) {
                gatherer.found(socket.readyIn(gatherer.window()));
            }
            socket.ready(operations);
        } else {
            ((SocketUser) attachment).ready(operations);
        }
    }

    /** Closing a socket may close others, and have tasks; what those ask for is refused. */
    private void endAll() {
        while (!selector.keys().isEmpty() || !unregistered.isEmpty() || !tasks.isEmpty()) {
            runTasks();
            for (LoopSocket socket : unregistered.toArray(LoopSocket[]::new)) {
                tellOfEnd(socket);
                IoUtils.safeClose(socket.channel());
                unregistered.remove(socket);
            }
            for (SelectionKey key : selector.keys().toArray(SelectionKey[]::new)) {
                tellOfEnd(key.attachment());
                IoUtils.safeClose(key.channel());
            }
            try {
                selector.selectNow();
            } catch (IOException cannotSelect) {
                LOG.debug("an I/O thread ends with sockets that its selector still knows", cannotSelect);
                return;
            }
        }
    }

    private static void tellOfEnd(Object attachment) {
        try {
            if (attachment instanceof LoopSocket socket) {
                socket.endUser();
            } else {
                ((SocketUser) attachment).loopEnds();
            }
        } catch (RuntimeException | Error bug) {
            LOG.error("a listener failed as its I/O thread ends", bug);
        }
    }
}
