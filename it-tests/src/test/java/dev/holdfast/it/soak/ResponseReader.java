package dev.holdfast.it.soak;

import dev.holdfast.it.Pattern;
import java.nio.ByteBuffer;
import java.util.Locale;

/** Finds responses in whatever pieces they come, and looks at every byte of their bodies without keeping many. */
final class ResponseReader {
    private static final int MAX_TEXT = 64;

    private final Reader reader;
    private final StringBuilder line = new StringBuilder();
    private final StringBuilder text = new StringBuilder();
    private State state = State.STATUS_LINE;
    private int status;
    private boolean close;
    private boolean chunked;
    private long left;
    private long length;
    private boolean pattern;

    ResponseReader(Reader reader) {
        this.reader = reader;
    }

    /** Told each final response once it is whole. */
    @FunctionalInterface
    interface Reader {
        void response(Response response);
    }

    /**
     * A whole response.
     *
     * @param close whether it says that the connection ends
     * @param text the beginning of its body
     * @param length bytes of its body
     * @param pattern whether they are the beginning of {@link Pattern}
     */
    record Response(int status, boolean close, String text, long length, boolean pattern) {}

    private enum State {
        STATUS_LINE,
        FIELDS,
        BODY,
        CHUNK_SIZE,
        CHUNK,
        CHUNK_END,
        TRAILERS
    }

    /** Returns whether the next byte would be a new response's first. */
    boolean isBetween() {
        return state == State.STATUS_LINE && line.length() == 0;
    }

    void feed(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            byte next = bytes.get();
            if (state == State.BODY || state == State.CHUNK) {
                bodyByte(next);
            } else if (next == '\n') {
                line(line.substring(0, line.length() - 1));
            } else {
                line.append((char) next);
            }
        }
    }

    private void line(String complete) {
        line.setLength(0);
        switch (state) {
            case STATUS_LINE -> begin(complete);
            case FIELDS -> field(complete.toLowerCase(Locale.ROOT));
            case CHUNK_SIZE -> {
                left = Long.parseLong(complete, 16);
                state = left == 0 ? State.TRAILERS : State.CHUNK;
            }
            case CHUNK_END -> state = State.CHUNK_SIZE;
            case TRAILERS -> {
                if (complete.isEmpty()) {
                    end();
                }
            }
            case BODY, CHUNK -> throw new IllegalStateException("a line in state " + state);
        }
    }

    private void begin(String statusLine) {
        if (!statusLine.startsWith("HTTP/1.1 ")) {
            throw new AssertionError("not a status line: " + statusLine);
        }
        status = Integer.parseInt(statusLine.substring(9, 12));
        close = false;
        chunked = false;
        left = 0;
        length = 0;
        pattern = true;
        text.setLength(0);
        state = State.FIELDS;
    }

    private void field(String field) {
        if (field.equals("connection: close")) {
            close = true;
        } else if (field.equals("transfer-encoding: chunked")) {
            chunked = true;
        } else if (field.startsWith("content-length: ")) {
            left = Long.parseLong(field.substring("content-length: ".length()));
        } else if (field.isEmpty()) {
            if (status < 200) {
                state = State.STATUS_LINE;
            } else if (chunked) {
                state = State.CHUNK_SIZE;
            } else if (left > 0) {
                state = State.BODY;
            } else {
                end();
            }
        }
    }

    private void bodyByte(byte next) {
        pattern &= next == Pattern.at(length);
        if (length < MAX_TEXT) {
            text.append((char) next);
        }
        length++;
        left--;
        if (left == 0) {
            if (chunked) {
                state = State.CHUNK_END;
            } else {
                end();
            }
        }
    }

    private void end() {
        state = State.STATUS_LINE;
        reader.response(new Response(status, close, text.toString(), length, pattern));
    }
}
