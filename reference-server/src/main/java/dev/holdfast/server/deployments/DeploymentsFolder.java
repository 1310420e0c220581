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
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
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

    private static final long LONGEST_WAIT_MILLIS = 1000;

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

    /** By location, the undeployments that an application to come there waits for. */
    private final Map<String, CompletableFuture<?>> leaving = new ConcurrentHashMap<>();

    /** The names of what something is being done with, or is to be. */
    private final Set<String> busy = ConcurrentHashMap.newKeySet();

    private final AtomicInteger failed = new AtomicInteger();
    private final ScheduledExecutorService looks;
    private final DeploymentThreads deployments;

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
        looks = Executors.newSingleThreadScheduledExecutor(DeploymentsFolder::daemon);
        deployments = new DeploymentThreads(Runtime.getRuntime().availableProcessors(), System::nanoTime);
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "holdfast-deployments");
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Deploys what is there, several at a time, and watches from then on. Returns when all that has been deployed, or failed, or this is closed.
     *
     * @return how many failed
     * @throws IOException if the folder cannot be read
     */
    public int start() throws IOException, InterruptedException {
        folder.unmarkLeftOvers();
        look();
        while (!busy.isEmpty() && !deployments.isShutdown()) {
            synchronized (busy) {
                busy.wait(LONGEST_WAIT_MILLIS);
            }
            deployments.makeRoom();
        }
        int failures = failed.get();
        if (!looks.isShutdown()) {
            Future<?> unused = looks.scheduleWithFixedDelay(
                    this::lookAgain, scanInterval.toNanos(), scanInterval.toNanos(), TimeUnit.NANOSECONDS);
        }
        return failures;
    }

    private void lookAgain() {
        try {
            deployments.makeRoom();
            look();
        } catch (IOException unreadable) {
            LOG.warnf("cannot look for applications: %s", unreadable);
        } catch (RuntimeException | Error bug) {
            if (!deployments.isShutdown()) {
                LOG.error("looking for applications failed", bug);
            }
        }
    }

    /** Sees to it that what is to be done will be, and waits for none of it. */
    private void look() throws IOException {
        // Before anything else, for what comes to its end meanwhile may have to wait for another one.
        Set<String> before = Set.copyOf(busy);
        // Those of one location wait for each other, so that it does not depend on threads which of them has it.
        Map<String, Group> byLocation = new TreeMap<>();
        for (Step step : machine.look(folder.applications(), before, System.currentTimeMillis())) {
            String name = step.name();
            waiting.remove(name);
            if (step instanceof Undeploy) {
                leave(name);
            } else if (step instanceof Refuse) {
                fails(name, folder.path(name) + ": not a web archive, or one whose end is missing");
            } else if (step instanceof Deploy) {
                come(name, byLocation);
            }
        }
        waiting.forEach((name, spec) -> {
            if (!before.contains(name)) {
                group(spec, byLocation).specs().add(spec);
            }
        });
        byLocation.forEach(this::deploy);
    }

    private void leave(String name) {
        DeploymentSpec leaver = deployed.get(name);
        busy.add(name);
        Runnable task = () -> {
            try {
                if (undeploy(name)) {
                    folder.unmark(name);
                }
            } finally {
                isDone(name);
            }
        };
        if (leaver == null) {
            deployments.execute(task);
        } else {
            CompletableFuture<?> unused = leave(leaver.location(), task);
        }
    }

    private CompletableFuture<?> leave(String location, Runnable task) {
        CompletableFuture<?> left = CompletableFuture.runAsync(task, deployments);
        leaving.put(location, left);
        return left.whenComplete((nothing, bug) -> {
            leaving.remove(location, left);
            if (bug != null) {
                LOG.errorf(bug, "leaving %s failed", location);
            }
        });
    }

    /** What is to be deployed at one location, in that order, and which undeployments come before. */
    private record Group(List<DeploymentSpec> specs, List<CompletableFuture<?>> leaving) {
        Group() {
            this(new ArrayList<>(), new ArrayList<>());
        }
    }

    private void come(String name, Map<String, Group> byLocation) {
        try {
            DeploymentSpec spec = DeploymentSpec.of(folder.path(name));
            Group group = group(spec, byLocation);
            group.specs().add(spec);
            DeploymentSpec before = deployed.get(name);
            if (before != null && !before.location().equals(spec.location())) {
                group.leaving().add(leave(before.location(), () -> undeploy(name)));
            }
        } catch (IllegalArgumentException noLocation) {
            busy.add(name);
            deployments.execute(() -> {
                try {
                    undeploy(name);
                    fails(name, String.valueOf(noLocation.getMessage()));
                } finally {
                    isDone(name);
                }
            });
        }
    }

    private static Group group(DeploymentSpec spec, Map<String, Group> byLocation) {
        return byLocation.computeIfAbsent(spec.location(), location -> new Group());
    }

    private void deploy(String location, Group group) {
        group.specs().forEach(spec -> busy.add(name(spec)));
        CompletableFuture<?> before = leaving.get(location);
        if (before != null) {
            group.leaving().add(before);
        }
        CompletableFuture<?> unused = CompletableFuture.allOf(group.leaving().toArray(CompletableFuture[]::new))
                .handleAsync(
                        (left, toldAlready) -> {
                            group.specs().forEach(this::deployUnlessTaken);
                            return null;
                        },
                        deployments);
    }

    private static String name(DeploymentSpec spec) {
        return String.valueOf(spec.archive().getFileName());
    }

    private void isDone(String name) {
        synchronized (busy) {
            busy.remove(name);
            busy.notifyAll();
        }
    }

    private void deployUnlessTaken(DeploymentSpec spec) {
        String name = name(spec);
        try {
            if (waiting.containsKey(name) && server.isTaken(spec.location())) {
                return;
            }
            if (undeploy(name)) {
                deploy(name, spec);
            } else {
                waiting.put(name, spec);
            }
        } catch (RuntimeException | Error bug) {
            LOG.errorf(bug, "a step of a look for applications failed, about %s", name);
            failed.incrementAndGet();
        } finally {
            isDone(name);
        }
    }

    private void deploy(String name, DeploymentSpec spec) {
        waiting.remove(name);
        folder.mark(name, Marker.IS_DEPLOYING, "");
        try {
            ApplicationStatus status = server.deploy(spec);
            deployed.put(name, spec);
            folder.mark(name, Marker.DEPLOYED, status.location());
            tell(() -> listener.deployed(status));
        } catch (ContextPathTakenException other) {
            waiting.put(name, spec);
            fails(name, String.valueOf(other.getMessage()));
        } catch (DeploymentException failure) {
            fails(name, String.valueOf(failure.getMessage()));
        } catch (RuntimeException | Error bug) {
            LOG.errorf(bug, "deploying %s failed", spec.archive());
            fails(name, spec.archive() + ": cannot be deployed: " + bug);
        }
    }

    private void fails(String name, String reason) {
        failed.incrementAndGet();
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
        deployments.shutdownNow();
        folder.close();
    }
}
