package dev.holdfast.server.arquillian;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jboss.arquillian.container.spi.client.container.DeploymentException;
import org.jboss.arquillian.container.spi.client.container.LifecycleException;

/** A server that watches a folder, which it has in common with the tests. */
final class FolderTarget implements Target {
    private static final long LOOK_NANOS = Duration.ofMillis(20).toNanos();

    private final Path directory;
    private final URI uri;
    private final Duration timeout;

    /** @param timeout how long a deployment may take */
    FolderTarget(Path directory, URI uri, Duration timeout) {
        this.directory = directory;
        this.uri = uri;
        this.timeout = timeout;
    }

    @Override
    public void start() throws LifecycleException {
        if (!Files.isDirectory(directory)) {
            throw new LifecycleException(
                    directory + " is no directory, but must be the deployments.directory of a server");
        }
    }

    @Override
    public void stop() {
        // Whoever has started it stops it.
    }

    @Override
    public URI uri() {
        return uri;
    }

    @Override
    public String deploy(Path archive) throws DeploymentException, IOException {
        String name = String.valueOf(archive.getFileName());
        Path deployed = marker(name, "deployed");
        Path failed = marker(name, "failed");
        if (Files.exists(deployed)) {
            throw new DeploymentException(name + " is deployed already, in " + directory);
        }
        Files.deleteIfExists(failed);
        Path draft = directory.resolve("." + name);
        Files.copy(archive, draft, StandardCopyOption.REPLACE_EXISTING);
        Files.move(draft, directory.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        if (!happens(() -> Files.exists(deployed) || Files.exists(failed))) {
            throw new DeploymentException(name + " is not deployed after " + timeout.toMillis()
                    + " ms; does a server watch " + directory + "?");
        }
        if (Files.exists(failed)) {
            throw new DeploymentException(Files.readString(failed).strip());
        }
        return Files.readString(deployed).strip();
    }

    @Override
    public void undeploy(String fileName) throws DeploymentException, IOException {
        if (!Files.deleteIfExists(directory.resolve(fileName))) {
            throw new DeploymentException(fileName + " is not deployed");
        }
        if (!happens(() -> !Files.exists(marker(fileName, "deployed")) && !Files.exists(marker(fileName, "failed")))) {
            throw new DeploymentException(fileName + " is not undeployed after " + timeout.toMillis() + " ms");
        }
    }

    private Path marker(String name, String what) {
        return directory.resolve(name + "." + what);
    }

    private boolean happens(BooleanSupplier what) {
        long end = System.nanoTime() + timeout.toNanos();
        boolean happened = what.getAsBoolean();
        while (!happened && System.nanoTime() < end && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(LOOK_NANOS);
            happened = what.getAsBoolean();
        }
        return happened;
    }
}
