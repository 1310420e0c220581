package dev.holdfast.sim;

/** How many there are of something, added up over time. */
final class Level {
    private long value;
    private long most;
    private long area;
    private long since;

    long value() {
        return value;
    }

    void add(long change, long now) {
        area += value * (now - since);
        since = now;
        value += change;
        most = Math.max(most, value);
    }

    /** Corrects the past. */
    void moveArea(long nanos) {
        area += nanos;
    }

    /** Returns the sum of the value's nanoseconds up to now. */
    long area(long now) {
        return area + value * (now - since);
    }

    /** Returns the highest value since the last time this was asked. */
    long takeMost() {
        long taken = most;
        most = value;
        return taken;
    }
}
