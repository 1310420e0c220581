package dev.holdfast.connector;

/**
 * Which threads serve connections.
 *
 * @param model whether an idle connection keeps a thread. Default {@link WorkerModel#EVENT}
 * @param maxRequestWorkers in the worker model, the threads (httpd's word): as many connections are accepted, more wait in the kernel's
 *     queue. 1 or more. Default 400. The event model has no use for it
 */
public record Workers(WorkerModel model, int maxRequestWorkers) {
    /** The default of every setting. */
    public static final Workers DEFAULTS = new Workers(WorkerModel.EVENT, 400);

    /**
     * Checks the ranges above.
     *
     * @throws IllegalArgumentException naming the setting, its value and the legal values
     */
    public Workers {
        Require.that(maxRequestWorkers >= 1, "maxRequestWorkers", maxRequestWorkers, "1 or more");
    }
}
