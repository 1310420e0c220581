package dev.holdfast.server.arquillian;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import org.jboss.arquillian.container.spi.client.container.DeploymentException;
import org.jboss.arquillian.container.spi.client.container.LifecycleException;

/** Where the container's applications run. */
sealed interface Target permits EmbeddedTarget, FolderTarget, ManagedTarget {
    /** Starts the server, or finds it. */
    void start() throws LifecycleException;

    /** Stops the server, if it was started. */
    void stop();

    /** Returns where HTTP is answered, once started. */
    URI uri();

    /**
     * Deploys an archive, of which a copy is made.
     *
     * @return the context path
     */
    String deploy(Path archive) throws DeploymentException, IOException;

    /** Undeploys an archive of that file name. */
    void undeploy(String fileName) throws DeploymentException, IOException;
}
