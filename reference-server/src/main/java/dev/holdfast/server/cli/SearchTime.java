package dev.holdfast.server.cli;

import java.time.Duration;

/**
 * How long a search may take, for the command to end within five seconds of when it was entered. The JVM and its launcher are started before any clock of
 * ours runs, and answers are written after the search; both together take no longer than one and a half times of what it took from the first class to the
 * search. So where that was slow, because a processor is busy, the search ends as much earlier.
 */
final class SearchTime {
    /** Of a whole command, if no log has to be read: five seconds, less a reserve for a processor that becomes busy on the way. */
    static final Duration LIMIT = Duration.ofMillis(4700);
    /** Of a search after a log was read, which takes what it takes. */
    static final Duration AFTER_LOG = Duration.ofSeconds(4);

    private SearchTime() {}

    /**
     * Returns when the search has to end; before {@code now} if there is no time for one.
     *
     * @param began when the program's first class was loaded
     * @param now when the search begins
     */
    static long end(long began, long now) {
        return began + LIMIT.toNanos() - 3 * (now - began) / 2;
    }
}
