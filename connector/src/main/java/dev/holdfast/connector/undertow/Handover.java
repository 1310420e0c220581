package dev.holdfast.connector.undertow;

import io.undertow.server.HttpServerExchange;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * Whose a connection is: its own thread's or, from its handler's start to the exchange's end, that of the thread that has the exchange; and how it
 * comes back.
 *
 * <p>The end of an exchange is seen to at home. Only a worker's thread that ends one after which the connection just goes on does that itself: it
 * lets go of the connection by one compare-and-set and wakes nobody, or keeps it for the next request where that is there already.
 *
 * <p>Touched by the thread whose the connection is; what others may call says so.
 */
final class Handover implements Runnable {
    /** Who may touch the connection. */
    private enum Owner {
        /** Its own thread. */
        HOME,
        /** The thread that has the exchange, from its handler's start to its end. */
        HANDLER,
        /** The same, and its own thread does not look out for bytes: not yet, or no longer since some have come. */
        HANDLER_UNWATCHED
    }

    private static final AtomicReferenceFieldUpdater<Handover, Owner> OWNER =
            AtomicReferenceFieldUpdater.newUpdater(Handover.class, Owner.class, "owner");

    /** How many pipelined requests a worker's thread answers before other connections have their turn. */
    private static final int MAX_IN_A_ROW = 16;

    private final Http1ServerConnection connection;
    private volatile Owner owner = Owner.HOME;

    /** Of the worker's thread that has the connection, or had it last. */
    private WorkerTurn turn = WorkerTurn.NOBODYS;

    private int servedInARow;

    /** Whether the exchange ended while the own thread was inside its handler; not seen by another thread. */
    private boolean endedInHandler;

    /** Whether another thread closed the channel, not knowing who has the connection. */
    private volatile boolean cutOff;

    Handover(Http1ServerConnection connection) {
        this.connection = connection;
    }

    /** Returns whether it is the own thread's; for any thread. */
    boolean isHome() {
        return owner == Owner.HOME;
    }

    /** The own thread is about to call the handler, and {@code watched} if it goes on looking out for bytes. */
    void toHandler(boolean watched) {
        OWNER.lazySet(this, watched ? Owner.HANDLER : Owner.HANDLER_UNWATCHED);
    }

    /** Bytes have come while a handler has the connection; on its own thread. Returns whether that is to look out for no more. */
    boolean endsWatch() {
        return OWNER.compareAndSet(this, Owner.HANDLER, Owner.HANDLER_UNWATCHED);
    }

    /** The own thread sees to the end of the exchange. */
    void toHome() {
        OWNER.lazySet(this, Owner.HOME);
    }

    /** The connection is broken: whoever has it will not give it back; on its own thread. */
    void takeBack() {
        owner = Owner.HOME;
    }

    /** The channel is about to be closed whoever has the connection; on any thread. */
    void cutOff() {
        if (connection.shard.isCurrentThread()) {
            connection.leaveToHandler(!isHome());
        } else {
            cutOff = true;
        }
    }

    /** The own thread is back from the handler's call. Returns whether the exchange ended in there. */
    boolean hasEndedInHandler() {
        boolean ended = endedInHandler;
        endedInHandler = false;
        return ended;
    }

    /** The present exchange is over; on the thread that has ended it. */
    void ends(HttpServerExchange exchange) {
        if (connection.handlerListened()) {
            connection.afterListeners(this);
        } else if (!connection.shard.isCurrentThread()) {
            if (!cutOff && connection.endsPlainly(exchange)) {
                connection.guarded(() -> endHere(exchange));
            } else {
                connection.onHome(this);
            }
        } else if (connection.inHandler) {
            endedInHandler = true;
        } else {
            run();
        }
    }

    /** The end of an exchange that ended on another thread, or later than its handler's call; on the own thread. */
    @Override
    public void run() {
        connection.guarded(() -> {
            if (cutOff) {
                connection.leaveToHandler(!isHome());
            }
            connection.goOn();
        });
    }

    /** The end of an exchange, on the thread that ended it: the connection goes on with the next request if that is here, else home. */
    private void endHere(HttpServerExchange exchange) {
        connection.endPlainly(exchange);
        long deadline = connection.timerDeadline();
        boolean nextIsHere = connection.getExtraBytes() != null;
        if (!nextIsHere) {
            connection.responsesGoOut();
            servedInARow = 0;
        }
        if (nextIsHere || !OWNER.compareAndSet(this, Owner.HANDLER, Owner.HOME)) {
            servedInARow++;
            boolean atOnce = servedInARow % MAX_IN_A_ROW != 0;
            if (!atOnce || !turn.goesOn(connection)) {
                connection.listener.dispatch(new Dispatched.NextRequest(connection), atOnce);
            }
            return;
        }
        // From here on its own thread may have it.
        connection.makeUpFor(deadline);
    }

    /** Lets a worker's thread do {@code task} of this connection. Returns what it is to do next: the request behind the one it has answered. */
    @Nullable
    Dispatched serve(Runnable task) {
        WorkerTurn own = new WorkerTurn(Thread.currentThread());
        turn = own;
        try {
            task.run();
        } catch (Throwable bug) {
            Dispatched next = own.ends();
            if (next != null) {
                connection.listener.dispatch(next, true);
            }
            throw bug;
        }
        return own.ends();
    }

    /** Reads the next request and calls its handler, on a worker's thread, if it is there and can be served without the I/O thread. */
    void readOn() {
        connection.guarded(() -> {
            if (!connection.callHandlerOfNext()) {
                giveBack();
            }
        });
    }

    /** Lets the connection's own thread go on, with whatever has been read and not consumed. */
    void giveBack() {
        connection.onHome(() -> {
            owner = Owner.HOME;
            connection.isBack();
        });
    }
}
