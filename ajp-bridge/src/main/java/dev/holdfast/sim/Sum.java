package dev.holdfast.sim;

/** What is added up over a run; times in nanoseconds. */
public enum Sum {
    /** Requests that users began. */
    BEGUN,
    /** Requests answered by the application. */
    COMPLETED,
    /** What those took their users. */
    TESTER,
    /** What httpd's %D has of those. */
    FRONT,
    /** What the back end's clock has of those. */
    BACK,
    /** Of those, which took longer than {@code run.waitingOver}. */
    WAITED,
    /** What these took. */
    WAITED_NANOS,
    /** Requests that failed. */
    FAILED,
    /** Connections the front's kernel refused, or whose last SYN it dropped. */
    REFUSED,
    /** SYNs the front's kernel dropped, and first bytes of connections it had let in. */
    SYN_DROPS,
    /** Requests whose connection the front closed under them. */
    RESETS,
    /** Workers that had a request, added up over time; the same for the next three. */
    BUSY,
    /** Workers that had a connection without a request. */
    IDLE_HELD,
    /** Workers that waited for a user's FIN. */
    LINGERING,
    /** Workers that did nothing. */
    IDLE,
    /** Connections in the front's listen queue, added up over time. */
    ACCEPT_QUEUE,
    /** AJP connections requests had, added up over time. */
    LEASED,
    /** AJP connections of the pools' that may be had, over time. */
    POOL_SIZE,
    /** AJP connections open, over time. */
    AJP_OPEN,
    /** Back-end threads in use, over time. */
    BACK_THREADS,
    /** Processor time used by the front, or by both if they share it. */
    FRONT_CPU,
    /** Processor time used by the back ends, where they have their own. */
    BACK_CPU,
    /** Connections that the front has closed. */
    CLOSED,
    /** For how long the front had had those. */
    HELD,
    /** Members of the balancer that were in error, over time; asked for when something happens to them. */
    MEMBERS_IN_ERROR,
    /** Event accepted nothing of what waited although a fifth of its workers or more were idle, over time. */
    STALLED
}
