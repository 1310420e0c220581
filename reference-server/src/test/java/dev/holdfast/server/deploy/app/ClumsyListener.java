package dev.holdfast.server.deploy.app;

import jakarta.annotation.PostConstruct;
import jakarta.inject.Inject;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;

/** Fails when it has got what it asked for. */
@WebListener
public class ClumsyListener implements ServletContextListener {
    @Inject
    private Kettle kettle;

    /** Fails. */
    @PostConstruct
    void spill() {
        throw new IllegalStateException("spilt " + (kettle != null));
    }
}
