package dev.holdfast.bridge;

import dev.holdfast.balance.Outcome;
import dev.holdfast.connector.MalformedBodyException;
import dev.holdfast.connector.RequestQuery;
import dev.holdfast.connector.xnio.DeadlineTimer;
import dev.holdfast.pool.CloseReason;
import dev.holdfast.pool.FailedExchange;
import dev.holdfast.pool.Recovery;
import dev.holdfast.pool.RejectReason;
import dev.holdfast.time.Deadline;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.RequestTooBigException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.xnio.XnioExecutor;
import org.xnio.XnioIoThread;

/**
 * One request on its way through the bridge.
 *
 * <p>Whatever happens on either side ends in {@link #pump}, which moves bytes in both directions until neither can move any: request body
 * to the back end, one packet at a time and only when one is due; response to the client, one packet at a time and no further read before
 * the client has taken it. So one buffer each way is all the memory a request costs, however large and slow.
 *
 * <p>Confined to the I/O thread of the client's connection.
 */
final class BridgeExchange implements ConnectionPool.Applicant, BackendConnection.Lessee, HeadWaits.Response {
    private enum Phase {
        /** Nobody is asked for a connection yet: every member was tried, and after a while they are tried again; or in a moment. */
        PAUSING,
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
    private final Attempts attempts;
    private final BackendInput input;
    private Phase phase = Phase.ACQUIRING;
    private @Nullable ConnectionPool appliedTo;
    private long application;
    private @Nullable BackendConnection connection;
    private boolean reused;
    private boolean pumping;
    private long headDue = Deadline.NONE;

    /** The {@link #headDue} that was waited for last. */
    private long headTimed = Deadline.NONE;

    BridgeExchange(BridgeContext context, HttpServerExchange exchange) {
        this.context = context;
        this.exchange = exchange;
        this.attempts = new Attempts(context.members(), context.clock());
        this.request = ForwardedRequest.of(exchange);
        this.response = new ForwardedResponse(exchange, this::ready);
        this.input = new BackendInput(exchange);
        this.timer = new DeadlineTimer(exchange.getIoThread(), context.clock(), this::timeout);
        this.watch = ClientWatch.of(exchange.getConnection());
        this.sender = new RequestSender(exchange, request, context.clock(), this::ready);
    }

    void start() {
        guarded(this::apply);
    }

    private void apply() {
        watch.begin(onClientClosed);
        BridgeFailure refusal = request.refusal();
        if (refusal == null) {
            choose(Refusal.of(BridgeFailure.NO_MEMBER));
        } else {
            fail(Refusal.of(refusal), null);
        }
    }

    /**
     * Puts the request to a member that it was not put to before.
     *
     * @param otherwise what the client is told where there is none
     */
    private void choose(Refusal otherwise) {
        List<String> routes = context.sessionRoutes().of(exchange);
        Member chosen = attempts.next(routes);
        if (chosen == null) {
            nextRound(otherwise);
            return;
        }
        if (chosen.recovery().keepsBody()) {
            sender.keepFirstPiece();
        }
        applyTo(chosen, routes);
    }

    private void applyTo(Member chosen, List<String> routes) {
        sender.rewind();
        response.discard();
        BridgeFailure refusal =
                sender.encodeHead(chosen.protocol(), context.choiceFacts().of(chosen, routes));
        if (refusal == null) {
            acquire(chosen);
        } else {
            leave(Outcome.CLIENT);
            fail(Refusal.of(refusal), null);
        }
    }

    private void nextRound(Refusal otherwise) {
        if (!attempts.beginsAnotherRound()) {
            fail(otherwise, null);
            return;
        }
        phase = Phase.PAUSING;
        XnioExecutor.Key unused = ioThread()
                .executeAfter(
                        () -> afterPause(() -> choose(otherwise)),
                        context.members().pauseNanos(),
                        TimeUnit.NANOSECONDS);
    }

    private void afterPause(Runnable step) {
        if (phase == Phase.PAUSING) {
            guarded(step);
        }
    }

    private void acquire(Member member) {
        phase = Phase.ACQUIRING;
        member.pool().acquire(this, context.members().admission(member));
    }

    @Override
    public void applied(ConnectionPool pool, long requestId) {
        appliedTo = pool;
        application = requestId;
    }

    private void leave(Outcome outcome) {
        boolean unused = attempts.leave(outcome, transferred());
    }

    private long transferred() {
        return sender.sentBytes() + response.sentBytes();
    }

    @Override
    public XnioIoThread ioThread() {
        return exchange.getIoThread();
    }

    @Override
    public void granted(BackendConnection granted, long idleNanos) {
        if (phase != Phase.ACQUIRING) {
            // The client went away while the grant was on its way.
            granted.pool().release(granted);
            return;
        }
        connection = granted;
        granted.leasedBy(this);
        reused = idleNanos >= 0;
        guarded(() -> {
            Member member = attempts.member();
            if (reused && member != null && attempts.repeats() > 0 && granted.isSpoiled()) {
                disconnect(CloseReason.STALE);
                acquireAnother(member);
                return;
            }
            BackendDialog dialog = granted.dialog();
            input.clear(granted.bufferSize());
            if (dialog.needsPing(idleNanos)) {
                phase = Phase.PINGING;
                sender.ping(dialog.ping(idleNanos, now()));
            } else {
                sendRequest(granted);
            }
            pump();
        });
    }

    /**
     * Who killed one connection may have killed them all, and a request that is sent for the second time has no third. It gives up the spoiled one
     * before it applies for another: with both, it would be two of a pool's connections and of mod_jk's busy_limit, and in a pool of one wait for
     * itself. So another request may take its place meanwhile, and where busy_limit is reached then, this one is answered 503.
     */
    private void acquireAnother(Member member) {
        phase = Phase.PAUSING;
        ioThread().execute(() -> afterPause(() -> acquire(member)));
    }

    @Override
    public void rejected(RejectReason reason) {
        if (phase == Phase.ACQUIRING) {
            guarded(() -> {
                Outcome outcome = switch (reason) {
                    case ACQUIRE_TIMEOUT, QUEUE_FULL, BUSY_LIMIT, MEMBER_UNUSABLE -> Outcome.NO_CONNECTION;
                    case CONNECT_REFUSED, CONNECT_TIMEOUT, CONNECT_FAILED -> Outcome.CONNECT_FAILED;
                    case POOL_CLOSED -> Outcome.CLIENT;
                };
                tryAnother(outcome, Refusal.of(BridgeFailure.of(reason)));
            });
        }
    }

    private void tryAnother(Outcome outcome, Refusal otherwise) {
        if (attempts.passOn(outcome, transferred())) {
            choose(otherwise);
        } else {
            fail(otherwise, null);
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
        } catch (RuntimeException | Error bug) {
            context.crashed(bug, exchange, attempts.member());
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
        BackendConnection backend = connection;
        if (backend != null) {
            timer.arm(backend.dialog().nextDeadline());
            Member member = attempts.member();
            boolean due = headDue != Deadline.NONE && headTimed != headDue;
            if (member != null && due && isHeadWaiting(headDue)) {
                headTimed = headDue;
                member.headWaits().add(ioThread(), headDue, this);
            }
        }
    }

    @Override
    public boolean isHeadWaiting(long due) {
        return headDue == due && phase == Phase.EXCHANGING && response.isHeldBack();
    }

    @Override
    public void headIsDue() {
        ready();
    }

    /** Moves the request on; returns whether anything moved. */
    private boolean pumpRequest() {
        BackendConnection backend = connection;
        if (backend == null) {
            return false;
        }
        if (!sender.isSent()) {
            return sender.write(backend);
        }
        return phase == Phase.EXCHANGING && fillBody(backend.dialog());
    }

    private boolean fillBody(BackendDialog dialog) {
        try {
            return sender.fill(dialog);
        } catch (RequestTooBigException tooLarge) {
            refuse(BridgeFailure.REQUEST_BODY_TOO_LARGE);
        } catch (MalformedBodyException broken) {
            refuse(BridgeFailure.BAD_REQUEST);
        } catch (IOException gone) {
            clientAborted();
        }
        return false;
    }

    private void refuse(BridgeFailure why) {
        disconnect(CloseReason.EXCHANGE_FAILED);
        leave(Outcome.CLIENT);
        fail(Refusal.of(why), null);
    }

    /** Moves the response on; returns whether anything moved. */
    private boolean pumpResponse() {
        BackendConnection backend = connection;
        if (backend == null) {
            return phase == Phase.FINISHING && finish();
        }
        if (!drainToClient(backend)) {
            return false;
        }
        BackendDialog.Step step = backend.dialog().next(input.buffer(), now());
        if (step == BackendDialog.Step.MORE) {
            return readIn(backend);
        }
        take(backend, step);
        return step != BackendDialog.Step.FAIL;
    }

    private boolean drainToClient(BackendConnection backend) {
        try {
            if (response.drain()) {
                backend.dialog().resume(now());
                return true;
            }
            backend.dialog().pause();
            backend.suspendReads();
        } catch (IOException gone) {
            clientAborted();
        }
        return false;
    }

    private boolean readIn(BackendConnection backend) {
        if (!backend.isReadable()) {
            return awaitMore(backend);
        }
        int count;
        boolean reset = false;
        try {
            count = input.read(backend);
        } catch (IOException gone) {
            count = -1;
            reset = true;
        }
        if (count > 0) {
            return true;
        }
        if (count < 0) {
            take(backend, backend.dialog().peerClosed(reset, now()));
            return false;
        }
        return awaitMore(backend);
    }

    /**
     * The back end has nothing more at the moment, and may not have for long: what the client's protocol has buffered goes out now. HTTP/1 in
     * clear buffers nothing, so there it costs no call of the system's.
     */
    private boolean awaitMore(BackendConnection backend) {
        boolean headIsDue = response.isHeldBack() && Deadline.isExpired(headDue, now());
        if (headIsDue || response.isUnflushed()) {
            response.flush();
            if (!drainToClient(backend)) {
                return false;
            }
        }
        backend.resumeReads();
        return false;
    }

    private void take(BackendConnection backend, BackendDialog.Step step) {
        BackendDialog dialog = backend.dialog();
        switch (step) {
            case READY -> sendRequest(backend);
            case INTERIM -> interim(dialog.head());
            case HEAD -> began(dialog);
            case CONTENT -> response.send(dialog.content());
            case FLUSH -> response.flush();
            case END -> backendDone(backend);
            case UPGRADE -> upgrade(backend);
            case FAIL -> backendFailed(backend);
            case AGAIN, MORE -> {}
        }
    }

    private void interim(ForwardedHead head) {
        try {
            response.interim(head);
        } catch (IOException gone) {
            clientAborted();
        }
    }

    private void began(BackendDialog dialog) {
        ForwardedHead head = dialog.head();
        long now = now();
        headDue = Deadline.after(now, dialog.headWaitNanos());
        Member member = attempts.member();
        if (member == null || attempts.answered(head.status(), now)) {
            response.begin(head);
            return;
        }
        Recovery.Next next =
                member.recovery().after(failed(FailedExchange.Progress.UNWANTED, FailedExchange.Fault.STATUS, false));
        if (next == Recovery.Next.SAME_MEMBER) {
            disconnect(CloseReason.NOT_REUSABLE);
            stay(member);
        } else if (next == Recovery.Next.ANOTHER_MEMBER && attempts.passOnForStatus(transferred())) {
            disconnect(CloseReason.NOT_REUSABLE);
            repeat();
            choose(Refusal.of(BridgeFailure.FAILED_STATUS));
        } else {
            response.begin(head);
        }
    }

    private FailedExchange failed(FailedExchange.Progress progress, FailedExchange.Fault fault, boolean stale) {
        return new FailedExchange(
                exchange.getRequestMethod().toString(),
                RequestQuery.of(exchange) != null,
                request.isIdempotent() && !sender.hasOpenedBody(),
                sender.isReplayable(),
                progress,
                fault,
                stale,
                attempts.tries(),
                attempts.repeats(),
                context.members().all().size());
    }

    private void repeat() {
        context.retried();
        attempts.repeat();
    }

    /** Puts the request to the member that has it once more, in a while. */
    private void stay(Member member) {
        repeat();
        attempts.stay();
        phase = Phase.PAUSING;
        XnioExecutor.Key unused = ioThread()
                .executeAfter(
                        () -> afterPause(
                                () -> applyTo(member, context.sessionRoutes().of(exchange))),
                        member.recovery().pauseNanos(),
                        TimeUnit.NANOSECONDS);
    }

    private void sendRequest(BackendConnection backend) {
        phase = Phase.EXCHANGING;
        sender.head();
        backend.dialog().request(request, now());
    }

    private void backendDone(BackendConnection backend) {
        if (backend.dialog().isReusable() && sender.isSent()) {
            disconnect(null);
        } else {
            disconnect(CloseReason.NOT_REUSABLE);
        }
        attempts.leaveAnswered(transferred());
        phase = Phase.FINISHING;
        response.end();
        finish();
        Runnable complete = phase == Phase.FINISHING ? exchange.getAttachment(Gateway.RESPONSE_COMPLETE) : null;
        if (complete != null) {
            complete.run();
        }
    }

    /** The tunnel leases the connection from here on, and closes it with the client's. */
    private void upgrade(BackendConnection backend) {
        Tunnel tunnel = new Tunnel(backend, exchange.getConnection(), input.buffer());
        connection = null;
        timer.cancel();
        backend.leasedBy(tunnel);
        ForwardedHead head = backend.dialog().head();
        boolean unused = attempts.answered(head.status(), now());
        leave(Outcome.ANSWERED);
        done();
        response.upgrade(head, tunnel);
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

    private void backendFailed(BackendConnection backend) {
        BackendDialog dialog = backend.dialog();
        BridgeFailure failure = dialog.failure();
        boolean died = failure == BridgeFailure.PEER_CLOSED || failure == BridgeFailure.PING_TIMEOUT;
        boolean stale = reused && died && !dialog.isAnswered();
        Member member = attempts.member();
        if (member == null) {
            throw new IllegalStateException(failure + " without a member");
        }
        FailedExchange failed =
                failed(progress(dialog), failure.fault(), stale && failure == BridgeFailure.PEER_CLOSED);
        Recovery recovery = member.recovery();
        Recovery.Next next = response.isCommitted() ? Recovery.Next.GIVE_UP : recovery.after(failed);
        Outcome outcome = failure.outcome(recovery.blame(failed));
        Refusal otherwise = new Refusal(failure, recovery.status(failed, failure.status()));
        disconnect(stale ? CloseReason.STALE : CloseReason.EXCHANGE_FAILED);
        switch (next) {
            case GIVE_UP -> {
                leave(outcome);
                fail(otherwise, dialog.violation());
            }
            case SAME_MEMBER -> stay(member);
            case ANY_MEMBER -> {
                repeat();
                // One that closed a pooled connection may well be there: the pool has just closed what may be as stale.
                leave(failed.stale() ? Outcome.CLIENT : outcome);
                choose(otherwise);
            }
            case ANOTHER_MEMBER -> {
                repeat();
                tryAnother(outcome, otherwise);
            }
        }
    }

    /** Whatever answers a ping but CPONG spoils the connection (CVE-2022-1319) and not the request, which has not left. */
    private FailedExchange.Progress progress(BackendDialog dialog) {
        if (dialog.isAnswered()) {
            return FailedExchange.Progress.ANSWERED;
        }
        return phase == Phase.PINGING ? FailedExchange.Progress.PINGED : FailedExchange.Progress.SENT;
    }

    private void fail(Refusal refusal, @Nullable Enum<?> violation) {
        boolean committed = response.isCommitted();
        context.failed(refusal.why(), violation, exchange, attempts.last(), committed);
        if (committed) {
            done();
            response.abort();
        } else {
            phase = Phase.FINISHING;
            response.fail(refusal.status());
            finish();
        }
    }

    /** The back end's connection is worth keeping where only its end is missing. */
    private void clientLeft() {
        if (response.leave()) {
            pump();
        } else {
            clientAborted();
        }
    }

    private void clientAborted() {
        context.failed(BridgeFailure.CLIENT_ABORTED, null, exchange, attempts.last(), response.isCommitted());
        hangUp();
    }

    private void hangUp() {
        ConnectionPool pool = appliedTo;
        if (phase == Phase.ACQUIRING && pool != null) {
            pool.cancel(application);
        }
        disconnect(CloseReason.EXCHANGE_FAILED);
        leave(Outcome.CLIENT);
        done();
        response.abort();
    }

    /** The client's connection was closed, on whatever thread and by whoever. */
    private void clientClosed() {
        try {
            ioThread().execute(() -> {
                if (phase != Phase.DONE) {
                    guarded(this::clientLeft);
                }
            });
        } catch (RejectedExecutionException workerIsStopping) {
            // It closes the connection to the back end as it did this one.
        }
    }

    private void timeout() {
        timer.fired();
        BackendConnection backend = connection;
        if (backend == null) {
            return;
        }
        guarded(() -> {
            if (backend.dialog().timeout(now()) == BackendDialog.Step.FAIL) {
                backendFailed(backend);
            } else {
                // What was due may have been that the body is sent without being asked for.
                pump();
            }
        });
    }

    /** Gives the connection back: good for another exchange where {@code reason} is null. */
    private void disconnect(@Nullable CloseReason reason) {
        BackendConnection backend = connection;
        connection = null;
        if (backend == null) {
            return;
        }
        timer.cancel();
        sender.suspend();
        backend.unleased();
        if (reason == null) {
            backend.pool().release(backend);
        } else {
            backend.pool().release(backend, reason);
        }
    }

    private void done() {
        phase = Phase.DONE;
        watch.end(onClientClosed);
        timer.cancel();
        sender.close();
        input.close();
    }

    private long now() {
        return context.clock().nanoTime();
    }
}
