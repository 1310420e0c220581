package dev.holdfast.server.deployments;

import dev.holdfast.server.HoldfastServer;
import dev.holdfast.server.admin.ApplicationStatus;
import dev.holdfast.server.deploy.ContextPathTakenException;
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
import java.util.concurrent.Callable;
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

    /** What would be deployed but for another one at its location. */
    private final Map<String, DeploymentSpec> waiting = new ConcurrentHashMap<>();

    private final ScheduledExecutorService looks;
    private final ExecutorService deployments;

    /**
     * Watches nothing yet.
     *
     * @param directory which must exist
     * @param scanInterval between two looks, 1 ms or more
     * @param listener told of each application, on any thread; what it throws is logged
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
        folder.unmarkLeftOvers();
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
        List<Callable<Integer>> leaving = new ArrayList<>();
        int failed = 0;
        for (Step step : steps) {
            String name = step.name();
            waiting.remove(name);
            if (step instanceof Undeploy) {
                leaving.add(() -> leave(name));
            } else if (step instanceof Refuse) {
                fails(name, folder.path(name) + ": not a web archive, or one whose end is missing");
                failed++;
            } else if (step instanceof Deploy) {
                try {
                    DeploymentSpec spec = DeploymentSpec.of(folder.path(name));
                    byLocation
                            .computeIfAbsent(spec.location(), location -> new ArrayList<>())
                            .add(spec);
                    if (isElsewhere(name, spec)) {
                        leaving.add(() -> undeploy(name) ? 0 : 1);
                    }
                } catch (IllegalArgumentException noLocation) {
                    leaving.add(() -> undeploy(name) ? 0 : 1);
                    fails(name, String.valueOf(noLocation.getMessage()));
                    failed++;
                }
            }
        }
        // Before anything is deployed, because another one may be to come to a location that one leaves.
        awaitAll(leaving);
        waiting.values()
                .forEach(spec -> byLocation
                        .computeIfAbsent(spec.location(), location -> new ArrayList<>())
                        .add(spec));
        return failed
                + awaitAll(byLocation.values().stream()
                        .<Callable<Integer>>map(group -> () -> deployAll(group))
                        .toList());
    }

    private boolean isElsewhere(String name, DeploymentSpec next) {
        DeploymentSpec before = deployed.get(name);
        return before != null && !before.location().equals(next.location());
    }

    private int awaitAll(List<Callable<Integer>> tasks) throws InterruptedException {
        List<Future<Integer>> running = new ArrayList<>();
        tasks.forEach(task -> running.add(deployments.submit(task)));
        int failed = 0;
        for (Future<Integer> group : running) {
            try {
                failed += group.get();
            } catch (CancellationException closed) {
                LOG.debug("closed before all was deployed");
            } catch (ExecutionException bug) {
                // The others have been handed over, and go on.
                LOG.error("a step of a look for applications failed", bug.getCause());
                failed++;
            }
        }
        return failed;
    }

    private int leave(String name) {
        if (undeploy(name)) {
            folder.unmark(name);
            return 0;
        }
        return 1;
    }

    private int deployAll(List<DeploymentSpec> group) {
        int failed = 0;
        for (DeploymentSpec spec : group) {
            String name = String.valueOf(spec.archive().getFileName());
            boolean waits = waiting.containsKey(name);
            if (waits && server.isTaken(spec.location())) {
                continue;
            }
            if (!undeploy(name)) {
                waiting.put(name, spec);
                failed++;
            } else if (!deploy(name, spec)) {
                failed++;
            }
        }
        return failed;
    }

    private boolean deploy(String name, DeploymentSpec spec) {
        waiting.remove(name);
        folder.mark(name, Marker.IS_DEPLOYING, "");
        try {
            ApplicationStatus status = server.deploy(spec);
            deployed.put(name, spec);
            folder.mark(name, Marker.DEPLOYED, status.location());
            tell(() -> listener.deployed(status));
            return true;
        } catch (ContextPathTakenException other) {
            waiting.put(name, spec);
            fails(name, String.valueOf(other.getMessage()));
        } catch (DeploymentException failure) {
            fails(name, String.valueOf(failure.getMessage()));
        } catch (RuntimeException | Error bug) {
            LOG.errorf(bug, "deploying %s failed", spec.archive());
            fails(name, spec.archive() + ": cannot be deployed: " + bug);
        }
        return false;
    }

    private void fails(String name, String reason) {
        folder.mark(name, Marker.FAILED, reason);
        tell(() -> listener.failed(reason));
    }

    /** Returns whether it is undeployed, or never was deployed; if not, that is said of it. */
    private boolean undeploy(String name) {
        server.forgetFailure(folder.path(name));
        DeploymentSpec spec = deployed.remove(name);
        if (spec == null) {
            return true;
        }
        try {
            server.undeploy(spec.location());
            tell(() -> listener.undeployed(spec.location()));
            return true;
        } catch (DeploymentException hangs) {
            fails(name, String.valueOf(hangs.getMessage()));
            return false;
        }
    }

    /** What whoever is told throws is no concern of the applications. */
    private static void tell(Runnable news) {
        try {
            news.run();
        } catch (RuntimeException | Error thrown) {
            LOG.warn("a listener to deployments has thrown", thrown);
        }
    }

    /** Stops watching, without waiting for a deployment in progress, and takes back what the markers say. Applications stay as they are. */
    @Override
    public void close() {
        looks.shutdownNow();
        for (Runnable waitingTask : deployments.shutdownNow()) {
            if (waitingTask instanceof Future<?> group) {
                group.cancel(false);
            }
        }
        folder.close();
    }
}
