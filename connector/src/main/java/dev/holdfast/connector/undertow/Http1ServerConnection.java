package dev.holdfast.connector.undertow;

import dev.holdfast.http1.HttpViolation;
import dev.holdfast.http1.RequestHead;
import dev.holdfast.http1.RequestHeadParser;
import dev.holdfast.http1.RequestHeadParser.Progress;
import dev.holdfast.lifetime.CloseReason;
import dev.holdfast.lifetime.ConnectionMachine;
import dev.holdfast.lifetime.ConnectionMachine.State;
import dev.holdfast.lifetime.Next;
import io.undertow.conduits.ReadDataStreamSourceConduit;
import io.undertow.server.Connectors;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;
import org.xnio.Options;
import org.xnio.StreamConnection;
import org.xnio.conduits.ConduitStreamSinkChannel;
import org.xnio.conduits.ConduitStreamSourceChannel;

/**
 * One HTTP/1.x connection: reads heads, gives requests to the root handler one after the other, and does what its
 * {@link ConnectionMachine} says in between.
 */
final class Http1ServerConnection extends WaitingConnection implements GovernedConnection {
    private static final Logger LOG = Logger.getLogger(Http1ServerConnection.class);

    /** A client that never pauses must not keep the thread from its timers and its other connections. */
    static final int MAX_FILLS_IN_A_ROW = 8;

    /** Asked by whoever has a worker's thread to lend. */
    final Handover handover = new Handover(this);

    /** Present only while a head is being read. */
    private @Nullable RequestHeadParser parser;

    /** Where a policy has a say in how long the connection idles. */
    private final @Nullable IdleTime idleTime;

    /** Present once the end has begun that takes more than closing the channel. */
    private @Nullable Farewell farewell;

    /** Whether the governor has said that the connection ends. */
    private boolean toldToLeave;

    Http1ServerConnection(
            HoldfastOpenListener listener,
            Shard shard,
            StreamConnection channel,
            Arrival arrival,
            HttpHandler rootHandler,
            @Nullable Endpoints proxied,
            @Nullable InetAddress client,
            @Nullable Governor governor) {
        super(listener, shard, channel, arrival, rootHandler, proxied, client, governor);
        IdlePlaces places = shard.places();
        idleTime = places == null ? null : new IdleTime(places, this);
    }

    /** Begins the connection's life, on its own thread. */
    void open() {
        shard.opened(this);
        if (!channel.isOpen()) {
            channelClosed();
            return;
        }
        channel.getSourceChannel().setReadListener(readListener());
        readGuarded();
    }

    /** Goes on for one that slept, on its own thread. */
    void wakes() {
        shard.opened(this);
        channel.getSourceChannel().setReadListener(readListener());
    }

    /** Bytes have come, or the client's FIN. */
    void readable() {
        handleEvent(channel.getSourceChannel());
    }

    @Override
    public void handleEvent(ConduitStreamSourceChannel source) {
        if (isOwned()) {
            readGuarded();
        } else if (handover.endsWatch()) {
            // The next request came before the answer to this one. Reads are suspended only now, when there is a reason
            // to.
            source.suspendReads();
        }
    }

    /** What {@link #handleEvent} is to an I/O thread. A drain found the notice on its way, and left the rest to it. */
    @Override
    void bytesNoticed() {
        if (listener.isClosingIdle() && isWaiting()) {
            drain();
        } else if (isOwned()) {
            readGuarded();
        }
    }

    @Override
    boolean isOwned() {
        return handover.isHome();
    }

    /** Closes the connection whatever it is doing; on any thread. */
    @Override
    public void forceClose() {
        if (brokenFor == null) {
            brokenFor = CloseReason.STOPPED;
        }
        handover.cutOff();
        IoUtils.safeClose(channel);
    }

    // Reading requests: on the own thread, while it owns the connection.

    @Override
    void readRequests() throws IOException {
        int fills = 0;
        while (isOwned() && machine.state() != State.CLOSED) {
            if (machine.state() == State.LINGERING) {
                farewell().dropInput();
                return;
            }
            if (parser != null || getExtraBytes() == null) {
                if (++fills > MAX_FILLS_IN_A_ROW) {
                    park();
                    return;
                }
                int filled = fill();
                if (filled < 0) {
                    idleTimeEnds(IdleTime.End.CLIENT_LEFT);
                    clientLeft();
                    return;
                }
                if (filled == 0) {
                    park();
                    return;
                }
                if (governor != null && !governor.readable()) {
                    channel.getSourceChannel().suspendReads();
                    return;
                }
            }
            idleTimeEnds(IdleTime.End.REUSED);
            if (!readHead()) {
                return;
            }
        }
    }

    @Override
    boolean readHead() throws IOException {
        ByteBuffer buffer = Objects.requireNonNull(getExtraBytes()).getBuffer();
        if (parser == null) {
            parser = shard.headReader().borrowParser();
            parser.begin(buffer.position());
        }
        return switch (parser.parse(buffer)) {
            case INCOMPLETE -> {
                headBegins(shard.now());
                yield true;
            }
            case INVALID -> refuse(parser.violation());
            case COMPLETE -> dispatch(parser.head(), buffer);
        };
    }

    private boolean dispatch(RequestHead head, ByteBuffer buffer) throws IOException {
        HeadReader heads = shard.headReader();
        HttpServerExchange exchange = new HttpServerExchange(this, listener.maxEntitySize());
        HttpViolation violation = understand(head, heads, exchange);
        if (violation != null) {
            listener.counters().request();
            return refuse(violation);
        }
        // A thread that may wait in the handler does not keep it for so long.
        begin(head, heads, exchange, buffer, shard.isIoThread());
        releaseParser();
        Round round = shard.round();
        if (round != null) {
            exchange.setDispatchExecutor(round);
            round.calls(exchange);
        }
        inHandler = true;
        handover.toHandler(channel.getSourceChannel().isReadResumed());
        try {
            Connectors.executeRootHandler(rootHandler, exchange);
        } finally {
            inHandler = false;
            releaseSpare();
            if (round != null) {
                round.hasCalled();
            }
        }
        if (handover.hasEndedInHandler()) {
            return exchangeEnded();
        }
        PipelinedOutput output = pipelined;
        if (output != null) {
            // This response may take its time; those before it need not.
            output.letGo();
        }
        return false;
    }

    /**
     * Reads the next request and calls its handler, on a worker's thread that has the connection, if it is there and can be served without the own
     * thread. Returns whether it did.
     */
    boolean callHandlerOfNext() throws IOException {
        if (!channel.isOpen() || (getExtraBytes() == null && fill() <= 0)) {
            return false;
        }
        ByteBuffer buffer = Objects.requireNonNull(getExtraBytes()).getBuffer();
        HeadReader heads = listener.borrowHeadReader();
        RequestHeadParser nextParser = heads.borrowParser();
        nextParser.begin(buffer.position());
        HttpServerExchange exchange = new HttpServerExchange(this, listener.maxEntitySize());
        boolean serves = nextParser.parse(buffer) == Progress.COMPLETE
                && understand(nextParser.head(), heads, exchange) == null
                && !heads.framing.hasBody();
        if (serves) {
            begin(nextParser.head(), heads, exchange, buffer, false);
        }
        heads.returnParser(nextParser);
        listener.returnHeadReader(heads);
        if (serves) {
            Connectors.executeRootHandler(rootHandler, exchange);
        }
        return serves;
    }

    @Override
    void bufferMoved() {
        if (parser != null) {
            parser.moved(0);
        }
    }

    private void releaseParser() {
        if (parser != null) {
            shard.headReader().returnParser(parser);
            parser = null;
        }
    }

    // The end of an exchange: on the own thread, which takes the connection back.

    @Override
    protected void exchangeComplete(HttpServerExchange exchange) {
        if (exchange != current) {
            return;
        }
        handover.ends(exchange);
    }

    /** Goes on after the end of the present exchange. */
    void goOn() throws IOException {
        if (exchangeEnded()) {
            readRequests();
        }
    }

    /** A worker's thread has given the connection back, with whatever has been read and not consumed. */
    void isBack() {
        // One that was closed meanwhile has no more to read, and nobody to answer.
        if (channel.isOpen()) {
            readGuarded();
            if (listener.isClosingIdle()) {
                drain();
            }
        }
        channelClosedMeanwhile();
    }

    /** Returns whether to read on at once: bytes of the next request are here already. */
    private boolean exchangeEnded() throws IOException {
        HttpServerExchange exchange = current;
        RequestBodyConduit endedBody = body;
        ResponseHeadConduit endedHead = responseHead;
        handover.toHome();
        current = null;
        body = null;
        forgetInterim();
        if (endedBody != null) {
            endedBody.cancelWait();
        }
        releaseResponseHead();
        long now = shard.now();
        boolean goesOn = false;
        if (!channel.isOpen() || !exchange.isComplete()) {
            // Undertow also says that an exchange is complete where it gives up on one in the middle of a message.
            broken();
            tellOf(exchange, endedBody, endedHead, now);
            if (channel.isOpen()) {
                responsesGoOut();
            }
            IoUtils.safeClose(channel);
            channelClosed();
        } else {
            clearChannel();
            if (handsOver(exchange)) {
                machine.upgraded();
                tellOf(exchange, endedBody, endedHead, now);
                handOver(exchange);
            } else {
                Next next = flushed(exchange, endedBody, now);
                tellOf(exchange, endedBody, endedHead, now);
                if (next == Next.READ && idleTime != null) {
                    idleTime.begins(now);
                }
                goesOn = next == Next.READ && getExtraBytes() != null;
                if (!goesOn) {
                    responsesGoOut();
                }
                if (next == Next.READ && !goesOn && listener.isClosingIdle()) {
                    // The response had begun, without saying so, before the drain did: its client may have sent another
                    // request.
                    drain();
                } else if (!goesOn && next != null) {
                    act(next, HttpViolation.HEAD_TIMEOUT);
                    if (next == Next.READ && idleTime != null && listener.isFull()) {
                        // Later: it may be this connection that has to go, or that has its next request.
                        shard.execute(() -> listener.makeRoom(shard));
                    }
                }
            }
        }
        return goesOn;
    }

    @Override
    @Nullable
    IdleTime idleTime() {
        return idleTime;
    }

    private void idleTimeEnds(IdleTime.End how) {
        if (idleTime != null) {
            idleTime.ends(how, shard.now());
        }
    }

    /** Returns what follows, null where the governor will say. */
    private @Nullable Next flushed(HttpServerExchange exchange, @Nullable RequestBodyConduit endedBody, long now) {
        if (!exchange.isPersistent()) {
            machine.closeAfterResponse(CloseReason.SERVER_SAID_CLOSE);
        }
        listenAgain();
        if (governor != null) {
            return flushedUnder(governor, now);
        }
        boolean bodyUnread = endedBody != null && endedBody.isRestUnread();
        return machine.responseFlushed(bodyUnread || mayClientStillSend(), now);
    }

    private @Nullable Next flushedUnder(Governor present, long now) {
        if (!machine.isPersistent()) {
            CloseReason unused = present.persists(machine.closeReason());
        }
        if (present.responseFlushed(getExtraBytes() != null)) {
            return machine.responseFlushed(false, now);
        }
        channel.getSourceChannel().suspendReads();
        return null;
    }

    private void handOver(HttpServerExchange exchange) throws IOException {
        // Whoever takes over may do so on another thread, later: until then the bytes stay where they are.
        channel.getSourceChannel().setReadListener(null);
        channel.getSourceChannel().suspendReads();
        if (getExtraBytes() != null) {
            channel.getSourceChannel()
                    .setConduit(new ReadDataStreamSourceConduit(
                            channel.getSourceChannel().getConduit(), this));
        }
        onIoThread(() -> guarded(() -> {
            UpgradeTimeouts.apply(channel, listener);
            if (exchange.isBlocking()) {
                handOverOnWorker(exchange);
            } else {
                upgradeListener().handleUpgrade(channel, exchange);
            }
        }));
    }

    /** A handler that blocks is used to it that whoever takes over is called on a thread that may block as well. */
    private void handOverOnWorker(HttpServerExchange exchange) {
        Executor executor = listener.dispatchExecutor() == null ? getWorker() : listener.dispatchExecutor();
        try {
            executor.execute(() -> guarded(() -> upgradeListener().handleUpgrade(channel, exchange)));
        } catch (RejectedExecutionException workerIsShuttingDown) {
            IoUtils.safeClose(channel);
        }
    }

    // Doing what the machine says.

    @Override
    void act(Next next, HttpViolation refusal) throws IOException {
        switch (next) {
            case READ -> park();
            case REFUSE -> answer(refusal);
            case LINGER -> {
                idleTimeEnds(IdleTime.End.CLOSED);
                farewell().linger();
            }
            case CLOSE -> {
                idleTimeEnds(IdleTime.End.CLOSED);
                close(channel.getSinkChannel());
            }
            case DISPATCH, GO_AWAY, LAST_STREAM ->
                throw new IllegalStateException(next + " in state " + machine.state());
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
        long now = shard.now();
        headBegins(now);
        if (governor != null) {
            governor.headComplete();
            CloseReason unused = governor.persists(CloseReason.REQUEST_REFUSED);
        }
        guarded(() -> act(machine.refused(now), violation));
        return false;
    }

    private void answer(HttpViolation violation) throws IOException {
        listener.counters().refused();
        tellOfRefusal(violation);
        releaseParser();
        channel.getSourceChannel().suspendReads();
        schedule();
        if (pipelined != null) {
            pipelined.hold(false, false);
            channel.getSinkChannel().setConduit(pipelined);
        }
        farewell().refuse(violation);
    }

    void refusalWritten() throws IOException {
        if (governor != null && !toldToLeave) {
            boolean unused = governor.responseFlushed(false);
            return;
        }
        act(machine.responseFlushed(true, shard.now()), HttpViolation.HEAD_TIMEOUT);
    }

    /** The client will send no more. */
    void clientLeft() throws IOException {
        if (governor != null) {
            channel.getSourceChannel().suspendReads();
            governor.clientClosed();
            return;
        }
        act(machine.peerClosed(), HttpViolation.HEAD_TIMEOUT);
    }

    private Farewell farewell() {
        if (farewell == null) {
            farewell = new Farewell(this, channel.getSinkChannel());
        }
        return farewell;
    }

    /** What {@link #guarded} is, around what is done most, without an action. */
    private void readGuarded() {
        try {
            readRequests();
        } catch (IOException | RuntimeException | Error failure) {
            failed(failure);
        }
    }

    @Override
    public void fail(CloseReason reason) {
        if (!shard.isCurrentThread()) {
            onHome(() -> fail(reason));
            return;
        }
        machine.closeAfterResponse(reason);
        IoUtils.safeClose(channel);
        handover.takeBack();
        current = null;
        times = null;
        channelClosed();
    }

    @Override
    void channelClosed() {
        if (!shard.isCurrentThread()) {
            try {
                shard.execute(this::channelClosed);
            } catch (RejectedExecutionException workerIsShuttingDown) {
                LOG.debugf("connection from %s closed after its worker", getPeerAddress());
            }
            return;
        }
        // A handler that still has the connection gives it back first.
        if (isOwned() && !over) {
            over = true;
            if (farewell != null) {
                farewell.ends();
            }
            idleTimeEnds(IdleTime.End.CLOSED);
            broken();
            machine.closed(CloseReason.CLIENT_ABORTED);
            releaseParser();
            releaseHeld();
            timerEntry.remove();
            shard.closed(this);
            if (client != null) {
                listener.left(client);
            }
            CloseReason reason =
                    listener.tellOfEnd(arrival, getPeerAddress(), idleTime == null ? null : idleTime.decision());
            listener.closed(this, reason);
            if (governor != null) {
                governor.ended();
            }
        }
    }

    // What the governor says.

    @Override
    public void begin() {
        open();
    }

    @Override
    public void resume() {
        guarded(() -> {
            if (over || !isOwned()) {
                return;
            }
            if (machine.state() == State.DISPATCHED || machine.state() == State.WRITING) {
                Next unused = machine.responseFlushed(false, shard.now());
            }
            readRequests();
        });
    }

    @Override
    public void leave(CloseReason reason) {
        guarded(() -> {
            if (over) {
                return;
            }
            toldToLeave = true;
            closeAfterResponse(reason);
            long now = shard.now();
            switch (machine.state()) {
                case ACCEPTED, IDLE -> act(machine.shed(now), HttpViolation.HEAD_TIMEOUT);
                case READING_HEAD -> act(machine.refused(now), HttpViolation.HEAD_TIMEOUT);
                case DISPATCHED, WRITING -> {
                    if (current == null) {
                        act(machine.responseFlushed(true, now), HttpViolation.HEAD_TIMEOUT);
                    } else {
                        brokenFor = reason;
                        handover.cutOff();
                        IoUtils.safeClose(channel);
                    }
                }
                case LINGERING, CLOSED -> {}
                case HANDSHAKING, MULTIPLEXED, UPGRADED -> IoUtils.safeClose(channel);
            }
        });
    }

    @Override
    public void close(CloseReason reason) {
        closeAfterResponse(reason);
        IoUtils.safeClose(channel);
    }

    @Override
    public void reset(CloseReason reason) {
        try {
            channel.setOption(Options.CLOSE_ABORT, true);
        } catch (IOException closedAlready) {
            LOG.debugf(closedAlready, "connection from %s is not reset", getPeerAddress());
        }
        if (brokenFor == null) {
            brokenFor = reason;
        }
        forceClose();
    }

    /** Returns whether the connection has ended and been counted; on its own thread. */
    boolean isOver() {
        return over;
    }

    /** Lets the connection's own thread run {@code task}. */
    void execute(Runnable task) {
        shard.execute(task);
    }
}
