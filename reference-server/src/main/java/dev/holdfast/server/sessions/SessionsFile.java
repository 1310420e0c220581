package dev.holdfast.server.sessions;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Sessions at rest as a file. Written and read by streams that an interrupt does not close, because deployments that take too long are interrupted. */
final class SessionsFile {
    /** "HFS" and the version of what follows. */
    private static final int FORMAT = 0x48465301;

    private SessionsFile() {}

    /** Writes them to a file that is there, and returns when they are on the disk. */
    static void write(Path file, List<SavedSession> sessions) throws IOException {
        try (FileOutputStream bytes = new FileOutputStream(file.toFile());
                DataOutputStream out = new DataOutputStream(new BufferedOutputStream(bytes))) {
            out.writeInt(FORMAT);
            out.writeInt(sessions.size());
            for (SavedSession session : sessions) {
                out.writeUTF(session.id());
                out.writeLong(session.lastAccessedMillis());
                out.writeInt(session.maxInactiveSeconds());
                out.writeInt(session.attributes().length);
                out.write(session.attributes());
            }
            out.flush();
            bytes.getFD().sync();
        }
    }

    /** @throws IOException if it is not there, or is none that {@link #write} has written to its end */
    static List<SavedSession> read(Path file) throws IOException {
        List<SavedSession> sessions = new ArrayList<>();
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(new FileInputStream(file.toFile())))) {
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
