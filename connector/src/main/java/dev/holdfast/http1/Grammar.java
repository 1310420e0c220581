package dev.holdfast.http1;

/** The character classes of RFC 9110 section 5.6 and RFC 3986, one bit each in a table. */
final class Grammar {
    static final byte CR = '\r';
    static final byte LF = '\n';
    static final byte SP = ' ';
    static final byte HTAB = '\t';

    private static final int TCHAR = 1;
    private static final int FIELD_VALUE = 2;
    private static final int TARGET = 4;
    private static final int HEX = 8;
    private static final int DIGIT = 16;
    private static final int REG_NAME = 32;
    private static final int PLAIN_PATH = 64;
    private static final byte[] CLASSES = new byte[256];

    static {
        mark(TCHAR | REG_NAME | TARGET | PLAIN_PATH, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789");
        mark(HEX, "0123456789abcdefABCDEF");
        mark(DIGIT, "0123456789");
        mark(TCHAR, "!#$%&'*+-.^_`|~");
        mark(REG_NAME, "-._~!$&'()*+,;=");
        // "%" stands for the escapes of RFC 3986; whether two hex digits follow is asked of the whole target.
        mark(TARGET, "-._~:/?[]@!$&'()*+,;=%");
        mark(PLAIN_PATH, "-._~/:@!$&'()*,=");
        for (int c = 0x20; c < 0x100; c++) {
            if (c != 0x7F) {
                CLASSES[c] |= FIELD_VALUE;
            }
        }
        CLASSES[HTAB] |= FIELD_VALUE;
    }

    private Grammar() {}

    private static void mark(int characterClass, String members) {
        for (int i = 0; i < members.length(); i++) {
            CLASSES[members.charAt(i)] |= (byte) characterClass;
        }
    }

    static boolean isTokenCharacter(byte b) {
        return (CLASSES[b & 0xFF] & TCHAR) != 0;
    }

    /** HTAB, SP, VCHAR and obs-text: everything a field value may hold once its line end is off (RFC 9110 section 5.5). */
    static boolean isFieldValueCharacter(byte b) {
        return (CLASSES[b & 0xFF] & FIELD_VALUE) != 0;
    }

    static boolean isTargetCharacter(byte b) {
        return (CLASSES[b & 0xFF] & TARGET) != 0;
    }

    /** A character of a path that stands for itself to whoever decodes it: no escape, no parameter, nothing that might be a space. */
    static boolean isPlainPathCharacter(char c) {
        return c < CLASSES.length && (CLASSES[c] & PLAIN_PATH) != 0;
    }

    static boolean isDigit(byte b) {
        return (CLASSES[b & 0xFF] & DIGIT) != 0;
    }

    static boolean isHexDigit(byte b) {
        return (CLASSES[b & 0xFF] & HEX) != 0;
    }

    static boolean isRegNameCharacter(byte b) {
        return (CLASSES[b & 0xFF] & REG_NAME) != 0;
    }

    static boolean isWhitespace(byte b) {
        return b == SP || b == HTAB;
    }

    static byte lowerCase(byte b) {
        return b >= 'A' && b <= 'Z' ? (byte) (b + ('a' - 'A')) : b;
    }
}
