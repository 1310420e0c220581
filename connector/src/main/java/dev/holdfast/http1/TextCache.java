package dev.holdfast.http1;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The texts that request heads are made of, so that what is said again and again, a method, a field's name, a host, is one string and costs no memory.
 * A place holds the last text that belongs there; clients that say something new in every request cost a copy of it, as without a cache.
 *
 * <p>Not thread-safe.
 */
final class TextCache {
    private static final int PLACES = 128;

    /** A longer text is rarely said twice, and would be kept. */
    private static final int MAX_LENGTH = 128;

    private final @Nullable String[] texts = new String[PLACES];
    private final byte[] @Nullable [] bytes = new byte[PLACES][];
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
        byte[] known = bytes[place];
        String text = texts[place];
        if (known != null && text != null && Arrays.equals(known, 0, known.length, scratch, 0, length)) {
            return text;
        }
        String read = new String(scratch, 0, length, StandardCharsets.ISO_8859_1);
        bytes[place] = Arrays.copyOf(scratch, length);
        texts[place] = read;
        return read;
    }

    /** Of few bytes: two texts at one place cost no more than a copy. */
    private int place(int length) {
        int mixed = length + 31 * (scratch[0] + 31 * (scratch[length / 2] + 31 * scratch[length - 1]));
        return (mixed ^ mixed >>> 7) & (PLACES - 1);
    }
}
