package dev.holdfast.sim;

import org.HdrHistogram.Histogram;

/** What cannot be subtracted afterwards, of a part of a run. */
public final class Segment {
    private static final int DIGITS = 3;

    final Histogram tester = new Histogram(DIGITS);
    final Histogram front = new Histogram(DIGITS);
    final Histogram back = new Histogram(DIGITS);
    long longest;
    long longestAtFront;
    long longestAtBack;
    long mostQueued;
    long mostAjp;

    /** Returns what requests took their users, in nanoseconds. */
    public Histogram tester() {
        return tester;
    }

    /** Returns what httpd's %D has of them, in nanoseconds. */
    public Histogram front() {
        return front;
    }

    /** Returns what the back end's clock has of them, in nanoseconds. */
    public Histogram back() {
        return back;
    }

    /** Returns the longest time a request took its user, in nanoseconds. */
    public long longestNanos() {
        return longest;
    }

    /** Returns the longest that httpd's %D has, in nanoseconds. */
    public long longestAtFrontNanos() {
        return longestAtFront;
    }

    /** Returns the longest that the back end's clock has, in nanoseconds. */
    public long longestAtBackNanos() {
        return longestAtBack;
    }

    /** Returns the most connections in the front's listen queue. */
    public long mostQueued() {
        return mostQueued;
    }

    /** Returns the most AJP connections open. */
    public long mostAjpConnections() {
        return mostAjp;
    }

    /** Adds another part of the run, or of another run. */
    public void add(Segment other) {
        tester.add(other.tester);
        front.add(other.front);
        back.add(other.back);
        longest = Math.max(longest, other.longest);
        longestAtFront = Math.max(longestAtFront, other.longestAtFront);
        longestAtBack = Math.max(longestAtBack, other.longestAtBack);
        mostQueued = Math.max(mostQueued, other.mostQueued);
        mostAjp = Math.max(mostAjp, other.mostAjp);
    }
}
