package dev.holdfast.server.admin;

import java.time.Duration;
import java.util.Optional;

/**
 * One application the server was given, and what became of it.
 *
 * @param contextPath where it is, or would have been: {@code /} or {@code /name}
 * @param source the archive or directory as it was named
 * @param deployTime how long deploying it took, until it was ready or had failed
 * @param failure the one-line cause if it is not deployed
 */
public record ApplicationStatus(String contextPath, String source, Duration deployTime, Optional<String> failure) {
    /** Returns whether the application answers requests. */
    public boolean isUp() {
        return failure.isEmpty();
    }
}
