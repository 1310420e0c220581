package dev.holdfast.connector.xnio;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.xnio.ChannelListener;
import org.xnio.ManagementRegistration;
import org.xnio.Option;
import org.xnio.OptionMap;
import org.xnio.StreamConnection;
import org.xnio.XnioWorker;
import org.xnio.channels.AcceptingChannel;
import org.xnio.management.XnioServerMXBean;
import org.xnio.management.XnioWorkerMXBean;

/** The event loops of one worker, and XNIO's pool of threads for what blocks. */
final class EventLoops extends XnioWorker {
    private static final Logger LOG = Logger.getLogger(EventLoops.class);

    private final List<EventLoop> loops = new ArrayList<>();
    private final AtomicBoolean shutdown = new AtomicBoolean();

    /** The loops, and the pool. */
    private final AtomicInteger partsLeft;

    private final CountDownLatch terminated = new CountDownLatch(1);

    EventLoops(Builder builder) {
        super(builder);
        int count = builder.getWorkerIoThreads();
        if (count < 1) {
            throw new IllegalArgumentException("WORKER_IO_THREADS is " + count + ", but must be 1 or more");
        }
        partsLeft = new AtomicInteger(count + 1);
        try {
            for (int i = 0; i < count; i++) {
                EventLoop loop = new EventLoop(
                        this, i, builder.getThreadGroup(), getName() + " I/O-" + (i + 1), builder.getWorkerStackSize());
                loop.setDaemon(builder.isDaemon());
                loops.add(loop);
            }
        } catch (IOException noSelector) {
            loops.forEach(EventLoop::discard);
            throw new UncheckedIOException(noSelector);
        }
    }

    void start() {
        loops.forEach(Thread::start);
    }

    List<EventLoop> loops() {
        return loops;
    }

    @Override
    public EventLoop getIoThread(int hash) {
        return loops.get(Math.floorMod(hash, loops.size()));
    }

    @Override
    protected EventLoop chooseThread() {
        return loops.get(ThreadLocalRandom.current().nextInt(loops.size()));
    }

    @Override
    public int getIoThreadCount() {
        return loops.size();
    }

    @Override
    protected AcceptingChannel<StreamConnection> createTcpConnectionServer(
            InetSocketAddress address,
            @Nullable ChannelListener<? super AcceptingChannel<StreamConnection>> acceptListener,
            OptionMap options)
            throws IOException {
        return SocketServer.listen(this, address, acceptListener, options);
    }

    @Override
    public boolean supportsOption(Option<?> option) {
        return option.equals(HoldfastXnio.GATHER) || super.supportsOption(option);
    }

    @Override
    public <T> @Nullable T getOption(Option<T> option) throws IOException {
        return option.equals(HoldfastXnio.GATHER) ? option.cast(loops.get(0).gathers()) : super.getOption(option);
    }

    @Override
    public <T> @Nullable T setOption(Option<T> option, @Nullable T value) throws IOException {
        if (!option.equals(HoldfastXnio.GATHER)) {
            return super.setOption(option, value);
        }
        T former = getOption(option);
        boolean gathers = HoldfastXnio.GATHER.cast(value, false);
        loops.forEach(loop -> loop.setGathers(gathers));
        return former;
    }

    // The end.

    @Override
    public void shutdown() {
        if (shutdown.compareAndSet(false, true)) {
            loops.forEach(EventLoop::end);
            shutDownTaskPool();
        }
    }

    @Override
    public List<Runnable> shutdownNow() {
        shutdown();
        return shutDownTaskPoolNow();
    }

    @Override
    protected void taskPoolTerminated() {
        partEnded();
    }

    /** A loop, or the pool, has ended. */
    void partEnded() {
        if (partsLeft.decrementAndGet() > 0) {
            return;
        }
        terminated.countDown();
        Runnable last = getTerminationTask();
        if (last != null) {
            try {
                last.run();
            } catch (RuntimeException | Error bug) {
                LOG.error("a termination task failed", bug);
            }
        }
    }

    @Override
    public boolean isShutdown() {
        return shutdown.get();
    }

    @Override
    public boolean isTerminated() {
        return terminated.getCount() == 0;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return terminated.await(timeout, unit);
    }

    @Override
    public void awaitTermination() throws InterruptedException {
        terminated.await();
    }

    // Management: it is the connector that counts.

    @Override
    protected ManagementRegistration registerServerMXBean(XnioServerMXBean bean) {
        return () -> {};
    }

    @Override
    public XnioWorkerMXBean getMXBean() {
        return new State();
    }

    private final class State implements XnioWorkerMXBean {
        @Override
        public String getProviderName() {
            return getXnio().getName();
        }

        @Override
        public String getName() {
            return EventLoops.this.getName();
        }

        @Override
        public boolean isShutdownRequested() {
            return isShutdown();
        }

        @Override
        public int getCoreWorkerPoolSize() {
            return EventLoops.this.getCoreWorkerPoolSize();
        }

        @Override
        public int getMaxWorkerPoolSize() {
            return EventLoops.this.getMaxWorkerPoolSize();
        }

        @Override
        public int getWorkerPoolSize() {
            return EventLoops.this.getWorkerPoolSize();
        }

        @Override
        public int getBusyWorkerThreadCount() {
            return EventLoops.this.getBusyWorkerThreadCount();
        }

        @Override
        public int getIoThreadCount() {
            return loops.size();
        }

        @Override
        public int getWorkerQueueSize() {
            return EventLoops.this.getWorkerQueueSize();
        }

        @Override
        public Set<XnioServerMXBean> getServerMXBeans() {
            return Set.of();
        }
    }
}
