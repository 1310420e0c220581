package dev.holdfast.connector.undertow;

import java.time.Duration;

/** How long idle connections are left alone at a stop, so that whoever keeps them hears on others that each response is the last. */
public final class IdleNotice {
    private static final Duration LONGEST = Duration.ofMillis(500);

    private IdleNotice() {}

    /** Returns half a second, or half of {@code deadline} where that is less. */
    public static Duration within(Duration deadline) {
        Duration half = deadline.dividedBy(2);
        return half.compareTo(LONGEST) < 0 ? half : LONGEST;
    }
}
