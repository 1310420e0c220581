package dev.holdfast.ajp13;

/**
 * One header field.
 *
 * @param name as sent; compared without regard to case
 * @param value characters 0x00 to 0xFF, one byte each on the wire
 */
public record AjpHeader(String name, String value) {
    private static final boolean[] TOKEN = new boolean[0x7F];

    static {
        for (char c = '!'; c < TOKEN.length; c++) {
            TOKEN[c] = "\"(),/:;<=>?@[\\]{}".indexOf(c) < 0;
        }
    }

    /** Returns whether the name is a token and the value has no control character but the tab (RFC 9110 sections 5.1, 5.5). */
    public boolean isValid() {
        return isToken(name) && isFieldValue(value);
    }

    private static boolean isToken(String text) {
        if (text.isEmpty()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= TOKEN.length || !TOKEN[c]) {
                return false;
            }
        }
        return true;
    }

    private static boolean isFieldValue(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < ' ' && c != '\t') || c == 0x7F || c > 0xFF) {
                return false;
            }
        }
        return true;
    }
}
