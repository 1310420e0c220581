package dev.holdfast.server.arquillian;

import dev.holdfast.connector.TlsSettings;
import dev.holdfast.server.HoldfastServer;
import dev.holdfast.server.HttpSettings;
import dev.holdfast.server.ListenException;
import dev.holdfast.server.deploy.DeploymentSpec;
import dev.holdfast.server.realm.Realm;
import dev.holdfast.server.realm.Users;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jboss.arquillian.container.spi.client.container.DeploymentException;
import org.jboss.arquillian.container.spi.client.container.LifecycleException;
import org.jspecify.annotations.Nullable;

/** A server in the JVM of the tests. Web archives are deployed to it as they would be from the command line: as files. */
final class EmbeddedTarget implements Target {
    private static final Duration DRAIN = Duration.ofSeconds(2);

    private final Map<String, DeploymentSpec> deployed = new HashMap<>();
    private final HttpSettings http;
    private final Users users;
    private final @Nullable TlsSettings tls;
    private @Nullable HoldfastServer server;

    EmbeddedTarget(HttpSettings http, Users users, @Nullable TlsSettings tls) {
        this.http = http;
        this.users = users;
        this.tls = tls;
    }

    @Override
    public void start() throws LifecycleException {
        HoldfastServer.Builder builder = HoldfastServer.builder().http(http).realm(Realm.of(users));
        if (tls != null) {
            builder.tls(tls);
        }
        HoldfastServer starting = builder.build();
        try {
            starting.start();
        } catch (ListenException e) {
            throw new LifecycleException(e.getMessage(), e);
        }
        server = starting;
    }

    @Override
    public void stop() {
        if (server != null) {
            server.stop(DRAIN);
            server = null;
        }
    }

    @Override
    public URI uri() {
        return running().httpUri();
    }

    @Override
    public String deploy(Path archive) throws DeploymentException {
        try {
            DeploymentSpec spec = DeploymentSpec.of(archive);
            deployed.put(String.valueOf(archive.getFileName()), spec);
            running().deploy(spec);
            return spec.contextPath();
        } catch (dev.holdfast.server.deploy.DeploymentException | IllegalArgumentException e) {
            throw new DeploymentException(String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public void undeploy(String fileName) throws DeploymentException {
        DeploymentSpec spec = deployed.remove(fileName);
        if (spec == null) {
            throw new DeploymentException(fileName + " is not deployed");
        }
        try {
            running().undeploy(spec.location());
        } catch (dev.holdfast.server.deploy.DeploymentException hangs) {
            throw new DeploymentException(String.valueOf(hangs.getMessage()), hangs);
        }
    }

    private HoldfastServer running() {
        if (server == null) {
            throw new IllegalStateException("the container is not started");
        }
        return server;
    }
}
