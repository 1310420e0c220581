package dev.holdfast.server.deployments;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jboss.logging.Logger;

/** The folder's files: applications, and beside them the markers that say what became of each, named as WildFly's. */
final class Folder {
    private static final Logger LOG = Logger.getLogger(Folder.class);
    private static final String WAR = ".war";

    /** The record at the end of an archive, which has at most 65,535 bytes of comment behind it. */
    private static final byte[] END_OF_ARCHIVE = {'P', 'K', 5, 6};

    private static final int END_BYTES = 22;
    private static final int MAX_COMMENT_BYTES = 65_535;

    private final Path directory;

    /** Of which something is said. */
    private final Set<String> marked = new HashSet<>();

    private boolean closed;

    Folder(Path directory) {
        this.directory = directory;
    }

    /** What became of an application. */
    enum Marker {
        IS_DEPLOYING(".isdeploying"),
        DEPLOYED(".deployed"),
        FAILED(".failed");

        private final String suffix;

        Marker(String suffix) {
            this.suffix = suffix;
        }
    }

    Path path(String name) {
        return directory.resolve(name);
    }

    /** Returns the applications: archives named {@code *.war}, and directories that have a WEB-INF; none whose name begins with a dot. */
    List<Found> applications() throws IOException {
        List<Found> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                String name = String.valueOf(file.getFileName());
                if (!name.startsWith(".")) {
                    lookAt(file, name, found);
                }
            }
        }
        return found;
    }

    /** What cannot be looked at is of an unknown size: neither gone, nor there to be deployed. */
    private static void lookAt(Path file, String name, List<Found> found) {
        try {
            look(file, name, found);
        } catch (IOException unreadable) {
            // One that is gone in the middle of the look is not there for the next one either.
            if (Files.exists(file)) {
                LOG.warnf("cannot look at %s: %s", file, unreadable);
                found.add(Found.unknown(name));
            }
        }
    }

    private static void look(Path file, String name, List<Found> found) throws IOException {
        if (isExploded(file)) {
            found.add(exploded(file, name));
        } else if (isArchive(name) && !Files.isDirectory(file)) {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            found.add(new Found(
                    name, attributes.size(), attributes.lastModifiedTime().toMillis(), hasEnd(file)));
        }
    }

    private static boolean isExploded(Path file) {
        return Files.isDirectory(file.resolve("WEB-INF"));
    }

    private static boolean isArchive(String name) {
        return name.toLowerCase(Locale.ROOT).endsWith(WAR);
    }

    /** What an application is made of, not what it serves: pages are read when they are asked for. */
    private static Found exploded(Path directory, String name) throws IOException {
        long bytes = 0;
        long newest = 0;
        for (String part : List.of("WEB-INF", "WEB-INF/lib")) {
            Path within = directory.resolve(part);
            if (Files.isDirectory(within)) {
                newest = Math.max(newest, Files.getLastModifiedTime(within).toMillis());
                try (DirectoryStream<Path> files = Files.newDirectoryStream(within)) {
                    for (Path file : files) {
                        // An editor's lock is a link to nowhere.
                        if (Files.exists(file)) {
                            newest = Math.max(
                                    newest, Files.getLastModifiedTime(file).toMillis());
                            bytes += Files.isRegularFile(file) ? Files.size(file) : 0;
                        }
                    }
                }
            }
        }
        return new Found(name, bytes, newest, true);
    }

    private static boolean hasEnd(Path archive) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(archive.toFile(), "r")) {
            long start = Math.max(0, file.length() - END_BYTES - MAX_COMMENT_BYTES);
            byte[] tail = new byte[(int) (file.length() - start)];
            file.seek(start);
            file.readFully(tail);
            for (int at = tail.length - END_BYTES; at >= 0; at--) {
                int comment = at + END_BYTES <= tail.length
                        ? (tail[at + END_BYTES - 2] & 0xFF) | (tail[at + END_BYTES - 1] & 0xFF) << 8
                        : -1;
                if (startsWithEnd(tail, at) && at + END_BYTES + comment == tail.length) {
                    return true;
                }
            }
            return false;
        }
    }

    private static boolean startsWithEnd(byte[] tail, int at) {
        for (int i = 0; i < END_OF_ARCHIVE.length; i++) {
            if (tail[at + i] != END_OF_ARCHIVE[i]) {
                return false;
            }
        }
        return true;
    }

    /** Says what became of {@code name}, in place of what was said before; whoever waits for the file finds it whole. Once closed, does nothing. */
    synchronized void mark(String name, Marker marker, String text) {
        if (closed) {
            return;
        }
        Path file = path(name + marker.suffix);
        Path draft = path("." + name + marker.suffix);
        marked.add(name);
        try {
            Files.writeString(draft, text + System.lineSeparator(), StandardCharsets.UTF_8);
            try {
                Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
            } catch (AtomicMoveNotSupportedException elsewhere) {
                Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
            }
            for (Marker other : Marker.values()) {
                if (other != marker) {
                    Files.deleteIfExists(path(name + other.suffix));
                }
            }
        } catch (IOException cannotWrite) {
            LOG.warnf("cannot write %s: %s", file, cannotWrite);
        }
    }

    /** Takes back what was said of {@code name}. */
    synchronized void unmark(String name) {
        for (Marker marker : Marker.values()) {
            try {
                Files.deleteIfExists(path(name + marker.suffix));
            } catch (IOException cannotDelete) {
                LOG.warnf("cannot delete %s: %s", path(name + marker.suffix), cannotDelete);
            }
        }
        marked.remove(name);
    }

    /** Takes back what a server that did not end well has said, of archives that are there or not, and of directories that are. */
    synchronized void unmarkLeftOvers() throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, Files::isRegularFile)) {
            for (Path file : files) {
                if (isMarker(String.valueOf(file.getFileName()))) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private boolean isMarker(String name) {
        // One that was being written has a dot in front.
        String visible = name.startsWith(".") ? name.substring(1) : name;
        for (Marker marker : Marker.values()) {
            if (visible.endsWith(marker.suffix)) {
                String marked = visible.substring(0, visible.length() - marker.suffix.length());
                return isArchive(marked) || isExploded(path(marked));
            }
        }
        return false;
    }

    /** Takes back all that was said, and says no more. */
    synchronized void close() {
        closed = true;
        List.copyOf(marked).forEach(this::unmark);
    }
}
