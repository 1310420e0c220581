package dev.holdfast.plan.log;

/**
 * One request. Numbers that are not in the log are NaN or -1, texts empty.
 *
 * @param begin seconds since 1970
 * @param duration seconds
 * @param requestsBefore of its connection
 * @param connectionStatus {@code +} kept, {@code -} closed, {@code X} aborted, or 0
 * @param client its address
 * @param port the client's
 * @param worker process id, with a thread's after it if it is there
 * @param status of HTTP
 * @param bytesIn received
 * @param bytesOut sent
 */
public record LogEntry(
        double begin,
        double duration,
        long requestsBefore,
        char connectionStatus,
        String client,
        String port,
        String worker,
        int status,
        long bytesIn,
        long bytesOut) {
    /** When it ended in seconds since 1970; when it began if the duration is not in the log. */
    public double end() {
        return Double.isNaN(duration) ? begin : begin + duration;
    }
}
