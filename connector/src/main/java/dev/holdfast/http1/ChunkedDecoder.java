package dev.holdfast.http1;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Takes the chunked transfer coding off a body (RFC 9112 section 7.1).
 *
 * <p>{@link #advance} consumes everything that is not content. When it answers {@link Step#CONTENT}, the next {@link #remainingInChunk()}
 * bytes of the buffer are content: the caller takes as many as it likes and reports them with {@link #contentTaken}. Sizes are hex digits
 * only, lines end with CRLF only, extensions are checked, limited and dropped, trailer fields are kept apart from the head's and limited. A
 * trailer field that would have told where the message ends, whom it is for or what becomes of the connection comes too late to be obeyed, and
 * somebody behind us might obey it (RFC 9110 section 6.5.1): {@link Misplaced} says what becomes of it.
 *
 * <p>Not thread-safe.
 */
public final class ChunkedDecoder {
    /** What comes next in the buffer. */
    public enum Step {
        /** Content. */
        CONTENT,
        /** Nothing yet: the buffer is used up. */
        NEED_MORE,
        /** The body is over; what is left in the buffer belongs to the next message. */
        END,
        /** The coding is broken; nothing after this point can be trusted. */
        INVALID
    }

    /**
     * A field of the trailer section.
     *
     * @param name case kept
     * @param value without the white space around it
     */
    public record Trailer(String name, String value) {}

    /** What becomes of a trailer field that belongs into the head. */
    public enum Misplaced {
        /** The coding is broken: whoever sends a request so may want it to be taken in two ways. */
        REFUSED,
        /** It is none of {@link #trailers}: the rest of a response is not the worse for it. */
        LEFT_OUT
    }

    private enum State {
        SIZE_START,
        SIZE,
        EXTENSION,
        SIZE_LF,
        CONTENT,
        CONTENT_CR,
        CONTENT_LF,
        TRAILER,
        END,
        INVALID
    }

    /** Long enough for what anybody sends; extensions are a place to hide megabytes in. */
    private static final int MAX_SIZE_LINE = 256;

    private static final int MAX_SIZE_DIGITS = 15;

    private static final Set<String> HEAD_ONLY =
            Set.of("connection", "content-length", "expect", "host", "te", "trailer", "transfer-encoding", "upgrade");

    private final int maxTrailerSize;
    private final Misplaced misplaced;
    private final List<Trailer> trailers = new ArrayList<>();
    private State state = State.SIZE_START;
    private ChunkExtension extension = ChunkExtension.NAME_START;
    private long remaining;
    private int sizeDigits;
    private int lineLength;
    private int trailerSize;
    private final StringBuilder trailerLine = new StringBuilder();

    /**
     * Makes a decoder for the body of a request: what is misplaced is {@link Misplaced#REFUSED}.
     *
     * @param maxTrailerSize bytes the whole trailer section may have, each field line with its CRLF, 0 or more
     */
    public ChunkedDecoder(int maxTrailerSize) {
        this(maxTrailerSize, Misplaced.REFUSED);
    }

    /**
     * Makes a decoder for one body.
     *
     * @param maxTrailerSize bytes the whole trailer section may have, each field line with its CRLF, 0 or more
     */
    public ChunkedDecoder(int maxTrailerSize, Misplaced misplaced) {
        this.maxTrailerSize = maxTrailerSize;
        this.misplaced = misplaced;
    }

    /** Consumes framing bytes of {@code in} from its position on, and says what follows them. */
    public Step advance(ByteBuffer in) {
        while (true) {
            switch (state) {
                case CONTENT -> {
                    return in.hasRemaining() ? Step.CONTENT : Step.NEED_MORE;
                }
                case END -> {
                    return Step.END;
                }
                case INVALID -> {
                    return Step.INVALID;
                }
                default -> {
                    if (!in.hasRemaining()) {
                        return Step.NEED_MORE;
                    }
                    state = framing(in.get());
                }
            }
        }
    }

    /** Returns how many bytes of content the present chunk still has. */
    public long remainingInChunk() {
        return remaining;
    }

    /**
     * Reports that content was taken from the buffer.
     *
     * @throws IllegalStateException if that is more than the chunk has
     */
    public void contentTaken(long bytes) {
        if (state != State.CONTENT || bytes < 0 || bytes > remaining) {
            throw new IllegalStateException(bytes + " bytes taken in state " + state + " with " + remaining + " left");
        }
        remaining -= bytes;
        if (remaining == 0) {
            state = State.CONTENT_CR;
        }
    }

    /** Returns the trailer fields, complete once {@link #advance} has answered {@link Step#END}. */
    public List<Trailer> trailers() {
        return Collections.unmodifiableList(trailers);
    }

    private State framing(byte b) {
        return switch (state) {
            case SIZE_START, SIZE -> size(b);
            case EXTENSION -> extension(b);
            case SIZE_LF -> b == Grammar.LF ? afterSize() : State.INVALID;
            case CONTENT_CR -> b == Grammar.CR ? State.CONTENT_LF : State.INVALID;
            case CONTENT_LF -> b == Grammar.LF ? nextChunk() : State.INVALID;
            case TRAILER -> trailer(b);
            case CONTENT, END, INVALID -> throw new IllegalStateException("framing byte in state " + state);
        };
    }

    private State size(byte b) {
        if (Grammar.isHexDigit(b)) {
            remaining = remaining * 16 + Character.digit(b, 16);
            return ++sizeDigits > MAX_SIZE_DIGITS ? State.INVALID : State.SIZE;
        }
        if (sizeDigits == 0) {
            return State.INVALID;
        }
        if (b == Grammar.CR) {
            return State.SIZE_LF;
        }
        extension = ChunkExtension.NAME_START;
        lineLength = 1;
        return b == ';' ? State.EXTENSION : State.INVALID;
    }

    private State extension(byte b) {
        if (b == Grammar.CR) {
            return extension.mayEnd() ? State.SIZE_LF : State.INVALID;
        }
        extension = extension.next(b);
        return extension != ChunkExtension.BROKEN && ++lineLength <= MAX_SIZE_LINE ? State.EXTENSION : State.INVALID;
    }

    private State afterSize() {
        return remaining == 0 ? State.TRAILER : State.CONTENT;
    }

    private State nextChunk() {
        sizeDigits = 0;
        return State.SIZE_START;
    }

    private State trailer(byte b) {
        if (b != Grammar.LF) {
            trailerLine.append((char) (b & 0xFF));
            trailerSize++;
            // The empty line that ends the section is not part of it.
            boolean mayBeTheEnd = b == Grammar.CR && trailerLine.length() == 1;
            return mayBeTheEnd || trailerSize <= maxTrailerSize ? State.TRAILER : State.INVALID;
        }
        int end = trailerLine.length() - 1;
        if (end < 0 || trailerLine.charAt(end) != Grammar.CR) {
            return State.INVALID;
        }
        if (end == 0) {
            return State.END;
        }
        boolean kept = ++trailerSize <= maxTrailerSize && keepTrailer(trailerLine.substring(0, end));
        trailerLine.setLength(0);
        return kept ? State.TRAILER : State.INVALID;
    }

    private boolean keepTrailer(String line) {
        ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.ISO_8859_1));
        int colon = 0;
        while (colon < bytes.limit() && Grammar.isTokenCharacter(bytes.get(colon))) {
            colon++;
        }
        if (colon == 0 || colon == bytes.limit() || bytes.get(colon) != ':') {
            return false;
        }
        for (int i = colon + 1; i < bytes.limit(); i++) {
            if (!Grammar.isFieldValueCharacter(bytes.get(i))) {
                return false;
            }
        }
        String name = line.substring(0, colon);
        if (HEAD_ONLY.contains(name.toLowerCase(Locale.ROOT))) {
            return misplaced == Misplaced.LEFT_OUT;
        }
        trailers.add(new Trailer(name, line.substring(colon + 1).strip()));
        return true;
    }
}
