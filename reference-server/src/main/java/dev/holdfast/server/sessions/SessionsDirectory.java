package dev.holdfast.server.sessions;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Sessions at rest in a directory: a file for each location, which is there whole or not at all, whatever ends the process. What is being written has
 * another name until it is on the disk; the directory is locked, so that nobody else writes there.
 */
final class SessionsDirectory extends SavedSessions {
    private static final Logger LOG = Logger.getLogger(SessionsDirectory.class);
    private static final String LOCK = ".lock";
    private static final String DRAFT_PREFIX = "sessions-";
    private static final String DRAFT_SUFFIX = ".tmp";

    private final Path directory;
    private final FileChannel locked;

    private SessionsDirectory(Path directory, FileChannel locked) {
        this.directory = directory;
        this.locked = locked;
    }

    static SessionsDirectory open(Path directory) throws IOException {
        try {
            Files.createDirectories(directory);
            SessionsDirectory sessions = new SessionsDirectory(directory, lock(directory));
            sessions.deleteDrafts();
            return sessions;
        } catch (InUseException inUse) {
            throw inUse;
        } catch (IOException cannot) {
            throw new IOException("cannot keep sessions in " + directory + ": " + cannot, cannot);
        }
    }

    private static FileChannel lock(Path directory) throws IOException {
        FileChannel channel =
                FileChannel.open(directory.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock == null) {
                throw new InUseException(directory);
            }
            return channel;
        } catch (OverlappingFileLockException ofThisProcess) {
            channel.close();
            throw new InUseException(directory);
        } catch (IOException cannot) {
            channel.close();
            throw cannot;
        }
    }

    /** Somebody else has the lock. */
    private static final class InUseException extends IOException {
        private static final long serialVersionUID = 1;

        InUseException(Path directory) {
            super("another server keeps its sessions in " + directory + "; each needs a directory of its own");
        }
    }

    /** What a process that was killed has begun. */
    private void deleteDrafts() throws IOException {
        try (DirectoryStream<Path> drafts = Files.newDirectoryStream(directory, DRAFT_PREFIX + "*" + DRAFT_SUFFIX)) {
            for (Path draft : drafts) {
                Files.deleteIfExists(draft);
            }
        }
    }

    @Override
    void put(String location, List<SavedSession> sessions) throws IOException {
        Path file = file(location);
        if (sessions.isEmpty()) {
            Files.deleteIfExists(file);
            return;
        }
        Path draft = Files.createTempFile(directory, DRAFT_PREFIX, DRAFT_SUFFIX, ownerOnly());
        try {
            SessionsFile.write(draft, sessions);
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    @Override
    List<SavedSession> read(String location) {
        Path file = file(location);
        if (Files.notExists(file)) {
            return List.of();
        }
        try {
            return SessionsFile.read(file);
        } catch (IOException unreadable) {
            setAside(location, file, unreadable);
            return List.of();
        }
    }

    private void setAside(String location, Path file, IOException unreadable) {
        Path aside = directory.resolve("unreadable-" + System.currentTimeMillis() + "-" + file.getFileName());
        try {
            Files.move(file, aside, StandardCopyOption.ATOMIC_MOVE);
            LOG.warnf("sessions of %s are lost, %s cannot be read, and is set aside: %s", location, aside, unreadable);
        } catch (IOException stays) {
            LOG.warnf("sessions of %s are lost, %s cannot be read: %s", location, file, unreadable);
            LOG.warnf("%s cannot be set aside: %s", file, stays);
        }
    }

    @Override
    void forget(String location) {
        try {
            Files.deleteIfExists(file(location));
        } catch (IOException stays) {
            LOG.warnf("%s stays, and what it says of sessions is out of date: %s", file(location), stays);
        }
    }

    /** The lock's file stays: whoever deleted it could delete one that the next server has just locked. */
    @Override
    public void close() {
        try {
            locked.close();
        } catch (IOException stays) {
            LOG.debugf(stays, "%s stays locked", directory);
        }
    }

    private Path file(String location) {
        return directory.resolve(
                "sessions" + URLEncoder.encode(location, StandardCharsets.UTF_8).replace("%2F", "#"));
    }

    private FileAttribute<?>[] ownerOnly() {
        return directory.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }
}
