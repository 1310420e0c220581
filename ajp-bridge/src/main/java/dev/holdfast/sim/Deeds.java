package dev.holdfast.sim;

import java.util.Arrays;

/** What machines want done, noted down in the middle of their transitions and carried out after them, in the same order. */
final class Deeds {
    /** Carries out what it noted down. */
    interface Doer {
        /** Does it; the arguments are as they were noted down. */
        void perform(int what, long one, long two, long three, long now);
    }

    private static final int FIRST_CAPACITY = 256;

    private Doer[] doers = new Doer[FIRST_CAPACITY];
    private int[] whats = new int[FIRST_CAPACITY];
    private long[] arguments = new long[3 * FIRST_CAPACITY];
    private int head;
    private int size;
    private long done;

    /** Returns how much was carried out. */
    long done() {
        return done;
    }

    void add(Doer doer, int what, long one, long two, long three) {
        if (size == whats.length) {
            grow();
        }
        int tail = (head + size++) & (whats.length - 1);
        doers[tail] = doer;
        whats[tail] = what;
        arguments[3 * tail] = one;
        arguments[3 * tail + 1] = two;
        arguments[3 * tail + 2] = three;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** Carries out all of it, with what is added meanwhile. */
    void carryOut(long now) {
        while (size > 0) {
            int first = head;
            head = (head + 1) & (whats.length - 1);
            size--;
            done++;
            doers[first].perform(
                    whats[first], arguments[3 * first], arguments[3 * first + 1], arguments[3 * first + 2], now);
        }
    }

    private void grow() {
        int capacity = whats.length;
        doers = Arrays.copyOf(doers, 2 * capacity);
        whats = Arrays.copyOf(whats, 2 * capacity);
        arguments = Arrays.copyOf(arguments, 6 * capacity);
        System.arraycopy(doers, 0, doers, capacity, head);
        System.arraycopy(whats, 0, whats, capacity, head);
        System.arraycopy(arguments, 0, arguments, 3 * capacity, 3 * head);
    }
}
