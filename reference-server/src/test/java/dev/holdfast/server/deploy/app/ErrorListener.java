package dev.holdfast.server.deploy.app;

import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;

/** Fails at the start and at the end of its application with what nobody should throw: the class that {@code error} names. */
public final class ErrorListener implements ServletContextListener {
    @Override
    public void contextInitialized(ServletContextEvent event) {
        fail(event);
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        fail(event);
    }

    private static void fail(ServletContextEvent event) {
        String error = event.getServletContext().getInitParameter("error");
        throw switch (error) {
            case "OutOfMemoryError" -> new OutOfMemoryError("too much");
            case "StackOverflowError" -> new StackOverflowError("too much");
            default -> new Error("too much");
        };
    }
}
