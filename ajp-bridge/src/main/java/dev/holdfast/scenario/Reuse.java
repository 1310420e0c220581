package dev.holdfast.scenario;

import java.util.Arrays;
import java.util.Optional;

/** What a user does with a connection after a response. */
public enum Reuse {
    /** It keeps it, and sends its next request over it. */
    POOLED("pooled"),
    /** It closes it, and connects anew for the next request. */
    CLOSE_EACH("closeEach"),
    /** It leaves it open, never uses it again, and connects anew for the next request. */
    LEAVE_OPEN("leaveOpen");

    /** What is legal, to follow "must be". */
    public static final String LEGAL = "pooled, closeEach or leaveOpen";

    private final String text;

    Reuse(String text) {
        this.text = text;
    }

    /** Returns the constant with this spelling; case counts. */
    public static Optional<Reuse> of(String text) {
        return Arrays.stream(values()).filter(reuse -> reuse.text.equals(text)).findFirst();
    }

    @Override
    public String toString() {
        return text;
    }
}
