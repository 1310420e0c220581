package dev.holdfast.connector.undertow;

import dev.holdfast.connector.InterimResponse;
import dev.holdfast.connector.RequestFacts;
import dev.holdfast.connector.xnio.SystemNanoClock;
import dev.holdfast.http1.HttpViolation;
import dev.holdfast.http1.Persistence;
import dev.holdfast.http1.RequestFraming;
import dev.holdfast.http1.RequestHead;
import dev.holdfast.lifetime.CloseReason;
import dev.holdfast.lifetime.ConnectionMachine;
import dev.holdfast.lifetime.ConnectionMachine.State;
import io.undertow.conduits.ReadDataStreamSourceConduit;
import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.Connectors;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpContinue;
import io.undertow.util.HeaderMap;
import java.io.IOException;
import java.nio.ByteBuffer;
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
import org.xnio.conduits.StreamSourceConduit;

/**
 * What an HTTP/1.x connection is to the thread that has its exchange: how that answers, what it waits for, and what it can know of the request.
 *
 * <p>Whose turn it is, is {@link Handover}'s concern. What is here is touched by the thread that has the exchange, while it has it, and by the
 * connection's own thread otherwise, unless it says something else.
 */
abstract class ExchangeConnection extends BufferedServerConnection
        implements RequestFacts.Source, InterimResponse.Sink {
    private static final Logger LOG = Logger.getLogger(ExchangeConnection.class);

    final HoldfastOpenListener listener;
    final Shard shard;
    final ConnectionMachine machine;
    final Arrival arrival;
    final boolean secure;

    /** Decides on the connection's waits, where the machine's own timers do not. */
    final @Nullable Governor governor;

    @Nullable
    RequestBodyConduit body;

    @Nullable
    ResponseHeadConduit responseHead;

    @Nullable
    InterimContinue interim;

    /** What the client has not taken of a response before the final one that is not {@link #interim}. */
    private @Nullable ByteBuffer earlyUnsent;

    /** Present only while responses go out together. */
    @Nullable
    PipelinedOutput pipelined;

    /** Present only during a request that somebody observes. */
    @Nullable
    RequestTimes times;

    /** When the present request's first byte came, and how many bytes its head has. */
    private long firstByte;

    private int headBytes;

    /** Whether the own thread is inside the root handler; not seen by another thread. */
    boolean inHandler;

    /** Why the own thread closed the channel while a handler had the connection. */
    volatile @Nullable CloseReason brokenFor;

    /** Whether the present request said {@code Connection: keep-alive}. */
    private boolean keepAliveAsked;

    /** Whether a handler's thread may be writing the head, or reading the body, at this moment, while the connection is cut off. */
    private boolean handlerMayHoldHead;

    private boolean handlerMayHoldBody;

    ExchangeConnection(
            HoldfastOpenListener listener,
            Shard shard,
            StreamConnection channel,
            Arrival arrival,
            HttpHandler rootHandler,
            @Nullable Endpoints proxied,
            @Nullable Governor governor) {
        super(listener, channel, rootHandler, proxied);
        this.listener = listener;
        this.shard = shard;
        this.arrival = arrival;
        machine = arrival.machine();
        secure = channel instanceof SslChannel;
        this.governor = governor;
    }

    /** Returns how long the connection idles, where a policy has a say in that. */
    abstract @Nullable IdleTime idleTime();

    // A request begins.

    /** The first byte of a head is here, or one more. */
    void headBegins(long now) {
        if (times == null && listener.observers().isActive()) {
            times = new RequestTimes(machine.waitingSince(), now);
        }
        if (machine.state() != State.READING_HEAD) {
            firstByte = now;
        }
        machine.bytesArrived(now);
    }

    /** Fills {@code exchange} from {@code head}; returns why the request is refused, or null. */
    @Nullable
    HttpViolation understand(RequestHead head, HeadReader heads, HttpServerExchange exchange) {
        HttpViolation violation = heads.framing.read(head, listener.maxContentLength());
        return violation == null ? RequestBuilder.fill(exchange, head, heads.decodeBuffer) : violation;
    }

    /** Makes {@code exchange} the present one; the head is not needed any more, nor its buffer, which is spared, or given back. */
    void begin(
            RequestHead head, HeadReader heads, HttpServerExchange exchange, ByteBuffer buffer, boolean sparesBuffer) {
        listener.counters().request();
        CloseReason closeAsked = closeAsked(head, heads.framing, exchange);
        headBytes = head.end() - buffer.position();
        buffer.position(head.end());
        if (!buffer.hasRemaining() && sparesBuffer) {
            spareExtraBytes();
        } else if (!buffer.hasRemaining()) {
            releaseExtraBytes();
        }
        // One reading of the clock serves Undertow's %D, the head that came whole, and us.
        Connectors.setRequestStartTime(exchange);
        long now = SystemNanoClock.INSTANCE.at(exchange.getRequestStartTime());
        headBegins(now);
        if (governor != null) {
            governor.headComplete();
        }
        machine.headRead(closeAsked, now);
        if (times != null) {
            times.headRead(now);
        }
        begin(exchange, heads.framing);
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
        if (secure) {
            // One TLS engine serves both directions: what arrives must not be decrypted here while a handler's thread
            // writes.
            channel.getSourceChannel().suspendReads();
        }
        exchange.setPersistent(machine.isPersistent());
        exchange.setDispatchExecutor(listener.dispatchExecutor());
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

    // It is answered.

    @Override
    protected StreamSinkConduit getSinkConduit(HttpServerExchange exchange, StreamSinkConduit conduit) {
        boolean followed = exchange == current && isNextToShareWrites();
        PipelinedOutput output = pipelinedOutput(followed, conduit);
        ResponseHeadConduit head = new ResponseHeadConduit(output == null ? conduit : output, this, exchange);
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
        long now = shard.now();
        machine.responseStarted(now);
        head.starts(now);
        if (times != null) {
            times.responseStarted(now);
        }
        boolean handsOver = handsOver(exchange);
        IdleTime idleTime = idleTime();
        if (idleTime != null && machine.isPersistent() && !handsOver) {
            listener.counters().granted(idleTime.grant(exchange, machine, now).reason());
        }
        StreamSinkConduit framed = ResponseFraming.frame(exchange, this, head, handsOver);
        if (machine.isPersistent() && !handsOver) {
            announce(exchange, now);
        }
        if (output != null) {
            output.hold(followed && machine.isPersistent() && !handsOver, !shard.isCurrentThread() || !inHandler);
        }
        return framed;
    }

    private void announce(HttpServerExchange exchange, long now) {
        long idleNanos = governor == null ? machine.idleNanos(now) : governor.keepAliveNanos();
        int left = governor == null ? machine.requestsLeft() : governor.requestsLeft();
        listener.persistence().announce(exchange, idleNanos, left, keepAliveAsked);
    }

    /** All else about the present response is known that could end the connection. Returns whether it is kept. */
    boolean settlePersistence() {
        if (governor != null) {
            CloseReason reason = governor.persists(machine.closeReason());
            if (reason != null) {
                machine.closeAfterResponse(reason);
            }
        }
        return machine.isPersistent();
    }

    /** Returns where the response goes to share a system call with others, or null. */
    private @Nullable PipelinedOutput pipelinedOutput(boolean followed, StreamSinkConduit conduit) {
        HeldOutputs heldOutputs = shard.heldOutputs();
        if (followed && pipelined == null && heldOutputs != null) {
            pipelined = new PipelinedOutput(conduit, bufferPool, heldOutputs);
        }
        return pipelined;
    }

    /** Whether a whole request head is there behind the present one, so that its response, or refusal, will follow and may go out with this one. */
    private boolean isNextToShareWrites() {
        if (shard.heldOutputs() == null || secure || governor != null || body != null) {
            return false;
        }
        PooledByteBuffer pooled = getExtraBytes();
        return pooled != null && NextHead.isWhole(pooled.getBuffer());
    }

    /** Nothing follows the last response, or what there is of it. */
    void responsesGoOut() {
        PipelinedOutput output = pipelined;
        if (output != null) {
            pipelined = null;
            try {
                output.release();
            } catch (IOException brokenSocket) {
                LOG.debugf(brokenSocket, "connection from %s failed", getPeerAddress());
                IoUtils.safeClose(channel);
            } finally {
                output.close();
            }
        }
    }

    /** Returns a buffer for the head of the present response: the one that its request was in, where the handler answers at once. */
    PooledByteBuffer headBuffer() {
        return inHandler && shard.isCurrentThread() ? borrowBuffer() : bufferPool.allocate();
    }

    void releaseResponseHead() {
        if (responseHead != null && !handlerMayHoldHead) {
            responseHead.cancelWait();
            responseHead.release();
            responseHead = null;
        }
    }

    /**
     * The channel is about to be closed. What the handler's thread may be reading from or writing to at this very moment is left to the garbage
     * collector: given back to the pool, another connection's bytes would be in it.
     */
    void leaveToHandler(boolean handlerHasIt) {
        handlerMayHoldHead = handlerHasIt;
        handlerMayHoldBody = handlerHasIt && body != null;
    }

    /** The connection has ended: gives back its buffers, except what is left to a handler. */
    void releaseHeld() {
        releaseResponseHead();
        releaseSpare();
        if (pipelined != null) {
            pipelined.close();
        }
        if (body != null) {
            body.cancelWait();
        }
        if (!handlerMayHoldBody) {
            releaseExtraBytes();
        }
    }

    void closeAfterResponse(CloseReason reason) {
        CloseReason earlier = brokenFor;
        machine.closeAfterResponse(earlier == null ? reason : earlier);
    }

    /** Makes the waits for the body of the present request; {@code onExpired} is called on the I/O thread. */
    ClientWait bodyWait(Consumer<CloseReason> onExpired) {
        return new ClientWait(shard, machine.requestBody(), wait -> whileExpired(wait, onExpired));
    }

    /** Makes the waits for the client's taking the present response. */
    ClientWait responseWait() {
        return new ClientWait(shard, machine.response(), wait -> whileExpired(wait, this::responseTimedOut));
    }

    /** By the time the I/O thread comes to it, a listener may have ended the wait, and the exchange. */
    private void whileExpired(ClientWait wait, Consumer<CloseReason> onExpired) {
        onIoThread(() -> {
            if (wait.isExpired()) {
                onExpired.accept(wait.reason());
            }
        });
    }

    /** Ends a response that its client does not take, and tells the listener that waits to go on with it. */
    private void responseTimedOut(CloseReason reason) {
        if (governor != null && governor.timesResponse()) {
            return;
        }
        brokenFor = reason;
        ConduitStreamSinkChannel sink = channel.getSinkChannel();
        // Closing ends the exchange, which forgets whom to tell.
        ChannelListener<? super ConduitStreamSinkChannel> waiting = sink.getWriteListener();
        IoUtils.safeClose(channel);
        ChannelListeners.invokeChannelListener(sink, waiting);
    }

    /** Listeners expect to be called there, and a wakeup from elsewhere does not interrupt its select. */
    void onIoThread(Runnable task) {
        if (Thread.currentThread() == getIoThread()) {
            task.run();
            return;
        }
        try {
            getIoThread().execute(task);
        } catch (RejectedExecutionException workerIsShuttingDown) {
            LOG.debugf("connection from %s outlives its worker", getPeerAddress());
        }
    }

    void onHome(Runnable task) {
        try {
            shard.execute(task);
        } catch (RejectedExecutionException workerIsShuttingDown) {
            IoUtils.safeClose(channel);
        }
    }

    void responseTruncated(CloseReason reason) {
        closeAfterResponse(reason);
        responsesGoOut();
        IoUtils.safeClose(channel);
    }

    /** There is nothing left to wait for 100 (Continue) with. */
    void bodyFinished() {
        if (interim != null) {
            interim.withdraw();
        }
    }

    boolean isContinueOutstanding() {
        return interim != null && interim.isOutstanding();
    }

    boolean isContinueSent() throws IOException {
        return interim == null || interim.isSent();
    }

    /** Returns whether nothing is still to be written that goes before the final response. */
    boolean isInterimFlushed() throws IOException {
        return (interim == null || interim.isFlushed()) && isEarlyFlushed();
    }

    private boolean isEarlyFlushed() throws IOException {
        ByteBuffer unsent = earlyUnsent;
        while (unsent != null && unsent.hasRemaining()) {
            if (write(unsent) == 0) {
                return false;
            }
        }
        earlyUnsent = null;
        return true;
    }

    @Override
    public boolean sendInterim(HttpServerExchange exchange, int status, String reason, HeaderMap fields)
            throws IOException {
        if (exchange != current || exchange.isResponseStarted() || !channel.isOpen() || !isInterimFlushed()) {
            return false;
        }
        RenderedHead head = RenderedHead.of(status, reason, fields);
        ByteBuffer rendered = ByteBuffer.allocate(head.length());
        head.copyTo(rendered);
        earlyUnsent = rendered.flip();
        boolean unused = isEarlyFlushed();
        return true;
    }

    /** The exchange is over. */
    final void forgetInterim() {
        interim = null;
        earlyUnsent = null;
    }

    void awaitContinueWritable(long millis) throws IOException {
        awaitWritable(originalSinkConduit, millis);
    }

    /** Writes 100 (Continue), behind whatever the client has to take before. */
    int writeInterim(ByteBuffer interimResponse) throws IOException {
        return isEarlyFlushed() ? write(interimResponse) : 0;
    }

    /** Writes what is not a response of its own, behind whatever responses are held back. */
    private int write(ByteBuffer interimResponse) throws IOException {
        if (pipelined != null) {
            pipelined.hold(false, false);
            return pipelined.write(interimResponse);
        }
        return originalSinkConduit.write(interimResponse);
    }

    /** Waits on the thread that reads a request body. */
    void awaitReadable(StreamSourceConduit conduit, long millis) throws IOException {
        if (VirtualThreads.isCurrent()) {
            ReadyPark.awaitReadable(conduit, channel.getSourceChannel(), millis);
        } else {
            conduit.awaitReadable(millis, TimeUnit.MILLISECONDS);
        }
    }

    /** Waits on the thread that writes a response. */
    void awaitWritable(StreamSinkConduit conduit, long millis) throws IOException {
        if (VirtualThreads.isCurrent()) {
            ReadyPark.awaitWritable(conduit, channel.getSinkChannel(), millis);
        } else {
            conduit.awaitWritable(millis, TimeUnit.MILLISECONDS);
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

    // It ends.

    /** Whether the connection just goes on, so that the thread that ends the exchange can see to it without waking the I/O thread. */
    boolean endsPlainly(HttpServerExchange exchange) {
        return shard.round() != null
                && !secure
                && governor == null
                && idleTime() == null
                && body == null
                && (responseHead == null || !responseHead.hasWaited())
                && exchange.isComplete()
                && exchange.isPersistent()
                && machine.isPersistent()
                && !handsOver(exchange)
                && brokenFor == null
                && !listener.isDraining()
                && channel.isOpen();
    }

    /** The end of an exchange that {@link #endsPlainly}. */
    void endPlainly(HttpServerExchange exchange) {
        ResponseHeadConduit endedHead = responseHead;
        current = null;
        releaseResponseHead();
        clearChannel();
        long now = shard.now();
        machine.responseFlushed(false, now);
        tellOf(exchange, null, endedHead, now);
    }

    boolean handlerListened() {
        return (body != null && body.wasResumed()) || (responseHead != null && responseHead.wasResumed());
    }

    /**
     * Lets the own thread do {@code end} where no event of this exchange can be on its way to a listener any more. What the I/O thread has
     * selected already, or was told to wake up for, it would tell the listener of the next exchange, while the handler of that one may be running
     * on another thread.
     */
    void afterListeners(Runnable end) {
        try {
            getIoThread().execute(() -> {
                channel.getSourceChannel().suspendReads();
                channel.getSinkChannel().suspendWrites();
                atHome(end);
            });
        } catch (RejectedExecutionException ioThreadIsEnding) {
            IoUtils.safeClose(channel);
            onHome(end);
        }
    }

    /** Lets the own thread do {@code end}; if that is ending, and this is it, at once. */
    private void atHome(Runnable end) {
        try {
            shard.execute(end);
        } catch (RejectedExecutionException ending) {
            IoUtils.safeClose(channel);
            if (shard.isCurrentThread()) {
                end.run();
            }
        }
    }

    /** Settles why the channel is closed in the middle of an exchange. */
    void broken() {
        CloseReason reason = brokenFor;
        if (reason != null) {
            machine.closeAfterResponse(reason);
        }
        machine.closeAfterResponse(machine.requests() == 0 ? CloseReason.CLIENT_CLOSED : CloseReason.CLIENT_ABORTED);
    }

    /** Where the client itself ended the connection nothing more will come, unless it has come already. */
    boolean mayClientStillSend() {
        CloseReason reason = machine.closeReason();
        boolean clientEndedIt =
                reason == CloseReason.CLIENT_SAID_CLOSE || reason == CloseReason.KEEP_ALIVE_NOT_ASKED_FOR;
        return !clientEndedIt || getExtraBytes() != null;
    }

    // It is told of.

    @Override
    public @Nullable RequestFacts factsOf(HttpServerExchange exchange) {
        if (exchange != current) {
            return null;
        }
        long now = shard.now();
        long headRead = SystemNanoClock.INSTANCE.at(exchange.getRequestStartTime());
        ResponseHeadConduit head = responseHead;
        long started = head == null ? now : head.startedAt();
        boolean whole = channel.isOpen() && exchange.isComplete();
        return new RequestFacts(
                arrival.number(),
                governor == null ? machine.requests() - 1 : governor.keepAlives(),
                firstByte - machine.waitingSince(),
                headRead - firstByte,
                started - headRead,
                now - started,
                body == null ? 0 : body.waitedNanos(now),
                head == null ? 0 : head.waitedNanos(now),
                headBytes + (body == null ? 0 : body.received()),
                head == null ? 0 : head.written(),
                whole,
                whole ? expectedEnd(exchange) : brokenBy());
    }

    /** What {@link Http1ServerConnection} and the machine will say of a whole exchange. */
    private @Nullable CloseReason expectedEnd(HttpServerExchange exchange) {
        if (handsOver(exchange)) {
            return CloseReason.UPGRADED;
        }
        CloseReason reason = machine.closeReason();
        return reason == null && !exchange.isPersistent() ? CloseReason.SERVER_SAID_CLOSE : reason;
    }

    /** What {@link #broken} and the machine will say of an exchange that is not. */
    private CloseReason brokenBy() {
        CloseReason known = machine.closeReason();
        CloseReason reason = known == null ? brokenFor : known;
        return reason == null ? CloseReason.CLIENT_ABORTED : reason;
    }

    void tellOf(
            HttpServerExchange exchange,
            @Nullable RequestBodyConduit endedBody,
            @Nullable ResponseHeadConduit endedHead,
            long now) {
        RequestTimes observed = times;
        if (observed != null) {
            times = null;
            listener.observers()
                    .requestEnded(observed.record(
                            arrival.number(),
                            machine.requests(),
                            exchange,
                            endedBody == null ? 0 : endedBody.taken(),
                            endedHead == null ? 0 : endedHead.written(),
                            machine.closeReason(),
                            now));
        }
    }

    /** The head after the last request's is refused. */
    void tellOfRefusal(HttpViolation violation) {
        RequestTimes observed = times;
        if (observed != null) {
            times = null;
            listener.observers()
                    .requestEnded(observed.refused(
                            arrival.number(),
                            machine.requests() + 1,
                            violation.status(),
                            machine.closeReason(),
                            shard.now()));
        }
    }
}
