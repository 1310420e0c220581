package dev.holdfast.connector.undertow;

import java.nio.ByteBuffer;

/** Looks ahead, before there is a reason to parse. */
final class NextHead {
    private NextHead() {}

    /** Returns whether a whole request head, or something that will be refused as one, stands at the position of {@code buffer}. */
    static boolean isWhole(ByteBuffer buffer) {
        int limit = buffer.limit();
        int i = buffer.position();
        // Empty lines before a request line are no head (RFC 9112 section 2.2).
        while (i < limit && (buffer.get(i) == '\r' || buffer.get(i) == '\n')) {
            i++;
        }
        for (int lineStart = i; i < limit; i++) {
            if (buffer.get(i) == '\n') {
                if (i == lineStart + 1 && buffer.get(lineStart) == '\r') {
                    return true;
                }
                lineStart = i + 1;
            }
        }
        return false;
    }
}
