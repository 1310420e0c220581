package dev.holdfast.server.deploy.app;

import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Does not end, whoever interrupts it, before it is told to. */
@WebListener
public final class HangingEndListener implements ServletContextListener {
    private static final String TOLD = "holdfast.test.go-on";

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        while (System.getProperty(TOLD) == null) {
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
    }
}
