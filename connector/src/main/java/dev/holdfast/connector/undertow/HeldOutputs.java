package dev.holdfast.connector.undertow;

import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;
import org.xnio.XnioExecutor;

/**
 * Sees to it that no response is held back for longer than a few milliseconds, whatever the handler does whose response it waits for: where
 * handlers run on threads that may block, an I/O thread looks after what they hold.
 */
final class HeldOutputs {
    private static final Logger LOG = Logger.getLogger(HeldOutputs.class);
    private static final long MILLIS = 1;

    /** How seldom a client is tried that takes nothing. */
    private static final long MAX_MILLIS = 128;

    private final XnioExecutor thread;
    private final Queue<PipelinedOutput> held = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean watching = new AtomicBoolean();

    /** Read and written by the I/O thread. */
    private long delayMillis = MILLIS;

    HeldOutputs(XnioExecutor thread) {
        this.thread = thread;
    }

    /** Releases {@code output} before long; on any thread. */
    void add(PipelinedOutput output) {
        held.add(output);
        watch();
    }

    private void watch() {
        if (watching.get() || !watching.compareAndSet(false, true)) {
            return;
        }
        try {
            // Not executeAfter at once: a thread of XNIO's own that is about to select does not hear of a delay that
            // another one sets, as ours does.
            thread.execute(() -> releaseAfter(delayMillis));
        } catch (RejectedExecutionException threadIsEnding) {
            // Its channels are closed with it.
            held.clear();
        }
    }

    private void releaseAfter(long millis) {
        try {
            thread.executeAfter(this::release, millis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException threadIsEnding) {
            held.clear();
        }
    }

    private void release() {
        watching.set(false);
        int present = held.size();
        boolean progress = false;
        for (int i = 0; i < present; i++) {
            PipelinedOutput output = held.poll();
            if (output != null && !isReleased(output)) {
                held.add(output);
            } else {
                progress = true;
            }
        }
        delayMillis = progress ? MILLIS : Math.min(2 * delayMillis, MAX_MILLIS);
        if (!held.isEmpty()) {
            watch();
        }
    }

    private static boolean isReleased(PipelinedOutput output) {
        try {
            return output.isReleased();
        } catch (IOException brokenSocket) {
            LOG.debugf(brokenSocket, "responses held back for a client that is gone");
            return true;
        }
    }
}
