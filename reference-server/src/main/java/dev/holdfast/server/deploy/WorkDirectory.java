package dev.holdfast.server.deploy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One application's temporary files, readable by the owner only.
 *
 * <p>It may be closed while the application is still being deployed: what asks for a file or directory from then on gets a {@link Fault}, so
 * that nothing comes back that was deleted. Thread-safe.
 */
final class WorkDirectory implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(WorkDirectory.class);

    private final Path root;
    private boolean closed;

    private WorkDirectory(Path root) {
        this.root = root;
    }

    /**
     * Creates an empty directory with a name of its own.
     *
     * @param parent where; null for the system's temporary directory
     */
    static WorkDirectory create(@Nullable Path parent) throws IOException {
        Path root = parent == null
                ? Files.createTempDirectory("holdfast-")
                : Files.createTempDirectory(Files.createDirectories(parent), "holdfast-");
        return new WorkDirectory(root.toRealPath());
    }

    Path root() {
        return root;
    }

    /** Returns the sub-directory {@code name}, created if it is not there yet. */
    Path directory(String name) throws IOException {
        return directory(root.resolve(name));
    }

    /** Returns {@code beneath}, which is beneath the root, created if it is not there yet. */
    synchronized Path directory(Path beneath) throws IOException {
        requireOpen();
        return Files.createDirectories(beneath);
    }

    /** Opens a new file beneath the root, in a directory that is there; the caller closes it. */
    synchronized OutputStream newFile(Path beneath) throws IOException {
        requireOpen();
        return Files.newOutputStream(beneath, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    private void requireOpen() {
        if (closed) {
            throw WorkDirectories.stopping();
        }
    }

    /** Deletes it and everything in it. A second call deletes what the application has put there since by itself. */
    @Override
    public synchronized void close() {
        closed = true;
        try {
            Files.walkFileTree(root, new Deletion());
        } catch (IOException e) {
            LOG.warnf("could not delete the work directory %s: %s", root, Fault.describe(e));
        }
    }

    private static final class Deletion extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
            if (failure instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
            }
            throw failure;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure) throws IOException {
            Files.deleteIfExists(directory);
            return FileVisitResult.CONTINUE;
        }
    }
}
