package dev.holdfast.server.arquillian;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class ManagedTargetIT {
    /** Says what a server says, and does not end at SIGTERM. */
    private static final String DEAF =
            "trap '' TERM; echo http listening on http://127.0.0.1:1/; echo ready in 1 ms; while :; do sleep 1; done";

    @Test
    void serverThatDoesNotEndIsGoneWhenItIsStopped() throws Exception {
        List<ProcessHandle> before = ProcessHandle.current().children().toList();
        ManagedTarget target = new ManagedTarget(List.of("sh", "-c", DEAF), List.of(), Duration.ofSeconds(20));
        target.start();
        ProcessHandle server = ProcessHandle.current()
                .children()
                .filter(process -> !before.contains(process))
                .findFirst()
                .orElseThrow();
        // Whoever is in a hurry does not wait until it may have ended by itself.
        Thread.currentThread().interrupt();
        target.stop();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(server.isAlive()).isFalse();
    }
}
