package dev.holdfast.server.deploy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The work directories of one server's applications, those being deployed included. Thread-safe. */
final class WorkDirectories implements AutoCloseable {
    private final @Nullable Path parent;
    private final Set<WorkDirectory> open = new HashSet<>();
    private boolean closed;

    /** @param parent as for {@link WorkDirectory#create} */
    WorkDirectories(@Nullable Path parent) {
        this.parent = parent;
    }

    /** What a deployment meets that the end of the server overtakes. */
    static Fault stopping() {
        return Fault.of("cannot be deployed: the server is stopping");
    }

    /**
     * Creates a directory; whoever asked for it gives it back to {@link #delete}.
     *
     * @throws Fault if all are deleted already
     */
    synchronized WorkDirectory create() throws IOException {
        if (closed) {
            throw stopping();
        }
        WorkDirectory work = WorkDirectory.create(parent);
        open.add(work);
        return work;
    }

    void delete(WorkDirectory work) {
        work.close();
        forget(work);
    }

    private synchronized void forget(WorkDirectory work) {
        open.remove(work);
    }

    /** Deletes all directories, and makes no more of them. */
    @Override
    public void close() {
        remaining().forEach(this::delete);
    }

    private synchronized List<WorkDirectory> remaining() {
        closed = true;
        return List.copyOf(open);
    }
}
