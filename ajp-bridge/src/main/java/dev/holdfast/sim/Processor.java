package dev.holdfast.sim;

import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * Processors that all jobs at them share equally (processor sharing): with n jobs each runs at min(1, cores / n) of one processor's speed, so
 * a job is done when the work done for each of them since it came is what it needs.
 */
final class Processor implements Agenda.Actor {
    /** Whose work it is. */
    interface Job {
        /** The work is done. */
        void worked(long now);
    }

    private record Work(Job job, double end, long order) {}

    private final Agenda agenda;
    private final int cores;
    private final PriorityQueue<Work> works =
            new PriorityQueue<>(Comparator.comparingDouble(Work::end).thenComparingLong(Work::order));
    private long lastOrder;
    /** Nanoseconds of work done for each job there was all the time. */
    private double done;

    private long since;
    private int stamp;
    private double busyNanos;

    Processor(Agenda agenda, int cores) {
        this.agenda = agenda;
        this.cores = cores;
    }

    void work(Job job, long demandNanos, long now) {
        advance(now);
        works.add(new Work(job, done + demandNanos, ++lastOrder));
        arm(now);
    }

    /** Returns how much of one processor was busy for how long. */
    double busyNanos(long now) {
        advance(now);
        return busyNanos;
    }

    @Override
    public void act(int what, int noted, long now) {
        if (noted != stamp) {
            return;
        }
        advance(now);
        Work first = works.remove();
        done = Math.max(done, first.end());
        arm(now);
        first.job().worked(now);
    }

    private double speed() {
        return works.size() <= cores ? 1 : (double) cores / works.size();
    }

    private void advance(long now) {
        long passed = now - since;
        if (!works.isEmpty()) {
            done += passed * speed();
            busyNanos += (double) passed * Math.min(cores, works.size());
        }
        since = now;
    }

    private void arm(long now) {
        stamp++;
        Work first = works.peek();
        if (first != null) {
            long left = (long) Math.ceil((first.end() - done) / speed());
            agenda.at(now + Math.max(0, left), this, 0, stamp);
        }
    }
}
