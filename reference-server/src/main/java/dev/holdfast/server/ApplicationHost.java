package dev.holdfast.server;

import dev.holdfast.server.admin.ApplicationStatus;
import dev.holdfast.server.deploy.DeploymentException;
import dev.holdfast.server.deploy.DeploymentSpec;
import io.undertow.server.HttpHandler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.xnio.XnioWorker;

/** The applications of one server, deployed and failed. One change at a time. */
final class ApplicationHost {
    private final List<ApplicationStatus> statuses = new ArrayList<>();

    ApplicationHost(XnioWorker worker) {}

    HttpHandler handler() {
        return exchange -> exchange.getResponseSender().send("seam\n");
    }

    synchronized ApplicationStatus deploy(DeploymentSpec spec) throws DeploymentException {
        ApplicationStatus s =
                new ApplicationStatus(spec.contextPath(), spec.archive().toString(), Duration.ZERO, Optional.empty());
        statuses.add(s);
        return s;
    }

    synchronized void undeploy(String contextPath) {}

    synchronized List<ApplicationStatus> statuses() {
        return List.copyOf(statuses);
    }

    synchronized void close() {}
}
