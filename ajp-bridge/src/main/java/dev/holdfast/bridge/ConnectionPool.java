package dev.holdfast.bridge;

import dev.holdfast.connector.xnio.DeadlineTimer;
import dev.holdfast.pool.CloseReason;
import dev.holdfast.pool.PoolCounts;
import dev.holdfast.pool.PoolEffects;
import dev.holdfast.pool.PoolMachine;
import dev.holdfast.pool.RejectReason;
import dev.holdfast.pool.SharedBusy;
import dev.holdfast.time.Deadline;
import dev.holdfast.time.NanoClock;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.xnio.OptionMap;
import org.xnio.StreamConnection;
import org.xnio.XnioIoThread;

/** Drives a {@link PoolMachine} with real connections. Any thread may call it; the package's description says what its lock guards. */
final class ConnectionPool {
    /** A request in want of a connection; answered once, on its own thread. */
    interface Applicant {
        XnioIoThread ioThread();

        /**
         * Takes the number by which the application can be {@link #cancel withdrawn} from this pool. Called by {@link #acquire} before any
         * answer, which may come within it and make the applicant apply elsewhere: a number that acquire returned would then overwrite that of
         * the later application, and name a stranger's in the later one's pool.
         */
        void applied(ConnectionPool pool, long requestId);

        void granted(BackendConnection connection, long idleNanos);

        void rejected(RejectReason reason);
    }

    /** An applicant that waits, and whether it may still have what it waits for. */
    private record Application(Applicant applicant, BooleanSupplier admission) {}

    private record Grant(BackendConnection connection, long idleNanos) {}

    /** An admission that is never refused. */
    static final BooleanSupplier ALWAYS = () -> true;

    private static final long NOBODY = -1;

    private static final Logger LOG = Logger.getLogger("dev.holdfast.bridge");

    private final Backend backend;
    private final BackendProtocol protocol;
    private final InetSocketAddress address;
    private final OptionMap options;
    private final Duration firewallIdle;
    private final NanoClock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final PoolMachine machine;
    private final Queue<Runnable> effects = new ArrayDeque<>();
    private final Map<Long, Application> applications = new HashMap<>();
    private final Map<Long, BackendConnection> connections = new HashMap<>();
    private final List<XnioIoThread> shards = new ArrayList<>();
    private @Nullable DeadlineTimer timer;
    private long lastRequestId;

    /** The request that is being applied for by its own thread. */
    private long present = NOBODY;

    private @Nullable Grant atOnce;
    private boolean draining;

    /**
     * @param firewallIdle see {@link Gateway.Builder#firewallIdle}
     * @param busy what is common to the pools of several child processes of a mod_jk
     */
    ConnectionPool(
            Backend backend,
            BackendProtocol protocol,
            InetSocketAddress address,
            Duration firewallIdle,
            NanoClock clock,
            Machines machines,
            SharedBusy busy) {
        this.backend = backend;
        this.protocol = protocol;
        this.address = address;
        this.firewallIdle = firewallIdle;
        this.options = BackendConnection.options(firewallIdle);
        this.clock = clock;
        this.machine = machines.pool(backend.pool(), new Recorder(), busy);
    }

    /**
     * Applies for a connection. On the applicant's own thread one that is free is granted before this returns.
     *
     * @param admission is asked, by any thread and without the lock, when it has waited and would be granted one or have one opened
     */
    void acquire(Applicant applicant, BooleanSupplier admission) {
        long requestId;
        Grant granted;
        lock.lock();
        try {
            requestId = ++lastRequestId;
            applications.put(requestId, new Application(applicant, admission));
            XnioIoThread thread = applicant.ioThread();
            present = thread == Thread.currentThread() ? requestId : NOBODY;
            machine.acquire(requestId, shardOf(thread), clock.nanoTime());
            granted = atOnce;
            atOnce = null;
            present = NOBODY;
        } finally {
            lock.unlock();
        }
        applicant.applied(this, requestId);
        carryOut();
        if (granted != null) {
            applicant.granted(granted.connection(), granted.idleNanos());
        }
    }

    /** Withdraws an application. It may be granted all the same if that was on its way; the applicant then releases at once. */
    void cancel(long requestId) {
        lock.lock();
        try {
            if (applications.remove(requestId) != null) {
                machine.cancel(requestId);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Withdraws an application, and gives up a connection that is still being opened for it. */
    void abandon(long requestId) {
        cancel(requestId);
        lock.lock();
        try {
            for (BackendConnection connection : List.copyOf(connections.values())) {
                if (connection.openedFor() == requestId && !connection.isEstablished()) {
                    connections.remove(connection.id());
                    effects.add(() -> connection.close(CloseReason.CONNECT_TIMEOUT));
                    machine.openFailed(connection.id(), RejectReason.CONNECT_TIMEOUT, clock.nanoTime());
                }
            }
        } finally {
            lock.unlock();
        }
        carryOut();
    }

    void release(BackendConnection connection) {
        lock.lock();
        try {
            machine.released(connection.id(), clock.nanoTime());
            listenIfIdle(connection);
        } finally {
            lock.unlock();
        }
        carryOut();
    }

    void release(BackendConnection connection, CloseReason reason) {
        lock.lock();
        try {
            machine.released(connection.id(), reason, clock.nanoTime());
        } finally {
            lock.unlock();
        }
        carryOut();
    }

    void opened(BackendConnection connection, StreamConnection channel) {
        lock.lock();
        try {
            connection.attach(channel);
            if (machine.opened(connection.id(), clock.nanoTime())) {
                listenIfIdle(connection);
            }
        } finally {
            lock.unlock();
        }
        carryOut();
    }

    void openFailed(BackendConnection connection, Exception cause) {
        lock.lock();
        try {
            connections.remove(connection.id());
            RejectReason reason =
                    cause instanceof ConnectException ? RejectReason.CONNECT_REFUSED : RejectReason.CONNECT_FAILED;
            machine.openFailed(connection.id(), reason, clock.nanoTime());
        } finally {
            lock.unlock();
        }
        carryOut();
    }

    /** Something arrived on a connection that nobody seemed to lease; under the lock that is certain, and one read tells what it is. */
    void stirred(BackendConnection connection) {
        lock.lock();
        try {
            if (machine.isIdle(connection.id()) && connection.isSpoiled()) {
                machine.peerSpoke(connection.id(), clock.nanoTime());
            } else {
                listenIfIdle(connection);
            }
        } finally {
            lock.unlock();
        }
        carryOut();
    }

    /** See {@link PoolMachine#limit}. */
    void limit(int most) {
        lock.lock();
        try {
            machine.limit(most, clock.nanoTime());
        } finally {
            lock.unlock();
        }
        carryOut();
    }

    /** See {@link PoolMachine#unreachable}. */
    void unreachable(RejectReason reason) {
        lock.lock();
        try {
            machine.unreachable(reason);
        } finally {
            lock.unlock();
        }
        carryOut();
    }

    void close() {
        lock.lock();
        try {
            machine.close();
        } finally {
            lock.unlock();
        }
        carryOut();
    }

    Duration firewallIdle() {
        return firewallIdle;
    }

    int bufferSize() {
        return protocol.bufferSize();
    }

    PoolCounts counts() {
        lock.lock();
        try {
            return machine.counts();
        } finally {
            lock.unlock();
        }
    }

    private void timeout() {
        lock.lock();
        try {
            if (timer != null) {
                timer.fired();
            }
            machine.timeout(clock.nanoTime());
        } finally {
            lock.unlock();
        }
        carryOut();
    }

    /** An idle connection listens, so that a back end that closes it is noticed at once and not by the next request. */
    private void listenIfIdle(BackendConnection connection) {
        if (machine.isIdle(connection.id())) {
            connection.resumeReads();
        }
    }

    private int shardOf(XnioIoThread thread) {
        int known = shards.indexOf(thread);
        if (known >= 0) {
            return known;
        }
        shards.add(thread);
        return shards.size() - 1;
    }

    /** Carries out what transitions have noted down. Whoever finds another thread, or a caller further up, at it leaves it to them. */
    private void carryOut() {
        Runnable effect = next(true);
        try {
            for (; effect != null; effect = next(false)) {
                carryOut(effect);
            }
        } finally {
            if (effect != null) {
                stopDraining();
            }
        }
    }

    private void carryOut(Runnable effect) {
        try {
            effect.run();
        } catch (RejectedExecutionException workerIsStopping) {
            // Its channels are closed with it, which ends the exchanges this effect was for.
            LOG.debugf("%s: the worker is stopping", backend);
        } catch (RuntimeException bug) {
            // The effects behind it are for other exchanges.
            LOG.errorf(bug, "%s: an effect of the pool failed", backend);
        }
    }

    /** @param application of a request that has waited; null where the one that it is opened for has not, or there is none */
    private void connect(BackendConnection connection, @Nullable Application application) {
        if (application == null || application.admission().getAsBoolean()) {
            connection.connect(address, options);
            return;
        }
        lock.lock();
        try {
            connections.remove(connection.id());
            machine.openFailed(connection.id(), RejectReason.MEMBER_UNUSABLE, clock.nanoTime());
        } finally {
            lock.unlock();
        }
    }

    private void grantTo(Application application, BackendConnection connection, long idleNanos) {
        Applicant applicant = application.applicant();
        if (application.admission().getAsBoolean()) {
            applicant.ioThread().execute(() -> applicant.granted(connection, idleNanos));
        } else {
            release(connection, CloseReason.MEMBER_UNUSABLE);
            refuse(applicant, RejectReason.MEMBER_UNUSABLE);
        }
    }

    private static void refuse(Applicant applicant, RejectReason reason) {
        applicant.ioThread().execute(() -> applicant.rejected(reason));
    }

    /** An error ends this caller's turn; the next caller takes up what it leaves. */
    private void stopDraining() {
        lock.lock();
        try {
            draining = false;
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Runnable next(boolean first) {
        lock.lock();
        try {
            if (first && draining) {
                return null;
            }
            Runnable effect = effects.poll();
            draining = effect != null;
            if (!draining) {
                armTimer();
            }
            return effect;
        } finally {
            lock.unlock();
        }
    }

    private void armTimer() {
        long deadline = machine.nextDeadline();
        if (deadline == Deadline.NONE || shards.isEmpty()) {
            return;
        }
        if (timer == null) {
            timer = new DeadlineTimer(shards.get(0), clock, this::timeout);
        }
        timer.arm(deadline);
    }

    /** Notes down, under the lock, what is to be done after it is released. */
    private final class Recorder implements PoolEffects {
        @Override
        public void open(long requestId, long connectionId, int shard) {
            BackendConnection connection = new BackendConnection(
                    connectionId, ConnectionPool.this, shards.get(shard), protocol.dialog(), backend, requestId);
            connections.put(connectionId, connection);
            Application application = requestId == present ? null : applications.get(requestId);
            effects.add(() -> connect(connection, application));
        }

        @Override
        public void grant(long requestId, long connectionId, long idleNanos) {
            Application application = applications.remove(requestId);
            BackendConnection connection = connections.get(connectionId);
            if (application == null || connection == null) {
                throw new IllegalStateException("grant of connection " + connectionId + " to request " + requestId);
            }
            if (requestId == present) {
                atOnce = new Grant(connection, idleNanos);
            } else {
                effects.add(() -> grantTo(application, connection, idleNanos));
            }
        }

        @Override
        public void reject(long requestId, RejectReason reason) {
            Application application = applications.remove(requestId);
            if (application == null) {
                throw new IllegalStateException("reject of unknown request " + requestId);
            }
            effects.add(() -> refuse(application.applicant(), reason));
        }

        @Override
        public void ping(long connectionId) {
            BackendConnection connection = connections.get(connectionId);
            if (connection == null) {
                throw new IllegalStateException("ping on unknown connection " + connectionId);
            }
            effects.add(
                    () -> connection.ioThread().execute(new IdlePing(ConnectionPool.this, connection, clock)::start));
        }

        @Override
        public void close(long connectionId, CloseReason reason) {
            BackendConnection connection = connections.remove(connectionId);
            if (connection != null) {
                effects.add(() -> connection.close(reason));
            }
        }
    }
}
