package dev.holdfast.connector.undertow;

import dev.holdfast.connector.xnio.SocketConnection;
import dev.holdfast.http1.HttpViolation;
import dev.holdfast.lifetime.CloseReason;
import dev.holdfast.lifetime.ConnectionMachine.State;
import dev.holdfast.lifetime.Next;
import dev.holdfast.time.Deadline;
import dev.holdfast.time.TimerWheel;
import io.undertow.server.HttpHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.xnio.ChannelListener;
import org.xnio.StreamConnection;
import org.xnio.conduits.ConduitStreamSourceChannel;

/**
 * How an HTTP/1.x connection waits: for bytes, for a deadline, for its place to be needed, and asleep if nothing comes.
 *
 * <p>Confined to its own thread, while that has the connection. Whoever else has it may ask when the timer is to fire.
 */
abstract class WaitingConnection extends ExchangeConnection
        implements ChannelListener<ConduitStreamSourceChannel>, GuardedConnection {
    /** How long a connection idles before it falls asleep: longer than a browser pauses while it loads a page. */
    private static final long WAKEFUL_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    final @Nullable InetAddress client;
    final TimerWheel.Entry<Timed> timerEntry = new TimerWheel.Entry<>(this);

    /** In the worker model: how the connection's thread hears of bytes. */
    private final @Nullable ReadNotice readNotice;

    /** For when the timer is set: at the machine's deadline or, where that has moved away since, before it. */
    private volatile long scheduledFor = Deadline.NONE;

    /** Whether the connection stays as it is however long it idles. */
    private boolean sleepless;

    /** Whether nothing more is to be done at the channel's end: that was seen to, or another has the socket. */
    boolean over;

    WaitingConnection(
            HoldfastOpenListener listener,
            Shard shard,
            StreamConnection channel,
            Arrival arrival,
            HttpHandler rootHandler,
            @Nullable Endpoints proxied,
            @Nullable InetAddress client,
            @Nullable Governor governor) {
        super(listener, shard, channel, arrival, rootHandler, proxied, governor);
        this.client = client;
        sleepless = secure || shard.places() != null || !shard.isIoThread() || governor != null;
        readNotice = shard.isIoThread() ? null : new ReadNotice(shard::execute, this::bytesNoticed);
    }

    /** Returns whether the connection's own thread has it. */
    abstract boolean isOwned();

    /** In the worker model: bytes have come, or the client's FIN. */
    abstract void bytesNoticed();

    /** Reads and serves what is there. */
    abstract void readRequests() throws IOException;

    /** Returns whether to go on reading: the head is unfinished, or its exchange has ended and more bytes are there. */
    abstract boolean readHead() throws IOException;

    /** Does what the machine says. */
    abstract void act(Next next, HttpViolation refusal) throws IOException;

    /** Waits for bytes. Reads may have been suspended while a handler had the connection. */
    void park() {
        schedule();
        awaitBytes();
    }

    private void awaitBytes() {
        ConduitStreamSourceChannel source = channel.getSourceChannel();
        if (secure) {
            // Of bytes that are decrypted already no selector tells: TLS looks for them when reads are resumed, but not
            // while they are.
            source.suspendReads();
        }
        if (readNotice == null) {
            source.resumeReads();
        } else {
            readNotice.await(source);
        }
    }

    /** Returns whether there is no notice of bytes on its way, so that the connection's thread may go on without them. */
    private boolean ceaseAwaitingBytes() {
        return readNotice == null || readNotice.cease(channel.getSourceChannel());
    }

    /** Listens for bytes where a handler may have listened meanwhile. */
    void listenAgain() {
        channel.getSourceChannel().setReadListener(readListener());
        if (readNotice != null) {
            // The handler may have left them resumed; nobody would listen.
            channel.getSourceChannel().suspendReads();
        }
    }

    ChannelListener<ConduitStreamSourceChannel> readListener() {
        return readNotice == null ? this : readNotice;
    }

    /** A deadline that has moved away leaves the timer alone: it fires too early, finds that out, and is set again. */
    void schedule() {
        long deadline = timerDeadline();
        if (deadline < scheduledFor) {
            scheduledFor = deadline;
            shard.schedule(timerEntry, deadline);
        }
    }

    /** Returns when the timer is to fire; by whoever has the connection. */
    long timerDeadline() {
        return Math.min(machine.nextDeadline(), sleepAt());
    }

    @Override
    public void timeout(long now) {
        scheduledFor = Deadline.NONE;
        if (over || !isOwned()) {
            // Whoever gives the connection back asks for its timer again.
            return;
        }
        if (!Deadline.isExpired(machine.nextDeadline(), now)) {
            if (!fallsAsleep(now)) {
                schedule();
            }
            return;
        }
        guarded(() -> {
            if (!ceaseAwaitingBytes()) {
                shard.execute(this::timeoutUnlessMoved);
            } else if (isWaiting() && fill() != 0) {
                readRequests();
            } else {
                // What came in time is not late because this thread was; one look, or a byte at a time would be one
                // more
                // each.
                if (machine.state() == State.READING_HEAD
                        && Deadline.isExpired(machine.nextDeadline(), now)
                        && fill() > 0
                        && readHead()) {
                    readRequests();
                }
                if (isOwned() && machine.timer() != null) {
                    act(machine.timeout(now), HttpViolation.HEAD_TIMEOUT);
                }
            }
        });
    }

    /** Leaves an idle connection's socket to a {@link SleepingConnection}, where nothing would be lost. Returns whether it did. */
    private boolean fallsAsleep(long now) {
        if (!Deadline.isExpired(sleepAt(), now)) {
            return false;
        }
        sleepless = isIrreplaceable()
                || pipelined != null
                || getExtraBytes() != null
                || listener.isDraining()
                || brokenFor != null
                || !(channel instanceof SocketConnection socket)
                || !socket.canSleep();
        if (sleepless || !(channel instanceof SocketConnection socket)) {
            return false;
        }
        SleepingConnection sleeper =
                new SleepingConnection(listener, shard, socket.socket(), arrival, rootHandler, client);
        if (!socket.sleep(sleeper)) {
            // It is being closed: whoever does that will say so.
            return true;
        }
        over = true;
        shard.closed(this);
        sleeper.sleep();
        return true;
    }

    /** Returns when the connection falls asleep, if nothing happens until then. */
    private long sleepAt() {
        return sleepless || machine.state() != State.IDLE ? Deadline.NONE : machine.waitingSince() + WAKEFUL_NANOS;
    }

    /** The notice of bytes that a timeout crossed goes first, and may have moved the deadline. */
    private void timeoutUnlessMoved() {
        long now = shard.now();
        if (Deadline.isExpired(machine.nextDeadline(), now)) {
            timeout(now);
        }
    }

    @Override
    public void drain() {
        guarded(() -> {
            if (over || !isWaiting()) {
                // Another has the socket, or a request is under way: its response asks whether the listener is
                // draining.
                return;
            }
            if (!ceaseAwaitingBytes()) {
                return;
            }
            if (fill() != 0) {
                readRequests();
            } else {
                act(machine.drain(shard.now()), HttpViolation.HEAD_TIMEOUT);
            }
        });
    }

    /** Returns whether nothing is under way: no request has begun, or the last has been answered. */
    boolean isWaiting() {
        if (!isOwned()) {
            return false;
        }
        State state = machine.state();
        return state == State.IDLE || state == State.ACCEPTED;
    }

    /** Ends the connection because its place is needed, unless it is not idle after all or its next request is here. Returns whether it did. */
    boolean shed() {
        guarded(() -> {
            if (machine.state() == State.IDLE) {
                if (fill() != 0) {
                    readRequests();
                } else {
                    act(machine.shed(shard.now()), HttpViolation.HEAD_TIMEOUT);
                }
            }
        });
        return machine.closeReason() == CloseReason.SHED;
    }

    /**
     * Makes up for what the own thread did not do while it did not have the connection; on the thread that has just let go of that.
     *
     * @param deadline of the timer, as it was then
     */
    void makeUpFor(long deadline) {
        if (deadline < scheduledFor) {
            onHome(this::scheduleIfOwned);
        }
        if (listener.isClosingIdle()) {
            onHome(this::drain);
        }
        channelClosedMeanwhile();
    }

    private void scheduleIfOwned() {
        if (isOwned() && !over) {
            schedule();
        }
    }

    void channelClosedMeanwhile() {
        if (!channel.isOpen()) {
            channelClosed();
        }
    }
}
