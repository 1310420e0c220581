package dev.holdfast.front;

import dev.holdfast.connector.undertow.GovernedConnection;
import dev.holdfast.connector.xnio.DeadlineTimer;
import dev.holdfast.lifetime.CloseReason;
import dev.holdfast.mpm.ConnectionSettings;
import dev.holdfast.mpm.MpmCounts;
import dev.holdfast.mpm.MpmEffects;
import dev.holdfast.mpm.MpmMachine;
import dev.holdfast.mpm.MpmSettings;
import dev.holdfast.mpm.WorkerUse;
import dev.holdfast.time.Deadline;
import dev.holdfast.time.NanoClock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongFunction;
import java.util.function.LongPredicate;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.xnio.XnioExecutor;

/**
 * Tells a machine what happens to sockets and carries out what it wants done.
 *
 * <p>Events and effects belong to one I/O thread; a lock lets others ask. Effects are noted down while the machine is told of something and carried
 * out after it, in their order: those of a connection's event when its thread has come back from it.
 */
final class MpmDriver {
    private static final Logger LOG = Logger.getLogger("dev.holdfast.front");

    private final FrontEffects outside;
    private final XnioExecutor thread;
    private final NanoClock clock;
    private final Runnable onStopped;
    private final ReentrantLock lock = new ReentrantLock();
    private final MpmMachine machine;
    private final long keepAliveNanos;
    private final int maxKeepAliveRequests;
    private final DeadlineTimer timer;
    private final Queue<Runnable> effects = new ArrayDeque<>();
    private final List<@Nullable ClientLife> clients = new ArrayList<>();
    private final Set<ClientLife> unseen = new LinkedHashSet<>();
    private boolean carrying;
    private boolean posted;
    private boolean listening;
    private boolean stopped;

    /**
     * @param thread where everything but questions comes from
     * @param onStopped runs there when all child processes are gone after {@link #drain}
     */
    MpmDriver(
            MpmSettings settings,
            FrontEffects outside,
            XnioExecutor thread,
            NanoClock clock,
            RandomGenerator random,
            Runnable onStopped) {
        this.outside = outside;
        this.thread = thread;
        this.clock = clock;
        this.onStopped = onStopped;
        ConnectionSettings connections = settings.connections();
        keepAliveNanos = Deadline.nanosOf(connections.keepAliveTimeout());
        maxKeepAliveRequests = connections.maxKeepAliveRequests();
        machine = settings.machine(new Recorder(), random);
        timer = new DeadlineTimer(thread, clock, this::timerFired);
    }

    /** Writes down what the machine wants done. A request goes on by itself when its head is complete. */
    private final class Recorder implements MpmEffects {
        @Override
        public void childStarted(int child) {
            effects.add(() -> outside.childStarted(child));
        }

        @Override
        public void childExited(int child) {
            effects.add(() -> outside.childExited(child));
        }

        @Override
        public void listening(int child, boolean isListening) {
            effects.add(MpmDriver.this::listen);
        }

        @Override
        public void accept(int child, int connection) {
            effects.add(() -> acceptNow(child, connection));
        }

        @Override
        public void startRequest(int connection) {}

        @Override
        public void linger(int connection, CloseReason reason) {
            effects.add(() -> client(connection).connection().leave(reason));
        }

        @Override
        public void close(int connection, CloseReason reason) {
            effects.add(() -> forget(connection).close(reason));
        }

        @Override
        public void reset(int connection, CloseReason reason) {
            effects.add(() -> forget(connection).reset(reason));
        }
    }

    long keepAliveNanos() {
        return keepAliveNanos;
    }

    int maxKeepAliveRequests() {
        return maxKeepAliveRequests;
    }

    /** Starts the child processes. */
    void start() {
        outside(machine::start);
    }

    /** A connection waits in the listen queue; one is accepted at most. */
    void acceptable() {
        outside(now -> {
            if (machine.isAccepting()) {
                machine.acceptable(now);
            }
        });
    }

    /** Stops all child processes when their connections have ended. */
    void drain() {
        outside(machine::drain);
    }

    private interface Event {
        void at(long now);
    }

    /** An event that is no connection's. */
    private void outside(Event event) {
        carryOut();
        lock.lock();
        try {
            event.at(clock.nanoTime());
        } finally {
            lock.unlock();
        }
        carryOut();
    }

    /** Tells the machine of something that happens to a connection. */
    boolean event(LongPredicate event) {
        lock.lock();
        try {
            boolean result = event.test(clock.nanoTime());
            if (!carrying && !posted) {
                posted = true;
                later(this::carryOut);
            }
            return result;
        } finally {
            lock.unlock();
        }
    }

    /** Asks the machine something; on any thread. */
    <T> T ask(LongFunction<T> question) {
        lock.lock();
        try {
            return question.apply(clock.nanoTime());
        } finally {
            lock.unlock();
        }
    }

    /** Bytes that have come in time are not late because this thread was: it looks for them once more before it calls them so. */
    private void timerFired() {
        timer.fired();
        later(() -> later(this::timeout));
    }

    private void later(Runnable task) {
        try {
            thread.execute(task);
        } catch (RejectedExecutionException ending) {
            LOG.debug("the front's I/O thread ends, and its sockets with it");
        }
    }

    private void timeout() {
        outside(now -> {
            if (Deadline.isExpired(machine.nextDeadline(), now)) {
                machine.timeout(now);
            }
        });
    }

    private void carryOut() {
        if (!begins()) {
            return;
        }
        Runnable effect = next();
        try {
            for (; effect != null; effect = next()) {
                try {
                    effect.run();
                } catch (RuntimeException bug) {
                    LOG.error("a front failed at what its machine wanted done", bug);
                }
            }
        } finally {
            if (effect != null) {
                leaveOff();
            }
        }
    }

    /** An error ends this turn; the next one takes up what it leaves. */
    private void leaveOff() {
        lock.lock();
        try {
            carrying = false;
        } finally {
            lock.unlock();
        }
    }

    private boolean begins() {
        lock.lock();
        try {
            posted = false;
            boolean alone = !carrying;
            carrying = true;
            return alone;
        } finally {
            lock.unlock();
        }
    }

    /** Returns the next effect; where there is none, sees to what the last ones have left. */
    private @Nullable Runnable next() {
        lock.lock();
        try {
            Runnable effect = effects.poll();
            if (effect != null) {
                return effect;
            }
            ClientLife goingOn = nextSeen();
            if (goingOn != null) {
                return goingOn.connection()::resume;
            }
            carrying = false;
            timer.arm(machine.nextDeadline());
            if (machine.isStopped() && !stopped) {
                stopped = true;
                onStopped.run();
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    /** Returns a client that the machine has come to only now, or null. */
    private @Nullable ClientLife nextSeen() {
        for (Iterator<ClientLife> each = unseen.iterator(); each.hasNext(); ) {
            ClientLife client = each.next();
            boolean goesOn = client.goesOnNow();
            if (!client.isUnseen()) {
                each.remove();
            }
            if (goesOn) {
                return client;
            }
        }
        return null;
    }

    /** The machine has not come to what it was told of the client. */
    void unseen(ClientLife client) {
        unseen.add(client);
    }

    private void listen() {
        boolean accepting = ask(now -> machine.isAccepting());
        if (accepting != listening) {
            listening = accepting;
            outside.listen(accepting);
        }
    }

    /** A failure costs one connection, and not the worker that was to have it. */
    private @Nullable GovernedConnection accepted(int child, ClientLife client) {
        try {
            return outside.accept(child, client);
        } catch (RuntimeException bug) {
            LOG.error("a connection could not be accepted", bug);
            return null;
        }
    }

    private void acceptNow(int child, int number) {
        ClientLife client = new ClientLife(this, machine, number);
        GovernedConnection connection = accepted(child, client);
        lock.lock();
        try {
            if (connection == null) {
                machine.acceptFailed(number, clock.nanoTime());
                return;
            }
            client.accepted(connection);
            while (clients.size() <= number) {
                clients.add(null);
            }
            clients.set(number, client);
            machine.accepted(number, clock.nanoTime());
        } finally {
            lock.unlock();
        }
        connection.begin();
    }

    private ClientLife client(int number) {
        ClientLife client = clients.get(number);
        if (client == null) {
            throw new IllegalStateException("no connection " + number);
        }
        return client;
    }

    private GovernedConnection forget(int number) {
        ClientLife client = client(number);
        lock.lock();
        try {
            client.forget();
            clients.set(number, null);
        } finally {
            lock.unlock();
        }
        return client.connection();
    }

    MpmCounts counts() {
        return ask(now -> machine.counts());
    }

    /** Returns for how long workers have been used for what since the start, added up over all of them. */
    Map<WorkerUse, Duration> workerTime() {
        return ask(now -> {
            Map<WorkerUse, Duration> times = new EnumMap<>(WorkerUse.class);
            for (WorkerUse use : WorkerUse.values()) {
                times.put(use, Duration.ofNanos(machine.workerNanos(use, now)));
            }
            return times;
        });
    }
}
