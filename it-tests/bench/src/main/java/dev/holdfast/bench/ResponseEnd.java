package dev.holdfast.bench;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Finds the end of one response after the other on a connection; bodies have a Content-Length. Allocates nothing, so as to cause no collections. */
final class ResponseEnd {
    private static final byte[] VERSION = "http/1.1 ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CONTENT_LENGTH = "content-length:".getBytes(StandardCharsets.US_ASCII);

    /** The beginning of the line being read, in small letters and without CR; nobody asks for the rest of a longer one. */
    private final byte[] line = new byte[64];

    private int lineLength;
    private boolean inBody;
    private int status;
    private long length = -1;

    /**
     * Consumes bytes of a response, at most up to its end.
     *
     * @return the response's status where it has ended, and then the next begins; else 0
     * @throws IllegalStateException where it is no HTTP/1.1, an interim one, or has no Content-Length
     */
    int read(ByteBuffer bytes) {
        while (!inBody) {
            if (!bytes.hasRemaining()) {
                return 0;
            }
            byte next = bytes.get();
            if (next == '\n') {
                endLine();
            } else if (next != '\r' && lineLength < line.length) {
                line[lineLength++] = next >= 'A' && next <= 'Z' ? (byte) (next + 'a' - 'A') : next;
            }
        }
        int skipped = (int) Math.min(length, bytes.remaining());
        bytes.position(bytes.position() + skipped);
        length -= skipped;
        return length == 0 ? endResponse() : 0;
    }

    private void endLine() {
        if (status == 0) {
            status = begins(VERSION) ? (int) number(VERSION.length) : 0;
            if (status < 200 || status > 599) {
                throw new IllegalStateException("not a final response of HTTP/1.1: " + text());
            }
        } else if (lineLength == 0) {
            if (length < 0) {
                throw new IllegalStateException("a response without Content-Length");
            }
            inBody = true;
        } else if (begins(CONTENT_LENGTH)) {
            length = number(CONTENT_LENGTH.length);
        }
        lineLength = 0;
    }

    private int endResponse() {
        int ended = status;
        status = 0;
        inBody = false;
        length = -1;
        return ended;
    }

    private boolean begins(byte[] with) {
        if (lineLength < with.length) {
            return false;
        }
        for (int i = 0; i < with.length; i++) {
            if (line[i] != with[i]) {
                return false;
            }
        }
        return true;
    }

    /** Returns the digits from {@code from} on, after spaces and up to the first that is none; -1 where there are none, or too many. */
    private long number(int from) {
        int at = from;
        while (at < lineLength && line[at] == ' ') {
            at++;
        }
        int digits = at;
        long number = 0;
        while (at < lineLength && line[at] >= '0' && line[at] <= '9') {
            number = number * 10 + line[at++] - '0';
        }
        return at == digits || at - digits > 18 ? -1 : number;
    }

    private String text() {
        return new String(line, 0, lineLength, StandardCharsets.US_ASCII);
    }
}
