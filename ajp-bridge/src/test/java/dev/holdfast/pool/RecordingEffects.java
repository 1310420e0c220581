package dev.holdfast.pool;

import java.util.ArrayList;
import java.util.List;

/** Effects as readable lines, to be compared and forgotten. */
final class RecordingEffects implements PoolEffects {
    private final List<String> lines = new ArrayList<>();
    private long lastConnection;

    @Override
    public void open(long requestId, long connectionId, int shard) {
        lastConnection = connectionId;
        lines.add("open " + connectionId + " for " + requestId + " on " + shard);
    }

    @Override
    public void grant(long requestId, long connectionId, long idleNanos) {
        lastConnection = connectionId;
        lines.add("grant " + requestId + " " + connectionId + " idle " + idleNanos);
    }

    @Override
    public void reject(long requestId, RejectReason reason) {
        lines.add("reject " + requestId + " " + reason);
    }

    @Override
    public void close(long connectionId, CloseReason reason) {
        lines.add("close " + connectionId + " " + reason);
    }

    @Override
    public void ping(long connectionId) {
        lines.add("ping " + connectionId);
    }

    /** Returns the connection that was last opened or granted. */
    long lastConnection() {
        return lastConnection;
    }

    List<String> drain() {
        List<String> drained = List.copyOf(lines);
        lines.clear();
        return drained;
    }
}
