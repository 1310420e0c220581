package dev.holdfast.httpd.syntax;

/** Reads what is between brackets in an expression of PCRE2. */
final class PcreClassReader {
    /** What a class has before a place: nothing that a range could begin with, that, or that and a hyphen. */
    private enum Range {
        NONE,
        BEGIN,
        STARTED
    }

    private final PcreText in;
    private final boolean ignoreCase;

    PcreClassReader(PcreText in, boolean ignoreCase) {
        this.in = in;
        this.ignoreCase = ignoreCase;
    }

    /**
     * Reads a class from behind its {@code [} to behind its {@code ]}.
     *
     * @throws NotUnderstoodException for what cannot be said in bytes
     */
    ByteClass read() {
        if (in.begins("[:<:]]") || in.begins("[:>:]]")) {
            throw new NotUnderstoodException("[" + in.ahead(6));
        }
        if (in.posix() != null) {
            throw new IllegalArgumentException("[: :] is outside of a class");
        }
        emptyQuotes();
        boolean negated = in.take("^");
        emptyQuotes();
        ByteClass set = new ByteClass();
        Range range = Range.NONE;
        int low = 0;
        boolean quoted = false;
        boolean empty = true;
        while (true) {
            if (!in.hasNext()) {
                throw new IllegalArgumentException("a class is not closed");
            }
            char c = in.next();
            boolean literally = quoted;
            if (c == '\\' && in.take("E")) {
                quoted = false;
                continue;
            }
            if (c == '\\' && !quoted && in.take("Q")) {
                quoted = true;
                continue;
            }
            if (c == ']' && !literally && !empty) {
                break;
            }
            empty = false;
            String name = c == '[' && !literally ? in.posix() : null;
            if (name != null) {
                noRange(range);
                set.addAll(posixClass(name));
                noRangeFollows();
                range = Range.NONE;
                continue;
            }
            if (c == '-' && !literally && range == Range.BEGIN) {
                range = Range.STARTED;
                continue;
            }
            int value = c;
            if (c == '\\' && !literally) {
                char letter = in.escaped();
                ByteClass named = letter == 'N' ? null : ByteClass.escape(letter);
                if (named != null) {
                    noRange(range);
                    set.addAll(named);
                    noRangeFollows();
                    range = Range.NONE;
                    continue;
                }
                value = inClass(letter);
            }
            if (range == Range.STARTED) {
                if (value < low) {
                    throw new IllegalArgumentException("a range in a class is out of order");
                }
                set.add(low, value);
                range = Range.NONE;
            } else {
                set.add(value);
                low = value;
                range = Range.BEGIN;
            }
        }
        if (range == Range.STARTED) {
            set.add('-');
        }
        if (ignoreCase) {
            set.foldCase();
        }
        return negated ? set.negated() : set;
    }

    private void emptyQuotes() {
        while (in.take("\\E") || in.take("\\Q\\E")) {
            // They stand for nothing, and what follows them is the first of a class.
        }
    }

    private int inClass(char letter) {
        if (letter == 'b') {
            return '\b';
        }
        if (letter >= '1' && letter <= '7') {
            in.back();
            return in.octal(3);
        }
        if (letter == 'p' || letter == 'P') {
            throw new NotUnderstoodException("\\" + letter);
        }
        return letter == '8' || letter == '9' || letter == 'g' ? letter : in.value(letter);
    }

    private static void noRange(Range range) {
        if (range == Range.STARTED) {
            throw new IllegalArgumentException("a range in a class has no end");
        }
    }

    private void noRangeFollows() {
        String ahead = in.ahead(2);
        if (ahead.length() == 2 && ahead.startsWith("-") && !ahead.endsWith("]")) {
            throw new IllegalArgumentException("a range in a class has no beginning");
        }
    }

    /** @param marked the name behind its mark, and perhaps a {@code ^} */
    private ByteClass posixClass(String marked) {
        String name = marked.substring(1);
        boolean negated = name.startsWith("^");
        ByteClass found = marked.startsWith(":") ? ByteClass.posix(negated ? name.substring(1) : name) : null;
        String whole = marked + marked.charAt(0) + "]";
        if (found == null) {
            throw new IllegalArgumentException("there is no class [" + whole);
        }
        in.take(whole);
        if (ignoreCase) {
            found.foldCase();
        }
        return negated ? found.negated() : found;
    }
}
