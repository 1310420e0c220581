package dev.holdfast.server.arquillian;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

/** A server for tests: in their JVM, in a process of its own, or one that runs already. */
public final class HoldfastContainer implements DeployableContainer<HoldfastContainerConfiguration> {
    private @Nullable Target target;

    @Override
    public Class<HoldfastContainerConfiguration> getConfigurationClass() {
        return HoldfastContainerConfiguration.class;
    }

    @Override
    public void setup(HoldfastContainerConfiguration configuration) {
        target = configuration.target();
    }

    @Override
    public void start() throws LifecycleException {
        target().start();
    }

    @Override
    public void stop() {
        target().stop();
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
                return metaData(target().deploy(file));
            } finally {
                // An application is unpacked when it deploys, and does not need its archive any more.
                Files.deleteIfExists(file);
                Files.delete(directory);
            }
        } catch (IOException e) {
            throw new DeploymentException(String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public void undeploy(Archive<?> archive) throws DeploymentException {
        try {
            target().undeploy(archive.getName());
        } catch (IOException e) {
            throw new DeploymentException(String.valueOf(e.getMessage()), e);
        }
    }

    private ProtocolMetaData metaData(String contextPath) {
        HTTPContext context =
                new HTTPContext(target().uri().getHost(), target().uri().getPort());
        context.add(
                new Servlet(ServletMethodExecutor.ARQUILLIAN_SERVLET_NAME, contextPath.equals("/") ? "" : contextPath));
        return new ProtocolMetaData().addContext(context);
    }

    private Target target() {
        if (target == null) {
            throw new IllegalStateException("the container is not set up");
        }
        return target;
    }
}
