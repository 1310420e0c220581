package dev.holdfast.sim;

import java.util.Arrays;

/**
 * What will happen, in the order of its time; what is to happen at the same nanosecond happens in the order in which it was noted down.
 *
 * <p>A heap of four children a node, in arrays: nothing is allocated for an event. One that has become void is not taken out: who is told
 * compares the stamp it was noted down with.
 */
final class Agenda {
    /** Is told when something of its own happens. */
    interface Actor {
        /**
         * It happens.
         *
         * @param what which of its things
         * @param stamp as it was noted down
         */
        void act(int what, int stamp, long now);
    }

    private static final int FIRST_CAPACITY = 1024;
    private static final int WHAT_SHIFT = 32;

    private long[] times = new long[FIRST_CAPACITY];
    private long[] orders = new long[FIRST_CAPACITY];
    private long[] codes = new long[FIRST_CAPACITY];
    private Actor[] actors = new Actor[FIRST_CAPACITY];
    private int size;
    private long noted;
    private long happened;
    private long now;

    /** Returns the present. */
    long now() {
        return now;
    }

    /** Returns how much has happened. */
    long happened() {
        return happened;
    }

    /** Returns how much is noted down, what has become void included. */
    int size() {
        return size;
    }

    /**
     * Notes something down.
     *
     * @param time not in the past
     */
    void at(long time, Actor actor, int what, int stamp) {
        if (time < now) {
            throw new IllegalArgumentException(time + " is before " + now);
        }
        if (size == times.length) {
            grow();
        }
        long order = noted++;
        int hole = size++;
        while (hole > 0) {
            int parent = (hole - 1) >> 2;
            if (times[parent] <= time) {
                break;
            }
            move(parent, hole);
            hole = parent;
        }
        put(hole, time, order, ((long) what << WHAT_SHIFT) | (stamp & 0xffffffffL), actor);
    }

    /** Lets the next thing happen, unless there is none up to and including {@code end}; then the present becomes {@code end}. */
    boolean step(long end) {
        if (size == 0 || times[0] > end) {
            now = end;
            return false;
        }
        now = times[0];
        happened++;
        Actor actor = actors[0];
        long code = codes[0];
        removeFirst();
        actor.act((int) (code >> WHAT_SHIFT), (int) code, now);
        return true;
    }

    private void removeFirst() {
        int last = --size;
        long time = times[last];
        long order = orders[last];
        long code = codes[last];
        Actor actor = actors[last];
        int hole = 0;
        for (int child = 1; child < last; child = (hole << 2) + 1) {
            int least = child;
            int end = Math.min(child + 4, last);
            for (int other = child + 1; other < end; other++) {
                if (isBefore(other, times[least], orders[least])) {
                    least = other;
                }
            }
            if (!isBefore(least, time, order)) {
                break;
            }
            move(least, hole);
            hole = least;
        }
        put(hole, time, order, code, actor);
    }

    private boolean isBefore(int node, long time, long order) {
        return times[node] < time || (times[node] == time && orders[node] < order);
    }

    private void move(int from, int to) {
        times[to] = times[from];
        orders[to] = orders[from];
        codes[to] = codes[from];
        actors[to] = actors[from];
    }

    private void put(int node, long time, long order, long code, Actor actor) {
        times[node] = time;
        orders[node] = order;
        codes[node] = code;
        actors[node] = actor;
    }

    private void grow() {
        int capacity = times.length * 2;
        times = Arrays.copyOf(times, capacity);
        orders = Arrays.copyOf(orders, capacity);
        codes = Arrays.copyOf(codes, capacity);
        actors = Arrays.copyOf(actors, capacity);
    }
}
