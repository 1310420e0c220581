package dev.holdfast.connector;

/**
 * Which threads serve connections.
 *
 * @param model whether an idle connection keeps a thread. Default {@link WorkerModel#EVENT}
 * @param maxRequestWorkers in the worker model, the threads (httpd's word): as many connections are accepted, more wait in the kernel's
 *     queue. 1 or more. Default 400. The event model has no use for it
 * @param virtualThreads runs what a handler dispatches first, such as a servlet, on a virtual thread of its own, as many as there are requests;
 *     what that dispatches again goes to the worker's threads. Needs JDK 21. Default false
 */
public record Workers(WorkerModel model, int maxRequestWorkers, boolean virtualThreads) {
    /** The default of every setting. */
    public static final Workers DEFAULTS = new Workers(WorkerModel.EVENT, 400, false);

    /**
     * Checks the ranges above.
     *
     * @throws IllegalArgumentException naming the setting, its value and the legal values
     */
    public Workers {
        int jdk = Runtime.version().feature();
        Require.that(
                !virtualThreads || jdk >= 21, "virtualThreads", virtualThreads, "false before JDK 21; this is " + jdk);
        Require.that(maxRequestWorkers >= 1, "maxRequestWorkers", maxRequestWorkers, "1 or more");
    }
}
