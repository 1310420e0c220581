package dev.holdfast.connector.xnio;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The file that stands for a listening Unix domain socket. The system makes it at bind, with the permissions that the process's umask leaves,
 * and never removes it.
 */
final class SocketFile {
    /** In the mode of a file, as stat(2) has it: what says its kind, and what says that it is a socket. */
    private static final int S_IFMT = 0170000;

    private static final int S_IFSOCK = 0140000;

    private final Path path;

    /** Tells this file from one that another process has put in its place; null where the file system cannot. */
    private final @Nullable Object identity;

    private SocketFile(Path path) throws IOException {
        this.path = path;
        identity = identity(path);
    }

    /**
     * Binds {@code server} to {@code path}, in the place of a socket there that nobody listens on any more.
     *
     * @throws BindException if somebody listens on it, or if it is a file of another kind
     */
    static SocketFile bind(ServerSocketChannel server, Path path, int backlog) throws IOException {
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            removeStale(path);
        }
        server.bind(UnixDomainSocketAddress.of(path), backlog);
        return new SocketFile(path);
    }

    private static void removeStale(Path path) throws IOException {
        if (!isSocket(path)) {
            throw new BindException("there is a file of that name which is not a socket");
        }
        if (isListenedOn(path)) {
            throw new BindException("address in use");
        }
        Files.deleteIfExists(path);
    }

    private static boolean isSocket(Path path) throws IOException {
        if (path.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            Object mode = Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
            return mode instanceof Integer bits && (bits & S_IFMT) == S_IFSOCK;
        }
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .isOther();
    }

    /** Nobody has the last word on this but the system; a server that is there sees a client which leaves at once. */
    private static boolean isListenedOn(Path path) throws IOException {
        try (SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            // Where its queue is full, a client that blocks would wait.
            client.configureBlocking(false);
            client.connect(UnixDomainSocketAddress.of(path));
            return true;
        } catch (ConnectException refused) {
            return false;
        }
    }

    private static @Nullable Object identity(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey();
    }

    /** Deletes the file, unless it is gone or another has taken its place. */
    void delete() throws IOException {
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && Objects.equals(identity, identity(path))) {
            Files.deleteIfExists(path);
        }
    }
}
