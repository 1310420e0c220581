package dev.holdfast.server.deploy.app;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import java.util.concurrent.atomic.AtomicInteger;

/** One of it in the application. */
@Named
@ApplicationScoped
public class Visitors {
    private final AtomicInteger count = new AtomicInteger();

    public int getCount() {
        return count.get();
    }

    int next() {
        return count.incrementAndGet();
    }

    @PreDestroy
    void end() {
        System.setProperty("holdfast.test.visitors", "destroyed");
    }
}
