package dev.holdfast.sim;

import dev.holdfast.time.Deadline;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Timeouts that are all equally long, so that who waits first is due first: the agenda holds one entry for all of them. One that is no longer
 * wanted is skipped when it comes to the head.
 */
final class Lane implements Agenda.Actor {
    /** Whose timeouts they are. */
    interface Waiting {
        /** Returns whether it still waits for what the stamp was given for. */
        boolean waits(int stamp);

        /** It has waited for too long. */
        void timedOut(long now);
    }

    private static final int FIRST_CAPACITY = 64;

    private final Agenda agenda;
    private final long nanos;
    private @Nullable Waiting[] waiting = new Waiting[FIRST_CAPACITY];
    private int[] stamps = new int[FIRST_CAPACITY];
    private long[] due = new long[FIRST_CAPACITY];
    private int head;
    private int size;
    private boolean armed;

    /** @param nanos {@link Deadline#NONE} for never */
    Lane(Agenda agenda, long nanos) {
        this.agenda = agenda;
        this.nanos = nanos;
    }

    void add(Waiting one, int stamp, long now) {
        long time = Deadline.after(now, nanos);
        if (time == Deadline.NONE) {
            return;
        }
        if (size == stamps.length) {
            grow();
        }
        int tail = (head + size++) & (stamps.length - 1);
        waiting[tail] = one;
        stamps[tail] = stamp;
        due[tail] = time;
        arm();
    }

    @Override
    public void act(int what, int stamp, long now) {
        armed = false;
        while (size > 0) {
            Waiting one = waiting[head];
            boolean waits = one != null && one.waits(stamps[head]);
            if (waits && due[head] > now) {
                break;
            }
            waiting[head] = null;
            head = (head + 1) & (stamps.length - 1);
            size--;
            if (waits && one != null) {
                one.timedOut(now);
            }
        }
        arm();
    }

    private void arm() {
        if (!armed && size > 0) {
            armed = true;
            agenda.at(due[head], this, 0, 0);
        }
    }

    private void grow() {
        int capacity = stamps.length;
        waiting = Arrays.copyOf(waiting, 2 * capacity);
        stamps = Arrays.copyOf(stamps, 2 * capacity);
        due = Arrays.copyOf(due, 2 * capacity);
        System.arraycopy(waiting, 0, waiting, capacity, head);
        System.arraycopy(stamps, 0, stamps, capacity, head);
        System.arraycopy(due, 0, due, capacity, head);
        // What was before the head follows the old end now; the head stays where it is.
    }
}
