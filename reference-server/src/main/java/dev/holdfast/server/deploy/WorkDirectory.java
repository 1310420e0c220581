package dev.holdfast.server.deploy;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** One application's temporary files: readable by the owner only, deleted with the application or, at the latest, when the JVM exits. */
final class WorkDirectory implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(WorkDirectory.class);
    private static final Set<WorkDirectory> OPEN = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> OPEN.forEach(WorkDirectory::close), "holdfast-work-directories"));
    }

    private final Path root;

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
        WorkDirectory work = new WorkDirectory(root.toRealPath());
        OPEN.add(work);
        return work;
    }

    Path root() {
        return root;
    }

    /** Returns the sub-directory {@code name}, created if it is not there yet. */
    Path directory(String name) throws IOException {
        return Files.createDirectories(root.resolve(name));
    }

    @Override
    public void close() {
        if (!OPEN.remove(this)) {
            return;
        }
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
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure) throws IOException {
            Files.deleteIfExists(directory);
            return FileVisitResult.CONTINUE;
        }
    }
}
