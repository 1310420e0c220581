package dev.holdfast.server.deploy;

import io.undertow.server.HttpHandler;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/** A running application. Thread-safe. */
public final class DeployedApplication implements AutoCloseable {
    private final DeploymentSpec spec;
    private final HttpHandler handler;
    private final ClassLoader classLoader;
    private final Duration startTime;
    private final Deployment deployment;
    private final AtomicBoolean closed = new AtomicBoolean();

    DeployedApplication(
            DeploymentSpec spec,
            HttpHandler handler,
            ClassLoader classLoader,
            Duration startTime,
            Deployment deployment) {
        this.spec = spec;
        this.handler = handler;
        this.classLoader = classLoader;
        this.startTime = startTime;
        this.deployment = deployment;
    }

    /** Returns what was deployed. */
    public DeploymentSpec spec() {
        return spec;
    }

    /** Returns {@code /} for the root application, else {@code /name[/name]...}. */
    public String contextPath() {
        return spec.contextPath();
    }

    /** Returns the name of the archive or directory it was deployed from. */
    public String name() {
        return String.valueOf(spec.archive().toAbsolutePath().normalize().getFileName());
    }

    /** Returns the handler of its requests; it expects the context path to be resolved already, as {@link Applications} does. */
    public HttpHandler handler() {
        return handler;
    }

    /** Returns the application's class loader, which is closed with it; whoever keeps it keeps the application in memory. */
    public ClassLoader classLoader() {
        return classLoader;
    }

    /** Returns how long the deployment took. */
    public Duration startTime() {
        return startTime;
    }

    /** Has the sessions of its predecessor to itself from now on: for whoever is about to let requests in. */
    void takeSessions() {
        deployment.takeSessions();
    }

    /** Tells the clients of its WebSockets that the server is going away. */
    void closeWebSockets() {
        deployment.closeWebSockets();
    }

    /** Keeps its sessions, as {@link #close} would first: for a server that may have no time to close all its applications. */
    void keepSessions() {
        deployment.keepSessions();
    }

    /**
     * Stops the application: sessions end, servlets, filters and listeners are destroyed, its jars are closed and its work directory is deleted.
     * Nothing waits for requests in flight; take it out of the {@link Applications} first. A second call does nothing.
     */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            deployment.close();
        }
    }

    /** Returns its name and location. */
    @Override
    public String toString() {
        return name() + " at " + spec.location();
    }
}
