package dev.holdfast.sim;

import dev.holdfast.ajp13.AjpClientTimeouts;
import dev.holdfast.balance.BalancerMachine;
import dev.holdfast.balance.Health;
import dev.holdfast.balance.MemberSettings;
import dev.holdfast.balance.ModJkBalancer;
import dev.holdfast.balance.ModJkBalancerSettings;
import dev.holdfast.balance.Outcome;
import dev.holdfast.pool.CloseReason;
import dev.holdfast.pool.FailedExchange;
import dev.holdfast.pool.FailedExchange.Fault;
import dev.holdfast.pool.FailedExchange.Progress;
import dev.holdfast.pool.ModJkPoolSettings;
import dev.holdfast.pool.ModProxyPoolSettings;
import dev.holdfast.pool.NativePoolSettings;
import dev.holdfast.pool.PoolMachine;
import dev.holdfast.pool.PoolSettings;
import dev.holdfast.pool.Recovery;
import dev.holdfast.pool.RejectReason;
import dev.holdfast.pool.SharedBusy;
import dev.holdfast.scenario.Scenario;
import dev.holdfast.time.Deadline;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Forwards requests: chooses a member, has its child's pool give a connection, and tries again where the live gateway does. */
final class Gateway {
    private static final int OK = 200;

    private final World world;
    private final PoolSettings poolSettings;
    private final Recovery recovery;
    private final int poolSize;
    private final List<BackServer> servers = new ArrayList<>();
    private final List<SharedBusy> busy = new ArrayList<>();
    private final List<ChildPool @Nullable []> pools = new ArrayList<>();
    private final @Nullable BalancerMachine balancer;
    private final boolean pingsAfterConnect;
    private final boolean pingsAlways;
    private final long pingAfterIdleNanos;
    private final Lane connectPings;
    private final Lane prepostPings;
    private final Lane idlePings;
    private final Lane replies;
    private final long exchangeNanos;
    private final boolean usesFrontCpu;
    private int chosenForChild;

    Gateway(World world, Scenario scenario) {
        this.world = world;
        this.poolSettings = scenario.forwarding().pool();
        this.poolSize = sizeOf(poolSettings);
        List<MemberSettings> members = new ArrayList<>();
        for (int i = 0; i < scenario.back().members(); i++) {
            servers.add(new BackServer(world, scenario));
            busy.add(new SharedBusy());
            members.add(
                    MemberSettings.of("m" + i, null).withRetry(scenario.back().retry()));
        }
        this.balancer = scenario.forwarding()
                .balancer()
                .map(settings -> settings instanceof ModJkBalancerSettings modJk
                        ? new ModJkBalancer(modJk, members, this::hasConnection)
                        : settings.machine(members))
                .orElse(null);
        AjpClientTimeouts timeouts = scenario.forwarding().timeouts();
        this.pingsAfterConnect = !timeouts.connectTimeout().isZero();
        this.pingsAlways = !timeouts.prepostTimeout().isZero();
        this.recovery = poolSettings.recovery(true, pingsAlways);
        this.pingAfterIdleNanos = Deadline.nanosOf(timeouts.pingAfterIdle());
        Agenda agenda = world.agenda();
        this.connectPings = new Lane(agenda, Deadline.nanosOf(timeouts.connectTimeout()));
        this.prepostPings = new Lane(agenda, Deadline.nanosOf(timeouts.prepostTimeout()));
        this.idlePings = new Lane(agenda, Deadline.nanosOf(timeouts.pingTimeout()));
        this.replies = new Lane(agenda, Deadline.nanosOf(timeouts.replyTimeout()));
        this.exchangeNanos = scenario.network().ajpExchange().toNanos();
        this.usesFrontCpu = scenario.cpu().front().meanNanos() > 0;
    }

    void childStarted(int child, long now) {
        while (pools.size() <= child) {
            pools.add(null);
        }
        ChildPool[] own = new ChildPool[servers.size()];
        for (int i = 0; i < own.length; i++) {
            SharedBusy shared = busy.get(i);
            own[i] = new ChildPool(
                    world,
                    servers.get(i),
                    i,
                    effects -> poolSettings instanceof ModJkPoolSettings modJk
                            ? modJk.machine(effects, shared)
                            : poolSettings.machine(effects));
        }
        pools.set(child, own);
        world.recorder().poolSize.add((long) poolSize * own.length, now);
    }

    void childExited(int child, long now) {
        for (ChildPool pool : pools(child)) {
            pool.close();
            world.recorder().poolSize.add(-poolSize, now);
        }
        pools.set(child, null);
    }

    /** A request's head is complete, and httpd's clock runs. */
    void start(Request request, long now) {
        request.frontStart = now;
        request.child = world.front().child(request.socket());
        if (usesFrontCpu) {
            world.recorder().goesOn(request, Part.FRONT_CPU, now);
            world.frontProcessor().work(done -> forward(request, done), request.frontCpuNanos, now);
        } else {
            forward(request, now);
        }
    }

    /** Chooses a member that the request has not been given yet, and asks its pool for a connection. */
    void forward(Request request, long now) {
        world.recorder().goesOn(request, Part.POOL_ACQUIRE, now);
        request.tries = 1;
        BalancerMachine chooser = balancer;
        if (chooser != null && !choose(chooser, request, now)) {
            return;
        }
        pools(request.child)[request.member].acquire(request, now);
    }

    private boolean choose(BalancerMachine chooser, Request request, long now) {
        chooser.timeout(now);
        BitSet tried = request.tried();
        boolean exhausted = tried.get(0, servers.size()).cardinality() >= chooser.maxAttempts();
        chosenForChild = request.child;
        int chosen = exhausted ? BalancerMachine.NONE : chooser.choose(null, tried, now);
        noteErrors(chooser, now);
        if (chosen != BalancerMachine.NONE) {
            request.member = chosen;
            request.chosenAt = now;
            return true;
        }
        request.rounds++;
        if (request.rounds < chooser.rounds()) {
            tried.clear(0, servers.size());
            world.agenda().at(now + chooser.pauseNanos(), request, Request.FORWARD, 0);
        } else {
            answer(request, now);
        }
        return false;
    }

    /** Returns whether a request that waited may use a connection to {@code member}. */
    boolean admits(int member) {
        BalancerMachine chooser = balancer;
        return chooser == null || chooser.admits(member);
    }

    void granted(Request request, AjpConnection connection, long idleNanos, long now) {
        world.recorder().leased.add(1, now);
        request.ajp = connection;
        request.fresh = idleNanos == PoolMachine.FRESH;
        connection.request = request;
        if (request.fresh && connection.began >= request.partSince) {
            long connecting = now - connection.began;
            world.recorder().goesOn(request, Part.POOL_ACQUIRE, now);
            world.recorder().wasAnother(request, Part.POOL_ACQUIRE, Part.AJP_CONNECT, connecting);
        }
        Lane pings = pings(request.fresh, idleNanos);
        if (pings == null) {
            send(request, now);
        } else {
            world.recorder().goesOn(request, Part.AJP_CONNECT, now);
            request.pinging = true;
            pings.add(request, ++request.waits, now);
            connection.server.arrived(connection, now);
        }
    }

    private @Nullable Lane pings(boolean fresh, long idleNanos) {
        if (fresh && pingsAfterConnect) {
            return connectPings;
        }
        if (pingsAlways) {
            return prepostPings;
        }
        return !fresh && idleNanos >= pingAfterIdleNanos ? idlePings : null;
    }

    /** The back end has answered CPING. */
    void ponged(Request request, long now) {
        send(request, now);
    }

    private void send(Request request, long now) {
        request.pinging = false;
        replies.add(request, ++request.waits, now);
        AjpConnection connection = request.ajp();
        // Way there and way back in one: no other order of events follows from it.
        connection.sentUntil = now + exchangeNanos;
        if (exchangeNanos == 0) {
            connection.server.bytes(connection, now);
        } else {
            world.recorder().goesOn(request, Part.AJP_EXCHANGE, now);
            world.agenda().at(connection.sentUntil, connection, AjpConnection.BYTES, 0);
        }
    }

    /** The back end has answered. */
    void responded(Request request, long now) {
        request.waits++;
        world.recorder().goesOn(request, Part.WRITE_BACK, now);
        Socket socket = request.socket();
        if (socket.number != Socket.NONE) {
            request.kept = world.front().persists(socket, OK, now);
        }
        if (request.writeNanos == 0) {
            written(request, now);
            return;
        }
        if (socket.number != Socket.NONE) {
            world.front().written(socket, now);
        }
        world.agenda().at(now + request.writeNanos, request, Request.WRITTEN, 0);
    }

    /** The user has all of the response. */
    void written(Request request, long now) {
        AjpConnection connection = release(request, now);
        connection.pool.released(connection, now);
        BalancerMachine chooser = balancer;
        if (chooser != null) {
            chooser.ended(request.member, Outcome.ANSWERED, 0, request.backEnd - request.chosenAt, now);
        }
        if (!request.over) {
            world.recorder().completed(request, now, request.backEnd - request.backStart, now);
            flush(request, false, now);
        } else {
            flushToNobody(request, now);
        }
    }

    void rejected(Request request, RejectReason reason, long now) {
        Failure failure = Failure.of(reason);
        request.lastFailure = failure;
        request.lastStatus = failure.status();
        memberFailed(
                request,
                switch (reason) {
                    case ACQUIRE_TIMEOUT, QUEUE_FULL, BUSY_LIMIT, MEMBER_UNUSABLE -> Outcome.NO_CONNECTION;
                    case CONNECT_REFUSED, CONNECT_TIMEOUT, CONNECT_FAILED -> Outcome.CONNECT_FAILED;
                    case POOL_CLOSED -> Outcome.CLIENT;
                },
                now);
    }

    /** The back end has closed the connection. */
    void broken(AjpConnection connection, long now) {
        Request request = connection.request;
        if (request == null) {
            connection.pool.peerSpoke(connection, now);
        } else {
            request.waits++;
            lost(request, Outcome.BROKEN, Failure.BACK_CLOSED, now);
        }
    }

    /** The back end has not answered in time. */
    void timedOut(Request request, long now) {
        request.waits++;
        if (request.pinging) {
            lost(request, Outcome.PING_FAILED, Failure.PING_TIMEOUT, now);
        } else {
            AjpConnection connection = release(request, now);
            connection.pool.released(connection, CloseReason.EXCHANGE_FAILED, now);
            recover(request, Progress.SENT, Fault.LATE, Outcome.REPLY_TIMEOUT, Failure.REPLY_TIMEOUT, now);
        }
    }

    /** The connection died before there was an answer. */
    private void lost(Request request, Outcome outcome, Failure failure, long now) {
        AjpConnection connection = release(request, now);
        connection.pool.released(connection, request.fresh ? CloseReason.EXCHANGE_FAILED : CloseReason.STALE, now);
        Progress progress = request.pinging ? Progress.PINGED : Progress.SENT;
        request.pinging = false;
        recover(request, progress, failure == Failure.BACK_CLOSED ? Fault.CLOSED : Fault.LATE, outcome, failure, now);
    }

    /** As the live gateway does, for a GET without query and body, which all requests here are. */
    private void recover(Request request, Progress progress, Fault fault, Outcome outcome, Failure failure, long now) {
        FailedExchange failed = new FailedExchange(
                "GET",
                false,
                true,
                true,
                progress,
                fault,
                fault == Fault.CLOSED && !request.fresh,
                request.tries,
                request.repeats,
                servers.size());
        Outcome blamed = outcome(outcome, recovery.blame(failed));
        request.lastFailure = failure;
        request.lastStatus = recovery.status(failed, failure.status());
        Recovery.Next next = recovery.after(failed);
        request.repeats++;
        switch (next) {
            case SAME_MEMBER -> retry(request, recovery.pauseNanos(), now);
            case GIVE_UP -> {
                ended(request, blamed, now);
                answer(request, now);
            }
            case ANY_MEMBER -> {
                ended(request, failed.stale() ? Outcome.CLIENT : blamed, now);
                forward(request, now);
            }
            case ANOTHER_MEMBER -> memberFailed(request, blamed, now);
        }
    }

    private static Outcome outcome(Outcome outcome, Recovery.Blame blame) {
        return switch (blame) {
            case MEMBER -> outcome;
            case MEMBER_IF_TIMEOUTS_COUNT -> Outcome.EXCUSED_TIMEOUT;
            case NOBODY -> Outcome.CLIENT;
        };
    }

    private void retry(Request request, long pause, long now) {
        request.tries++;
        world.recorder().goesOn(request, Part.POOL_ACQUIRE, now);
        world.agenda().at(now + pause, request, Request.ACQUIRE, 0);
    }

    void acquireAgain(Request request, long now) {
        pools(request.child)[request.member].acquire(request, now);
    }

    private void ended(Request request, Outcome outcome, long now) {
        BalancerMachine chooser = balancer;
        if (chooser != null) {
            chooser.ended(request.member, outcome, 0, 0, now);
            noteErrors(chooser, now);
        }
    }

    private void memberFailed(Request request, Outcome outcome, long now) {
        ended(request, outcome, now);
        BalancerMachine chooser = balancer;
        if (chooser != null && chooser.failsOver(request.member, outcome)) {
            request.tried().set(request.member);
            forward(request, now);
        } else {
            answer(request, now);
        }
    }

    /** The gateway itself answers. */
    private void answer(Request request, long now) {
        Socket socket = request.socket();
        if (socket.number != Socket.NONE) {
            request.kept = world.front().persists(socket, request.lastStatus, now);
        }
        if (request.over) {
            flushToNobody(request, now);
        } else {
            world.recorder().failed(request, request.lastFailure, now);
            flush(request, true, now);
        }
    }

    private void flush(Request request, boolean failed, long now) {
        world.front().flushed(request.socket(), now);
        world.visitors().responded(request, request.kept, failed, now);
    }

    private void flushToNobody(Request request, long now) {
        if (request.socket().number != Socket.NONE) {
            world.front().flushed(request.socket(), now);
        }
    }

    private AjpConnection release(Request request, long now) {
        AjpConnection connection = request.ajp();
        request.ajp = null;
        connection.request = null;
        world.recorder().leased.add(-1, now);
        return connection;
    }

    private boolean hasConnection(int member) {
        return pools(chosenForChild)[member].hasFree(poolSize);
    }

    private void noteErrors(BalancerMachine chooser, long now) {
        int errors = 0;
        for (int member = 0; member < servers.size(); member++) {
            errors += chooser.health(member) == Health.ERROR ? 1 : 0;
        }
        Level level = world.recorder().membersInError;
        level.add(errors - level.value(), now);
    }

    private ChildPool[] pools(int child) {
        ChildPool[] own = pools.get(child);
        if (own == null) {
            throw new IllegalStateException("child " + child + " has no pools");
        }
        return own;
    }

    private static int sizeOf(PoolSettings settings) {
        if (settings instanceof ModProxyPoolSettings modProxy) {
            return modProxy.max();
        }
        return settings instanceof ModJkPoolSettings modJk
                ? modJk.connectionPoolSize()
                : ((NativePoolSettings) settings).connectionPoolSize();
    }
}
