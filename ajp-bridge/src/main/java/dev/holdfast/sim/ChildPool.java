package dev.holdfast.sim;

import dev.holdfast.pool.CloseReason;
import dev.holdfast.pool.PoolEffects;
import dev.holdfast.pool.PoolMachine;
import dev.holdfast.pool.RejectReason;
import dev.holdfast.time.Deadline;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/** One child's pool for one back end: the live gateway's machine, with simulated connections. */
final class ChildPool implements PoolEffects, Deeds.Doer, Agenda.Actor {
    private static final int OPEN = 0;
    private static final int GRANT = 1;
    private static final int CLOSE = 2;
    private static final int PING = 3;

    private final World world;
    private final BackServer server;
    private final int member;
    private final PoolMachine machine;
    private final Map<Long, AjpConnection> connections = new HashMap<>();
    private final Map<Long, Request> applicants = new HashMap<>();
    private long armedFor = Deadline.NONE;

    /** @param member the number of the back end */
    ChildPool(World world, BackServer server, int member, Function<PoolEffects, PoolMachine> machine) {
        this.world = world;
        this.server = server;
        this.member = member;
        this.machine = machine.apply(this);
    }

    Gateway gateway() {
        return world.gateway();
    }

    boolean hasFree(int size) {
        return machine.counts().leased() + machine.counts().opening() < size;
    }

    void acquire(Request request, long now) {
        applicants.put(request.id, request);
        machine.acquire(request.id, 0, now);
        arm();
    }

    void opened(AjpConnection connection, long now) {
        // Where it was given up meanwhile, its close is among the effects.
        machine.opened(connection.id, now);
        arm();
    }

    void openFailed(AjpConnection connection, long now) {
        connections.remove(connection.id);
        machine.openFailed(connection.id, RejectReason.CONNECT_REFUSED, now);
        arm();
    }

    void released(AjpConnection connection, long now) {
        machine.released(connection.id, now);
        arm();
    }

    void released(AjpConnection connection, CloseReason reason, long now) {
        machine.released(connection.id, reason, now);
        arm();
    }

    void peerSpoke(AjpConnection connection, long now) {
        machine.peerSpoke(connection.id, now);
        arm();
    }

    void close() {
        machine.close();
    }

    @Override
    public void act(int what, int stamp, long now) {
        if (now == armedFor) {
            armedFor = Deadline.NONE;
            if (machine.nextDeadline() <= now) {
                machine.timeout(now);
            }
            arm();
        }
    }

    @Override
    public void perform(int what, long one, long two, long three, long now) {
        switch (what) {
            case OPEN -> {
                if (!gateway().admits(member)) {
                    machine.openFailed(one, RejectReason.MEMBER_UNUSABLE, now);
                    arm();
                    return;
                }
                AjpConnection connection = new AjpConnection(this, one, server, now);
                connections.put(one, connection);
                server.connect(connection, now);
            }
            case GRANT -> {
                Request request = applicants.remove(one);
                AjpConnection connection = connections.get(two);
                if (request == null || connection == null) {
                    throw new IllegalStateException("grant of connection " + two + " to request " + one);
                }
                if (!gateway().admits(member)) {
                    released(connection, CloseReason.MEMBER_UNUSABLE, now);
                    gateway().rejected(request, RejectReason.MEMBER_UNUSABLE, now);
                    return;
                }
                gateway().granted(request, connection, three, now);
            }
            case CLOSE -> {
                AjpConnection connection = connections.remove(one);
                if (connection != null) {
                    server.frontClosed(connection, now);
                }
            }
            case PING -> {
                // The back end's threads are not asked: it answers, and there is nobody who would wait meanwhile.
                machine.released(one, now);
                arm();
            }
            default -> throw new IllegalStateException("deed " + what);
        }
    }

    @Override
    public void open(long requestId, long connectionId, int shard) {
        world.deeds().add(this, OPEN, connectionId, 0, 0);
    }

    @Override
    public void grant(long requestId, long connectionId, long idleNanos) {
        world.deeds().add(this, GRANT, requestId, connectionId, idleNanos);
    }

    @Override
    public void reject(long requestId, RejectReason reason) {
        world.deeds().add(new Rejection(reason), 0, requestId, 0, 0);
    }

    @Override
    public void close(long connectionId, CloseReason reason) {
        world.deeds().add(this, CLOSE, connectionId, 0, 0);
    }

    @Override
    public void ping(long connectionId) {
        world.deeds().add(this, PING, connectionId, 0, 0);
    }

    private void arm() {
        long deadline = machine.nextDeadline();
        if (deadline < armedFor) {
            armedFor = deadline;
            world.agenda().at(Math.max(deadline, world.agenda().now()), this, 0, 0);
        }
    }

    private void rejected(long requestId, RejectReason reason, long now) {
        Request request = applicants.remove(requestId);
        if (request == null) {
            throw new IllegalStateException("reject of unknown request " + requestId);
        }
        gateway().rejected(request, reason, now);
    }

    private final class Rejection implements Deeds.Doer {
        private final RejectReason reason;

        Rejection(RejectReason reason) {
            this.reason = reason;
        }

        @Override
        public void perform(int what, long one, long two, long three, long now) {
            rejected(one, reason, now);
        }
    }
}
