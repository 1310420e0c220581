package dev.holdfast.bridge;

import dev.holdfast.connector.xnio.DeadlineTimer;
import dev.holdfast.time.Deadline;
import dev.holdfast.time.NanoClock;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import org.xnio.XnioExecutor;

/**
 * The responses of one member whose head has come alone. All wait equally long, so those of an I/O thread are due in the order in which they
 * came: a queue and one timer do, where a timer for each would be armed and cancelled with almost every response of a container that writes its
 * heads by themselves. Who has gone on stays in the queue until those before it have.
 *
 * <p>Any I/O thread may call it, for itself.
 */
final class HeadWaits {
    /** A response. */
    interface Response {
        /** Returns whether its head, which was due at {@code due}, still waits. */
        boolean isHeadWaiting(long due);

        /** Its head waits no longer. */
        void headIsDue();
    }

    private record Entry(long due, Response response) {
        boolean isWaiting() {
            return response.isHeadWaiting(due);
        }
    }

    private final NanoClock clock;
    private final Map<XnioExecutor, OfThread> threads = new ConcurrentHashMap<>();

    HeadWaits(NanoClock clock) {
        this.clock = clock;
    }

    /**
     * Has a response told on {@code thread}, the caller's own, at {@code due} or soon after, if its head still waits then.
     *
     * @param due not before that of any call before
     */
    void add(XnioExecutor thread, long due, Response response) {
        threads.computeIfAbsent(thread, OfThread::new).add(new Entry(due, response));
    }

    private final class OfThread {
        private final Queue<Entry> entries = new ArrayDeque<>();
        private final DeadlineTimer timer;

        OfThread(XnioExecutor thread) {
            timer = new DeadlineTimer(thread, clock, this::due);
        }

        void add(Entry entry) {
            Entry first = entries.peek();
            while (first != null && !first.isWaiting()) {
                entries.remove();
                first = entries.peek();
            }
            entries.add(entry);
            timer.arm(entry.due());
        }

        private void due() {
            timer.fired();
            long now = clock.nanoTime();
            Entry first = entries.peek();
            while (first != null && (!first.isWaiting() || Deadline.isExpired(first.due(), now))) {
                entries.remove();
                if (first.isWaiting()) {
                    first.response().headIsDue();
                }
                first = entries.peek();
            }
            if (first != null) {
                timer.arm(first.due());
            }
        }
    }
}
