package dev.holdfast.server.sessions;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The sessions at rest of a server's applications, by context path: in a directory, a file for each, so that they outlive the process; or in memory, so that
 * they outlive their application. Thread-safe, as long as there is one application at a context path.
 */
public final class SavedSessions {
    private static final Logger LOG = Logger.getLogger(SavedSessions.class);

    /** "HFS" and the version of what follows. */
    private static final int FORMAT = 0x48465301;

    private final @Nullable Path directory;
    private final Map<String, List<SavedSession>> inMemory = new ConcurrentHashMap<>();

    private SavedSessions(@Nullable Path directory) {
        this.directory = directory;
    }

    /** Keeps them for as long as this object. */
    public static SavedSessions inMemory() {
        return new SavedSessions(null);
    }

    /**
     * Keeps them in a directory, in files that only their owner may read.
     *
     * @param directory made if it is not there. Nobody else should be able to write there: what is read from the files becomes objects of the
     *     applications' classes
     * @throws IOException if it is not there and cannot be made
     */
    public static SavedSessions in(Path directory) throws IOException {
        return new SavedSessions(Files.createDirectories(directory));
    }

    /**
     * Keeps sessions, in place of those kept for {@code contextPath} before.
     *
     * @throws IOException if they cannot be written; those before stay
     */
    void put(String contextPath, List<SavedSession> sessions) throws IOException {
        if (directory == null) {
            long now = System.currentTimeMillis();
            inMemory.values().removeIf(kept -> kept.stream().allMatch(session -> session.isExpired(now)));
            inMemory.put(contextPath, List.copyOf(sessions));
            return;
        }
        Path file = file(directory, contextPath);
        if (sessions.isEmpty()) {
            Files.deleteIfExists(file);
            return;
        }
        Path draft = Files.createTempFile(directory, "sessions-", ".tmp", ownerOnly(directory));
        try {
            write(draft, sessions);
            Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    /** Returns what is kept for {@code contextPath}, and keeps it no longer. What cannot be read is left where it is, and the log says so. */
    List<SavedSession> take(String contextPath) {
        if (directory == null) {
            List<SavedSession> sessions = inMemory.remove(contextPath);
            return sessions == null ? List.of() : sessions;
        }
        Path file = file(directory, contextPath);
        try {
            List<SavedSession> sessions = read(file);
            Files.delete(file);
            return sessions;
        } catch (NoSuchFileException none) {
            return List.of();
        } catch (IOException unreadable) {
            LOG.warnf("sessions of %s are lost, %s cannot be read: %s", contextPath, file, unreadable);
            return List.of();
        }
    }

    private static Path file(Path directory, String contextPath) {
        return directory.resolve("sessions"
                + URLEncoder.encode(contextPath, StandardCharsets.UTF_8).replace("%2F", "#"));
    }

    private static FileAttribute<?>[] ownerOnly(Path directory) {
        return directory.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    private static void write(Path file, List<SavedSession> sessions) throws IOException {
        try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
            out.writeInt(FORMAT);
            out.writeInt(sessions.size());
            for (SavedSession session : sessions) {
                out.writeUTF(session.id());
                out.writeLong(session.lastAccessedMillis());
                out.writeInt(session.maxInactiveSeconds());
                out.writeInt(session.attributes().length);
                out.write(session.attributes());
            }
        }
    }

    private static List<SavedSession> read(Path file) throws IOException {
        List<SavedSession> sessions = new ArrayList<>();
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            if (in.readInt() != FORMAT) {
                throw new IOException("it is of another version");
            }
            for (int left = in.readInt(); left > 0; left--) {
                sessions.add(new SavedSession(in.readUTF(), in.readLong(), in.readInt(), bytes(in, in.readInt())));
            }
        }
        return sessions;
    }

    private static byte[] bytes(DataInputStream in, int length) throws IOException {
        byte[] bytes = length < 0 ? new byte[0] : in.readNBytes(length);
        if (bytes.length != length) {
            throw new EOFException("it has no end");
        }
        return bytes;
    }
}
