package dev.holdfast.sim;

import dev.holdfast.scenario.Back;
import dev.holdfast.scenario.BackKind;
import dev.holdfast.scenario.Scenario;
import dev.holdfast.time.Deadline;
import java.util.ArrayDeque;

/**
 * A back end: its listen queue, its threads and what waits for them. Where a thread is for a request, requests without one wait in the
 * executor's queue, which has no limit; where it is for a connection, connections without one wait in the kernel, or are closed.
 */
final class BackServer implements ListenQueue.Clients<AjpConnection> {
    private final World world;
    private final Back settings;
    private final BackKind.Threading threading;
    private final ListenQueue<AjpConnection> queue;
    private final ArrayDeque<AjpConnection> executor = new ArrayDeque<>();
    private final Lane firstRequests;
    private final Lane furtherRequests;
    private final long overheadNanos;
    private final boolean usesCpu;
    private final boolean pingsNeedThread;
    private int threads;
    private int connections;

    BackServer(World world, Scenario scenario) {
        this.world = world;
        this.settings = scenario.back();
        this.threading = settings.kind().threading();
        long connectNanos = scenario.network().ajpConnect().toNanos();
        this.queue = new ListenQueue<>(
                scenario.kernel(), scenario.cpu().cores(), false, settings.acceptCount(), connectNanos, this);
        this.firstRequests =
                new Lane(world.agenda(), orNever(settings.connectionTimeout().toNanos()));
        this.furtherRequests =
                new Lane(world.agenda(), orNever(settings.keepAliveTimeout().toNanos()));
        this.overheadNanos = scenario.network().backOverhead().toNanos();
        this.usesCpu = scenario.cpu().back().meanNanos() > 0;
        this.pingsNeedThread = settings.kind() != BackKind.UNDERTOW && settings.kind() != BackKind.WILDFLY;
    }

    /** A front begins to connect. */
    void connect(AjpConnection connection, long now) {
        queue.connect(connection, now);
        admitAll(now);
    }

    /** Its SYN is there, or its ACK. */
    void arrives(AjpConnection connection, long now) {
        if (!connection.frontClosed) {
            queue.arrives(connection);
            admitAll(now);
        }
    }

    private void admitAll(long now) {
        acceptWaiting(now);
        while (queue.hasArrivals()) {
            queue.admit(canAccept(), now);
            acceptWaiting(now);
        }
    }

    @Override
    public Handshake handshake(AjpConnection connection) {
        return connection.handshake;
    }

    @Override
    public void queued(AjpConnection connection, long now) {
        opened(connection, now);
    }

    @Override
    public void dropped(AjpConnection connection, long now) {
        if (connection.handshake.letIn) {
            opened(connection, now);
        }
    }

    private void opened(AjpConnection connection, long now) {
        if (!connection.counted) {
            connection.counted = true;
            world.recorder().ajpOpen.add(1, now);
            connection.pool.opened(connection, now);
        }
    }

    @Override
    public void again(AjpConnection connection, long time) {
        world.agenda().at(time, connection, AjpConnection.ARRIVE, 0);
    }

    @Override
    public void refused(AjpConnection connection, long time) {
        world.agenda().at(time, connection, AjpConnection.REFUSED, 0);
    }

    void refused(AjpConnection connection) {
        long now = world.agenda().now();
        if (connection.counted) {
            connection.backClosed = true;
            connection.pool.gateway().broken(connection, now);
        } else if (!connection.frontClosed) {
            connection.pool.openFailed(connection, now);
        }
    }

    private void acceptWaiting(long now) {
        while (!queue.isEmpty() && canAccept()) {
            AjpConnection next = queue.poll();
            if (next != null && !next.frontClosed) {
                accept(next, now);
            }
        }
    }

    private boolean canAccept() {
        return connections < settings.connectionLimit()
                && (threading != BackKind.Threading.PER_CONNECTION || threads < settings.maxThreads());
    }

    private void accept(AjpConnection connection, long now) {
        if (threading != BackKind.Threading.PER_REQUEST) {
            if (threads == settings.maxThreads()) {
                connection.backClosed = true;
                // The front finds the connection established, and that it was closed when it uses it.
                world.deeds().add(connection, 0, 0, 0, 0);
                return;
            }
            takeThread(now);
        }
        connections++;
        connection.accepted = true;
        if (connection.request == null) {
            firstRequests.add(connection, connection.turns, now);
        } else {
            long there = Math.max(connection.handshake.bytesAt, connection.sentUntil);
            if (there > now) {
                world.agenda().at(there, connection, AjpConnection.BYTES, 0);
            } else {
                arrived(connection, now);
            }
        }
    }

    /** A request's bytes are there; where its connection has not been accepted, in the kernel. */
    void bytes(AjpConnection connection, long now) {
        Request request = connection.request;
        boolean known = connection.working || connection.waiting;
        if (connection.frontClosed || request == null || known || now < connection.sentUntil) {
            return;
        }
        if (!request.pinging) {
            world.recorder().goesOn(request, Part.BACK_QUEUE, now);
        }
        arrived(connection, now);
    }

    /** A request, or a CPING, is there. */
    void arrived(AjpConnection connection, long now) {
        if (!connection.accepted || connection.working || connection.waiting) {
            return;
        }
        connection.turns++;
        Request request = connection.request();
        boolean ping = request.pinging;
        if (!ping) {
            request.backStart = now;
        }
        if (threading != BackKind.Threading.PER_REQUEST || (ping && !pingsNeedThread)) {
            begin(connection, now);
        } else if (threads < settings.maxThreads()) {
            takeThread(now);
            begin(connection, now);
        } else {
            connection.waiting = true;
            executor.addLast(connection);
        }
    }

    private void begin(AjpConnection connection, long now) {
        Request request = connection.request();
        if (request.pinging) {
            boolean hasOwnThread = threading == BackKind.Threading.PER_REQUEST && pingsNeedThread;
            world.gateway().ponged(request, now);
            if (hasOwnThread) {
                freeThread(now);
            }
            return;
        }
        connection.working = true;
        if (!settings.kind().seesThreadWait()) {
            request.backStart = now;
        }
        world.recorder().goesOn(request, Part.SERVICE, now);
        connection.served = request;
        world.agenda().at(now + request.serviceNanos + overheadNanos, connection, AjpConnection.SERVED, 0);
    }

    /** The thread has waited for what it had to wait for. */
    void served(AjpConnection connection, long now) {
        Request request = connection.served();
        if (usesCpu) {
            world.backProcessor().work(done -> done(connection, done), request.backCpuNanos, now);
        } else {
            done(connection, now);
        }
    }

    private void done(AjpConnection connection, long now) {
        Request request = connection.served();
        connection.served = null;
        connection.working = false;
        request.backEnd = now;
        if (threading == BackKind.Threading.PER_REQUEST) {
            freeThread(now);
        }
        if (connection.frontClosed) {
            forget(connection, now);
        } else {
            furtherRequests.add(connection, ++connection.turns, now);
            world.gateway().responded(request, now);
        }
    }

    private void takeThread(long now) {
        threads++;
        world.recorder().backThreads.add(1, now);
    }

    private void freeThread(long now) {
        AjpConnection next = executor.pollFirst();
        while (next != null && (next.frontClosed || next.request == null)) {
            next.waiting = false;
            next = executor.pollFirst();
        }
        if (next == null) {
            threads--;
            world.recorder().backThreads.add(-1, now);
        } else {
            next.waiting = false;
            begin(next, now);
        }
    }

    /** The front has closed the connection, or has given up connecting. */
    void frontClosed(AjpConnection connection, long now) {
        connection.frontClosed = true;
        if (connection.counted) {
            connection.counted = false;
            world.recorder().ajpOpen.add(-1, now);
        }
        if (!connection.working) {
            forget(connection, now);
        }
    }

    /** A connection has waited for a request for too long. */
    void idledOut(AjpConnection connection, long now) {
        connection.backClosed = true;
        forget(connection, now);
        world.gateway().broken(connection, now);
    }

    private void forget(AjpConnection connection, long now) {
        if (connection.accepted) {
            connection.accepted = false;
            connections--;
            if (threading != BackKind.Threading.PER_REQUEST) {
                threads--;
                world.recorder().backThreads.add(-1, now);
            }
            acceptWaiting(now);
        }
    }

    private static long orNever(long nanos) {
        return nanos == 0 ? Deadline.NONE : nanos;
    }
}
