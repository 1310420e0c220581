package dev.holdfast.slots;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a back end answers: the value of the response header {@value #HEADER}, such as {@code limit=40 of=200 for=5000ms}.
 *
 * @param limit how many connections the front may have; 0 to {@value SlotAsk#MOST}
 * @param of how many there are for all fronts; 0 to {@value SlotAsk#MOST}
 * @param millis for how long that is so from when the front asked; 1 to {@value #LONGEST}
 */
public record SlotAnswer(int limit, int of, int millis) {
    /** The name of the response header. */
    public static final String HEADER = "Holdfast-Slots";

    /** An hour, in milliseconds. */
    public static final int LONGEST = 3_600_000;

    private static final Pattern TEXT = Pattern.compile("limit=([0-9]{1,7}) of=([0-9]{1,7}) for=([0-9]{1,7})ms");

    /** @throws IllegalArgumentException naming the component that is out of range */
    public SlotAnswer {
        SlotAsk.requireCount("limit", limit);
        SlotAsk.requireCount("of", of);
        if (millis < 1 || millis > LONGEST) {
            throw new IllegalArgumentException("millis must be 1 to " + LONGEST + ": " + millis);
        }
    }

    /** Returns what {@code text} answers, or null where it is not of this form. */
    public static @Nullable SlotAnswer parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        try {
            return new SlotAnswer(
                    Integer.parseInt(matcher.group(1)),
                    Integer.parseInt(matcher.group(2)),
                    Integer.parseInt(matcher.group(3)));
        } catch (IllegalArgumentException outOfRange) {
            return null;
        }
    }

    /** Returns the header's value. */
    @Override
    public String toString() {
        return "limit=" + limit + " of=" + of + " for=" + millis + "ms";
    }
}
