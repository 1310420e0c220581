package dev.holdfast.ajp;

import dev.holdfast.ajp13.AjpMessage.CPing;
import dev.holdfast.ajp13.AjpMessage.ForwardRequest;
import dev.holdfast.ajp13.AjpMessage.FromFront;
import dev.holdfast.ajp13.AjpResponseWriter;
import dev.holdfast.ajp13.AjpServerMachine.Next;
import dev.holdfast.ajp13.AjpServerMachine.State;
import dev.holdfast.ajp13.RequestBody;
import dev.holdfast.connector.undertow.Home;
import dev.holdfast.connector.undertow.Round;
import dev.holdfast.connector.undertow.Timed;
import dev.holdfast.lifetime.CloseReason;
import dev.holdfast.slots.SlotAnswer;
import dev.holdfast.slots.SlotAsk;
import dev.holdfast.time.Deadline;
import dev.holdfast.time.TimerWheel;
import io.undertow.server.Connectors;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.ServerConnection;
import io.undertow.util.Headers;
import io.undertow.util.Methods;
import io.undertow.util.StatusCodes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.xnio.ChannelListener;
import org.xnio.ChannelListeners;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import org.xnio.conduits.ConduitStreamSinkChannel;
import org.xnio.conduits.ConduitStreamSourceChannel;
import org.xnio.conduits.StreamSinkConduit;

/**
 * One connection from a front: reads messages at home, lets handlers answer the requests, and does what the machine says.
 *
 * <p>Machine, input and output are touched under the lock of {@link AjpWire}, everything else by whoever has the connection, unless it says something else.
 */
final class AjpServerConnection extends FrontConnection
        implements ChannelListener<ConduitStreamSourceChannel>, ServerConnection.CloseListener, Timed {
    private static final Logger LOG = Logger.getLogger(AjpServerConnection.class);

    /** A front that never pauses must not keep the thread from its timers and its other connections. */
    private static final int MAX_FILLS_IN_A_ROW = 8;

    /** Who may touch the connection. */
    private enum Owner {
        /** Its own thread. */
        HOME,
        /** Whoever has the exchange, from its handler's start to its end. */
        HANDLER,
        /** The same, and nobody looks out for bytes: not yet, or no longer since some have come. */
        HANDLER_UNWATCHED
    }

    private static final AtomicReferenceFieldUpdater<AjpServerConnection, Owner> OWNER =
            AtomicReferenceFieldUpdater.newUpdater(AjpServerConnection.class, Owner.class, "owner");

    final AjpWire wire;

    private final AjpOpenListener listener;
    private final Home home;
    private final @Nullable Round round;
    private final TimerWheel.Entry<Timed> timerEntry = new TimerWheel.Entry<>(this);
    private final AtomicBoolean counted = new AtomicBoolean();
    private final Runnable readTask = this::noticed;
    private volatile Owner owner = Owner.HOME;

    /** When the machine's next timer is due. */
    private volatile long deadline = Deadline.NONE;

    /** For when the home's timer is set: at the deadline or, where that has moved away since, before it. */
    private volatile long scheduledFor = Deadline.NONE;

    /** Why another thread closed the channel while a handler had the connection. */
    private volatile @Nullable CloseReason brokenFor;

    private @Nullable AjpRequestConduit body;
    private @Nullable AjpResponseConduit response;

    /** Whether the input holds the beginning of a message and no more. */
    private boolean unfinished;

    /** Whether all of the present request is here, so that bytes that come are none of it. */
    private boolean wholeRequest;

    private boolean inHandler;
    private boolean endedInHandler;
    private boolean finSent;
    private boolean over;

    /** @param round of the home where that is an I/O thread, else null */
    AjpServerConnection(AjpOpenListener listener, StreamConnection channel, Home home, @Nullable Round round) {
        super(listener, channel);
        this.listener = listener;
        this.home = home;
        this.round = round;
        wire = new AjpWire(
                listener.settings(),
                listener.bufferPool(),
                originalSourceConduit,
                originalSinkConduit,
                channel.getIoThread());
        super.addCloseListener(this);
    }

    // What the conduits ask of it.

    /** Puts END_RESPONSE into {@code out}. */
    void end(ByteBuffer out) {
        CloseReason broken = brokenFor;
        if (broken != null) {
            wire.machine.closeAfterResponse(broken);
        } else if (listener.isDraining()) {
            // Its own thread may be inside the handler, and not have heard.
            wire.machine.closeAfterResponse(CloseReason.DRAINED);
        }
        AjpResponseWriter.end(out, wire.machine.ended(wire.input.remaining()));
    }

    /** Lets the timer know of the machine's next deadline. */
    void publish() {
        long due = wire.machine.nextDeadline();
        deadline = due;
        if (due < scheduledFor) {
            if (home.isCurrentThread()) {
                schedule();
            } else {
                onHome(this::schedule);
            }
        }
    }

    /** Closes the connection in the middle of an exchange; on any thread. */
    void cutOff(CloseReason reason) {
        if (brokenFor == null) {
            brokenFor = reason;
        }
        IoUtils.safeClose(channel);
    }

    // Reading messages: at home.

    /** Begins the connection's life. */
    void open() {
        if (!channel.isOpen()) {
            channelClosed();
            return;
        }
        channel.getSourceChannel().setReadListener(this);
        readGuarded();
    }

    @Override
    public void handleEvent(ConduitStreamSourceChannel source) {
        if (!home.isIoThread()) {
            source.suspendReads();
            onHome(readTask);
        } else if (owner == Owner.HOME) {
            readGuarded();
        } else if (OWNER.compareAndSet(this, Owner.HANDLER, Owner.HANDLER_UNWATCHED)) {
            source.suspendReads();
        }
    }

    private void noticed() {
        if (owner == Owner.HOME && !over) {
            readGuarded();
        }
    }

    private void readGuarded() {
        try {
            readMessages();
        } catch (IOException brokenSocket) {
            fail(CloseReason.IO_ERROR, brokenSocket);
        } catch (RuntimeException | Error bug) {
            LOG.errorf(bug, "connection from %s failed", getPeerAddress());
            fail(CloseReason.INTERNAL_ERROR, bug);
        }
    }

    private void fail(CloseReason reason, Throwable failure) {
        LOG.debugf(failure, "connection from %s ends", getPeerAddress());
        cutOff(reason);
        channelClosed();
    }

    private void readMessages() throws IOException {
        int fills = 0;
        boolean drained = false;
        while (owner == Owner.HOME && !over) {
            State state = wire.machine.state();
            if (state == State.LINGERING) {
                dropInput();
                return;
            }
            if (state == State.PINGED || state == State.ENDING) {
                // Word that the socket has room comes first.
                return;
            }
            if (unfinished || wire.input.remaining() == 0) {
                if (drained || ++fills > MAX_FILLS_IN_A_ROW) {
                    park();
                    return;
                }
                int filled = fill();
                // A socket that did not fill the buffer has no more; if it has by now, its selector tells.
                drained = wire.input.hasRoom();
                if (filled <= 0) {
                    if (filled < 0) {
                        peerClosed();
                    } else {
                        park();
                    }
                    return;
                }
            }
            if (!readMessage()) {
                return;
            }
        }
    }

    private int fill() throws IOException {
        synchronized (wire.lock) {
            return wire.fill();
        }
    }

    private void peerClosed() throws IOException {
        Next next;
        synchronized (wire.lock) {
            next = wire.machine.peerClosed();
        }
        act(next);
    }

    /** Returns whether to go on reading. */
    private boolean readMessage() throws IOException {
        long now = wire.now();
        Next violated = null;
        FromFront message;
        synchronized (wire.lock) {
            wire.machine.bytesArrived(now);
            message = wire.decoder.decode(wire.input.bytes());
            unfinished = message == null && wire.decoder.violation() == null;
            if (message == null && !unfinished) {
                violated = wire.machine.violated(wire.violation(), now);
            }
        }
        if (violated != null) {
            LOG.debugf("%s from %s", wire.violation(), getPeerAddress());
            act(violated);
            return false;
        }
        if (message instanceof ForwardRequest request) {
            return dispatch(request);
        }
        return message == null || (message instanceof CPing && ping());
    }

    private void park() {
        synchronized (wire.lock) {
            publish();
        }
        channel.getSourceChannel().resumeReads();
    }

    // CPING.

    private boolean ping() throws IOException {
        synchronized (wire.lock) {
            wire.machine.pinged();
            wire.input.releaseIfEmpty();
        }
        wholeRequest = true;
        if (round == null || listener.settings().threads().pingOnIoThread()) {
            Next next;
            synchronized (wire.lock) {
                next = pong();
            }
            return next == null ? awaitRoom() : goesOn(next);
        }
        leaveHome();
        try {
            listener.threads().execute(this::pongElsewhere);
        } catch (RejectedExecutionException shuttingDown) {
            owner = Owner.HOME;
            fail(CloseReason.STOPPED, shuttingDown);
        }
        return false;
    }

    /** Returns null where the socket has no room. */
    private @Nullable Next pong() throws IOException {
        ByteBuffer out = wire.output.room(AjpResponseWriter.SMALL_PACKET);
        if (out != null) {
            AjpResponseWriter.pong(out);
        }
        return wire.write() ? wire.machine.pongWritten(wire.now()) : null;
    }

    private void pongElsewhere() {
        try {
            Next next;
            synchronized (wire.lock) {
                next = pong();
            }
            comeHome(next);
        } catch (IOException | RuntimeException failure) {
            onHome(() -> {
                owner = Owner.HOME;
                fail(CloseReason.IO_ERROR, failure);
            });
        }
    }

    // A request.

    private boolean dispatch(ForwardRequest request) throws IOException {
        AjpConnectorSettings settings = listener.settings();
        FrontFacts facts = listener.newFacts();
        int refusal = facts.read(request.attributes());
        if (refusal != 0) {
            return refuse(refusal);
        }
        if (facts.slots != null) {
            return answerFront(request, facts.slots);
        }
        BodyFraming framing =
                BodyFraming.of(request.headers(), settings.limits().maxEntitySize());
        if (framing.refusal() != 0) {
            return refuse(framing.refusal());
        }
        HttpServerExchange exchange =
                new HttpServerExchange(this, settings.limits().maxEntitySize());
        refusal = RequestMapping.fill(
                exchange, request, framing.body(), facts, !settings.trust().tomcatAuthentication());
        if (refusal != 0) {
            return refuse(refusal);
        }
        listener.counters().request();
        Connectors.setRequestStartTime(exchange);
        exchange.setPersistent(true);
        setSslSessionInfo(request.secure() ? facts.tls() : null);
        current = exchange;
        synchronized (wire.lock) {
            wire.machine.requestRead(framing.body());
            wholeRequest = wire.machine.isBodyComplete() || bodyBegins(exchange);
            if (body == null) {
                // Else what is read of the body is in there.
                wire.input.releaseIfEmpty();
            }
        }
        if (body == null) {
            Connectors.terminateRequest(exchange);
        } else {
            ConduitStreamSourceChannel source = channel.getSourceChannel();
            if (!wholeRequest) {
                source.setReadListener(null);
                source.suspendReads();
            }
            source.setConduit(body);
        }
        return handle(exchange);
    }

    /** Tells a front how many connections it may have. It is no client's request, and no handler sees it. */
    private boolean answerFront(ForwardRequest request, String asked) throws IOException {
        SlotAsk ask = SlotAsk.parse(asked);
        boolean isQuestion = request.method().equals(Methods.OPTIONS_STRING)
                && request.requestUri().equals("*")
                && BodyFraming.of(request.headers(), -1).equals(BodyFraming.ABSENT);
        if (ask == null || !isQuestion) {
            return refuse(StatusCodes.BAD_REQUEST);
        }
        SlotAnswer answer = listener.slots().answer(ask, wire.now());
        Next next;
        synchronized (wire.lock) {
            wire.machine.requestRead(RequestBody.NONE);
            wire.input.releaseIfEmpty();
            if (!listener.slots().askersStay()) {
                wire.machine.closeAfterResponse(CloseReason.SERVER_SAID_CLOSE);
            }
            wire.machine.responseStarted();
            ByteBuffer out = wire.output.room(wire.packetSize());
            if (out == null) {
                throw new IOException("no room for a response behind one that was flushed");
            }
            AjpResponseWriter.Head head = AjpResponseWriter.head(
                    out, wire.packetSize(), StatusCodes.OK, StatusCodes.getReason(StatusCodes.OK));
            head.add(SlotAnswer.HEADER, answer.toString());
            head.add(Headers.CONTENT_LENGTH_STRING, "0");
            head.finish();
            end(out);
            next = wire.write() ? wire.machine.endWritten(wire.now()) : null;
        }
        return next == null ? awaitRoom() : goesOn(next);
    }

    /** Returns whether all of the body is here. */
    private boolean bodyBegins(HttpServerExchange exchange) {
        AjpRequestConduit begun = new AjpRequestConduit(originalSourceConduit, this, exchange);
        begun.lookAhead();
        body = begun;
        return begun.isHere();
    }

    private boolean handle(HttpServerExchange exchange) throws IOException {
        if (round == null) {
            exchange.setDispatchExecutor(this::onHome);
        } else {
            exchange.setDispatchExecutor(round);
            round.calls(exchange);
        }
        inHandler = true;
        leaveHome();
        try {
            Connectors.executeRootHandler(rootHandler, exchange);
        } finally {
            inHandler = false;
            if (round != null) {
                round.hasCalled();
            }
        }
        if (endedInHandler) {
            endedInHandler = false;
            return conclude(exchange);
        }
        return false;
    }

    private void leaveHome() {
        boolean watched =
                round != null && wholeRequest && channel.getSourceChannel().isReadResumed();
        OWNER.lazySet(this, watched ? Owner.HANDLER : Owner.HANDLER_UNWATCHED);
    }

    /** Answers without a handler, and ends the connection. */
    private boolean refuse(int status) throws IOException {
        listener.counters().refused();
        Next next;
        synchronized (wire.lock) {
            next = wire.machine.refused(status);
        }
        act(next);
        return false;
    }

    private void answerRefusal() throws IOException {
        int status;
        synchronized (wire.lock) {
            status = wire.machine.refusalStatus();
            ByteBuffer out = wire.output.room(wire.packetSize());
            if (out != null) {
                AjpResponseWriter.Head head =
                        AjpResponseWriter.head(out, wire.packetSize(), status, StatusCodes.getReason(status));
                head.add(Headers.CONTENT_LENGTH_STRING, "0");
                head.finish();
                AjpResponseWriter.end(out, wire.machine.ended(0));
            }
        }
        LOG.debugf("refused a request from %s: %d", getPeerAddress(), status);
        if (settle()) {
            act(endWritten());
        }
    }

    private Next endWritten() {
        synchronized (wire.lock) {
            return wire.machine.endWritten(wire.now());
        }
    }

    /** Writes at home; where the socket has no room, waits for that. Returns whether all is written. */
    private boolean settle() throws IOException {
        boolean written;
        synchronized (wire.lock) {
            written = wire.write();
        }
        return written || awaitRoom();
    }

    /** Returns false: the rest follows. */
    private boolean awaitRoom() {
        synchronized (wire.lock) {
            wire.machine.writeWaits(wire.now());
            publish();
        }
        channel.getSinkChannel().setWriteListener(this::roomNoticed);
        channel.getSinkChannel().resumeWrites();
        return false;
    }

    private void roomNoticed(ConduitStreamSinkChannel sink) {
        if (home.isCurrentThread()) {
            writeOn();
        } else {
            sink.suspendWrites();
            onHome(this::writeOn);
        }
    }

    private void writeOn() {
        if (over || owner != Owner.HOME) {
            return;
        }
        try {
            if (!settle()) {
                return;
            }
            channel.getSinkChannel().suspendWrites();
            channel.getSinkChannel().setWriteListener(null);
            Next next;
            synchronized (wire.lock) {
                next = switch (wire.machine.state()) {
                    case PINGED -> wire.machine.pongWritten(wire.now());
                    case ENDING -> wire.machine.endWritten(wire.now());
                    default -> Next.READ;
                };
            }
            if (goesOn(next)) {
                readMessages();
            }
        } catch (IOException brokenSocket) {
            fail(CloseReason.CLIENT_ABORTED, brokenSocket);
        }
    }

    /** Returns whether to go on reading; does what there is to do otherwise. */
    private boolean goesOn(Next next) throws IOException {
        if (next == Next.READ) {
            return true;
        }
        act(next);
        return false;
    }

    // It is answered.

    @Override
    protected StreamSinkConduit getSinkConduit(HttpServerExchange exchange, StreamSinkConduit conduit) {
        AjpResponseConduit begun = new AjpResponseConduit(conduit, this, exchange);
        if (exchange == current) {
            response = begun;
        }
        return begun;
    }

    @Override
    public void terminateRequestChannel(HttpServerExchange exchange) {
        AjpRequestConduit reading = body;
        if (exchange == current && reading != null) {
            reading.handlerDone();
        }
    }

    // The end of an exchange.

    @Override
    protected void exchangeComplete(HttpServerExchange exchange) {
        if (exchange != current) {
            return;
        }
        boolean listened = (body != null && body.wasResumed()) || (response != null && response.wasResumed());
        if (listened) {
            afterListeners(exchange);
        } else if (home.isCurrentThread()) {
            if (inHandler) {
                endedInHandler = true;
            } else {
                concludeGuarded(exchange);
            }
        } else if (round != null && endsPlainly(exchange)) {
            concludeElsewhere(exchange);
        } else {
            onHome(() -> concludeGuarded(exchange));
        }
    }

    /**
     * Concludes where no event of this exchange can be on its way to a listener any more. What the I/O thread has selected already, or was told
     * to wake up for, it would tell the listener of the next exchange, while the handler of that one may be running on another thread.
     */
    private void afterListeners(HttpServerExchange exchange) {
        Runnable conclude = () -> concludeGuarded(exchange);
        try {
            getIoThread().execute(() -> {
                channel.getSourceChannel().suspendReads();
                channel.getSinkChannel().suspendWrites();
                onHome(conclude);
            });
        } catch (RejectedExecutionException ending) {
            cutOff(CloseReason.STOPPED);
            onHome(conclude);
        }
    }

    /** Whether the connection just goes on, so that the thread that ends the exchange sees to it without waking the I/O thread. */
    private boolean endsPlainly(HttpServerExchange exchange) {
        return owner == Owner.HANDLER
                && exchange.isComplete()
                && brokenFor == null
                && !listener.isDraining()
                && channel.isOpen();
    }

    private void concludeElsewhere(HttpServerExchange exchange) {
        try {
            comeHome(ended(exchange));
        } catch (IOException brokenSocket) {
            onHome(() -> {
                owner = Owner.HOME;
                fail(CloseReason.CLIENT_ABORTED, brokenSocket);
            });
        }
    }

    /** Lets go of the connection; where there is anything to do, at home. */
    private void comeHome(@Nullable Next next) {
        synchronized (wire.lock) {
            deadline = wire.machine.nextDeadline();
        }
        long due = deadline;
        if (next == Next.READ && wire.input.remaining() == 0 && OWNER.compareAndSet(this, Owner.HANDLER, Owner.HOME)) {
            // From here on its own thread may have it.
            if (due < scheduledFor) {
                onHome(this::schedule);
            }
            if (listener.isClosingIdle()) {
                onHome(this::drain);
            }
            return;
        }
        onHome(() -> {
            owner = Owner.HOME;
            if (channelClosedMeanwhile()) {
                return;
            }
            if (next == null) {
                awaitRoom();
            } else {
                goOnGuarded(next);
            }
        });
    }

    private void concludeGuarded(HttpServerExchange exchange) {
        try {
            if (conclude(exchange)) {
                readMessages();
            }
        } catch (IOException brokenSocket) {
            fail(CloseReason.IO_ERROR, brokenSocket);
        } catch (RuntimeException | Error bug) {
            LOG.errorf(bug, "connection from %s failed", getPeerAddress());
            fail(CloseReason.INTERNAL_ERROR, bug);
        }
    }

    private void goOnGuarded(Next next) {
        try {
            if (goesOn(next)) {
                readMessages();
                drainIfDue();
            }
        } catch (IOException brokenSocket) {
            fail(CloseReason.IO_ERROR, brokenSocket);
        } catch (RuntimeException | Error bug) {
            LOG.errorf(bug, "connection from %s failed", getPeerAddress());
            fail(CloseReason.INTERNAL_ERROR, bug);
        }
    }

    /** Ends the exchange at home. Returns whether to go on reading. */
    private boolean conclude(HttpServerExchange exchange) throws IOException {
        if (current != exchange) {
            return false;
        }
        owner = Owner.HOME;
        if (!channel.isOpen() || !exchange.isComplete()) {
            // Undertow also says that an exchange is complete where it gives up on one in the middle of a message.
            forget();
            IoUtils.safeClose(channel);
            channelClosed();
            return false;
        }
        Next next = ended(exchange);
        if (next == null) {
            return awaitRoom();
        }
        return goesOn(next);
    }

    /** Forgets the exchange and sees to its END_RESPONSE. Returns null where the socket has no room for that. */
    private @Nullable Next ended(HttpServerExchange exchange) throws IOException {
        boolean hadBody = body != null;
        boolean listened = response != null && response.wasResumed();
        forget();
        clearChannel();
        if (hadBody) {
            channel.getSourceChannel().setReadListener(this);
        }
        if (listened) {
            channel.getSinkChannel().setWriteListener(null);
        }
        synchronized (wire.lock) {
            if (!exchange.isPersistent()) {
                wire.machine.closeAfterResponse(CloseReason.SERVER_SAID_CLOSE);
            }
            if (!wire.machine.isEnded()) {
                ByteBuffer out = wire.output.room(AjpResponseWriter.SMALL_PACKET);
                if (out == null) {
                    throw new IOException("no room for END_RESPONSE behind a response that was flushed");
                }
                end(out);
            }
            return wire.write() ? wire.machine.endWritten(wire.now()) : null;
        }
    }

    private void forget() {
        current = null;
        setSslSessionInfo(null);
        response = null;
        if (body != null) {
            synchronized (wire.lock) {
                body.end();
                wire.input.releaseIfEmpty();
            }
            body = null;
        }
    }

    // Doing what the machine says: at home.

    private void act(Next next) throws IOException {
        switch (next) {
            case READ -> park();
            case REFUSE -> answerRefusal();
            case LINGER -> linger();
            case CLOSE -> {
                IoUtils.safeClose(channel);
                channelClosed();
            }
            case BODY_TIMED_OUT -> {
                AjpRequestConduit reading = body;
                if (reading != null) {
                    reading.timedOut();
                }
            }
            case WRITE_TIMED_OUT -> responseTimedOut();
        }
    }

    /** Ends a response that its front does not take, and tells the listener that waits to go on with it. */
    private void responseTimedOut() {
        ConduitStreamSinkChannel sink = channel.getSinkChannel();
        // Closing ends the exchange, which forgets whom to tell.
        ChannelListener<? super ConduitStreamSinkChannel> waiting =
                owner == Owner.HOME ? null : sink.getWriteListener();
        cutOff(CloseReason.WRITE_TIMEOUT);
        if (waiting != null) {
            onIoThread(() -> ChannelListeners.invokeChannelListener(sink, waiting));
        }
        channelClosed();
    }

    private void onIoThread(Runnable task) {
        try {
            getIoThread().execute(task);
        } catch (RejectedExecutionException ending) {
            LOG.debugf("connection from %s outlives its worker", getPeerAddress());
        }
    }

    /** Says that nothing more will come, and hears the front out. */
    private void linger() throws IOException {
        if (!finSent) {
            finSent = true;
            ConduitStreamSinkChannel sink = channel.getSinkChannel();
            sink.shutdownWrites();
            if (!sink.flush()) {
                sink.setWriteListener(ChannelListeners.flushingChannelListener(
                        null, (failed, brokenSocket) -> cutOff(CloseReason.IO_ERROR)));
                sink.resumeWrites();
            }
        }
        dropInput();
    }

    private void dropInput() throws IOException {
        for (int fills = 0; fills < MAX_FILLS_IN_A_ROW; fills++) {
            int filled;
            synchronized (wire.lock) {
                wire.input.release();
                filled = wire.fill();
                if (filled > 0) {
                    wire.machine.bytesArrived(wire.now());
                }
                wire.input.release();
            }
            if (filled < 0) {
                peerClosed();
                return;
            }
            if (filled == 0) {
                break;
            }
        }
        park();
    }

    /** Lets the connection end as soon as nothing is lost by it; on any thread. */
    void drainSoon() {
        onHome(this::drain);
    }

    /** The same; at home. */
    void drain() {
        if (over) {
            return;
        }
        if (owner == Owner.HOME) {
            // A request that is here already is answered.
            readGuarded();
        }
        drainIfDue();
    }

    private void drainIfDue() {
        if (!listener.isClosingIdle() || over) {
            return;
        }
        Next next;
        synchronized (wire.lock) {
            next = wire.machine.state() == State.CLOSED ? Next.READ : wire.machine.drain(wire.now());
        }
        if (next != Next.READ) {
            try {
                act(next);
            } catch (IOException brokenSocket) {
                fail(CloseReason.IO_ERROR, brokenSocket);
            }
        }
    }

    // Time.

    private void schedule() {
        long due = deadline;
        if (due != Deadline.NONE && due < scheduledFor && !over) {
            scheduledFor = due;
            home.schedule(timerEntry, due);
        }
    }

    @Override
    public void timeout(long now) {
        scheduledFor = Deadline.NONE;
        if (!Deadline.isExpired(deadline, now) || over) {
            schedule();
            return;
        }
        try {
            State state = wire.machine.state();
            if (owner == Owner.HOME && (state == State.ACCEPTED || state == State.IDLE)) {
                // The timer may be late, and a request in time.
                readMessages();
            }
            Next next;
            synchronized (wire.lock) {
                next = wire.machine.timeout(now);
                deadline = wire.machine.nextDeadline();
            }
            if (next != Next.READ) {
                act(next);
            }
            schedule();
        } catch (IOException brokenSocket) {
            fail(CloseReason.IO_ERROR, brokenSocket);
        }
    }

    private void onHome(Runnable task) {
        try {
            home.execute(task);
        } catch (RejectedExecutionException ending) {
            IoUtils.safeClose(channel);
            count(CloseReason.STOPPED);
        }
    }

    // The end.

    @Override
    public void closed(ServerConnection itself) {
        channelClosed();
    }

    /** Closes the connection whatever it is doing; on any thread. */
    void forceClose() {
        cutOff(CloseReason.STOPPED);
        count(CloseReason.STOPPED);
    }

    boolean isOver() {
        return over;
    }

    private boolean channelClosedMeanwhile() {
        if (channel.isOpen()) {
            return false;
        }
        channelClosed();
        return true;
    }

    private void channelClosed() {
        if (!home.isCurrentThread()) {
            onHome(this::channelClosed);
            return;
        }
        // A handler that still has the connection gives it back first.
        if (owner != Owner.HOME || over) {
            return;
        }
        over = true;
        CloseReason reason;
        synchronized (wire.lock) {
            wire.input.close();
            wire.output.close();
            CloseReason broken = brokenFor;
            if (broken != null) {
                wire.machine.closeAfterResponse(broken);
            }
            wire.machine.closed(CloseReason.CLIENT_ABORTED);
            CloseReason known = wire.machine.closeReason();
            reason = known == null ? CloseReason.INTERNAL_ERROR : known;
            if (wire.machine.isRaceVictim()) {
                listener.counters().raceVictim();
            }
        }
        timerEntry.remove();
        count(reason);
    }

    private void count(CloseReason reason) {
        if (counted.compareAndSet(false, true)) {
            LOG.debugf("connection from %s closed: %s", getPeerAddress(), reason);
            listener.closed(this, reason);
        }
    }
}
