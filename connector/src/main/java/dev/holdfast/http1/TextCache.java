package dev.holdfast.http1;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The texts that request heads are made of, so that what is said again and again, a method, a field's name, a host, is one string and costs no memory.
 * A place holds the last two texts that belong there: of the dozen in
 * one head some always meet. Clients that say something new in every request cost a copy of it, as without a cache.
 *
 * <p>Not thread-safe.
 */
final class TextCache {
    private static final int PLACES = 128;

    /** A longer text is rarely said twice, and would be kept. */
    private static final int MAX_LENGTH = 128;

    private final @Nullable String[] texts = new String[2 * PLACES];
    private final byte[] @Nullable [] bytes = new byte[2 * PLACES][];
    private final byte[] scratch = new byte[MAX_LENGTH];

    /** Returns {@code length} bytes from {@code start} on, each one character (ISO 8859-1). */
    String text(ByteBuffer from, int start, int length) {
        if (length > MAX_LENGTH) {
            byte[] copy = new byte[length];
            from.get(start, copy);
            return new String(copy, StandardCharsets.ISO_8859_1);
        }
        if (length == 0) {
            return "";
        }
        from.get(start, scratch, 0, length);
        int place = place(length);
        String last = known(place, length);
        if (last != null) {
            return last;
        }
        String earlier = known(place + PLACES, length);
        if (earlier != null) {
            return earlier;
        }
        String read = new String(scratch, 0, length, StandardCharsets.ISO_8859_1);
        bytes[place + PLACES] = bytes[place];
        texts[place + PLACES] = texts[place];
        bytes[place] = Arrays.copyOf(scratch, length);
        texts[place] = read;
        return read;
    }

    private @Nullable String known(int place, int length) {
        byte[] known = bytes[place];
        return known != null && Arrays.equals(known, 0, known.length, scratch, 0, length) ? texts[place] : null;
    }

    /** Of few bytes: more texts than two at one place cost no more than a copy of each. */
    private int place(int length) {
        int mixed = length + 31 * (scratch[0] + 31 * (scratch[length / 2] + 31 * scratch[length - 1]));
        return (mixed ^ mixed >>> 7) & (PLACES - 1);
    }
}
