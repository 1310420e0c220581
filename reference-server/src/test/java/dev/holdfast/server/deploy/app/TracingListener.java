package dev.holdfast.server.deploy.app;

import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;

/** Writes into system properties that it was told of start and end, so that a test outside of its class loader can see it. */
public final class TracingListener implements ServletContextListener {
    @Override
    public void contextInitialized(ServletContextEvent event) {
        System.setProperty("holdfast.test.trace", "initialized");
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        System.setProperty("holdfast.test.trace", System.getProperty("holdfast.test.trace", "") + " destroyed");
    }
}
