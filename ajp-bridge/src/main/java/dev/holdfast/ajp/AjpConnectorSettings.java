package dev.holdfast.ajp;

import dev.holdfast.ajp13.AjpServerTimeouts;

/**
 * How a connector treats the connections it accepts.
 *
 * @param timeouts how long it waits
 * @param threads which threads serve them
 * @param limits how much and how many
 * @param trust how far it believes their fronts
 */
public record AjpConnectorSettings(AjpServerTimeouts timeouts, AjpThreads threads, AjpLimits limits, FrontTrust trust) {
    /** The default of every setting. */
    public static final AjpConnectorSettings DEFAULTS = new AjpConnectorSettings(
            AjpServerTimeouts.DEFAULTS, AjpThreads.DEFAULTS, AjpLimits.DEFAULTS, FrontTrust.DEFAULTS);

    /** Returns how many connections can be open and served: in the blocking mode, where others are closed, one for each thread too; -1 for any number. */
    int mostServed() {
        int limit = mostConnections();
        boolean threadsLimit = threads.mode() == AjpMode.BLOCKING && (limit < 0 || threads.maxThreads() < limit);
        return threadsLimit ? threads.maxThreads() : limit;
    }

    /** Returns how many connections can be open: in the blocking mode, where others stay in the backlog, one for each thread. */
    int mostConnections() {
        int limit = limits.maxConnections();
        boolean threadsLimit = threads.mode() == AjpMode.BLOCKING
                && threads.overload() == AjpOverload.BACKLOG
                && (limit < 0 || threads.maxThreads() < limit);
        return threadsLimit ? threads.maxThreads() : limit;
    }
}
