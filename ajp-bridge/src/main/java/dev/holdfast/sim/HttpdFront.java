package dev.holdfast.sim;

import dev.holdfast.lifetime.CloseReason;
import dev.holdfast.mpm.ConnectionState;
import dev.holdfast.mpm.EventSettings;
import dev.holdfast.mpm.MpmCounts;
import dev.holdfast.mpm.MpmEffects;
import dev.holdfast.mpm.MpmMachine;
import dev.holdfast.mpm.MpmSettings;
import dev.holdfast.mpm.Scheduling;
import dev.holdfast.mpm.WorkerUse;
import dev.holdfast.scenario.Kernel;
import dev.holdfast.time.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** httpd's processes and threads: the live gateway's machine, with simulated connections. */
final class HttpdFront implements Front, MpmEffects, Agenda.Actor, Deeds.Doer {
    /** With a smaller part of its workers idle, one of so many, it is busy, whatever it does not accept. */
    private static final int LEAST_IDLE = 5;

    /** As {@code perf record} saw a child of httpd 2.4 on Linux 6 accept 3,746 connections, half a processor being idle. */
    private static final Scheduling LINUX = new Scheduling(Duration.ofNanos(40_000), 0.05, Duration.ofNanos(270_000));

    private static final int TIMER = 0;
    private static final int HEAD = 1;

    private static final int ACCEPT = 0;
    private static final int START = 1;
    private static final int LINGER = 2;
    private static final int CLOSE = 3;
    private static final int RESET = 4;
    private static final int CHILD_STARTED = 5;
    private static final int CHILD_EXITED = 6;

    private final World world;
    private final MpmMachine machine;
    private final ListenQueue<Socket> queue;
    private final List<@Nullable Socket> sockets = new ArrayList<>();
    /** Those whose request the front has not begun to read, since none of its workers and listeners is free to. */
    private final List<Socket> unread = new ArrayList<>();

    private final boolean limitsConnections;
    private boolean stalled;
    private long armedFor = Deadline.NONE;

    /**
     * @param cores of the machine
     * @param connectNanos for a user's handshake
     */
    HttpdFront(World world, MpmSettings settings, Kernel kernel, int cores, long connectNanos, RandomGenerator random) {
        this.world = world;
        this.machine = scheduled(settings).machine(this, random);
        this.limitsConnections = settings instanceof EventSettings;
        int backlog = settings.connections().listenBackLog();
        this.queue = new ListenQueue<>(kernel, cores, kernel.deferAccept(), backlog, connectNanos, world.visitors());
    }

    private static MpmSettings scheduled(MpmSettings settings) {
        return settings instanceof EventSettings event ? event.withScheduling(LINUX) : settings;
    }

    @Override
    public void start(long now) {
        machine.start(now);
    }

    @Override
    public void connect(Socket socket, long now) {
        queue.connect(socket, now);
    }

    @Override
    public void arrives(Socket socket, long now) {
        queue.arrives(socket);
    }

    @Override
    public void send(Socket socket, long now) {
        machine.readable(socket.number, now);
        readOrWait(socket, now);
    }

    @Override
    public boolean persists(Socket socket, int status, long now) {
        CloseReason closing = MpmMachine.dropsConnection(status) ? CloseReason.SERVER_SAID_CLOSE : null;
        return machine.persists(socket.number, closing, now);
    }

    @Override
    public void written(Socket socket, long now) {
        machine.responseWritten(socket.number, now);
    }

    @Override
    public void flushed(Socket socket, long now) {
        machine.responseFlushed(socket.number, false, now);
    }

    @Override
    public void left(Socket socket, long now) {
        if (socket.number == Socket.NONE) {
            return;
        }
        if (socket.aborted) {
            machine.clientReset(socket.number, now);
        } else {
            machine.clientClosed(socket.number, now);
        }
    }

    @Override
    public void restart(long now) {
        machine.restart(now);
    }

    @Override
    public int child(Socket socket) {
        return machine.child(socket.number);
    }

    @Override
    public void settle(long now) {
        Deeds deeds = world.deeds();
        do {
            deeds.carryOut(now);
            acceptAll(now);
            while (queue.hasArrivals()) {
                queue.admit(machine.isAccepting(), now);
                acceptAll(now);
            }
            readUnread(now);
        } while (!deeds.isEmpty());
        noteStall(now);
        arm();
    }

    /** Event may have idle workers and accept nothing, since each of them is good for so many connections only. */
    private void noteStall(long now) {
        boolean stalls = limitsConnections && !queue.isEmpty() && hasIdleWorkers();
        if (stalls != stalled) {
            stalled = stalls;
            world.recorder().stalled.add(stalls ? 1 : -1, now);
        }
    }

    private boolean hasIdleWorkers() {
        int idle = machine.workers(WorkerUse.IDLE);
        return idle > 0 && idle * LEAST_IDLE >= idle + machine.workers(WorkerUse.BUSY);
    }

    private void acceptAll(long now) {
        while (!queue.isEmpty() && machine.isAccepting()) {
            machine.acceptable(now);
            world.deeds().carryOut(now);
        }
    }

    @Override
    public void act(int what, int stamp, long now) {
        if (what == HEAD) {
            headRead(stamp, now);
        } else if (now == armedFor) {
            armedFor = Deadline.NONE;
            if (machine.nextDeadline() <= now) {
                machine.timeout(now);
            }
        }
    }

    @Override
    public void account(long now) {
        Tally<Sum> sums = world.recorder().sums;
        sums.set(Sum.BUSY, machine.workerNanos(WorkerUse.BUSY, now));
        sums.set(Sum.IDLE_HELD, machine.workerNanos(WorkerUse.IDLE_HELD, now));
        sums.set(Sum.LINGERING, machine.workerNanos(WorkerUse.LINGERING, now));
        sums.set(Sum.IDLE, machine.workerNanos(WorkerUse.IDLE, now));
    }

    @Override
    public Sample sample(long now) {
        MpmCounts counts = machine.counts();
        return world.sample(
                counts.children(),
                machine.workers(WorkerUse.BUSY),
                machine.workers(WorkerUse.IDLE_HELD),
                machine.workers(WorkerUse.LINGERING),
                counts.idleWorkers(),
                counts.connections(),
                now);
    }

    @Override
    public void perform(int what, long one, long two, long three, long now) {
        int number = (int) one;
        switch (what) {
            case ACCEPT -> accept(number, now);
            case START -> world.gateway().start(socket(number).request(), now);
            case LINGER -> world.visitors().finSent(socket(number), now);
            case CLOSE, RESET -> closed(number, now);
            case CHILD_STARTED -> world.gateway().childStarted(number, now);
            case CHILD_EXITED -> world.gateway().childExited(number, now);
            default -> throw new IllegalStateException("deed " + what);
        }
    }

    @Override
    public void childStarted(int child) {
        world.deeds().add(this, CHILD_STARTED, child, 0, 0);
    }

    @Override
    public void childExited(int child) {
        world.deeds().add(this, CHILD_EXITED, child, 0, 0);
    }

    @Override
    public void listening(int child, boolean listening) {}

    @Override
    public void accept(int child, int connection) {
        world.deeds().add(this, ACCEPT, connection, 0, 0);
    }

    @Override
    public void startRequest(int connection) {
        world.deeds().add(this, START, connection, 0, 0);
    }

    @Override
    public void linger(int connection, CloseReason reason) {
        world.deeds().add(this, LINGER, connection, 0, 0);
    }

    @Override
    public void close(int connection, CloseReason reason) {
        world.deeds().add(this, CLOSE, connection, 0, 0);
    }

    @Override
    public void reset(int connection, CloseReason reason) {
        world.deeds().add(this, RESET, connection, 0, 0);
    }

    private void accept(int number, long now) {
        Socket socket = queue.poll();
        if (socket == null) {
            machine.acceptFailed(number, now);
            return;
        }
        world.recorder().acceptQueue.add(-1, now);
        socket.number = number;
        socket.acceptedAt = now;
        while (sockets.size() <= number) {
            sockets.add(null);
        }
        sockets.set(number, socket);
        machine.accepted(number, now);
        if (socket.handshake.bytesAt > now) {
            world.recorder().goesOn(socket.request(), Part.REQUEST_READ, now);
            world.agenda().at(socket.handshake.bytesAt, socket, Socket.BYTES, 0);
        } else {
            world.recorder().goesOn(socket.request(), Part.WORKER, now);
            send(socket, now);
        }
        if (socket.aborted) {
            // Its request was in the kernel already, so it is served all the same unless its head is still to come.
            left(socket, now);
        }
    }

    private void readOrWait(Socket socket, long now) {
        ConnectionState state = machine.state(socket.number);
        Request request = socket.request();
        if (state == ConnectionState.READING) {
            world.recorder().goesOn(request, Part.REQUEST_READ, now);
            if (request.readNanos == 0) {
                machine.headComplete(socket.number, now);
            } else {
                world.agenda().at(now + request.readNanos, this, HEAD, socket.number);
            }
        } else if (state == ConnectionState.KEEP_ALIVE) {
            unread.add(socket);
        }
    }

    private void headRead(int number, long now) {
        Socket socket = sockets.get(number);
        Request request = socket == null ? null : socket.request;
        // It may have been given up, and another one begun on the same number.
        if (request != null
                && machine.state(number) == ConnectionState.READING
                && now == request.partSince + request.readNanos) {
            machine.headComplete(number, now);
        }
    }

    private void readUnread(long now) {
        if (unread.isEmpty()) {
            return;
        }
        List<Socket> again = List.copyOf(unread);
        unread.clear();
        for (Socket socket : again) {
            if (socket.number != Socket.NONE && socket.request != null) {
                readOrWait(socket, now);
            }
        }
    }

    private void closed(int number, long now) {
        Socket socket = socket(number);
        sockets.set(number, null);
        socket.number = Socket.NONE;
        Recorder recorder = world.recorder();
        recorder.add(Sum.CLOSED, 1);
        recorder.add(Sum.HELD, now - socket.acceptedAt);
        world.visitors().closed(socket, now);
    }

    private Socket socket(int number) {
        Socket socket = sockets.get(number);
        if (socket == null) {
            throw new IllegalStateException("connection " + number + " is nobody's");
        }
        return socket;
    }

    private void arm() {
        long deadline = machine.nextDeadline();
        if (deadline < armedFor) {
            armedFor = deadline;
            world.agenda().at(Math.max(deadline, world.agenda().now()), this, TIMER, 0);
        }
    }
}
