package dev.holdfast.slots;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a front asks a back end: the value of the request attribute {@value #ATTRIBUTE}, such as {@code front=a1 held=12 wanted=20}.
 *
 * @param front who asks: 1 to 64 letters, digits and {@code -}, and nobody else's
 * @param held how many connections it may have until it is answered: those it has, or more where it was told more; 0 to {@value #MOST}
 * @param wanted how many it could use; 0 to {@value #MOST}. One that neither holds nor wants any takes its leave
 */
public record SlotAsk(String front, int held, int wanted) {
    /** The name of the request attribute. */
    public static final String ATTRIBUTE = "dev.holdfast.slots";

    /** The most connections that can be spoken of. */
    public static final int MOST = 1_000_000;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9-]{1,64}");
    private static final Pattern TEXT = Pattern.compile("front=(" + NAME + ") held=([0-9]{1,7}) wanted=([0-9]{1,7})");

    /** @throws IllegalArgumentException naming the component that is out of range */
    public SlotAsk {
        if (!NAME.matcher(front).matches()) {
            throw new IllegalArgumentException("front must be 1 to 64 letters, digits and -");
        }
        requireCount("held", held);
        requireCount("wanted", wanted);
    }

    /** Returns what {@code text} asks, or null where it is not of this form. */
    public static @Nullable SlotAsk parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        int held = Integer.parseInt(matcher.group(2));
        int wanted = Integer.parseInt(matcher.group(3));
        return held > MOST || wanted > MOST ? null : new SlotAsk(matcher.group(1), held, wanted);
    }

    boolean isLeave() {
        return held == 0 && wanted == 0;
    }

    /** Returns the attribute's value. */
    @Override
    public String toString() {
        return "front=" + front + " held=" + held + " wanted=" + wanted;
    }

    static void requireCount(String name, int value) {
        if (value < 0 || value > MOST) {
            throw new IllegalArgumentException(name + " must be 0 to " + MOST + ": " + value);
        }
    }
}
