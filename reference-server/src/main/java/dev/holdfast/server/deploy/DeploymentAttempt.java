package dev.holdfast.server.deploy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One deployment on a thread of its own, for which nobody waits longer than a time: an application's code may take as long as it likes. The thread ends
 * with it, and with the thread what the application has left on it.
 */
final class DeploymentAttempt {
    private static final Logger LOG = Logger.getLogger(DeploymentAttempt.class);

    private final DeploymentSpec spec;
    private final Work work;
    private final CompletableFuture<DeployedApplication> outcome = new CompletableFuture<>();
    private final Thread thread;

    DeploymentAttempt(DeploymentSpec spec, Work work) {
        this.spec = spec;
        this.work = work;
        this.thread = new Thread(this::run, "holdfast-deployment " + spec.location());
        thread.setDaemon(true);
    }

    /** What is done on the thread. */
    interface Work {
        /** Deploys. */
        DeployedApplication deploy() throws DeploymentException;

        /** Undoes that, for it came too late. */
        void undo(DeployedApplication application);

        /** Comes last, whatever happened before. */
        void end();
    }

    private void run() {
        DeployedApplication application;
        try {
            application = work.deploy();
        } catch (DeploymentException | RuntimeException | Error failure) {
            // First, so that whoever hears of the failure can try again.
            work.end();
            outcome.completeExceptionally(failure);
            return;
        }
        try {
            if (!outcome.complete(application)) {
                LOG.warnf("%s is deployed after all, and undeployed again: nobody waits for it", application);
                work.undo(application);
            }
        } finally {
            work.end();
        }
    }

    /**
     * Deploys.
     *
     * @param timeout how long it may take
     * @throws DeploymentException if it cannot be deployed, takes longer, or whoever waits is interrupted; the thread is interrupted then, and what it
     *     deploys all the same is undone
     */
    DeployedApplication await(Duration timeout) throws DeploymentException {
        try {
            thread.start();
        } catch (Error noThread) {
            work.end();
            throw noThread;
        }
        try {
            return outcome.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException tooLong) {
            return giveUp(Fault.of("is not deployed after " + timeout.toMillis() + " ms, it is at "
                    + StackPlace.of(thread, spec.location())));
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return giveUp(WorkDirectories.stopping());
        } catch (ExecutionException failed) {
            throw thrown(failed.getCause());
        }
    }

    private DeployedApplication giveUp(Fault fault) throws DeploymentException {
        if (outcome.completeExceptionally(new DeploymentException(spec.archive(), fault))) {
            thread.interrupt();
        }
        try {
            return outcome.join();
        } catch (CompletionException failed) {
            throw thrown(failed.getCause());
        }
    }

    private static DeploymentException thrown(@Nullable Throwable cause) {
        if (cause instanceof DeploymentException failure) {
            return failure;
        }
        if (cause instanceof Error error) {
            throw error;
        }
        throw cause instanceof RuntimeException bug ? bug : new IllegalStateException(cause);
    }
}
