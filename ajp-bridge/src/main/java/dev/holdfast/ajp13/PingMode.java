package dev.holdfast.ajp13;

import java.util.EnumSet;
import java.util.Set;

/** When a front asks a container by CPING whether it is there; mod_jk's ping_mode. */
public enum PingMode {
    /** Once a connection is established (C). */
    CONNECT('C'),
    /** Before each request (P). */
    PREPOST('P'),
    /** While a connection is idle, from time to time (I). */
    INTERVAL('I');

    private static final char ALL = 'A';

    private final char letter;

    PingMode(char letter) {
        this.letter = letter;
    }

    /**
     * Reads a ping_mode: any of the letters C, P and I, or A for all of them, upper or lower case; none for the empty string.
     *
     * @throws IllegalArgumentException naming any other letter, which mod_jk would ignore
     */
    public static Set<PingMode> parse(String value) {
        Set<PingMode> modes = EnumSet.noneOf(PingMode.class);
        for (int i = 0; i < value.length(); i++) {
            modes.addAll(of(value.charAt(i)));
        }
        return modes;
    }

    private static Set<PingMode> of(char given) {
        char upper = Character.toUpperCase(given);
        if (upper == ALL) {
            return EnumSet.allOf(PingMode.class);
        }
        for (PingMode mode : values()) {
            if (mode.letter == upper) {
                return EnumSet.of(mode);
            }
        }
        throw new IllegalArgumentException("ping_mode must be letters of C, P, I and A: " + given);
    }
}
