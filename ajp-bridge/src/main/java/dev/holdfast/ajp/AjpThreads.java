package dev.holdfast.ajp;

/**
 * Which threads serve connections.
 *
 * @param mode whether an idle connection keeps a thread; default {@link AjpMode#EVENT}
 * @param maxThreads threads for requests that do not run on an I/O thread or, in the blocking mode, for connections; they are started as needed
 *     and end after a minute without work. 1 or more. Default 200
 * @param overload what becomes of a connection for which the blocking mode has no thread; default {@link AjpOverload#BACKLOG}
 * @param pingOnIoThread whether a CPING is answered without one of those threads: quicker, but a front then learns only that the process lives
 *     and not that it has a thread free. Default false, as Tomcat. The blocking mode has no use for it
 */
public record AjpThreads(AjpMode mode, int maxThreads, AjpOverload overload, boolean pingOnIoThread) {
    /** The default of every setting. */
    public static final AjpThreads DEFAULTS = new AjpThreads(AjpMode.EVENT, 200, AjpOverload.BACKLOG, false);

    /**
     * Checks the ranges above.
     *
     * @throws IllegalArgumentException naming the setting, its value and the legal values
     */
    public AjpThreads {
        if (maxThreads < 1) {
            throw new IllegalArgumentException("maxThreads is " + maxThreads + ", but must be 1 or more");
        }
    }
}
