package dev.holdfast.sim;

import dev.holdfast.scenario.Kernel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A listen queue: connections the kernel has established and nobody has accepted.
 *
 * <p>A SYN that finds it full is dropped, and sent again. One that finds room is answered, and only the client's ACK takes the room: where several
 * SYNs come at once, which timers bring about, all of them are answered. An ACK that finds the queue full is dropped, and so are the first
 * bytes that follow it. The client, which is connected as far as it knows, sends those again; and the kernel answers the SYN again, after half a
 * minute if the socket waits for bytes, and otherwise at once and repeatedly: the client's ACK of that is another chance. Who gets in by it is
 * there without its bytes, which come when the client sends them the next time.
 *
 * @param <C> the connections
 */
final class ListenQueue<C> {
    /** Who connects. */
    interface Clients<C> {
        Handshake handshake(C connection);

        /** It is in the queue. */
        void queued(C connection, long now);

        /** A SYN, or first bytes, are dropped. */
        void dropped(C connection, long now);

        /** Something of it arrives again at {@code time}. */
        void again(C connection, long time);

        /** It is not established, or reset; this is known at {@code time}. */
        void refused(C connection, long time);
    }

    /** TCP_RTO_MIN: for how long the client waits for its first bytes to be acknowledged, twice, and then for twice as long each time. */
    private static final long BYTES_RETRY_NANOS = 200_000_000;
    /** TCP_TIMEOUT_INIT: when the SYN is answered again, and then after twice as long each time. */
    private static final long ANSWER_RETRY_NANOS = 1_000_000_000;
    /** tcp_synack_retries. */
    private static final int ANSWER_RETRIES = 5;
    /** By how much two processors' ticks differ; what follows a SYN on one of them is over by then. */
    private static final long SKEW_NANOS = 100_000;
    /** When the kernel forgets that it has answered. */
    private static final long FORGOTTEN_NANOS = ((2L << ANSWER_RETRIES) - 1) * ANSWER_RETRY_NANOS;

    private final Kernel kernel;
    private final KernelTimer timer;
    private final int cores;
    private final boolean deferred;
    private final int capacity;
    private final long handshakeNanos;
    private final ArrayDeque<C> queue = new ArrayDeque<>();
    private final ArrayDeque<C> arrivals = new ArrayDeque<>();
    private final Clients<C> clients;
    private long connects;

    /**
     * @param cores processors: connections have their timers on one each, and what those send at one tick does not come at quite the same time
     * @param deferred whether it shows a connection when its first bytes have come
     * @param handshakeNanos from a SYN to its ACK
     */
    ListenQueue(Kernel kernel, int cores, boolean deferred, int backlog, long handshakeNanos, Clients<C> clients) {
        this.kernel = kernel;
        this.timer = new KernelTimer(kernel.timerHz());
        this.cores = cores;
        this.deferred = deferred;
        this.capacity = kernel.queueLength(backlog);
        this.handshakeNanos = handshakeNanos;
        this.clients = clients;
    }

    boolean isEmpty() {
        return queue.isEmpty();
    }

    @Nullable
    C poll() {
        return queue.pollFirst();
    }

    /** A client begins to connect. */
    void connect(C connection, long now) {
        Handshake handshake = clients.handshake(connection);
        handshake.sentAt = now;
        handshake.skew = connects++ % cores * SKEW_NANOS;
        if (handshakeNanos == 0) {
            arrivals.addLast(connection);
        } else {
            clients.again(connection, now + handshakeNanos / 2);
        }
    }

    /** Something of the connection's arrives. */
    void arrives(C connection) {
        arrivals.addLast(connection);
    }

    /** Returns whether {@link #admit} has something to do. */
    boolean hasArrivals() {
        return !arrivals.isEmpty();
    }

    /**
     * Sees to one arrival: to be called once whoever can be accepted is.
     *
     * @param accepting whether somebody waits for a connection, who then is to be asked
     */
    void admit(boolean accepting, long now) {
        C connection = arrivals.removeFirst();
        Handshake handshake = clients.handshake(connection);
        boolean full = !accepting && queue.size() >= capacity;
        if (!handshake.letIn) {
            boolean atOnce = handshakeNanos == 0 && handshake.again == 0;
            if (full) {
                clients.dropped(connection, now);
                synAgain(connection, handshake, now);
                return;
            }
            handshake.letIn = true;
            handshake.letInAt = now;
            handshake.bytesAt = now;
            if (!atOnce) {
                // What arrives at the same time is let in too before this takes its room.
                handshake.bytesAt = now + handshakeNanos - handshakeNanos / 2;
                handshake.sentAt = handshake.bytesAt;
                handshake.again = 0;
                // One that waits for bytes answers again when it is about to wait no longer: Linux rounds httpd's 30 s
                // up to its last retry.
                handshake.answeredAgain = deferred ? ANSWER_RETRIES - 1 : 0;
                handshake.answerAt = now;
                for (int i = 0; i <= handshake.answeredAgain; i++) {
                    handshake.answerAt = timer.fires(handshake.answerAt, ANSWER_RETRY_NANOS << i);
                }
                clients.again(connection, handshake.bytesAt);
                return;
            }
        } else if (now - handshake.letInAt > FORGOTTEN_NANOS) {
            clients.refused(connection, now);
            return;
        } else if (full) {
            clients.dropped(connection, now);
            bytesAgain(connection, handshake, now);
            return;
        }
        queue.addLast(connection);
        clients.queued(connection, now);
    }

    private void synAgain(C connection, Handshake handshake, long now) {
        List<Duration> retries = kernel.synRetries();
        if (kernel.abortOnOverflow() || retries.isEmpty()) {
            clients.refused(connection, now);
            return;
        }
        int retry = handshake.again++;
        if (retry < retries.size()) {
            long before = retry == 0 ? 0 : retries.get(retry - 1).toNanos();
            handshake.sentAt = fires(handshake, retries.get(retry).toNanos() - before);
            clients.again(connection, handshake.sentAt + handshakeNanos / 2);
        } else {
            // The last wait is as long as all before it together.
            long last = retries.get(retries.size() - 1).toNanos();
            clients.refused(connection, Math.max(now, handshake.sentAt + last));
        }
    }

    private long fires(Handshake handshake, long wait) {
        return timer.fires(handshake.sentAt, wait) + (timer.ticks() ? handshake.skew : 0);
    }

    private void bytesAgain(C connection, Handshake handshake, long now) {
        if (kernel.abortOnOverflow()) {
            clients.refused(connection, now);
            return;
        }
        long way = handshakeNanos / 2;
        while (handshake.bytesAt <= now) {
            int retry = handshake.again++;
            long wait = BYTES_RETRY_NANOS << Math.max(0, retry - 1);
            handshake.sentAt = fires(handshake, wait);
            handshake.bytesAt = handshake.sentAt + way;
        }
        while (handshake.answerAt <= now && handshake.answeredAgain < ANSWER_RETRIES) {
            handshake.answeredAgain++;
            handshake.answerAt = timer.fires(handshake.answerAt, ANSWER_RETRY_NANOS << handshake.answeredAgain);
        }
        boolean answers = handshake.answeredAgain < ANSWER_RETRIES;
        clients.again(
                connection,
                answers ? Math.min(handshake.bytesAt, handshake.answerAt + handshakeNanos) : handshake.bytesAt);
    }
}
