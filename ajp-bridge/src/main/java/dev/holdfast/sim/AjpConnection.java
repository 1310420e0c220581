package dev.holdfast.sim;

import org.jspecify.annotations.Nullable;

/** A connection from a child's pool to a back end. */
final class AjpConnection implements Agenda.Actor, Lane.Waiting, Deeds.Doer {
    static final int ARRIVE = 0;
    static final int REFUSED = 1;
    static final int SERVED = 2;
    static final int BYTES = 3;

    final ChildPool pool;
    final long id;
    final BackServer server;
    final long began;
    final Handshake handshake = new Handshake();

    /** What the front waits for an answer to; null while it rests. */
    @Nullable
    Request request;

    /** What a thread of the back end's is busy with, which the front may have given up. */
    @Nullable
    Request served;

    /** Until when what the front sent is on its way. */
    long sentUntil;

    boolean accepted;
    /** A thread is busy with its request. */
    boolean working;
    /** Its request waits for a thread. */
    boolean waiting;
    /** It counts as open. */
    boolean counted;
    /** The front has closed it. */
    boolean frontClosed;
    /** The back end has closed it. */
    boolean backClosed;

    /** Counts what the back end does on it, so that an idle timeout knows whether it still rests. */
    int turns;

    AjpConnection(ChildPool pool, long id, BackServer server, long now) {
        this.pool = pool;
        this.id = id;
        this.server = server;
        this.began = now;
    }

    Request request() {
        return present(request);
    }

    Request served() {
        return present(served);
    }

    @Override
    public void act(int what, int stamp, long now) {
        switch (what) {
            case ARRIVE -> server.arrives(this, now);
            case REFUSED -> server.refused(this);
            case SERVED -> server.served(this, now);
            case BYTES -> server.bytes(this, now);
            default -> throw new IllegalStateException("AJP connection " + id + " does " + what);
        }
    }

    @Override
    public boolean waits(int stamp) {
        return stamp == turns && accepted && request == null;
    }

    @Override
    public void timedOut(long now) {
        server.idledOut(this, now);
    }

    /** The back end has closed it as soon as it was accepted. */
    @Override
    public void perform(int what, long one, long two, long three, long now) {
        pool.gateway().broken(this, now);
    }

    private Request present(@Nullable Request one) {
        if (one == null) {
            throw new IllegalStateException("AJP connection " + id + " has no request");
        }
        return one;
    }
}
