package dev.holdfast.http1;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A parsed request head: where its parts lie in the bytes it was read from. Nothing is copied until it is asked for, so the bytes must stay
 * in place while the head is used. Reused from request to request; filled by {@link RequestHeadParser}.
 */
public final class RequestHead {
    private static final ByteBuffer NO_BYTES = ByteBuffer.allocate(0);
    private static final int OFFSETS_PER_FIELD = 4;

    private ByteBuffer bytes = NO_BYTES;
    private int base;
    private int end;
    private int methodStart;
    private int methodEnd;
    private int targetStart;
    private int targetEnd;
    private HttpVersion version = HttpVersion.HTTP_1_1;
    private int fieldCount;
    private int[] offsets = new int[16 * OFFSETS_PER_FIELD];

    /** Present once a head was whole: nobody pays for it who only begins one. */
    private @Nullable TextCache texts;

    RequestHead() {}

    /** Forgets the last request. Offsets recorded from now on count from {@code base}. */
    void reset(int base) {
        this.base = base;
        bytes = NO_BYTES;
        fieldCount = 0;
        version = HttpVersion.HTTP_1_1;
    }

    void read(ByteBuffer bytes) {
        this.bytes = bytes;
    }

    void end(int index) {
        end = index;
    }

    void requestLine(int methodStart, int methodEnd, int targetStart, int targetEnd, HttpVersion version) {
        this.methodStart = methodStart - base;
        this.methodEnd = methodEnd - base;
        this.targetStart = targetStart - base;
        this.targetEnd = targetEnd - base;
        this.version = version;
    }

    void field(int nameStart, int nameEnd, int valueStart, int valueEnd) {
        int at = fieldCount * OFFSETS_PER_FIELD;
        if (at == offsets.length) {
            offsets = Arrays.copyOf(offsets, 2 * at);
        }
        offsets[at] = nameStart - base;
        offsets[at + 1] = nameEnd - base;
        offsets[at + 2] = valueStart - base;
        offsets[at + 3] = valueEnd - base;
        fieldCount++;
    }

    /** Says that the bytes, unchanged, now begin at index {@code base} of whatever buffer is parsed next. */
    void move(int base) {
        this.base = base;
    }

    /** Returns the index of the first byte after the head. */
    public int end() {
        return end;
    }

    /** Returns the method, case kept: methods are case-sensitive (RFC 9110 section 9.1). */
    public String method() {
        return text(methodStart, methodEnd);
    }

    /** Returns the request target as it was sent, nothing decoded. */
    public String target() {
        return text(targetStart, targetEnd);
    }

    /** Returns the version to answer with. */
    public HttpVersion version() {
        return version;
    }

    /** Returns the number of field lines. */
    public int fieldCount() {
        return fieldCount;
    }

    /** Returns the name of field {@code i}, case kept. */
    public String name(int i) {
        return text(offset(i, 0), offset(i, 1));
    }

    /** Returns the value of field {@code i} without the white space around it, each byte one character (ISO 8859-1). */
    public String value(int i) {
        int start = offset(i, 2);
        int end = offset(i, 3);
        return isSecret(i) ? copy(start, end) : text(start, end);
    }

    /** Credentials are not to be kept for longer than their request. */
    private boolean isSecret(int i) {
        return switch (nameLength(i)) {
            case 6 -> nameIs(i, "cookie");
            case 13 -> nameIs(i, "authorization");
            case 19 -> nameIs(i, "proxy-authorization");
            default -> false;
        };
    }

    private String copy(int start, int end) {
        byte[] copy = new byte[end - start];
        bytes.get(base + start, copy);
        return new String(copy, StandardCharsets.ISO_8859_1);
    }

    boolean methodIs(String method) {
        return methodEnd - methodStart == method.length() && matches(methodStart, method);
    }

    /** Returns whether field {@code i} has this name, which must be in lower case. */
    boolean nameIs(int i, String lowerCaseName) {
        int start = offset(i, 0);
        return offset(i, 1) - start == lowerCaseName.length() && matchesIgnoringCase(start, lowerCaseName);
    }

    int nameLength(int i) {
        return offset(i, 1) - offset(i, 0);
    }

    int valueStart(int i) {
        return offset(i, 2);
    }

    int valueEnd(int i) {
        return offset(i, 3);
    }

    int targetLength() {
        return targetEnd - targetStart;
    }

    byte targetByte(int i) {
        return at(targetStart + i);
    }

    /** Returns the byte at {@code offset}, counted like {@link #valueStart}. */
    byte at(int offset) {
        return bytes.get(base + offset);
    }

    /** Returns whether the bytes from {@code start} to {@code end} are {@code lowerCase}, whatever their case. */
    boolean isIgnoringCase(int start, int end, String lowerCase) {
        return end - start == lowerCase.length() && matchesIgnoringCase(start, lowerCase);
    }

    private int offset(int field, int which) {
        return offsets[field * OFFSETS_PER_FIELD + which];
    }

    private boolean matches(int start, String expected) {
        for (int i = 0; i < expected.length(); i++) {
            if (at(start + i) != expected.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private boolean matchesIgnoringCase(int start, String lowerCase) {
        for (int i = 0; i < lowerCase.length(); i++) {
            if (Grammar.lowerCase(at(start + i)) != lowerCase.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private String text(int start, int end) {
        if (texts == null) {
            texts = new TextCache();
        }
        return texts.text(bytes, base + start, end - start);
    }
}
