package dev.holdfast.server;

import dev.holdfast.server.admin.ApplicationStatus;
import dev.holdfast.server.deploy.Applications;
import dev.holdfast.server.deploy.DeployedApplication;
import dev.holdfast.server.deploy.Deployer;
import dev.holdfast.server.deploy.DeploymentException;
import dev.holdfast.server.deploy.DeploymentSpec;
import io.undertow.server.HttpHandler;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The applications of one server, and what is known about those that failed. Thread-safe. */
final class ApplicationHost {
    private final Deployer deployer;
    private final Applications applications;
    private final List<ApplicationStatus> statuses = new ArrayList<>();

    /** By location, those whose undeployment has failed, until they come to their end after all; guarded by {@link #statuses}. */
    private final Map<String, ApplicationStatus> ending = new HashMap<>();

    /**
     * @param deployer deploys them, and is closed with this
     * @param hosts that are known from the beginning, with their aliases
     */
    ApplicationHost(Deployer deployer, Duration deploymentTimeout, Map<String, Set<String>> hosts) {
        this.deployer = deployer;
        this.applications = new Applications(deployer, deploymentTimeout, hosts);
    }

    HttpHandler handler() {
        return applications;
    }

    ApplicationStatus deploy(DeploymentSpec spec) throws DeploymentException {
        long began = System.nanoTime();
        try {
            DeployedApplication application = applications.deploy(spec);
            synchronized (statuses) {
                ending.remove(spec.location());
            }
            return remember(new ApplicationStatus(
                    spec.host(),
                    spec.contextPath(),
                    spec.archive().toString(),
                    application.startTime(),
                    Optional.empty()));
        } catch (DeploymentException e) {
            remember(new ApplicationStatus(
                    spec.host(),
                    spec.contextPath(),
                    spec.archive().toString(),
                    Duration.ofNanos(System.nanoTime() - began),
                    Optional.of(String.valueOf(e.getMessage()))));
            throw e;
        }
    }

    void undeploy(String location) throws DeploymentException {
        try {
            applications.undeploy(location);
        } catch (DeploymentException hangs) {
            synchronized (statuses) {
                for (ApplicationStatus status : removed(location)) {
                    if (status.isUp()) {
                        ending.put(location, status.failed(String.valueOf(hangs.getMessage())));
                    }
                }
            }
            throw hangs;
        }
        synchronized (statuses) {
            removed(location);
            ending.remove(location);
        }
    }

    private List<ApplicationStatus> removed(String location) {
        List<ApplicationStatus> at = statuses.stream()
                .filter(status -> status.location().equals(location))
                .toList();
        statuses.removeAll(at);
        return at;
    }

    boolean isTaken(String location) {
        return applications.isTaken(location);
    }

    void closeWebSockets() {
        applications.closeWebSockets();
    }

    void keepSessions(Duration timeout) {
        applications.keepSessions(timeout);
    }

    void forgetFailure(Path archive) {
        synchronized (statuses) {
            statuses.removeIf(status -> !status.isUp() && status.source().equals(archive.toString()));
            ending.values().removeIf(status -> status.source().equals(archive.toString()));
        }
    }

    List<ApplicationStatus> statuses() {
        synchronized (statuses) {
            ending.keySet().removeIf(location -> !applications.isTaken(location));
            List<ApplicationStatus> all = new ArrayList<>(statuses);
            all.addAll(ending.values());
            return List.copyOf(all);
        }
    }

    void close() {
        applications.close();
    }

    void deleteFiles() {
        deployer.deleteFiles();
    }

    private ApplicationStatus remember(ApplicationStatus status) {
        synchronized (statuses) {
            statuses.add(status);
        }
        return status;
    }
}
