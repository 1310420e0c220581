package dev.holdfast.bridge;

import dev.holdfast.ajp13.AjpClientMachine;
import dev.holdfast.ajp13.AjpFailure;
import dev.holdfast.ajp13.AjpMessage.FromContainer;
import dev.holdfast.ajp13.AjpMessage.SendBodyChunk;
import dev.holdfast.ajp13.AjpMessage.SendHeaders;
import dev.holdfast.ajp13.AjpViolation;
import dev.holdfast.connector.MalformedBodyException;
import dev.holdfast.connector.xnio.DeadlineTimer;
import dev.holdfast.pool.CloseReason;
import dev.holdfast.pool.RejectReason;
import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.RequestTooBigException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.xnio.XnioIoThread;

/**
 * One request on its way through the bridge.
 *
 * <p>Whatever happens on either side ends in {@link #pump}, which moves bytes in both directions until neither can move any: request body
 * to the back end, one packet at a time and only when one is due; response to the client, one packet at a time and no further read before
 * the client has taken it. So one packet each way is all the memory a request costs, however large and slow.
 *
 * <p>Confined to the I/O thread of the client's connection.
 */
final class BridgeExchange implements ConnectionPool.Applicant, AjpConnection.Lessee {
    private enum Phase {
        ACQUIRING,
        PINGING,
        EXCHANGING,
        /** The back end is done, the client not yet. */
        FINISHING,
        DONE
    }

    /** How many packets one exchange moves before it lets the others on its thread have a turn. */
    private static final int TURN = 32;

    private final BridgeContext context;
    private final HttpServerExchange exchange;
    private final ForwardedRequest request;
    private final ForwardedResponse response;
    private final DeadlineTimer timer;
    private final ClientWatch watch;
    private final Runnable onClientClosed = this::clientClosed;
    private final RequestSender sender;
    private final PooledByteBuffer packetIn;
    private final ByteBuffer in;

    private Phase phase = Phase.ACQUIRING;
    private long application;
    private @Nullable AjpConnection connection;
    private boolean reused;
    private boolean retried;
    private boolean pumping;

    BridgeExchange(BridgeContext context, HttpServerExchange exchange) {
        this.context = context;
        this.exchange = exchange;
        this.request = ForwardedRequest.of(exchange);
        this.response = new ForwardedResponse(exchange, this::ready);
        this.timer = new DeadlineTimer(exchange.getIoThread(), context.clock(), this::timeout);
        this.watch = ClientWatch.of(exchange.getConnection());
        this.sender = new RequestSender(context, exchange, request, this::ready);
        this.packetIn = context.packetBuffer(exchange);
        this.in = packetIn.getBuffer().limit(0);
    }

    void start() {
        guarded(this::apply);
    }

    private void apply() {
        watch.begin(onClientClosed);
        BridgeFailure refusal = request.refusal();
        if (refusal == null) {
            refusal = sender.encodeHead();
        }
        if (refusal != null) {
            fail(refusal, null);
        } else {
            application = context.pool().acquire(this);
        }
    }

    @Override
    public XnioIoThread ioThread() {
        return exchange.getIoThread();
    }

    @Override
    public void granted(AjpConnection granted, long idleNanos) {
        if (phase != Phase.ACQUIRING) {
            // The client went away while the grant was on its way.
            context.pool().release(granted);
            return;
        }
        connection = granted;
        granted.leasedBy(this);
        reused = idleNanos >= 0;
        in.clear().limit(0);
        guarded(() -> {
            if (granted.machine().needsPing(idleNanos)) {
                phase = Phase.PINGING;
                sender.ping();
                granted.machine().ping(idleNanos, now());
            } else {
                sendRequest(granted);
            }
            pump();
        });
    }

    @Override
    public void rejected(RejectReason reason) {
        if (phase == Phase.ACQUIRING) {
            guarded(() -> fail(BridgeFailure.of(reason), null));
        }
    }

    /** Something can be read or written somewhere. */
    @Override
    public void ready() {
        if (phase != Phase.DONE && !pumping) {
            guarded(this::pump);
        }
    }

    /** A bug must cost one exchange and say so; it must not leave a client waiting or a connection leased for ever. */
    private void guarded(Runnable step) {
        pumping = true;
        try {
            step.run();
        } catch (RuntimeException bug) {
            context.crashed(bug, exchange);
            if (phase != Phase.DONE) {
                hangUp();
            }
        } finally {
            pumping = false;
        }
    }

    private void pump() {
        for (int turn = 0; turn < TURN; turn++) {
            boolean moved = pumpRequest();
            moved |= pumpResponse();
            if (!moved) {
                settle();
                return;
            }
        }
        ioThread().execute(this::ready);
    }

    /** Nothing moves: wait for what can change that. */
    private void settle() {
        AjpConnection backend = connection;
        if (backend != null) {
            timer.arm(backend.machine().nextDeadline());
        }
    }

    /** Moves the request on; returns whether anything moved. */
    private boolean pumpRequest() {
        AjpConnection backend = connection;
        if (backend == null) {
            return false;
        }
        if (!sender.isSent()) {
            return sender.write(backend);
        }
        return phase == Phase.EXCHANGING && fillBody(backend.machine());
    }

    private boolean fillBody(AjpClientMachine machine) {
        try {
            return sender.fill(machine);
        } catch (RequestTooBigException tooLarge) {
            disconnect(CloseReason.EXCHANGE_FAILED);
            fail(BridgeFailure.REQUEST_BODY_TOO_LARGE, null);
        } catch (MalformedBodyException broken) {
            disconnect(CloseReason.EXCHANGE_FAILED);
            fail(BridgeFailure.BAD_REQUEST, null);
        } catch (IOException gone) {
            clientAborted();
        }
        return false;
    }

    /** Moves the response on; returns whether anything moved. */
    private boolean pumpResponse() {
        AjpConnection backend = connection;
        if (backend == null) {
            return phase == Phase.FINISHING && finish();
        }
        if (!drainToClient(backend)) {
            return false;
        }
        FromContainer message = backend.decoder().decode(in);
        if (message != null) {
            received(backend, message);
            return true;
        }
        AjpViolation violation = backend.decoder().violation();
        if (violation != null) {
            backend.machine().violated(violation);
            backendFailed(backend);
            return false;
        }
        return readIn(backend);
    }

    private boolean drainToClient(AjpConnection backend) {
        try {
            if (response.drain()) {
                backend.machine().resume(now());
                return true;
            }
            backend.machine().pause();
            backend.suspendReads();
        } catch (IOException gone) {
            clientAborted();
        }
        return false;
    }

    private boolean readIn(AjpConnection backend) {
        int count;
        in.compact();
        try {
            count = backend.read(in);
        } catch (IOException reset) {
            count = -1;
        }
        in.flip();
        if (count > 0) {
            return true;
        }
        if (count < 0) {
            backend.machine().peerClosed(now());
            backendFailed(backend);
        } else {
            backend.resumeReads();
        }
        return false;
    }

    private void received(AjpConnection backend, FromContainer message) {
        AjpClientMachine machine = backend.machine();
        switch (machine.received(message, in.remaining(), now())) {
            case READY -> sendRequest(backend);
            case HEAD -> {
                if (message instanceof SendHeaders head) {
                    response.begin(head);
                }
            }
            case BODY -> {
                if (message instanceof SendBodyChunk chunk) {
                    response.send(chunk.data());
                }
            }
            case FLUSH -> response.flush();
            case END, END_AND_CLOSE -> backendDone(backend);
            case FAIL -> backendFailed(backend);
            case CONTINUE, SEND_BODY, SKIP -> {}
        }
    }

    private void sendRequest(AjpConnection backend) {
        phase = Phase.EXCHANGING;
        sender.head();
        backend.machine().request(request.body(), request.isHead(), now());
    }

    private void backendDone(AjpConnection backend) {
        if (backend.machine().isReusable() && sender.isSent()) {
            disconnect(null);
        } else {
            disconnect(CloseReason.NOT_REUSABLE);
        }
        phase = Phase.FINISHING;
        response.end();
    }

    private boolean finish() {
        try {
            if (response.drain()) {
                done();
                exchange.endExchange();
            }
        } catch (IOException gone) {
            clientAborted();
        }
        return false;
    }

    private void backendFailed(AjpConnection backend) {
        AjpClientMachine machine = backend.machine();
        AjpFailure failure = machine.failure();
        if (failure == null) {
            throw new IllegalStateException("no failure in " + phase);
        }
        boolean died = failure == AjpFailure.PEER_CLOSED || failure == AjpFailure.PING_TIMEOUT;
        boolean stale = reused && died && !machine.isAnswered();
        AjpViolation violation = machine.violation();
        boolean untouched = phase == Phase.PINGING || (request.isIdempotent() && !sender.hasOpenedBody());
        disconnect(stale ? CloseReason.STALE : CloseReason.EXCHANGE_FAILED);
        if (stale && untouched && !retried) {
            retry();
        } else {
            fail(BridgeFailure.of(failure), violation);
        }
    }

    /** The pool has just closed what may be as stale, so this gets a fresh connection, or one that was in use a moment ago. */
    private void retry() {
        retried = true;
        context.retried();
        phase = Phase.ACQUIRING;
        application = context.pool().acquire(this);
    }

    private void fail(BridgeFailure failure, @Nullable AjpViolation violation) {
        boolean committed = response.isCommitted();
        context.failed(failure, violation, exchange, committed);
        if (committed) {
            done();
            response.abort();
        } else {
            phase = Phase.FINISHING;
            response.fail(failure.status());
            finish();
        }
    }

    private void clientAborted() {
        context.failed(BridgeFailure.CLIENT_ABORTED, null, exchange, response.isCommitted());
        hangUp();
    }

    private void hangUp() {
        if (phase == Phase.ACQUIRING) {
            context.pool().cancel(application);
        }
        disconnect(CloseReason.EXCHANGE_FAILED);
        done();
        response.abort();
    }

    /** The client's connection was closed, on whatever thread and by whoever. */
    private void clientClosed() {
        try {
            ioThread().execute(() -> {
                if (phase != Phase.DONE) {
                    guarded(this::clientAborted);
                }
            });
        } catch (RejectedExecutionException workerIsStopping) {
            // It closes the connection to the back end as it did this one.
        }
    }

    private void timeout() {
        timer.fired();
        AjpConnection backend = connection;
        if (backend == null) {
            return;
        }
        guarded(() -> {
            if (backend.machine().timeout(now()) == AjpClientMachine.Next.FAIL) {
                backendFailed(backend);
            } else {
                settle();
            }
        });
    }

    /** Gives the connection back: good for another exchange where {@code reason} is null. */
    private void disconnect(@Nullable CloseReason reason) {
        AjpConnection backend = connection;
        connection = null;
        if (backend == null) {
            return;
        }
        timer.cancel();
        sender.suspend();
        backend.unleased();
        if (reason == null) {
            context.pool().release(backend);
        } else {
            context.pool().release(backend, reason);
        }
    }

    private void done() {
        phase = Phase.DONE;
        watch.end(onClientClosed);
        timer.cancel();
        sender.close();
        packetIn.close();
    }

    private long now() {
        return context.clock().nanoTime();
    }
}
