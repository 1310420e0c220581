package dev.holdfast.connector.undertow;

/** What an I/O thread knows of each of its connections, whatever they speak; called on that thread. */
interface LiveConnection extends Timed {
    /** Ends the connection as soon as nothing is lost by it. */
    void drain();

    /** Closes the connection whatever it is doing. */
    void forceClose();
}
