package dev.holdfast.sim;

import dev.holdfast.scenario.Distribution;
import dev.holdfast.scenario.Population;
import dev.holdfast.scenario.Reuse;
import dev.holdfast.scenario.Scenario;
import dev.holdfast.scenario.Users;
import dev.holdfast.time.Deadline;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The users: they think, connect, ask, wait, and react to what the front does with their connections. */
final class Visitors implements ListenQueue.Clients<Socket>, Agenda.Actor {
    private static final int STEP = 0;
    private static final int ARRIVE = 1;
    /** How long one who never thinks pauses after an error: somebody who asked again in no time would do so for ever. */
    private static final long PAUSE_NANOS = 1_000_000;

    private final World world;
    private final Sampler interval;
    private final Sampler think;
    private final Sampler service;
    private final @Nullable Sampler idleTimeout;
    private final Sampler requestRead;
    private final long finNanos;
    private final Sampler writeBack;
    private final Sampler frontCpu;
    private final Sampler backCpu;
    private final Users users;
    private final Streams streams;
    private final User.Dice diceOfAll;
    private final RandomGenerator arrivals;
    private final List<User> regulars = new ArrayList<>();
    private final Lane timeouts;
    private final Lane connectTimeouts;
    private final Lane finReactions;
    private final boolean closed;
    private @Nullable Request firstUnfinished;
    private int present;
    private long lastRequest;
    private int lastVisitor;

    Visitors(World world, Scenario scenario, Streams streams) {
        this.world = world;
        this.interval = scenario.users().population() instanceof Population.Open open
                ? Sampler.of(open.arrivals())
                : Sampler.of(Distribution.ZERO);
        this.think = Sampler.of(scenario.users().think());
        Distribution idle = scenario.users().idleTimeout();
        this.idleTimeout = idle == null ? null : Sampler.of(idle);
        this.service = Sampler.of(scenario.service());
        this.requestRead = Sampler.of(scenario.network().requestRead());
        this.finNanos = Deadline.nanosOf(scenario.network().fin());
        this.writeBack = Sampler.of(scenario.network().writeBack());
        this.frontCpu = Sampler.of(scenario.cpu().front());
        this.backCpu = Sampler.of(scenario.cpu().back());
        this.closed = scenario.users().population() instanceof Population.Closed;
        this.users = scenario.users();
        this.streams = streams;
        this.diceOfAll = User.Dice.of(streams, Streams.VISITORS);
        this.arrivals = streams.of(Streams.Purpose.ARRIVAL, Streams.VISITORS);
        this.timeouts = new Lane(world.agenda(), orNever(Deadline.nanosOf(users.timeout())));
        this.connectTimeouts = new Lane(world.agenda(), orNever(Deadline.nanosOf(users.connectTimeout())));
        this.finReactions = new Lane(world.agenda(), Deadline.nanosOf(users.finReaction()));
    }

    Gateway gateway() {
        return world.gateway();
    }

    void start(long now) {
        if (users.population() instanceof Population.Closed regular) {
            welcome(regular.users(), regular.together(), now);
            Population.Step step = regular.step();
            if (step != null) {
                world.agenda().at(Deadline.nanosOf(step.at()), this, STEP, step.users());
            }
        } else {
            world.agenda().at(now + interval.draw(arrivals), this, ARRIVE, 0);
        }
    }

    @Override
    public void act(int what, int stamp, long now) {
        if (what == STEP) {
            welcome(stamp, users.population() instanceof Population.Closed regular && regular.together(), now);
        } else {
            world.agenda().at(now + interval.draw(arrivals), this, ARRIVE, 0);
            ask(new User(this, lastVisitor++, diceOfAll), now);
        }
    }

    private void welcome(int count, boolean together, long now) {
        present = count;
        for (int i = 0; i < count; i++) {
            if (i == regulars.size()) {
                regulars.add(new User(this, i, User.Dice.of(streams, i)));
            }
            User user = regulars.get(i);
            if (!user.thinking && user.request == null) {
                think(user, together ? 0 : think.draw(user.dice.think()), now);
            }
        }
    }

    private void think(User user, long nanos, long now) {
        user.thinking = true;
        world.agenda().at(now + nanos, user, 0, 0);
    }

    void ask(User user, long now) {
        user.thinking = false;
        if (closed && user.number >= present) {
            return;
        }
        User.Dice dice = user.dice;
        Request request = new Request(
                ++lastRequest,
                user,
                service.draw(dice.service()),
                requestRead.draw(dice.read()),
                writeBack.draw(dice.write()),
                frontCpu.draw(dice.frontCpu()),
                backCpu.draw(dice.backCpu()),
                now);
        user.request = request;
        world.recorder().began(request, now);
        link(request);
        if (!users.timeout().isZero()) {
            timeouts.add(new Patience(request), 0, now);
        }
        Socket socket = user.socket;
        if (socket == null || socket.ended) {
            if (socket != null) {
                leave(socket, now);
            }
            connect(request, now);
        } else {
            world.recorder().goesOn(request, Part.WORKER, now);
            socket.request = request;
            request.socket = socket;
            socket.sent++;
            if (!socket.ending) {
                world.front().send(socket, now);
            }
        }
    }

    private void connect(Request request, long now) {
        Socket socket = new Socket(request.user);
        request.user.socket = socket;
        request.socket = socket;
        socket.request = request;
        socket.sent = 1;
        world.recorder().goesOn(request, Part.CONNECT, now);
        if (!users.connectTimeout().isZero()) {
            connectTimeouts.add(new ConnectPatience(socket), 0, now);
        }
        world.front().connect(socket, now);
    }

    /** Its SYN is there, or its ACK. */
    void arrives(Socket socket, long now) {
        if (!socket.left) {
            world.front().arrives(socket, now);
        }
    }

    /** Its first bytes are there, after it was accepted. */
    void bytes(Socket socket, long now) {
        if (!socket.left && socket.number != Socket.NONE) {
            world.front().send(socket, now);
        }
    }

    @Override
    public Handshake handshake(Socket socket) {
        return socket.handshake;
    }

    @Override
    public void queued(Socket socket, long now) {
        world.recorder().goesOn(socket.request(), Part.ACCEPT_QUEUE, now);
        world.recorder().acceptQueue.add(1, now);
    }

    @Override
    public void dropped(Socket socket, long now) {
        if (socket.handshake.letIn) {
            world.recorder().goesOn(socket.request(), Part.ACCEPT_QUEUE, now);
        }
        world.recorder().add(Sum.SYN_DROPS, 1);
    }

    @Override
    public void again(Socket socket, long time) {
        world.agenda().at(time, socket, Socket.ARRIVE, 0);
    }

    @Override
    public void refused(Socket socket, long time) {
        world.agenda().at(time, socket, Socket.REFUSED, 0);
    }

    void refused(Socket socket) {
        if (!socket.left) {
            world.recorder().add(Sum.REFUSED, 1);
            giveUp(socket, Failure.CONNECT_REFUSED, world.agenda().now());
        }
    }

    /** The front has sent FIN. */
    void finSent(Socket socket, long now) {
        if (finNanos == 0 || socket.left || socket.request != null) {
            finReceived(socket, now);
        } else {
            socket.ending = true;
            world.agenda().at(now + finNanos, socket, Socket.FIN, 0);
        }
    }

    /** The user can know of the front's FIN. */
    void finReceived(Socket socket, long now) {
        socket.ended = true;
        if (socket.left) {
            return;
        }
        if (socket.request != null) {
            closedUnder(socket, now);
        } else if (users.finReaction().isZero()) {
            leave(socket, now);
        } else {
            finReactions.add(new FinReaction(socket), 0, now);
        }
    }

    /** The front has closed the connection, or reset it. */
    void closed(Socket socket, long now) {
        socket.ended = true;
        if (!socket.left && socket.request != null) {
            closedUnder(socket, now);
        }
    }

    private void closedUnder(Socket socket, long now) {
        Request request = socket.request();
        boolean reused = socket.sent > 1;
        boolean forwarded = request.frontStart != Request.NOT_STARTED;
        if (reused) {
            world.recorder().add(Sum.RESETS, 1);
        }
        if (reused && !forwarded) {
            socket.request = null;
            leave(socket, now);
            connect(request, now);
        } else {
            giveUp(socket, Failure.FRONT_CLOSED, now);
        }
    }

    /** The request is answered, or has failed at the gateway; in either case there is a response. */
    void responded(Request request, boolean kept, boolean failed, long now) {
        Socket socket = request.socket();
        socket.request = null;
        boolean last = closed && users.requests() > 0 && socket.sent >= users.requests();
        if (!kept || last || users.reuse() == Reuse.CLOSE_EACH) {
            leave(socket, now);
        } else if (users.reuse() == Reuse.LEAVE_OPEN) {
            request.user.socket = null;
        }
        goOn(request, failed, now);
    }

    /** The user waits no longer; the front may still be at it. */
    private void giveUp(Socket socket, Failure failure, long now) {
        Request request = socket.request();
        world.recorder().failed(request, failure, now);
        socket.aborted = true;
        leave(socket, now);
        goOn(request, true, now);
    }

    private void goOn(Request request, boolean failed, long now) {
        unlink(request);
        User user = request.user;
        user.request = null;
        user.asked++;
        if (!closed && user.asked >= users.requests()) {
            Socket socket = user.socket;
            if (socket != null) {
                leave(socket, now);
            }
            return;
        }
        long nanos = user.asked % users.burst() == 0 ? think.draw(user.dice.think()) : 0;
        nanos = failed ? Math.max(nanos, PAUSE_NANOS) : nanos;
        Socket socket = user.socket;
        if (idleTimeout != null && socket != null) {
            long idle = idleTimeout.draw(user.dice.idle());
            if (idle < nanos) {
                world.agenda().at(now + idle, socket, Socket.IDLE, 0);
            }
        }
        think(user, nanos, now);
    }

    /** A user closes a connection that it has not used for too long; unless it has left it before, it still rests. */
    void idled(Socket socket, long now) {
        leave(socket, now);
    }

    private void leave(Socket socket, long now) {
        if (!socket.left) {
            socket.left = true;
            if (socket.user.socket == socket) {
                socket.user.socket = null;
            }
            world.front().left(socket, now);
        }
    }

    /** Returns the requests that are not over. */
    List<Request> unfinished() {
        List<Request> unfinished = new ArrayList<>();
        for (Request request = firstUnfinished; request != null; request = request.next) {
            unfinished.add(request);
        }
        return unfinished;
    }

    private void link(Request request) {
        Request first = firstUnfinished;
        request.next = first;
        if (first != null) {
            first.previous = request;
        }
        firstUnfinished = request;
    }

    private void unlink(Request request) {
        Request before = request.previous;
        Request after = request.next;
        if (before == null) {
            firstUnfinished = after;
        } else {
            before.next = after;
        }
        if (after != null) {
            after.previous = before;
        }
        request.previous = null;
        request.next = null;
    }

    private static long orNever(long nanos) {
        return nanos == 0 ? Deadline.NONE : nanos;
    }

    /** The user's timeout for a whole request. */
    private final class Patience implements Lane.Waiting {
        private final Request request;

        Patience(Request request) {
            this.request = request;
        }

        @Override
        public boolean waits(int stamp) {
            return !request.over;
        }

        @Override
        public void timedOut(long now) {
            giveUp(request.socket(), Failure.CLIENT_TIMEOUT, now);
        }
    }

    /** The user's timeout for a connection. */
    private final class ConnectPatience implements Lane.Waiting {
        private final Socket socket;

        ConnectPatience(Socket socket) {
            this.socket = socket;
        }

        @Override
        public boolean waits(int stamp) {
            return !socket.left && !socket.established();
        }

        @Override
        public void timedOut(long now) {
            giveUp(socket, Failure.CONNECT_TIMEOUT, now);
        }
    }

    /** What a user who thinks does about the front's FIN, some time later. */
    private final class FinReaction implements Lane.Waiting {
        private final Socket socket;

        FinReaction(Socket socket) {
            this.socket = socket;
        }

        @Override
        public boolean waits(int stamp) {
            return !socket.left;
        }

        @Override
        public void timedOut(long now) {
            leave(socket, now);
        }
    }
}
