package dev.holdfast.connector.undertow;

import dev.holdfast.connector.xnio.SystemNanoClock;
import dev.holdfast.lifetime.CloseReason;
import dev.holdfast.lifetime.ConnectionMachine;
import dev.holdfast.lifetime.ConnectionMachine.State;
import dev.holdfast.lifetime.Next;
import dev.holdfast.lifetime.Transfer;
import dev.holdfast.time.Deadline;
import dev.holdfast.time.TimerWheel;
import io.undertow.UndertowOptions;
import io.undertow.connector.PooledByteBuffer;
import io.undertow.protocols.http2.Http2Channel;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http2.Http2ReceiveListener;
import io.undertow.util.Methods;
import io.undertow.util.StatusCodes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.xnio.ChannelListeners;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.StreamConnection;
import org.xnio.conduits.ConduitStreamSinkChannel;
import org.xnio.conduits.ConduitStreamSourceChannel;

/**
 * One HTTP/2 connection: Undertow speaks it, and our machine says how long it lives.
 *
 * <p>Where requests are under way its end is announced first with a GOAWAY that excludes no stream, so that what the client has sent meanwhile is
 * served (RFC 9113 section 6.8). A lingerTimeout later, or with the end of those requests, follows one that names the last stream; a client that opens
 * more is refused. FIN comes when all have ended.
 */
final class MultiplexedConnection implements GuardedConnection {
    private static final Logger LOG = Logger.getLogger(MultiplexedConnection.class);

    /** Bytes, RFC 9113 section 6.9.2; Undertow 2.3 and 2.4, which begin with it too, have no name for it in common. */
    private static final int FLOW_CONTROL_WINDOW = 65_535;

    private final HoldfastOpenListener listener;
    private final Shard shard;
    private final StreamConnection channel;
    private final Arrival arrival;
    private final ConnectionMachine machine;

    /** Whose connections are counted, and this is one of them; null where nobody counts. */
    private final @Nullable InetAddress client;

    /** Of the whole connection, for the socket to take more frames. */
    private final ClientWait frames;

    private final GoAwayConduit goAway;
    private final StreamChannel streams;
    private final HttpHandler rootHandler;
    private final TimerWheel.Entry<Timed> timerEntry = new TimerWheel.Entry<>(this);

    /** Requests under way. The machine hears of an end when the handler returns, or later, when this thread has read what has come. */
    private final AtomicInteger underWay = new AtomicInteger();

    /** Streams of which the machine has not heard yet that they are over, and whether this thread is to be told of them. */
    private final Queue<ServedStream> ended = new ConcurrentLinkedQueue<>();

    private final AtomicBoolean endsAnnounced = new AtomicBoolean();

    /** Whether this connection's thread is inside a handler, and takes note of what ends there when that returns. */
    private boolean inHandler;

    /** What has ended there; owned by the same thread. */
    private @Nullable ServedStream endedInHandler;

    private long scheduledFor = Deadline.NONE;
    private int lastStream = -1;
    private boolean closeCounted;

    MultiplexedConnection(
            HoldfastOpenListener listener,
            Shard shard,
            StreamConnection channel,
            Arrival arrival,
            @Nullable Endpoints proxied,
            @Nullable InetAddress client,
            @Nullable PooledByteBuffer alreadyRead) {
        this.listener = listener;
        this.shard = shard;
        this.channel = channel;
        this.arrival = arrival;
        this.client = client;
        machine = arrival.machine();
        rootHandler = listener.getRootHandler();
        machine.multiplexed();
        frames = new ClientWait(shard, machine.streamResponse(), expired -> framesNotTaken());
        ConduitStreamSinkChannel sink = channel.getSinkChannel();
        goAway = new GoAwayConduit(new TimedSinkConduit(sink.getConduit(), new FramesClock()));
        sink.setConduit(goAway);
        OptionMap options = options(listener);
        streams = new StreamChannel(channel, listener, alreadyRead, options, proxied);
        streams.getReceiveSetter().set(new Http2ReceiveListener(this::handle, options, listener.bufferSize(), null));
    }

    private static OptionMap options(HoldfastOpenListener listener) {
        int streams = listener.settings().protocols().maxConcurrentStreams();
        return OptionMap.builder()
                .addAll(listener.getUndertowOptions())
                .set(UndertowOptions.MAX_HEADERS, listener.settings().limits().maxHeaderCount())
                .set(
                        UndertowOptions.MAX_HEADER_SIZE,
                        listener.settings().limits().maxHttpRequestHeaderSize())
                .set(UndertowOptions.MAX_ENTITY_SIZE, listener.maxEntitySize())
                .set(UndertowOptions.HTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, streams)
                // Undertow reads no more while as many hold bytes that nobody has taken.
                .set(
                        UndertowOptions.MAX_QUEUED_READ_BUFFERS,
                        streams * (FLOW_CONTROL_WINDOW / listener.bufferSize() + 2))
                .set(UndertowOptions.HTTP2_SETTINGS_ENABLE_PUSH, false)
                .set(UndertowOptions.RECORD_REQUEST_START_TIME, true)
                .getMap();
    }

    /** Begins on the connection's I/O thread. */
    void open() {
        shard.opened(this);
        schedule();
        channel.setCloseListener(closed -> channelClosed());
        streams.resumeReceives();
    }

    private void handle(HttpServerExchange exchange) throws Exception {
        boolean tooMany = underWay.get() >= listener.settings().protocols().maxConcurrentStreams();
        if (!machine.takesStreams() || tooMany) {
            // The client may send it again (RFC 9113 section 8.7).
            streams.sendRstStream(streams.lastStream(), Http2Channel.ERROR_REFUSED_STREAM);
            return;
        }
        underWay.incrementAndGet();
        listener.counters().request();
        guarded(() -> {
            // Undertow has just read the clock.
            act(machine.streamOpened(SystemNanoClock.INSTANCE.at(exchange.getRequestStartTime())));
            if (machine.requests() == 1) {
                widenWindow();
            }
        });
        // This thread may read and serve for long before it comes to its tasks.
        takeNoteOfEnds();
        new ServedStream(this, exchange, streams.opened(), machine.requests()).begin();
        if (exchange.getRequestMethod().equals(Methods.CONNECT)
                && !listener.settings().protocols().connect()) {
            exchange.setStatusCode(StatusCodes.NOT_IMPLEMENTED).endExchange();
            return;
        }
        inHandler = true;
        try {
            rootHandler.handleRequest(exchange);
        } finally {
            inHandler = false;
            noteEndsAfterHandler();
        }
    }

    /**
     * Gives the connection as large a flow control window as its streams have together. If they shared one, the bytes of those that wait for a
     * thread would fill it, and those that have one would wait for theirs. Not before Undertow has sent its settings, which come first.
     */
    private void widenWindow() throws IOException {
        long all = (long) listener.settings().protocols().maxConcurrentStreams() * FLOW_CONTROL_WINDOW;
        int more = (int) Math.min(all, Integer.MAX_VALUE) - FLOW_CONTROL_WINDOW;
        if (more > 0) {
            streams.sendUpdateWindowSize(0, more);
        }
    }

    private void onIoThread(Runnable task) {
        try {
            channel.getIoThread().execute(task);
        } catch (RejectedExecutionException workerIsStopping) {
            IoUtils.safeClose(channel);
        }
    }

    // Of one stream.

    HoldfastOpenListener listener() {
        return listener;
    }

    Shard shard() {
        return shard;
    }

    long number() {
        return arrival.number();
    }

    boolean isOpen() {
        return channel.isOpen();
    }

    Transfer bodyClock() {
        return machine.streamBody();
    }

    Transfer responseClock() {
        return machine.streamResponse();
    }

    /** One stream is reset where that can be told. Asked at once: whoever writes the response may let go of a frame that is half written. */
    void responseNotTaken(StreamChannel.Response stream, CloseReason reason) {
        if (channel.getSinkChannel().isWriteResumed()) {
            onIoThread(() -> fail(reason));
        } else {
            onIoThread(() -> streams.abandon(stream));
        }
    }

    /** The socket takes no frame any more: what all streams wait for ends with the connection. */
    private void framesNotTaken() {
        CloseReason reason = frames.reason();
        onIoThread(() -> fail(reason));
    }

    private final class FramesClock implements TimedSinkConduit.Clock {
        @Override
        public ClientWait responseWait() {
            return frames;
        }

        @Override
        public void expired() {
            framesNotTaken();
        }
    }

    /** The exchange of {@code stream} is over; on whatever thread. Undertow may be in the middle of writing frames. */
    void ended(ServedStream stream) {
        underWay.decrementAndGet();
        if (inHandler && Thread.currentThread() == channel.getIoThread() && endedInHandler == null) {
            endedInHandler = stream;
        } else {
            ended.add(stream);
            announceEnds();
        }
    }

    private void announceEnds() {
        if (!endsAnnounced.get() && endsAnnounced.compareAndSet(false, true)) {
            onIoThread(() -> {
                endsAnnounced.set(false);
                takeNoteOfEnds();
            });
        }
    }

    /** Where the connection is to end, Undertow may have read requests that are still to be served: it comes to our task after them. */
    private void noteEndsAfterHandler() {
        if (machine.isPersistent()) {
            takeNoteOfEnds();
        } else if (endedInHandler != null) {
            announceEnds();
        }
    }

    private void takeNoteOfEnds() {
        ServedStream here = endedInHandler;
        if (here != null) {
            endedInHandler = null;
            takeNoteOfEnd(here);
        }
        for (ServedStream stream = ended.poll(); stream != null; stream = ended.poll()) {
            takeNoteOfEnd(stream);
        }
    }

    private void takeNoteOfEnd(ServedStream stream) {
        Next next = ends(stream);
        if (!closeCounted) {
            guarded(() -> act(next));
        }
    }

    private Next ends(ServedStream stream) {
        stream.end();
        streams.ended(stream.stream());
        return machine.state() == State.MULTIPLEXED ? machine.streamEnded(shard.now()) : Next.READ;
    }

    @Override
    public void timeout(long now) {
        scheduledFor = Deadline.NONE;
        guarded(() -> act(machine.timeout(now)));
    }

    @Override
    public void drain() {
        guarded(() -> act(machine.drain(shard.now())));
    }

    @Override
    public void forceClose() {
        IoUtils.safeClose(streams);
    }

    private void act(Next next) throws IOException {
        schedule();
        switch (next) {
            case READ -> {
                // Undertow reads.
            }
            case GO_AWAY -> goAway.goAway(Integer.MAX_VALUE, null);
            case LAST_STREAM -> goAway.goAway(lastStream(), null);
            case LINGER -> goAway.goAway(lastStream(), () -> guarded(this::linger));
            case CLOSE -> close();
            case DISPATCH, REFUSE -> throw new IllegalStateException(next + " in state " + machine.state());
        }
    }

    /** Once said, the last stream stays the last: a GOAWAY may not name a later one (RFC 9113 section 6.8). */
    private int lastStream() {
        if (lastStream < 0 || machine.takesStreams()) {
            lastStream = streams.lastStream();
        }
        return lastStream;
    }

    /** A deadline that has moved away leaves the timer alone: it fires too early, the machine says so, and it is set again. */
    private void schedule() {
        long deadline = machine.nextDeadline();
        if (deadline < scheduledFor) {
            scheduledFor = deadline;
            shard.schedule(timerEntry, deadline);
        }
    }

    private void linger() throws IOException {
        ConduitStreamSourceChannel source = channel.getSourceChannel();
        source.setReadListener(this::dropInput);
        finish();
        source.wakeupReads();
    }

    private void finish() throws IOException {
        ConduitStreamSinkChannel sink = channel.getSinkChannel();
        sink.shutdownWrites();
        if (!sink.flush()) {
            sink.setWriteListener(ChannelListeners.flushingChannelListener(null, (failed, e) -> forceClose()));
            sink.resumeWrites();
        }
    }

    private void dropInput(ConduitStreamSourceChannel source) {
        guarded(() -> {
            try (PooledByteBuffer dropped = listener.getBufferPool().allocate()) {
                int read = source.read(dropped.getBuffer());
                if (read > 0) {
                    machine.bytesArrived(shard.now());
                } else if (read < 0) {
                    forceClose();
                }
            }
        });
    }

    /** The last word is said where the socket takes it at once. */
    private void close() throws IOException {
        if (channel.getSinkChannel().isOpen()) {
            goAway.goAway(lastStream(), () -> guarded(this::finish));
        }
        forceClose();
    }

    @Override
    public @Nullable SocketAddress getPeerAddress() {
        return streams.getPeerAddress();
    }

    @Override
    public void fail(CloseReason reason) {
        machine.closeAfterResponse(reason);
        forceClose();
    }

    private void channelClosed() {
        if (Thread.currentThread() != channel.getIoThread()) {
            try {
                channel.getIoThread().execute(this::channelClosed);
            } catch (RejectedExecutionException workerIsShuttingDown) {
                LOG.debugf("connection from %s closed after its worker", getPeerAddress());
            }
            return;
        }
        if (closeCounted) {
            return;
        }
        closeCounted = true;
        // What the client had whole before it went away was not aborted.
        takeNoteOfEnds();
        machine.closed(whyClosed());
        timerEntry.remove();
        frames.cancel();
        shard.closed(this);
        IoUtils.safeClose(streams);
        if (client != null) {
            listener.left(client);
        }
        listener.connectionEnded(arrival, getPeerAddress());
    }

    private CloseReason whyClosed() {
        if (streams.isThisGoneAway() && !streams.isPeerGoneAway()) {
            // Undertow says so to a client that breaks the rules.
            return CloseReason.REQUEST_REFUSED;
        }
        return machine.streams() > 0 ? CloseReason.CLIENT_ABORTED : CloseReason.CLIENT_CLOSED;
    }
}
