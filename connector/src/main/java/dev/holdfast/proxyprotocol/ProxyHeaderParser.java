package dev.holdfast.proxyprotocol;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Parses one header, whose version its first byte tells, from as many pieces as it comes in. Takes no byte behind it.
 *
 * <p>Not thread-safe.
 */
public final class ProxyHeaderParser {
    /** How far the header is. */
    public enum Progress {
        /** Every byte was taken, and there is more to come. */
        INCOMPLETE,
        /** The header is there; the buffer's position is behind it. */
        COMPLETE,
        /** This is no header, and the connection is of no use. */
        INVALID
    }

    private @Nullable Version version;
    private @Nullable ProxyHeader header;

    /**
     * Parses what is in {@code bytes}.
     *
     * @throws IllegalStateException if the header is complete or invalid already
     */
    public Progress parse(ByteBuffer bytes) {
        if (header != null) {
            throw new IllegalStateException("the header is complete");
        }
        while (bytes.hasRemaining()) {
            byte next = bytes.get();
            if (version == null) {
                version = next == VersionOne.PREFIX[0] ? new VersionOne() : new VersionTwo();
            }
            Progress progress = version.take(next);
            if (progress != Progress.INCOMPLETE) {
                header = progress == Progress.COMPLETE ? version.header() : null;
                return progress;
            }
        }
        return Progress.INCOMPLETE;
    }

    /**
     * Returns what the header says.
     *
     * @throws IllegalStateException if it is not complete
     */
    public ProxyHeader header() {
        if (header == null) {
            throw new IllegalStateException("the header is not complete");
        }
        return header;
    }

    /** One version's parser. */
    sealed interface Version permits VersionOne, VersionTwo {
        Progress take(byte next);

        /** Called once, when complete. */
        ProxyHeader header();
    }
}
