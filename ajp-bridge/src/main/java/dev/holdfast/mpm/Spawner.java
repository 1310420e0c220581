package dev.holdfast.mpm;

/**
 * What httpd's parent does about idle workers once a second (perform_idle_server_maintenance): it starts 1, 2, 4, ... 32 children as long as
 * too few are idle, or stops one.
 */
final class Spawner {
    static final int STOP_ONE = -1;
    private static final int MAX_SPAWN_RATE = 32;
    private static final int HOLD_OFF = 10;

    private final Spares spares;
    private int rate = 1;
    private int heldOff;

    Spawner(Spares spares) {
        this.spares = spares;
    }

    /** Returns how many children to start, or {@link #STOP_ONE}. */
    int decide(int idleWorkers, int active, int total) {
        if (idleWorkers > spares.max()) {
            rate = 1;
            // A stopping child may stay for long, and slots are needed for a restart.
            boolean wait = spares.patient() && active < total && spares.slots() - total <= spares.maxActive();
            return wait ? 0 : STOP_ONE;
        }
        int room = Math.min(spares.slots() - total, spares.maxActive() - active);
        if (idleWorkers >= spares.min() || room <= 0) {
            rate = 1;
            return 0;
        }
        int started = Math.min(rate, room);
        if (heldOff > 0) {
            heldOff--;
        } else {
            rate = faster(rate);
        }
        return started;
    }

    /** Returns for how many seconds it starts children, if all the time too few are idle. */
    static int secondsToStart(int children) {
        int seconds = 0;
        int started = 0;
        for (int rate = 1; started < children; rate = faster(rate)) {
            started += rate;
            seconds++;
        }
        return seconds;
    }

    private static int faster(int rate) {
        return Math.min(MAX_SPAWN_RATE, rate * 2);
    }

    /** After a restart the rate stays for a while, since many children come and go then anyway. */
    void holdOff() {
        heldOff = HOLD_OFF;
    }
}
