package dev.holdfast.it;

import java.io.IOException;
import java.io.InputStream;

/** Bytes of any length that nobody has to keep: each is known from its place, and no power of two is a period. */
public final class Pattern {
    private static final int PERIOD = 251;

    private Pattern() {}

    /** Fills {@code bytes} with those from {@code position} on. */
    public static void fill(byte[] bytes, long position) {
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = at(position + i);
        }
    }

    public static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        fill(bytes, 0);
        return bytes;
    }

    public static byte at(long position) {
        return (byte) (position % PERIOD);
    }

    /** Returns a stream of the first {@code length} bytes. */
    public static InputStream stream(long length) {
        return new PatternStream(length);
    }

    /** Reads to the end; returns how many bytes came, or fails at the first wrong one. */
    public static long check(InputStream in) throws IOException {
        byte[] buffer = new byte[16 * 1024];
        long position = 0;
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            for (int i = 0; i < count; i++) {
                if (buffer[i] != at(position + i)) {
                    throw new AssertionError("byte " + (position + i) + " is " + buffer[i]);
                }
            }
            position += count;
        }
        return position;
    }

    private static final class PatternStream extends InputStream {
        private final long length;
        private long position;

        PatternStream(long length) {
            this.length = length;
        }

        @Override
        public int read() {
            return position == length ? -1 : at(position++) & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int count) {
            int served = (int) Math.min(count, length - position);
            for (int i = 0; i < served; i++) {
                target[offset + i] = at(position++);
            }
            return served == 0 && count > 0 ? -1 : served;
        }
    }
}
