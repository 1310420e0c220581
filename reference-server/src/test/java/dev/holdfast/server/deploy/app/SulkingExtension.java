package dev.holdfast.server.deploy.app;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.AfterDeploymentValidation;
import jakarta.enterprise.inject.spi.BeforeShutdown;
import jakarta.enterprise.inject.spi.Extension;

/** Fails at the start, and at the end again. */
public class SulkingExtension implements Extension {
    /** Fails. */
    void start(@Observes AfterDeploymentValidation event) {
        throw new IllegalStateException("does not like the beans");
    }

    /** Fails. */
    void end(@Observes BeforeShutdown event) {
        throw new IllegalStateException("does not like to end");
    }
}
