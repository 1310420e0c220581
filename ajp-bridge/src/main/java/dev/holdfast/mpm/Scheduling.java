package dev.holdfast.mpm;

import dev.holdfast.time.Deadline;
import dev.holdfast.time.TimeText;
import java.time.Duration;

/**
 * How soon the operating system runs a thread of an event child that another has woken. It decides what the listener sees when it looks at
 * its limit: a worker counts a connection when it takes it up, mostly after that look.
 *
 * @param wake how long a woken thread takes to go on, the listener's round with a connection that it accepts included; zero to 100 ms
 * @param preemption in which part of all cases a worker runs at once in the place of the listener, which has given it a connection; 0 to 1, and 0 where {@code wake} is zero
 * @param preempted how long the listener waits then; zero to 100 ms
 */
public record Scheduling(Duration wake, double preemption, Duration preempted) {
    private static final Duration LONGEST = Duration.ofMillis(100);

    /** All threads run at once: for a driver that tells of events when they happen. */
    public static final Scheduling IMMEDIATE = new Scheduling(Duration.ZERO, 0, Duration.ZERO);

    /** @throws IllegalArgumentException naming the component that is out of range */
    public Scheduling {
        require("wake", wake);
        require("preempted", preempted);
        if (!(preemption >= 0 && preemption <= 1)) {
            throw new IllegalArgumentException("preemption must be 0 to 1: " + preemption);
        }
        if (wake.isZero() && preemption > 0) {
            throw new IllegalArgumentException("preemption must be 0 where threads run at once: " + preemption);
        }
    }

    private static void require(String component, Duration value) {
        if (Deadline.nanosOf(value) > LONGEST.toNanos()) {
            throw new IllegalArgumentException(component + " must be 0 to 100 ms: " + TimeText.of(value));
        }
    }
}
