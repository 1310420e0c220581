package dev.holdfast.httpd.syntax;

import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** The text of an expression while it is read, and what single characters in it are. What PCRE2 would refuse is an IllegalArgumentException. */
final class PcreText {
    private static final int MAX_BYTE = 0xFF;
    private static final int ESCAPE = 0x1B;

    private final String text;
    private int at;

    PcreText(String text) {
        this.text = text;
    }

    boolean hasNext() {
        return at < text.length();
    }

    char next() {
        return text.charAt(at++);
    }

    /** Goes back by one character. */
    void back() {
        at--;
    }

    boolean begins(String with) {
        return text.startsWith(with, at);
    }

    /** Returns what comes next, at most {@code most} characters. */
    String ahead(int most) {
        return text.substring(at, Math.min(text.length(), at + most));
    }

    /** Goes on behind {@code expected}, if that comes next. */
    boolean take(String expected) {
        boolean there = begins(expected);
        at += there ? expected.length() : 0;
        return there;
    }

    /** Goes on behind the characters that come next and are {@code wanted}, and returns them. */
    String takeWhile(IntPredicate wanted) {
        int start = at;
        while (hasNext() && wanted.test(text.charAt(at))) {
            at++;
        }
        return text.substring(start, at);
    }

    /** Returns what comes before {@code end}, or null if that does not come. */
    @Nullable
    String before(String end) {
        int found = text.indexOf(end, at);
        return found < 0 ? null : text.substring(at, found);
    }

    /** Returns a group's name, and goes on behind {@code end}. */
    String name(String end) {
        String name = before(end);
        if (name == null || !name.matches("[A-Za-z_][A-Za-z0-9_]{0,31}")) {
            throw new IllegalArgumentException("a group's name must have 1 to 32 letters, digits and _ before " + end);
        }
        at += name.length() + 1;
        return name;
    }

    /** Returns what follows a backslash. */
    char escaped() {
        if (!hasNext()) {
            throw new IllegalArgumentException("nothing follows the backslash at the end");
        }
        return next();
    }

    /** Returns the byte that as many octal digits are, {@code most} of them at most. */
    int octal(int most) {
        int value = 0;
        for (int i = 0; i < most && hasNext() && text.charAt(at) >= '0' && text.charAt(at) <= '7'; i++) {
            value = value * 8 + next() - '0';
        }
        return within(value);
    }

    private static int within(int value) {
        if (value > MAX_BYTE) {
            throw new IllegalArgumentException("a character's number is greater than 255");
        }
        return value;
    }

    /** Returns the byte that {@code c} after a backslash is, within classes and without. */
    int value(char c) {
        return switch (c) {
            case 'a' -> 7;
            case 'e' -> ESCAPE;
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case '0' -> octal(2);
            case 'c' -> control();
            case 'o' -> {
                if (!begins("{")) {
                    throw new IllegalArgumentException("no brace follows \\o");
                }
                yield braced(8);
            }
            case 'x' -> begins("{") ? braced(16) : hexadecimal();
            default -> {
                if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '1' && c <= '9')) {
                    throw new IllegalArgumentException("there is no \\" + c + " here");
                }
                yield c;
            }
        };
    }

    private int control() {
        char c = escaped();
        if (c < ' ' || c > '~') {
            throw new IllegalArgumentException("no character of ASCII follows \\c");
        }
        return Character.toUpperCase(c) ^ 0x40;
    }

    private int hexadecimal() {
        int value = 0;
        for (int i = 0; i < 2 && hasNext() && isHexadecimal(text.charAt(at)); i++) {
            value = value * 16 + Character.digit(next(), 16);
        }
        return value;
    }

    private static boolean isHexadecimal(char c) {
        return c < 0x80 && Character.digit(c, 16) >= 0;
    }

    private int braced(int radix) {
        next();
        String digits = before("}");
        if (digits == null || !digits.matches(radix == 8 ? "[0-7]+" : "[0-9A-Fa-f]+")) {
            throw new IllegalArgumentException("a character's number in braces has other characters than digits");
        }
        at += digits.length() + 1;
        String significant = digits.replaceFirst("^0+(?=.)", "");
        return within(significant.length() > 3 ? MAX_BYTE + 1 : Integer.parseInt(significant, radix));
    }

    /**
     * Returns what follows a {@code [}, if that is a colon, a period or an equals sign, up to the second of these, which a {@code ]} follows and none
     * precedes; else null.
     */
    @Nullable
    String posix() {
        char mark = hasNext() ? text.charAt(at) : ' ';
        if (mark != ':' && mark != '.' && mark != '=') {
            return null;
        }
        for (int i = at + 1; i + 1 < text.length(); i++) {
            char c = text.charAt(i);
            char after = text.charAt(i + 1);
            if (c == '\\' && (after == ']' || after == '\\')) {
                i++;
            } else if ((c == '[' && after == mark) || c == ']') {
                return null;
            } else if (c == mark && after == ']') {
                return text.substring(at, i);
            }
        }
        return null;
    }
}
