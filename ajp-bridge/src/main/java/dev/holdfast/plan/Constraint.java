package dev.holdfast.plan;

/** What keeps requests waiting. */
public enum Constraint {
    /** Workers that wait for the next request of their connection. */
    WORKERS_HELD_IDLE("front workers, held by idle keep-alive connections"),
    /** Workers that wait for clients to close. */
    WORKERS_LINGERING("front workers, lingering on connections that clients do not close"),
    /** Workers that serve. */
    WORKERS_BUSY("front workers, all of them serving"),
    /** The front takes no more connections although it has idle workers. */
    ACCEPT_LIMIT("the front's limit of connections, with idle workers"),
    /** Connections to the back end. */
    POOL("the pool of connections to the back end"),
    /** The back end's threads. */
    BACKEND_THREADS("the back end's threads"),
    /** The back end's limit of connections, or its threads held by connections. */
    BACKEND_CONNECTIONS("the back end's connections"),
    /** The processors. */
    CPU("the processors"),
    /** The kernel's listen queue. */
    LISTEN_QUEUE("the front's listen queue, which is full"),
    /** Nothing. */
    NONE("nothing: requests hardly wait, and take what their service takes");

    private final String text;

    Constraint(String text) {
        this.text = text;
    }

    /** In words, to follow "bound by". */
    @Override
    public String toString() {
        return text;
    }
}
