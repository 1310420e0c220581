package dev.holdfast.server.deployments;

import dev.holdfast.server.HoldfastServer;
import dev.holdfast.server.admin.ApplicationStatus;
import dev.holdfast.server.deploy.DeploymentException;
import dev.holdfast.server.deploy.DeploymentSpec;
import dev.holdfast.server.deployments.Folder.Marker;
import dev.holdfast.server.deployments.FolderMachine.Deploy;
import dev.holdfast.server.deployments.FolderMachine.Refuse;
import dev.holdfast.server.deployments.FolderMachine.Step;
import dev.holdfast.server.deployments.FolderMachine.Undeploy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Keeps a server's applications to what is in a folder.
 *
 * <p>An archive {@code x.war}, or a directory with a WEB-INF, is deployed once it is whole and has not changed for one {@code scanInterval}; it is deployed
 * again when it changes, and undeployed when it is gone. Beside it {@code x.war.isdeploying}, {@code x.war.deployed} or {@code x.war.failed} says what
 * became of it; the last two name the location, or the reason. They are gone when the server has stopped.
 */
public final class DeploymentsFolder implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(DeploymentsFolder.class);

    /** Who is told what becomes of applications. */
    public interface Listener {
        /** One has been deployed, for the first time or again. */
        void deployed(ApplicationStatus application);

        /** One cannot be deployed, for that reason, which names it, in one line. */
        void failed(String reason);

        /** The one at {@code location} has been undeployed, because it is gone or to make room for its successor. */
        void undeployed(String location);
    }

    private final HoldfastServer server;
    private final Folder folder;
    private final Duration scanInterval;
    private final Listener listener;
    private final FolderMachine machine = new FolderMachine();
    private final Map<String, DeploymentSpec> deployed = new ConcurrentHashMap<>();
    private final ScheduledExecutorService looks;
    private final ExecutorService deployments;

    /**
     * Watches nothing yet.
     *
     * @param directory which must exist
     * @param scanInterval between two looks, 1 ms or more
     * @param listener told of each application, on any thread
     */
    public DeploymentsFolder(HoldfastServer server, Path directory, Duration scanInterval, Listener listener) {
        this.server = server;
        this.folder = new Folder(directory);
        this.scanInterval = scanInterval;
        this.listener = listener;
        looks = Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "holdfast-deployments"));
        deployments = Executors.newFixedThreadPool(
                Runtime.getRuntime().availableProcessors(), task -> daemon(task, "holdfast-deployment"));
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Deploys what is there, several at a time, and watches from then on. Returns when all that has been deployed, or failed.
     *
     * @return how many failed
     * @throws IOException if the folder cannot be read
     */
    public int start() throws IOException, InterruptedException {
        folder.unmarkAll();
        int failed = look();
        Future<?> unused = looks.scheduleWithFixedDelay(
                this::lookAgain, scanInterval.toNanos(), scanInterval.toNanos(), TimeUnit.NANOSECONDS);
        return failed;
    }

    private void lookAgain() {
        try {
            look();
        } catch (IOException unreadable) {
            LOG.warnf("cannot look for applications: %s", unreadable);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error bug) {
            LOG.error("looking for applications failed", bug);
        }
    }

    private int look() throws IOException, InterruptedException {
        List<Step> steps = machine.look(folder.applications(), System.currentTimeMillis());
        // Those of one location wait for each other, so that it does not depend on threads which of them has it.
        Map<String, List<DeploymentSpec>> byLocation = new TreeMap<>();
        int failed = 0;
        for (Step step : steps) {
            if (step instanceof Undeploy) {
                undeploy(step.name());
                folder.unmark(step.name());
            } else if (step instanceof Refuse) {
                fails(
                        step.name(),
                        new IllegalArgumentException(
                                folder.path(step.name()) + ": not a web archive, or one whose end is missing"));
                failed++;
            } else if (step instanceof Deploy) {
                try {
                    DeploymentSpec spec = DeploymentSpec.of(folder.path(step.name()));
                    byLocation
                            .computeIfAbsent(spec.location(), location -> new ArrayList<>())
                            .add(spec);
                } catch (IllegalArgumentException noLocation) {
                    fails(step.name(), noLocation);
                    failed++;
                }
            }
        }
        return failed + awaitAll(byLocation.values());
    }

    private int awaitAll(Iterable<List<DeploymentSpec>> groups) throws InterruptedException {
        List<Future<Integer>> running = new ArrayList<>();
        for (List<DeploymentSpec> group : groups) {
            running.add(deployments.submit(() -> deployAll(group)));
        }
        int failed = 0;
        for (Future<Integer> group : running) {
            try {
                failed += group.get();
            } catch (CancellationException closed) {
                LOG.debug("closed before all was deployed");
            } catch (ExecutionException bug) {
                throw new IllegalStateException(bug.getCause());
            }
        }
        return failed;
    }

    private int deployAll(List<DeploymentSpec> group) {
        int failed = 0;
        for (DeploymentSpec spec : group) {
            String name = String.valueOf(spec.archive().getFileName());
            undeploy(name);
            if (!deploy(name, spec)) {
                failed++;
            }
        }
        return failed;
    }

    private boolean deploy(String name, DeploymentSpec spec) {
        folder.mark(name, Marker.IS_DEPLOYING, "");
        try {
            ApplicationStatus status = server.deploy(spec);
            deployed.put(name, spec);
            folder.mark(name, Marker.DEPLOYED, status.location());
            listener.deployed(status);
            return true;
        } catch (DeploymentException failure) {
            fails(name, failure);
            return false;
        }
    }

    private void fails(String name, Exception failure) {
        String reason = String.valueOf(failure.getMessage());
        folder.mark(name, Marker.FAILED, reason);
        listener.failed(reason);
    }

    private void undeploy(String name) {
        DeploymentSpec spec = deployed.remove(name);
        if (spec != null) {
            server.undeploy(spec.location());
            listener.undeployed(spec.location());
        }
        server.forgetFailure(folder.path(name));
    }

    /** Stops watching, without waiting for a deployment in progress, and takes back what the markers say. Applications stay as they are. */
    @Override
    public void close() {
        looks.shutdownNow();
        for (Runnable waiting : deployments.shutdownNow()) {
            if (waiting instanceof Future<?> group) {
                group.cancel(false);
            }
        }
        try {
            folder.unmarkAll();
        } catch (IOException unreadable) {
            LOG.debugf(unreadable, "markers stay");
        }
    }
}
