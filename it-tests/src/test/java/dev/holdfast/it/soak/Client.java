package dev.holdfast.it.soak;

/** Somebody who opens one connection after the other. */
interface Client {
    /** Begins, on the clients' thread. */
    void start();

    /** Ends as soon as everything asked for has come, on the clients' thread. */
    void stop();
}
