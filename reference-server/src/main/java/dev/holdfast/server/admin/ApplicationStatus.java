package dev.holdfast.server.admin;

import dev.holdfast.server.deploy.DeploymentSpec;
import java.time.Duration;
import java.util.Optional;

/**
 * One application the server was given, and what became of it.
 *
 * @param host that it is for
 * @param contextPath where it is, or would have been: {@code /} or {@code /name}
 * @param source the archive or directory as it was named
 * @param deployTime how long deploying it took, until it was ready or had failed
 * @param failure the one-line cause if it is not deployed, or cannot be undeployed
 */
public record ApplicationStatus(
        String host, String contextPath, String source, Duration deployTime, Optional<String> failure) {
    /** Returns what no other application that answers requests has, as {@link DeploymentSpec#location()}. */
    public String location() {
        return DeploymentSpec.location(host, contextPath);
    }

    /** Returns the same application, which answers requests no more for that one-line cause. */
    public ApplicationStatus failed(String cause) {
        return new ApplicationStatus(host, contextPath, source, deployTime, Optional.of(cause));
    }

    /** Returns whether the application answers requests. */
    public boolean isUp() {
        return failure.isEmpty();
    }
}
