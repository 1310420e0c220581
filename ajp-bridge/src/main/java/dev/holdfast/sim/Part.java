package dev.holdfast.sim;

/** What a request's time goes to, one after the other; together they are what its user waits for, to the nanosecond. */
public enum Part {
    /** From the user's wish to a connection in the front's listen queue: handshake, and SYNs that are sent again. */
    CONNECT("connect"),
    /** In the front's listen queue. */
    ACCEPT_QUEUE("acceptQueue"),
    /** From its arrival at the front to a worker that reads it; and on a connection that is then closed under it. */
    WORKER("worker"),
    /** From the first byte of its head to the last. */
    REQUEST_READ("requestRead"),
    /** On the front's processor, and waiting for it. */
    FRONT_CPU("frontCpu"),
    /** For a connection of the pool, pauses before another attempt included. */
    POOL_ACQUIRE("poolAcquire"),
    /** For the connection to be established, and to answer a CPING. */
    AJP_CONNECT("ajpConnect"),
    /** On the way to the back end, and the response's way back. */
    AJP_EXCHANGE("ajpExchange"),
    /** At the back end, for a thread: in its listen queue or its executor's. */
    BACK_QUEUE("backQueue"),
    /** With a thread of the back end's. */
    SERVICE("service"),
    /** From the response to its last byte at the user. */
    WRITE_BACK("writeBack");

    private final String text;

    Part(String text) {
        this.text = text;
    }

    @Override
    public String toString() {
        return text;
    }
}
