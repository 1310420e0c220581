package dev.holdfast.sim;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** One request of a user's, and where its time has gone so far. */
final class Request implements Lane.Waiting, Agenda.Actor {
    static final long NOT_STARTED = -1;
    static final int FORWARD = 0;
    static final int ACQUIRE = 1;
    static final int WRITTEN = 2;

    final long id;
    final User user;
    final long askedAt;
    final long serviceNanos;
    final long readNanos;
    final long writeNanos;
    final long frontCpuNanos;
    final long backCpuNanos;
    final Tally<Part> parts = new Tally<>(Part.class);
    Part part = Part.CONNECT;
    long partSince;

    @Nullable
    Socket socket;

    @Nullable
    Request previous;

    @Nullable
    Request next;

    long frontStart = NOT_STARTED;
    int child;
    boolean kept;
    long backStart;
    long backEnd;

    /** The members it was given in vain; null as long as it was given to none. */
    @Nullable
    BitSet tried;

    int member;
    int rounds;
    /** How often the member has been given it since it was chosen. */
    int tries;

    /** How often it was given again, to whomever. */
    int repeats;

    long chosenAt;
    Failure lastFailure = Failure.NO_MEMBER;
    int lastStatus = Failure.NO_MEMBER.status();

    @Nullable
    AjpConnection ajp;

    /** Counts what it has waited for, so that a timeout knows whether it still does. */
    int waits;

    boolean pinging;
    /** Its AJP connection has served none before it. */
    boolean fresh;

    boolean over;

    Request(
            long id,
            User user,
            long serviceNanos,
            long readNanos,
            long writeNanos,
            long frontCpuNanos,
            long backCpuNanos,
            long now) {
        this.id = id;
        this.user = user;
        this.askedAt = now;
        this.partSince = now;
        this.serviceNanos = serviceNanos;
        this.readNanos = readNanos;
        this.writeNanos = writeNanos;
        this.frontCpuNanos = frontCpuNanos;
        this.backCpuNanos = backCpuNanos;
    }

    Socket socket() {
        Socket present = socket;
        if (present == null) {
            throw new IllegalStateException("request " + id + " has no connection");
        }
        return present;
    }

    AjpConnection ajp() {
        AjpConnection present = ajp;
        if (present == null) {
            throw new IllegalStateException("request " + id + " has no AJP connection");
        }
        return present;
    }

    BitSet tried() {
        BitSet present = tried;
        if (present == null) {
            present = new BitSet();
            tried = present;
        }
        return present;
    }

    @Override
    public void act(int what, int stamp, long now) {
        Gateway gateway = user.visitors().gateway();
        switch (what) {
            case FORWARD -> gateway.forward(this, now);
            case ACQUIRE -> gateway.acquireAgain(this, now);
            case WRITTEN -> gateway.written(this, now);
            default -> throw new IllegalStateException("request " + id + " does " + what);
        }
    }

    @Override
    public boolean waits(int stamp) {
        return stamp == waits && ajp != null;
    }

    @Override
    public void timedOut(long now) {
        ajp().pool.gateway().timedOut(this, now);
    }
}
