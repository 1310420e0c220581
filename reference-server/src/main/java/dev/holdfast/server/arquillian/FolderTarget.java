package dev.holdfast.server.arquillian;

import dev.holdfast.server.deploy.DeploymentSpec;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jboss.arquillian.container.spi.client.container.DeploymentException;
import org.jboss.arquillian.container.spi.client.container.LifecycleException;

/** A server that watches a folder, which it has in common with the tests. */
final class FolderTarget implements Target {
    private static final long LOOK_NANOS = Duration.ofMillis(20).toNanos();

    /** One of them is there from when a server begins to deploy an archive until it is undeployed. */
    private static final List<String> MARKERS = List.of("isdeploying", "deployed", "failed");

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
        Path copy = directory.resolve(name);
        try {
            Files.copy(archive, draft, StandardCopyOption.REPLACE_EXISTING);
            Files.move(draft, copy, StandardCopyOption.REPLACE_EXISTING);
            if (!happens(() -> Files.exists(deployed) || Files.exists(failed))) {
                throw new DeploymentException(name + " is not deployed after " + timeout.toMillis()
                        + " ms; does a server watch " + directory + "?");
            }
            if (Files.exists(failed)) {
                String reason = Files.readString(failed).strip();
                Files.delete(copy);
                // So that it can be tried again; a server that does not take its marker back has said enough already.
                boolean unused = happens(() -> !isMarked(name));
                throw new DeploymentException(reason);
            }
            return DeploymentSpec.contextPath(Files.readString(deployed).strip());
        } catch (DeploymentException | IOException e) {
            // Not to be found by the next tests, nor by a server that watches later.
            Files.deleteIfExists(draft);
            Files.deleteIfExists(copy);
            throw e;
        }
    }

    @Override
    public void undeploy(String fileName) throws DeploymentException, IOException {
        if (!Files.deleteIfExists(directory.resolve(fileName))) {
            throw new DeploymentException(fileName + " is not deployed");
        }
        if (!happens(() -> !isMarked(fileName))) {
            Path failed = marker(fileName, "failed");
            throw new DeploymentException(
                    Files.exists(failed)
                            ? Files.readString(failed).strip()
                            : fileName + " is not undeployed after " + timeout.toMillis() + " ms");
        }
    }

    private boolean isMarked(String name) {
        return MARKERS.stream().anyMatch(what -> Files.exists(marker(name, what)));
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
