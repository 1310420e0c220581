package dev.holdfast.httpd.syntax;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** A set of bytes, as a character class of a regular expression names them; letters are those of ASCII. */
final class ByteClass {
    private static final int BYTES = 256;
    private static final int CASE = 'a' - 'A';
    private static final String SPACE = "\t\n\u000B\f\r ";

    private final BitSet set = new BitSet(BYTES);

    static ByteClass all() {
        ByteClass all = new ByteClass();
        all.add(0, BYTES - 1);
        return all;
    }

    static ByteClass of(String characters) {
        ByteClass made = new ByteClass();
        characters.chars().forEach(made::add);
        return made;
    }

    /** Returns what {@code letter} after a backslash names, or null: {@code d h N s v w}, and the capital letters of these for all others. */
    static @Nullable ByteClass escape(char letter) {
        return switch (letter) {
            case 'd' -> posix("digit");
            case 'w' -> posix("word");
            case 's' -> of(SPACE);
            case 'h' -> of("\t \u00A0");
            case 'v' -> of("\n\u000B\f\r\u0085");
            case 'N' -> of("\n").negated();
            case 'D', 'W', 'S', 'H', 'V' ->
                posixLike(Character.toLowerCase(letter)).negated();
            default -> null;
        };
    }

    private static ByteClass posixLike(char letter) {
        ByteClass found = escape(letter);
        return found == null ? new ByteClass() : found;
    }

    /** Returns what {@code [:name:]} names, or null. */
    static @Nullable ByteClass posix(String name) {
        ByteClass made = new ByteClass();
        switch (name) {
            case "alpha" -> made.letters();
            case "lower" -> made.add('a', 'z');
            case "upper" -> made.add('A', 'Z');
            case "digit" -> made.add('0', '9');
            case "alnum", "word" -> {
                made.letters();
                made.add('0', '9');
                if (name.equals("word")) {
                    made.add('_');
                }
            }
            case "xdigit" -> {
                made.add('0', '9');
                made.add('a', 'f');
                made.add('A', 'F');
            }
            case "ascii" -> made.add(0, 0x7F);
            case "blank" -> made.addAll(of("\t "));
            case "space" -> made.addAll(of(SPACE));
            case "cntrl" -> {
                made.add(0, 0x1F);
                made.add(0x7F);
            }
            case "graph" -> made.add('!', '~');
            case "print" -> made.add(' ', '~');
            case "punct" -> {
                made.add('!', '/');
                made.add(':', '@');
                made.add('[', '`');
                made.add('{', '~');
            }
            default -> {
                return null;
            }
        }
        return made;
    }

    private void letters() {
        add('a', 'z');
        add('A', 'Z');
    }

    void add(int value) {
        set.set(value);
    }

    void add(int first, int last) {
        set.set(first, last + 1);
    }

    void addAll(ByteClass other) {
        set.or(other.set);
    }

    /** Adds the other case of each letter. */
    void foldCase() {
        for (int upper = 'A'; upper <= 'Z'; upper++) {
            boolean either = set.get(upper) || set.get(upper + CASE);
            set.set(upper, either);
            set.set(upper + CASE, either);
        }
    }

    ByteClass negated() {
        ByteClass made = new ByteClass();
        made.set.or(set);
        made.set.flip(0, BYTES);
        return made;
    }

    /** Appends a class of Java's. */
    void appendTo(StringBuilder out) {
        if (set.isEmpty()) {
            // Nothing matches it, and Java has no empty class.
            out.append("(?!)");
            return;
        }
        out.append('[');
        for (int first = set.nextSetBit(0); first >= 0; first = set.nextSetBit(set.nextClearBit(first))) {
            int last = set.nextClearBit(first) - 1;
            append(out, first);
            if (last > first) {
                out.append('-');
                append(out, last);
            }
        }
        out.append(']');
    }

    /** Appends one byte as Java writes it, inside classes and outside. */
    static void append(StringBuilder out, int value) {
        boolean plain = (value >= 'a' && value <= 'z') || (value >= 'A' && value <= 'Z') || value == '/';
        if (plain || (value >= '0' && value <= '9')) {
            out.append((char) value);
        } else {
            out.append(String.format("\\x%02X", value));
        }
    }
}
