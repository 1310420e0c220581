package dev.holdfast.server.arquillian;

import dev.holdfast.connector.TlsSettings;
import dev.holdfast.server.HoldfastServer;
import dev.holdfast.server.HttpSettings;
import dev.holdfast.server.ListenException;
import dev.holdfast.server.deploy.DeploymentSpec;
import dev.holdfast.server.deploy.Users;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jboss.arquillian.container.spi.client.container.DeployableContainer;
import org.jboss.arquillian.container.spi.client.container.DeploymentException;
import org.jboss.arquillian.container.spi.client.container.LifecycleException;
import org.jboss.arquillian.container.spi.client.protocol.ProtocolDescription;
import org.jboss.arquillian.container.spi.client.protocol.metadata.HTTPContext;
import org.jboss.arquillian.container.spi.client.protocol.metadata.ProtocolMetaData;
import org.jboss.arquillian.container.spi.client.protocol.metadata.Servlet;
import org.jboss.arquillian.protocol.servlet5.ServletMethodExecutor;
import org.jboss.shrinkwrap.api.Archive;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jspecify.annotations.Nullable;

/** A server in the JVM of the tests. Web archives are deployed to it as they would be from the command line: as files. */
public final class HoldfastContainer implements DeployableContainer<HoldfastContainerConfiguration> {
    private static final Duration DRAIN = Duration.ofSeconds(2);

    private final Map<String, DeploymentSpec> deployed = new HashMap<>();
    private HttpSettings http = HttpSettings.DEFAULTS.withPort(0);
    private Users users = Users.none();
    private @Nullable TlsSettings tls;
    private @Nullable HoldfastServer server;

    @Override
    public Class<HoldfastContainerConfiguration> getConfigurationClass() {
        return HoldfastContainerConfiguration.class;
    }

    @Override
    public void setup(HoldfastContainerConfiguration configuration) {
        http = configuration.http();
        users = configuration.users();
        tls = configuration.tls();
    }

    @Override
    public void start() throws LifecycleException {
        HoldfastServer.Builder builder = HoldfastServer.builder().http(http).users(users);
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
    public ProtocolDescription getDefaultProtocol() {
        return new ProtocolDescription("Servlet 6.0");
    }

    @Override
    public ProtocolMetaData deploy(Archive<?> archive) throws DeploymentException {
        try {
            Path directory = Files.createTempDirectory("holdfast-arquillian-");
            // The context path is made of the archive's own name.
            Path file = directory.resolve(archive.getName());
            try {
                archive.as(ZipExporter.class).exportTo(file.toFile());
                return deploy(archive.getName(), DeploymentSpec.parse(file.toString()));
            } finally {
                // An application is unpacked when it deploys, and does not need its archive any more.
                Files.deleteIfExists(file);
                Files.delete(directory);
            }
        } catch (dev.holdfast.server.deploy.DeploymentException | IOException | IllegalArgumentException e) {
            throw new DeploymentException(String.valueOf(e.getMessage()), e);
        }
    }

    private ProtocolMetaData deploy(String name, DeploymentSpec spec)
            throws dev.holdfast.server.deploy.DeploymentException {
        HoldfastServer running = running();
        deployed.put(name, spec);
        running.deploy(spec);
        return metaData(running.httpUri(), spec.contextPath());
    }

    @Override
    public void undeploy(Archive<?> archive) throws DeploymentException {
        DeploymentSpec spec = deployed.remove(archive.getName());
        if (spec == null) {
            throw new DeploymentException(archive.getName() + " is not deployed");
        }
        running().undeploy(spec.contextPath());
    }

    private HoldfastServer running() {
        if (server == null) {
            throw new IllegalStateException("the container is not started");
        }
        return server;
    }

    private static ProtocolMetaData metaData(URI uri, String contextPath) {
        HTTPContext context = new HTTPContext(uri.getHost(), uri.getPort());
        context.add(
                new Servlet(ServletMethodExecutor.ARQUILLIAN_SERVLET_NAME, contextPath.equals("/") ? "" : contextPath));
        return new ProtocolMetaData().addContext(context);
    }
}
