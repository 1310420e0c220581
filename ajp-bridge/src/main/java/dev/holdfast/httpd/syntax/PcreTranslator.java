package dev.holdfast.httpd.syntax;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Makes a regular expression of java.util.regex of one of PCRE2, which does not know UTF here: a character is a byte. What is made has no flags,
 * and neither names nor Java's own meaning of classes: all that options say is in the text.
 *
 * <p>An expression is gone through twice, since what refers to a group may stand before it.
 */
final class PcreTranslator {
    private static final int MAX_DEPTH = 250;
    private static final int MOST_OF_ONE_DIGIT = 9;
    private static final int MAX_REPEAT = 65_535;
    private static final String WHITE = "\t\n\u000B\f\r \u0085";
    private static final String NUMBER = "[+-]?\\d{1,5}";
    private static final String WORD = "[0-9A-Za-z_]";

    /** What stands before a place, as far as a quantifier is concerned. */
    private enum Before {
        NOTHING,
        ITEM,
        ASSERTION,
        QUANTIFIER
    }

    /** The options that an expression may change. */
    private record Flags(boolean ignoreCase, boolean multiline, boolean dotAll, boolean extended) {}

    /** @param group the number of a capturing one, else 0; {@code start} where it begins in what is made */
    private record Open(Flags outside, Before closed, int group, int start) {}

    private final PcreText in;
    private final boolean dollarEndOnly;
    private final @Nullable PcreTranslator first;
    private final StringBuilder out = new StringBuilder();
    private final Deque<Open> open = new ArrayDeque<>();
    private final List<String> groups = new ArrayList<>();
    private final Map<String, Integer> names = new HashMap<>();
    private Flags flags;
    private Before before = Before.NOTHING;

    private PcreTranslator(String bytes, RegexOptions options, @Nullable PcreTranslator first) {
        this.in = new PcreText(bytes);
        this.dollarEndOnly = options.dollarEndOnly();
        this.flags = new Flags(options.ignoreCase(), false, options.dotAll(), false);
        this.first = first;
        groups.add("");
    }

    /** @throws IllegalArgumentException saying what is wrong, where PCRE2 refuses the expression */
    static Regex.Meaning translate(String bytes, RegexOptions options) {
        try {
            PcreTranslator first = new PcreTranslator(bytes, options, null);
            first.run();
            PcreTranslator second = new PcreTranslator(bytes, options, first);
            second.run();
            return new Regex.Understood(Pattern.compile(second.out.toString()), second.groups);
        } catch (NotUnderstoodException beyond) {
            return new Regex.NotUnderstood(beyond.construct());
        } catch (PatternSyntaxException ofJava) {
            return new Regex.NotUnderstood(ofJava.getDescription());
        } catch (StackOverflowError tooLong) {
            // java.util.regex recurses over the parts of an expression.
            return new Regex.NotUnderstood("an expression of " + bytes.length() + " bytes");
        }
    }

    private void run() {
        while (in.hasNext()) {
            next();
        }
        if (!open.isEmpty()) {
            throw new IllegalArgumentException("a parenthesis is not closed");
        }
        groups.set(0, out.toString());
    }

    private void next() {
        char c = in.next();
        if (flags.extended() && WHITE.indexOf(c) >= 0) {
            return;
        }
        switch (c) {
            case '\\' -> escape();
            case '[' -> item(new PcreClassReader(in, flags.ignoreCase()).read());
            case '(' -> open();
            case ')' -> close();
            case '|' -> {
                out.append('|');
                before = Before.NOTHING;
            }
            case '^' -> assertion(flags.multiline() ? "(?:^|(?<=\\n)(?!\\z))" : "^");
            case '$' -> assertion(flags.multiline() ? "(?=\\n|\\z)" : dollarEndOnly ? "\\z" : "(?=\\n?\\z)");
            case '.' ->
                item(flags.dotAll() ? ByteClass.all() : ByteClass.of("\n").negated());
            case '*', '+', '?' -> quantifier(String.valueOf(c));
            case '{' -> brace();
            case '#' -> {
                if (flags.extended()) {
                    in.takeWhile(comment -> comment != '\n');
                } else {
                    literal(c);
                }
            }
            default -> literal(c);
        }
    }

    private void assertion(String java) {
        out.append(java);
        before = Before.ASSERTION;
    }

    private void item(ByteClass set) {
        set.appendTo(out);
        before = Before.ITEM;
    }

    private void literal(int value) {
        if (flags.ignoreCase() && Character.toLowerCase(value) != Character.toUpperCase(value) && value < 0x80) {
            ByteClass either = new ByteClass();
            either.add(value);
            either.foldCase();
            item(either);
        } else {
            ByteClass.append(out, value);
            before = Before.ITEM;
        }
    }

    private void brace() {
        String inside = in.before("}");
        String counts = inside == null ? "" : inside;
        if (counts.matches("\\d+(,\\d*)?")) {
            String[] limits = counts.split(",", -1);
            int low = repeats(limits[0]);
            if (limits.length > 1 && !limits[1].isEmpty() && repeats(limits[1]) < low) {
                throw new IllegalArgumentException("the numbers of a quantifier are out of order");
            }
            in.take(counts + "}");
            quantifier("{" + counts + "}");
        } else if (counts.matches("\\s*(\\d+\\s*(,\\s*\\d*)?|,\\s*\\d+)\\s*")) {
            throw new NotUnderstoodException("{" + counts + "}, which some versions of PCRE take literally");
        } else {
            literal('{');
        }
    }

    private static int repeats(String digits) {
        int count = digits.length() > 5 ? MAX_REPEAT + 1 : Integer.parseInt(digits);
        if (count > MAX_REPEAT) {
            throw new IllegalArgumentException("a quantifier is greater than " + MAX_REPEAT);
        }
        return count;
    }

    private void quantifier(String java) {
        switch (before) {
            case NOTHING -> throw new IllegalArgumentException("there is nothing to repeat before " + java);
            case ASSERTION -> throw new NotUnderstoodException("the repeated assertion before " + java);
            case QUANTIFIER -> throw new NotUnderstoodException("the quantifier " + java + " behind another");
            case ITEM -> {}
        }
        out.append(java);
        if (in.begins("?") || in.begins("+")) {
            out.append(in.next());
        }
        before = Before.QUANTIFIER;
    }

    private void close() {
        Open opened = open.poll();
        if (opened == null) {
            throw new IllegalArgumentException("a parenthesis is closed that is not open");
        }
        out.append(')');
        if (opened.group() > 0) {
            groups.set(opened.group(), out.substring(opened.start()));
        }
        flags = opened.outside();
        before = opened.closed();
    }

    private void push(String java, Before closed, int group) {
        if (open.size() >= MAX_DEPTH) {
            throw new IllegalArgumentException("parentheses are more than " + MAX_DEPTH + " deep");
        }
        open.push(new Open(flags, closed, group, out.length()));
        out.append(java);
        before = Before.NOTHING;
    }

    private void capture(@Nullable String name) {
        groups.add("");
        int number = groups.size() - 1;
        if (name != null && names.put(name, number) != null) {
            throw new NotUnderstoodException("two groups of the name " + name);
        }
        push("(", Before.ITEM, number);
    }

    private void open() {
        if (in.ahead(2).matches("\\*[A-Za-z:]")) {
            throw new NotUnderstoodException("(" + in.takeWhile(verb -> verb != ')') + ")");
        }
        if (!in.take("?")) {
            capture(null);
            return;
        }
        String kind = in.ahead(3);
        if (in.take(":")) {
            push("(?:", Before.ITEM, 0);
        } else if (in.take(">")) {
            push("(?>", Before.ITEM, 0);
        } else if (in.take("=")) {
            push("(?=", Before.ASSERTION, 0);
        } else if (in.take("!")) {
            push("(?!", Before.ASSERTION, 0);
        } else if (in.take("<=")) {
            push("(?<=", Before.ASSERTION, 0);
        } else if (in.take("<!")) {
            push("(?<!", Before.ASSERTION, 0);
        } else if (in.take("P<") || (!in.begins("<*") && in.take("<"))) {
            capture(in.name(">"));
        } else if (in.take("'")) {
            capture(in.name("'"));
        } else if (in.take("P=")) {
            reference(in.name(")"));
        } else if (in.take("#")) {
            in.takeWhile(comment -> comment != ')');
            if (!in.take(")")) {
                throw new IllegalArgumentException("a comment is not closed");
            }
        } else if (kind.matches("(?s)([|R(C&*<0-9]|P>|[+-][0-9]).*")) {
            throw new NotUnderstoodException(
                    "(?" + kind.substring(0, kind.startsWith("P") || kind.matches("[+-].*") ? 2 : 1));
        } else {
            options();
        }
    }

    /** What stands between {@code (?} and a colon or parenthesis. */
    private void options() {
        Flags now = flags;
        boolean on = true;
        boolean reset = in.take("^");
        if (reset) {
            now = new Flags(false, false, false, false);
        }
        while (in.hasNext()) {
            char c = in.next();
            switch (c) {
                case 'i' -> now = new Flags(on, now.multiline(), now.dotAll(), now.extended());
                case 'm' -> now = new Flags(now.ignoreCase(), on, now.dotAll(), now.extended());
                case 's' -> now = new Flags(now.ignoreCase(), now.multiline(), on, now.extended());
                case 'x' -> {
                    if (in.begins("x")) {
                        throw new NotUnderstoodException("(?xx");
                    }
                    now = new Flags(now.ignoreCase(), now.multiline(), now.dotAll(), on);
                }
                case '-' -> {
                    if (!on || reset) {
                        throw new IllegalArgumentException("options of (? have a hyphen too many");
                    }
                    on = false;
                }
                case 'J', 'U', 'n', 'a' -> throw new NotUnderstoodException("(?" + c);
                case ':' -> {
                    push("(?:", Before.ITEM, 0);
                    flags = now;
                    return;
                }
                case ')' -> {
                    flags = now;
                    before = Before.NOTHING;
                    return;
                }
                default -> throw new IllegalArgumentException("there is no (?" + c);
            }
        }
        throw new IllegalArgumentException("a parenthesis is not closed");
    }

    private void reference(String name) {
        if (first == null) {
            reference(1);
            return;
        }
        Integer group = first.names.get(name);
        if (group == null) {
            throw new IllegalArgumentException("there is no group " + name);
        }
        reference(group);
    }

    private void reference(int group) {
        if (first != null && (group < 1 || group >= first.groups.size())) {
            throw new IllegalArgumentException("there is no group " + group);
        }
        if (first != null && group > MOST_OF_ONE_DIGIT && group >= groups.size()) {
            // Java takes the second digit for itself where the group has not begun.
            throw new NotUnderstoodException("\\g{" + group + "} before its group");
        }
        out.append(flags.ignoreCase() ? "(?i:\\" : "(?:\\").append(group).append(')');
        before = Before.ITEM;
    }

    private void escape() {
        char c = in.escaped();
        ByteClass set = ByteClass.escape(c);
        if (set != null) {
            if (c == 'N' && in.begins("{")) {
                throw new NotUnderstoodException("\\N{");
            }
            item(set);
            return;
        }
        switch (c) {
            case 'Q' -> quoted();
            case 'E' -> {}
            case 'A' -> assertion("\\A");
            case 'G' -> assertion("\\G");
            case 'z' -> assertion("\\z");
            case 'Z' -> assertion("(?=\\n?\\z)");
            case 'b' -> assertion("(?:(?<=" + WORD + ")(?!" + WORD + ")|(?<!" + WORD + ")(?=" + WORD + "))");
            case 'B' -> assertion("(?:(?<=" + WORD + ")(?=" + WORD + ")|(?<!" + WORD + ")(?!" + WORD + "))");
            case 'R' -> {
                out.append("(?>\\r\\n|[\\x0A-\\x0D\\x85])");
                before = Before.ITEM;
            }
            case 'K', 'C', 'X', 'p', 'P' -> throw new NotUnderstoodException("\\" + c);
            case 'k' -> named();
            case 'g' -> numbered();
            case '1', '2', '3', '4', '5', '6', '7', '8', '9' -> {
                in.back();
                digits();
            }
            default -> literal(in.value(c));
        }
    }

    /** What is between {@code \Q} and {@code \E}. */
    private void quoted() {
        while (in.hasNext() && !in.take("\\E")) {
            literal(in.next());
        }
    }

    /** {@code \k} with a name. */
    private void named() {
        if (in.take("{")) {
            reference(in.name("}"));
        } else if (in.take("<")) {
            reference(in.name(">"));
        } else if (in.take("'")) {
            reference(in.name("'"));
        } else {
            throw new IllegalArgumentException("no name follows \\k");
        }
    }

    /** {@code \g} with a number or a name. */
    private void numbered() {
        if (in.begins("<") || in.begins("'")) {
            throw new NotUnderstoodException("\\g" + in.ahead(1));
        }
        if (in.take("{")) {
            String inside = in.before("}");
            if (inside != null && inside.matches(NUMBER)) {
                in.take(inside + "}");
                reference(group(inside));
            } else {
                reference(in.name("}"));
            }
            return;
        }
        String sign = in.begins("-") || in.begins("+") ? String.valueOf(in.next()) : "";
        String number = sign + in.takeWhile(PcreTranslator::isDigit);
        if (!number.matches(NUMBER)) {
            throw new IllegalArgumentException("neither number nor name follows \\g");
        }
        reference(group(number));
    }

    /** @param number counted from here if it has a sign */
    private int group(String number) {
        int value = Integer.parseInt(number);
        int own = groups.size() - 1;
        int group = number.startsWith("-") ? own + 1 + value : number.startsWith("+") ? own + value : value;
        if (group < 1 || value == 0) {
            throw new IllegalArgumentException("there is no group " + number);
        }
        return group;
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    /** A number that is a group's, or a byte's in octal digits if there are not so many groups yet. */
    private void digits() {
        String text = in.takeWhile(PcreTranslator::isDigit);
        int number = text.length() > 5 ? Integer.MAX_VALUE : Integer.parseInt(text);
        if (number < 10 || text.charAt(0) >= '8' || number < groups.size()) {
            reference(number);
        } else {
            for (int i = 0; i < text.length(); i++) {
                in.back();
            }
            literal(in.octal(3));
        }
    }
}
