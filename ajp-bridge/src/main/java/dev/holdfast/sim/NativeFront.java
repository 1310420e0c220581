package dev.holdfast.sim;

/** A front that accepts at once, has a worker for every request, and closes no connection of its own accord. It is one child, number 0. */
final class NativeFront implements Front {
    /** Not {@link Socket#NONE}: all it needs to know of a connection is that it has it. */
    private static final int PRESENT = 0;

    private final World world;
    private final long connectNanos;
    private int connections;

    /** @param connectNanos for a user's handshake */
    NativeFront(World world, long connectNanos) {
        this.world = world;
        this.connectNanos = connectNanos;
    }

    @Override
    public void start(long now) {
        world.gateway().childStarted(0, now);
    }

    @Override
    public void connect(Socket socket, long now) {
        if (connectNanos == 0) {
            arrives(socket, now);
        } else {
            world.agenda().at(now + connectNanos, socket, Socket.ARRIVE, 0);
        }
    }

    @Override
    public void arrives(Socket socket, long now) {
        connections++;
        socket.number = PRESENT;
        socket.acceptedAt = now;
        send(socket, now);
    }

    @Override
    public void send(Socket socket, long now) {
        Request request = socket.request();
        world.recorder().goesOn(request, Part.REQUEST_READ, now);
        if (request.readNanos == 0) {
            world.gateway().start(request, now);
        } else {
            world.agenda().at(now + request.readNanos, new Reading(request), 0, 0);
        }
    }

    @Override
    public boolean persists(Socket socket, int status, long now) {
        return true;
    }

    @Override
    public void written(Socket socket, long now) {}

    @Override
    public void flushed(Socket socket, long now) {
        if (socket.aborted) {
            forget(socket, now);
        }
    }

    @Override
    public void left(Socket socket, long now) {
        // A request that has begun goes on, and finds out when it is answered.
        if (!socket.aborted) {
            forget(socket, now);
        }
    }

    @Override
    public void restart(long now) {
        throw new IllegalStateException("this front does not restart");
    }

    @Override
    public int child(Socket socket) {
        return 0;
    }

    @Override
    public void settle(long now) {
        world.deeds().carryOut(now);
    }

    @Override
    public void account(long now) {}

    @Override
    public Sample sample(long now) {
        return world.sample(1, 0, 0, 0, 0, connections, now);
    }

    private void forget(Socket socket, long now) {
        if (socket.number != Socket.NONE) {
            connections--;
            socket.number = Socket.NONE;
            world.recorder().add(Sum.CLOSED, 1);
            world.recorder().add(Sum.HELD, now - socket.acceptedAt);
        }
    }

    private final class Reading implements Agenda.Actor {
        private final Request request;

        Reading(Request request) {
            this.request = request;
        }

        @Override
        public void act(int what, int stamp, long now) {
            world.gateway().start(request, now);
        }
    }
}
