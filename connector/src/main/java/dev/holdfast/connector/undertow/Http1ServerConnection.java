package dev.holdfast.connector.undertow;

import dev.holdfast.http1.HttpViolation;
import dev.holdfast.http1.Persistence;
import dev.holdfast.http1.RequestFraming;
import dev.holdfast.http1.RequestHead;
import dev.holdfast.http1.RequestHeadParser;
import dev.holdfast.http1.RequestHeadParser.Progress;
import dev.holdfast.lifetime.CloseReason;
import dev.holdfast.lifetime.ConnectionMachine;
import dev.holdfast.lifetime.ConnectionMachine.State;
import dev.holdfast.lifetime.Next;
import dev.holdfast.time.TimerWheel;
import io.undertow.conduits.ReadDataStreamSourceConduit;
import io.undertow.server.Connectors;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpContinue;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.xnio.ChannelListener;
import org.xnio.ChannelListeners;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import org.xnio.channels.SslChannel;
import org.xnio.conduits.ConduitStreamSinkChannel;
import org.xnio.conduits.ConduitStreamSourceChannel;
import org.xnio.conduits.StreamSinkConduit;

/**
 * One HTTP/1.x connection: reads heads, gives requests to the root handler one after the other, and does what its
 * {@link ConnectionMachine} says in between.
 */
final class Http1ServerConnection extends BufferedServerConnection
        implements ChannelListener<ConduitStreamSourceChannel>, Runnable, LiveConnection {
    private static final Logger LOG = Logger.getLogger(Http1ServerConnection.class);

    /** A client that never pauses must not keep the thread from its timers and its other connections. */
    private static final int MAX_FILLS_IN_A_ROW = 8;

    private final HoldfastOpenListener listener;
    private final Shard shard;
    private final ConnectionMachine machine;
    private final boolean secure;
    private final TimerWheel.Entry<Timed> timerEntry = new TimerWheel.Entry<>(this);

    /** Present only while a head is being read. */
    private @Nullable RequestHeadParser parser;

    private @Nullable RequestBodyConduit body;
    private @Nullable ResponseHeadConduit responseHead;
    private @Nullable InterimContinue interim;

    /** Whether the I/O thread owns the connection: read and written by that thread only. */
    private boolean owned = true;

    /** Whether the I/O thread is inside the root handler, and whether the exchange ended in there: neither is seen by another thread. */
    private boolean inHandler;

    private boolean endedInHandler;
    /** Why the I/O thread closed the channel while a handler had the connection. */
    private volatile @Nullable CloseReason brokenFor;

    /** Whether the present request said {@code Connection: keep-alive}. */
    private boolean keepAliveAsked;

    private boolean closeCounted;
    private boolean handlerMayHoldHead;
    private boolean handlerMayHoldBody;

    Http1ServerConnection(
            HoldfastOpenListener listener,
            Shard shard,
            StreamConnection channel,
            ConnectionMachine machine,
            @Nullable Endpoints proxied) {
        super(listener, channel, proxied);
        this.listener = listener;
        this.shard = shard;
        this.machine = machine;
        secure = channel instanceof SslChannel;
        addCloseListener(closed -> channelClosed());
    }

    /** Begins the connection's life, on its I/O thread. */
    void open() {
        shard.opened(this);
        channel.getSourceChannel().setReadListener(this);
        guarded(this::readRequests);
    }

    @Override
    public void handleEvent(ConduitStreamSourceChannel source) {
        if (owned) {
            guarded(this::readRequests);
        } else {
            // The next request came before the answer to this one. Reads are suspended only now, when there is a reason
            // to.
            source.suspendReads();
        }
    }

    /** The end of an exchange that ended on another thread, or later than its handler's call. */
    @Override
    public void run() {
        guarded(() -> {
            if (exchangeEnded()) {
                readRequests();
            }
        });
    }

    @Override
    public void timeout(long now) {
        guarded(() -> {
            State state = machine.state();
            if ((state == State.IDLE || state == State.ACCEPTED) && fill() != 0) {
                readRequests();
            } else {
                act(machine.timeout(now), HttpViolation.HEAD_TIMEOUT);
            }
        });
    }

    @Override
    public void drain() {
        guarded(() -> {
            State state = machine.state();
            if (!owned || (state != State.IDLE && state != State.ACCEPTED)) {
                // A request is under way: its response asks whether the listener is draining.
                return;
            }
            if (fill() != 0) {
                readRequests();
            } else {
                act(machine.drain(), HttpViolation.HEAD_TIMEOUT);
            }
        });
    }

    @Override
    public void forceClose() {
        // What the handler's thread may be reading from or writing to at this very moment is left to the garbage
        // collector: given back to the pool, another connection's bytes would be in it.
        handlerMayHoldHead = !owned;
        handlerMayHoldBody = !owned && body != null;
        IoUtils.safeClose(channel);
    }

    // Reading requests: on the I/O thread, while it owns the connection.

    private void readRequests() throws IOException {
        int fills = 0;
        while (owned && machine.state() != State.CLOSED) {
            if (machine.state() == State.LINGERING) {
                dropInput();
                return;
            }
            if (parser != null || getExtraBytes() == null) {
                if (++fills > MAX_FILLS_IN_A_ROW) {
                    park();
                    return;
                }
                int filled = fill();
                if (filled < 0) {
                    act(machine.peerClosed(), HttpViolation.HEAD_TIMEOUT);
                    return;
                }
                if (filled == 0) {
                    park();
                    return;
                }
            }
            machine.bytesArrived(shard.now());
            if (!readHead()) {
                return;
            }
        }
    }

    /** Returns whether to go on reading: the head is unfinished, or its exchange has ended and more bytes are there. */
    private boolean readHead() throws IOException {
        ByteBuffer buffer = Objects.requireNonNull(getExtraBytes()).getBuffer();
        if (parser == null) {
            parser = shard.borrowParser();
            parser.begin(buffer.position());
        }
        Progress progress = parser.parse(buffer);
        return switch (progress) {
            case INCOMPLETE -> true;
            case INVALID -> refuse(parser.violation());
            case COMPLETE -> dispatch(parser.head(), buffer);
        };
    }

    private boolean dispatch(RequestHead head, ByteBuffer buffer) throws IOException {
        listener.counters().request();
        RequestFraming framing = shard.framing;
        HttpViolation violation = framing.read(head, listener.maxContentLength());
        if (violation != null) {
            return refuse(violation);
        }
        HttpServerExchange exchange = new HttpServerExchange(this, listener.maxEntitySize());
        violation = RequestBuilder.fill(exchange, head, shard.decodeBuffer);
        if (violation != null) {
            return refuse(violation);
        }
        CloseReason closeAsked = closeAsked(head, framing, exchange);
        buffer.position(head.end());
        releaseParser();
        if (!buffer.hasRemaining()) {
            releaseExtraBytes();
        }
        timerEntry.remove();
        machine.headRead(closeAsked, shard.now());
        begin(exchange, framing);
        inHandler = true;
        owned = false;
        try {
            Connectors.executeRootHandler(rootHandler, exchange);
        } finally {
            inHandler = false;
        }
        if (!endedInHandler) {
            return false;
        }
        endedInHandler = false;
        return exchangeEnded();
    }

    private @Nullable CloseReason closeAsked(RequestHead head, RequestFraming framing, HttpServerExchange exchange) {
        return switch (Persistence.of(head.version(), framing.saysClose(), framing.saysKeepAlive())) {
            case PERSISTENT -> listener.persistence().refusal(exchange.getRequestHeaders());
            case CLIENT_SAID_CLOSE -> CloseReason.CLIENT_SAID_CLOSE;
            case NOT_ASKED_FOR -> CloseReason.KEEP_ALIVE_NOT_ASKED_FOR;
        };
    }

    private void begin(HttpServerExchange exchange, RequestFraming framing) {
        current = exchange;
        keepAliveAsked = framing.saysKeepAlive();
        exchange.setRequestScheme(secure ? "https" : "http");
        exchange.setPersistent(machine.isPersistent());
        listener.recordStart(exchange);
        if (!framing.hasBody()) {
            Connectors.terminateRequest(exchange);
            return;
        }
        interim = framing.expectsContinue() ? new InterimContinue(this, exchange) : null;
        ConduitStreamSourceChannel source = channel.getSourceChannel();
        source.setReadListener(null);
        source.suspendReads();
        ReadDataStreamSourceConduit raw = new ReadDataStreamSourceConduit(originalSourceConduit, this);
        body = framing.contentLength() == RequestFraming.CHUNKED
                ? new ChunkedBodyConduit(raw, this, exchange, listener.maxTrailerSize())
                : new FixedLengthBodyConduit(raw, this, exchange, framing.contentLength());
        source.setConduit(body);
    }

    /** Waits for bytes. Reads may have been suspended while a handler had the connection. */
    private void park() {
        schedule();
        ConduitStreamSourceChannel source = channel.getSourceChannel();
        if (secure) {
            // Of bytes that are decrypted already no selector tells: TLS looks for them when reads are resumed, but not
            // while they are.
            source.suspendReads();
        }
        source.resumeReads();
    }

    private void schedule() {
        if (machine.timer() != null) {
            shard.schedule(timerEntry, machine.nextDeadline());
        }
    }

    @Override
    void bufferMoved() {
        if (parser != null) {
            parser.moved(0);
        }
    }

    private void releaseParser() {
        if (parser != null) {
            shard.returnParser(parser);
            parser = null;
        }
    }

    // The end of an exchange: on the I/O thread, which takes the connection back.

    @Override
    protected void exchangeComplete(HttpServerExchange exchange) {
        if (exchange != current) {
            return;
        }
        if (Thread.currentThread() != getIoThread()) {
            try {
                getIoThread().execute(this);
            } catch (RejectedExecutionException workerIsShuttingDown) {
                IoUtils.safeClose(channel);
            }
        } else if (inHandler) {
            endedInHandler = true;
        } else {
            run();
        }
    }

    /** Returns whether to read on at once: bytes of the next request are here already. */
    private boolean exchangeEnded() throws IOException {
        HttpServerExchange exchange = current;
        boolean bodyUnread = body != null && body.isRestUnread();
        owned = true;
        current = null;
        if (body != null) {
            body.cancelWait();
            body = null;
        }
        interim = null;
        releaseResponseHead();
        if (!channel.isOpen() || !exchange.isComplete()) {
            // Undertow also says that an exchange is complete where it gives up on one in the middle of a message.
            IoUtils.safeClose(channel);
            channelClosed();
            return false;
        }
        clearChannel();
        if (exchange.isUpgrade()) {
            upgrade(exchange);
            return false;
        }
        if (!exchange.isPersistent()) {
            machine.closeAfterResponse(CloseReason.SERVER_SAID_CLOSE);
        }
        if (listener.isDraining()) {
            machine.drain();
        }
        channel.getSourceChannel().setReadListener(this);
        Next next = machine.responseFlushed(bodyUnread || mayClientStillSend(), shard.now());
        if (next != Next.READ) {
            act(next, HttpViolation.HEAD_TIMEOUT);
            return false;
        }
        if (getExtraBytes() != null) {
            return true;
        }
        park();
        return false;
    }

    /** Where the client itself ended the connection nothing more will come, unless it has come already. */
    private boolean mayClientStillSend() {
        CloseReason reason = machine.closeReason();
        boolean clientEndedIt =
                reason == CloseReason.CLIENT_SAID_CLOSE || reason == CloseReason.KEEP_ALIVE_NOT_ASKED_FOR;
        return !clientEndedIt || getExtraBytes() != null;
    }

    private void upgrade(HttpServerExchange exchange) {
        machine.upgraded();
        // Whoever takes over may do so on another thread, later: until then the bytes stay where they are.
        channel.getSourceChannel().setReadListener(null);
        channel.getSourceChannel().suspendReads();
        if (getExtraBytes() != null) {
            channel.getSourceChannel()
                    .setConduit(new ReadDataStreamSourceConduit(
                            channel.getSourceChannel().getConduit(), this));
        }
        upgradeListener().handleUpgrade(channel, exchange);
    }

    // Doing what the machine says.

    private void act(Next next, HttpViolation refusal) throws IOException {
        switch (next) {
            case READ -> park();
            case REFUSE -> answer(refusal);
            case LINGER -> linger();
            case CLOSE -> close(channel.getSinkChannel());
            case DISPATCH, GO_AWAY -> throw new IllegalStateException(next + " in state " + machine.state());
        }
    }

    /** Over TLS the end is said before it comes, or the client could not tell it from an attack (RFC 8446 section 6.1). */
    private void close(ConduitStreamSinkChannel sink) throws IOException {
        if (secure) {
            sink.shutdownWrites();
            sink.flush();
        }
        IoUtils.safeClose(channel);
    }

    private boolean refuse(HttpViolation violation) {
        guarded(() -> act(machine.refused(shard.now()), violation));
        return false;
    }

    private void answer(HttpViolation violation) throws IOException {
        listener.counters().refused();
        releaseParser();
        channel.getSourceChannel().suspendReads();
        schedule();
        write(Refusal.response(violation));
    }

    private void write(ByteBuffer response) throws IOException {
        ConduitStreamSinkChannel sink = channel.getSinkChannel();
        while (response.hasRemaining()) {
            if (sink.write(response) == 0) {
                sink.setWriteListener(writable -> guarded(() -> write(response)));
                sink.resumeWrites();
                return;
            }
        }
        sink.suspendWrites();
        act(machine.responseFlushed(true, shard.now()), HttpViolation.HEAD_TIMEOUT);
    }

    private void linger() throws IOException {
        ConduitStreamSinkChannel sink = channel.getSinkChannel();
        sink.shutdownWrites();
        if (!sink.flush()) {
            sink.setWriteListener(
                    ChannelListeners.flushingChannelListener(null, (failed, e) -> fail(CloseReason.IO_ERROR)));
            sink.resumeWrites();
        }
        schedule();
        dropInput();
    }

    /** Reads what the client still sends. Where our FIN was sent before, XNIO closes the channel itself at the client's. */
    private void dropInput() throws IOException {
        releaseExtraBytes();
        int filled = fill();
        for (int fills = 1; filled > 0; fills++) {
            machine.bytesArrived(shard.now());
            releaseExtraBytes();
            if (fills == MAX_FILLS_IN_A_ROW) {
                break;
            }
            filled = fill();
        }
        if (filled >= 0) {
            channel.getSourceChannel().resumeReads();
        } else if (machine.state() != State.CLOSED) {
            act(machine.peerClosed(), HttpViolation.HEAD_TIMEOUT);
        }
    }

    /** The one place where failures of the socket, and bugs, end a connection. */
    private void guarded(IoAction action) {
        try {
            action.run();
        } catch (IOException brokenSocket) {
            LOG.debugf(brokenSocket, "connection from %s failed", getPeerAddress());
            fail(CloseReason.IO_ERROR);
        } catch (RuntimeException | Error bug) {
            LOG.errorf(bug, "closing the connection from %s: the connector failed", getPeerAddress());
            fail(CloseReason.INTERNAL_ERROR);
        }
    }

    private void fail(CloseReason reason) {
        machine.closeAfterResponse(reason);
        IoUtils.safeClose(channel);
        // Whoever had the connection when it broke will not give it back.
        owned = true;
        current = null;
        channelClosed();
    }

    private void channelClosed() {
        if (Thread.currentThread() != getIoThread()) {
            try {
                getIoThread().execute(this::channelClosed);
            } catch (RejectedExecutionException workerIsShuttingDown) {
                LOG.debugf("connection from %s closed after its worker", getPeerAddress());
            }
            return;
        }
        // A handler that still has the connection gives it back first.
        if (owned && !closeCounted) {
            closeCounted = true;
            if (brokenFor != null) {
                machine.closeAfterResponse(brokenFor);
            }
            machine.closed(machine.requests() == 0 ? CloseReason.CLIENT_CLOSED : CloseReason.CLIENT_ABORTED);
            releaseParser();
            releaseResponseHead();
            if (!handlerMayHoldBody) {
                releaseExtraBytes();
            }
            timerEntry.remove();
            shard.closed(this);
            if (machine.isRaceVictim()) {
                listener.counters().raceVictim();
            }
            CloseReason reason = machine.closeReason();
            listener.counters().closed(reason == null ? CloseReason.INTERNAL_ERROR : reason);
        }
    }

    // Called by the thread that has the exchange.

    void closeAfterResponse(CloseReason reason) {
        CloseReason earlier = brokenFor;
        machine.closeAfterResponse(earlier == null ? reason : earlier);
    }

    /** Makes the waits for the body of the present request. */
    ClientWait bodyWait(Consumer<CloseReason> onExpired) {
        return new ClientWait(getIoThread(), shard, machine.requestBody(), onExpired);
    }

    /** Makes the waits for the client's taking the present response. */
    ClientWait responseWait() {
        return new ClientWait(getIoThread(), shard, machine.response(), this::responseTimedOut);
    }

    /** Ends a response that its client does not take, and tells the listener that waits to go on with it. */
    private void responseTimedOut(CloseReason reason) {
        brokenFor = reason;
        IoUtils.safeClose(channel);
        ConduitStreamSinkChannel sink = channel.getSinkChannel();
        ChannelListeners.invokeChannelListener(sink, sink.getWriteListener());
    }

    /** There is nothing left to wait for 100 (Continue) with. */
    void bodyFinished() {
        if (interim != null) {
            interim.withdraw();
        }
    }

    void responseTruncated(CloseReason reason) {
        closeAfterResponse(reason);
        IoUtils.safeClose(channel);
    }

    boolean isContinueOutstanding() {
        return interim != null && interim.isOutstanding();
    }

    boolean isContinueSent() throws IOException {
        return interim == null || interim.isSent();
    }

    void awaitContinueWritable(long millis) throws IOException {
        originalSinkConduit.awaitWritable(millis, TimeUnit.MILLISECONDS);
    }

    boolean isContinueFlushed() throws IOException {
        return interim == null || interim.isFlushed();
    }

    @Override
    protected StreamSinkConduit getSinkConduit(HttpServerExchange exchange, StreamSinkConduit conduit) {
        ResponseHeadConduit head = new ResponseHeadConduit(conduit, this, exchange);
        if (exchange != current || !channel.isOpen()) {
            // An interim response; or one to nobody, whose first write fails.
            return new FixedLengthResponseConduit(head, 0, exchange);
        }
        responseHead = head;
        if (isContinueOutstanding()) {
            // Once the final response has begun, 100 can never be sent: whether the body will come is the client's
            // guess.
            machine.closeAfterResponse(CloseReason.REQUEST_BODY_UNREAD);
        }
        if (listener.isDraining()) {
            machine.closeAfterResponse(CloseReason.DRAINED);
        }
        machine.responseStarted(shard.now());
        StreamSinkConduit framed = ResponseFraming.frame(exchange, machine, head);
        if (machine.isPersistent()) {
            listener.persistence().announce(exchange, machine, keepAliveAsked, shard.now());
        }
        return framed;
    }

    private void releaseResponseHead() {
        if (responseHead != null && !handlerMayHoldHead) {
            responseHead.cancelWait();
            responseHead.release();
            responseHead = null;
        }
    }

    @Override
    public void terminateRequestChannel(HttpServerExchange exchange) {
        if (exchange == current && body != null) {
            body.handlerDone();
        }
    }

    @Override
    public HttpServerExchange sendOutOfBandResponse(HttpServerExchange exchange) {
        if (exchange == null || !HttpContinue.requiresContinueResponse(exchange)) {
            throw new IllegalStateException("only an exchange that expects 100 (Continue) has an interim response");
        }
        bodyFinished();
        ConduitState state = resetChannel();
        channel.getSourceChannel().setConduit(source(state));
        HttpServerExchange response = new HttpServerExchange(this);
        response.setProtocol(exchange.getProtocol());
        response.setRequestMethod(exchange.getRequestMethod());
        Connectors.terminateRequest(response);
        // It ends without the rest of the chain: the connection's exchange is the other one.
        response.addExchangeCompleteListener((ended, next) -> restoreChannel(state));
        return response;
    }

    @Override
    public boolean isRequestTrailerFieldsSupported() {
        return body instanceof ChunkedBodyConduit;
    }

    @FunctionalInterface
    private interface IoAction {
        void run() throws IOException;
    }
}
