package dev.holdfast.server.sessions;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The sessions at rest of a server's applications, by location, that is host and context path: in a directory, a file for each, so that they outlive the process; or in memory, so that
 * they outlive their application. Thread-safe, as long as there is one application at a location.
 */
public abstract sealed class SavedSessions implements AutoCloseable permits SessionsDirectory, SessionsInMemory {
    SavedSessions() {}

    /** Keeps them for as long as this object. */
    public static SavedSessions inMemory() {
        return new SessionsInMemory();
    }

    /**
     * Keeps them in a directory, in files that only their owner may read, and which is this object's alone until it is closed or the process ends.
     *
     * @param directory made if it is not there. Nobody else should be able to write there: what is read from the files becomes objects of the
     *     applications' classes
     * @throws IOException in one line that names the directory, if it is not there and cannot be made, or cannot be written to, or another server
     *     keeps its sessions there
     */
    public static SavedSessions in(Path directory) throws IOException {
        return SessionsDirectory.open(directory);
    }

    /**
     * Keeps sessions, in place of those kept for {@code location} before.
     *
     * @throws IOException if they cannot be written; those before stay
     */
    abstract void put(String location, List<SavedSession> sessions) throws IOException;

    /** Returns what is kept for {@code location}, and goes on keeping it. What cannot be read is set aside, and the log says so. */
    abstract List<SavedSession> read(String location);

    /** Keeps what is kept for {@code location} no longer: somebody else has it. */
    abstract void forget(String location);

    /** Gives the directory back, if there is one, to the next server. A second call does nothing. */
    @Override
    public abstract void close();
}
