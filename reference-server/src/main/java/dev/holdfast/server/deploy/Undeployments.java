package dev.holdfast.server.deploy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * The applications that are on their way out, each on a thread of its own, for which nobody waits longer than a time: an application's code may take as
 * long as it likes. Thread-safe.
 */
final class Undeployments {
    private static final Logger LOG = Logger.getLogger(Undeployments.class);

    /** One is there as often as somebody closes it. */
    private final List<DeployedApplication> running = new ArrayList<>();

    private final Consumer<DeployedApplication> letOut;

    /** @param letOut lets no more requests in, the first thing that is done */
    Undeployments(Consumer<DeployedApplication> letOut) {
        this.letOut = letOut;
    }

    /**
     * Closes an application, and waits for that.
     *
     * @param end comes last, whatever happened before
     * @param timeout how long it may take, more than 0
     * @throws DeploymentException if it takes longer, or whoever waits is interrupted; the thread is interrupted if it takes longer, and goes on
     */
    void close(DeployedApplication application, Runnable end, Duration timeout) throws DeploymentException {
        enter(application);
        Thread thread =
                started("holdfast-undeployment " + application.spec().location(), () -> closeNow(application, end));
        try {
            if (!isOver(thread, System.nanoTime() + timeout.toNanos())) {
                String where = StackPlace.of(thread, application.spec().location());
                thread.interrupt();
                throw new DeploymentException(
                        application.spec().archive(),
                        Fault.of("is not undeployed after " + timeout.toMillis() + " ms, it is at " + where));
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new DeploymentException(
                    application.spec().archive(), Fault.of("is being undeployed while the server is stopping"));
        }
    }

    /** Closes an application on this thread, whose code has it already. */
    void closeHere(DeployedApplication application) {
        enter(application);
        closeNow(application, () -> {});
    }

    private void closeNow(DeployedApplication application, Runnable end) {
        try {
            application.close();
            LOG.infof("undeployed %s", application);
        } finally {
            leave(application);
            end.run();
        }
    }

    /**
     * Keeps the sessions of some applications, and of those on their way out, all at once: the code of one, or its disk, may take all the time that there is.
     *
     * @param timeout how long that may take, 0 or more; the log names those whose sessions are lost then
     */
    void keepSessions(Collection<DeployedApplication> applications, Duration timeout) {
        long end = System.nanoTime() + timeout.toNanos();
        Set<DeployedApplication> all = new HashSet<>(applications);
        all.addAll(running());
        Map<String, Thread> threads = new TreeMap<>();
        for (DeployedApplication application : all) {
            threads.put(
                    application.spec().location(),
                    started("holdfast-sessions " + application.spec().location(), application::keepSessions));
        }
        try {
            for (Map.Entry<String, Thread> thread : threads.entrySet()) {
                if (!isOver(thread.getValue(), end)) {
                    LOG.errorf(
                            "%s: its sessions are lost, they are not kept after %d ms: it is at %s",
                            thread.getKey(), timeout.toMillis(), StackPlace.of(thread.getValue(), thread.getKey()));
                }
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    /** Begins to close the WebSockets of some applications, each on a thread of its own. */
    static void closeWebSockets(Collection<DeployedApplication> applications) {
        applications.forEach(application ->
                started("holdfast-websockets " + application.spec().location(), application::closeWebSockets));
    }

    /** Waits until no application is on its way out, or the time is over. */
    synchronized void awaitNone(Duration timeout) {
        long end = System.nanoTime() + timeout.toNanos();
        try {
            for (long left = timeout.toMillis(); !running.isEmpty() && left > 0; left = millisTo(end)) {
                wait(left);
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    private void enter(DeployedApplication application) {
        synchronized (this) {
            running.add(application);
        }
        letOut.accept(application);
    }

    private synchronized void leave(DeployedApplication application) {
        running.remove(application);
        notifyAll();
    }

    private synchronized List<DeployedApplication> running() {
        return List.copyOf(running);
    }

    private static Thread started(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        try {
            thread.start();
        } catch (Error noThread) {
            LOG.warnf("no thread for %s: %s", name, noThread);
            work.run();
        }
        return thread;
    }

    private static boolean isOver(Thread thread, long endNanos) throws InterruptedException {
        // A join of 0 ms would wait for ever.
        thread.join(Math.max(1, millisTo(endNanos)));
        return !thread.isAlive();
    }

    private static long millisTo(long endNanos) {
        return Duration.ofNanos(endNanos - System.nanoTime()).toMillis();
    }
}
