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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The applications of one server, and what is known about those that failed. Thread-safe. */
final class ApplicationHost {
    private final Deployer deployer;
    private final Applications applications;
    private final List<ApplicationStatus> statuses = new ArrayList<>();

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
        } finally {
            synchronized (statuses) {
                statuses.removeIf(status -> status.location().equals(location));
            }
        }
    }

    boolean isTaken(String location) {
        return applications.isTaken(location);
    }

    void keepSessions(Duration timeout) {
        applications.keepSessions(timeout);
    }

    void forgetFailure(Path archive) {
        synchronized (statuses) {
            statuses.removeIf(status -> !status.isUp() && status.source().equals(archive.toString()));
        }
    }

    List<ApplicationStatus> statuses() {
        synchronized (statuses) {
            return List.copyOf(statuses);
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
