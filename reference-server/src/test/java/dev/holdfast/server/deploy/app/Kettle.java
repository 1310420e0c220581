package dev.holdfast.server.deploy.app;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.Dependent;

/** Whoever has one must give it back. */
@Dependent
public class Kettle {
    /** Says so. */
    @PreDestroy
    void empty() {
        System.setProperty("holdfast.test.kettle", "empty");
    }
}
