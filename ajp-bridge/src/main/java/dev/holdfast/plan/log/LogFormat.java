package dev.holdfast.plan.log;

import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A format of access logs, in the words of its server: httpd's LogFormat, Tomcat's and Undertow's pattern. A line is read by the literals
 * between its fields; what is in quotes may have escaped quotes in it, as httpd writes them.
 */
public final class LogFormat {
    private static final Map<String, String> NAMED = Map.of(
            "common", "%h %l %u %t \"%r\" %>s %b",
            "combined", "%h %l %u %t \"%r\" %>s %b \"%{Referer}i\" \"%{User-Agent}i\"",
            "vhost_combined", "%v:%p %h %l %u %t \"%r\" %>s %O \"%{Referer}i\" \"%{User-Agent}i\"",
            "combinedio", "%h %l %u %t \"%r\" %>s %b \"%{Referer}i\" \"%{User-Agent}i\" %I %O");

    private final String text;
    private final LogDialect dialect;
    private final List<Piece> pieces = new ArrayList<>();
    private final EnumSet<LogField> fields = EnumSet.noneOf(LogField.class);
    private boolean wholeSeconds = true;
    private boolean wholeSecondsOfDurations = true;

    private LogFormat(String text, LogDialect dialect) {
        this.text = text;
        this.dialect = dialect;
    }

    /**
     * Either a literal, or a field.
     *
     * @param literal empty if it is a field
     * @param letter of the field
     * @param argument in braces, or empty
     */
    private record Piece(String literal, char letter, String argument) {
        boolean isLiteral() {
            return letter == 0;
        }
    }

    /**
     * Reads a format.
     *
     * @param text the format, or one of the names {@code common}, {@code combined}, {@code vhost_combined}, {@code combinedio}
     * @throws IllegalArgumentException saying what is wrong with it
     */
    public static LogFormat of(String text, LogDialect dialect) {
        LogFormat format = new LogFormat(NAMED.getOrDefault(text, text), dialect);
        format.compile();
        return format;
    }

    private void compile() {
        StringBuilder literal = new StringBuilder();
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '\\' && at < text.length()) {
                char escaped = text.charAt(at++);
                literal.append(escaped == 'n' ? '\n' : escaped == 't' ? '\t' : escaped);
            } else if (c != '%') {
                literal.append(c);
            } else if (at < text.length() && text.charAt(at) == '%') {
                literal.append('%');
                at++;
            } else {
                at = directive(at, literal);
            }
        }
        flush(literal);
        if (!fields.contains(LogField.TIME)) {
            throw new IllegalArgumentException("a log format must have %t in it, the time: " + text);
        }
    }

    private int directive(int from, StringBuilder literal) {
        int at = from;
        while (at < text.length() && "!,<>0123456789".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        String argument = "";
        if (at < text.length() && text.charAt(at) == '{') {
            int end = text.indexOf('}', at);
            if (end < 0) {
                throw new IllegalArgumentException(
                        "a brace is not closed in the log format: " + text.substring(from - 1));
            }
            argument = text.substring(at + 1, end);
            at = end + 1;
        }
        if (at < text.length() && text.charAt(at) == '^') {
            at += 2;
        }
        if (at >= text.length()) {
            throw new IllegalArgumentException("a letter is missing at the end of the log format: " + text);
        }
        flush(literal);
        Piece piece = new Piece("", text.charAt(at), argument);
        if (!pieces.isEmpty() && !pieces.get(pieces.size() - 1).isLiteral()) {
            throw new IllegalArgumentException("two fields of the log format have nothing between them: %"
                    + pieces.get(pieces.size() - 1).letter() + " and %" + piece.letter());
        }
        pieces.add(piece);
        LogField field = fieldOf(piece);
        if (field != null) {
            fields.add(field);
        }
        if (field == LogField.DURATION && !isInSeconds(piece)) {
            wholeSecondsOfDurations = false;
        }
        if (field == LogField.TIME && subSecond(timeArgument(piece))) {
            wholeSeconds = false;
        }
        return at + 1;
    }

    private void flush(StringBuilder literal) {
        if (!literal.isEmpty()) {
            pieces.add(new Piece(literal.toString(), (char) 0, ""));
            literal.setLength(0);
        }
    }

    private @Nullable LogField fieldOf(Piece piece) {
        return switch (piece.letter()) {
            case 't' -> isTime(timeArgument(piece)) ? LogField.TIME : null;
            case 'D', 'T' -> LogField.DURATION;
            case 'k' -> dialect == LogDialect.HTTPD ? LogField.REQUESTS_BEFORE : null;
            case 'X' -> LogField.CONNECTION_STATUS;
            case 'h', 'a' -> LogField.CLIENT;
            case 'p' -> piece.argument().equals("remote") ? LogField.CLIENT_PORT : null;
            case 'P' -> dialect == LogDialect.HTTPD ? LogField.WORKER : null;
            case 's' -> LogField.STATUS;
            case 'I' -> dialect == LogDialect.HTTPD ? LogField.BYTES_IN : null;
            case 'O', 'b', 'B' -> LogField.BYTES_OUT;
            default -> null;
        };
    }

    private static String timeArgument(Piece piece) {
        String argument = piece.argument();
        return argument.startsWith("begin:") || argument.startsWith("end:")
                ? argument.substring(argument.indexOf(':') + 1)
                : argument;
    }

    private boolean isEnd(Piece piece) {
        return piece.argument().startsWith("end:")
                || (!dialect.timeIsBegin() && !piece.argument().startsWith("begin:"));
    }

    private static boolean isInSeconds(Piece piece) {
        String unit = piece.argument();
        return piece.letter() == 'T' && !unit.equals("ms") && !unit.equals("us");
    }

    private static boolean isTime(String argument) {
        return argument.isEmpty() || subSecond(argument) || argument.equals("sec") || LogTime.isKnown(argument);
    }

    private static boolean subSecond(String argument) {
        return argument.startsWith("msec") || argument.startsWith("usec");
    }

    /** What the format tells. */
    public Set<LogField> fields() {
        return EnumSet.copyOf(fields);
    }

    /** Whether times are whole seconds, so that shorter gaps cannot be told apart. */
    public boolean isWholeSeconds() {
        return wholeSeconds;
    }

    /** Whether a duration may be the whole seconds of one, as httpd's {@code %T} writes it. */
    public boolean hasWholeSecondsOfDurations() {
        return wholeSecondsOfDurations;
    }

    /** Whose words it is in. */
    public LogDialect dialect() {
        return dialect;
    }

    /** The format itself, where it was given by name as well. */
    public String text() {
        return text;
    }

    /** Returns what the line says, or null if it is not of this format. */
    public @Nullable LogEntry read(String line) {
        Values values = new Values();
        int at = 0;
        try {
            for (int i = 0; i < pieces.size(); i++) {
                Piece piece = pieces.get(i);
                if (piece.isLiteral()) {
                    if (!line.startsWith(piece.literal(), at)) {
                        return null;
                    }
                    at += piece.literal().length();
                } else {
                    String after = i + 1 < pieces.size() ? pieces.get(i + 1).literal() : "";
                    int end = endOf(piece, line, at, after);
                    if (end < 0) {
                        return null;
                    }
                    values.take(piece, line.substring(at, end));
                    at = end;
                }
            }
            return at == line.length() ? values.entry() : null;
        } catch (NumberFormatException | DateTimeException e) {
            return null;
        }
    }

    private static int endOf(Piece piece, String line, int from, String after) {
        if (after.isEmpty()) {
            return line.length();
        }
        if (piece.letter() == 't' && piece.argument().isEmpty()) {
            return line.indexOf(']', from) + 1 > from ? line.indexOf(']', from) + 1 : -1;
        }
        int end = from;
        while (true) {
            end = line.indexOf(after, end);
            if (end < 0 || after.charAt(0) != '"' || !isEscaped(line, end, from)) {
                return end;
            }
            end++;
        }
    }

    private static boolean isEscaped(String line, int quote, int from) {
        int backslashes = 0;
        while (quote - 1 - backslashes >= from && line.charAt(quote - 1 - backslashes) == '\\') {
            backslashes++;
        }
        return backslashes % 2 == 1;
    }

    /** The values of a line while it is read. */
    private final class Values {
        private double whole = Double.NaN;
        private double fraction;
        private boolean end;
        private double duration = Double.NaN;
        private int durationPrecision;
        private long requestsBefore = -1;
        private char status;
        private String client = "";
        private String port = "";
        private String worker = "";
        private int code = -1;
        private long in = -1;
        private long out = -1;

        void take(Piece piece, String value) {
            LogField field = fieldOf(piece);
            if (field == null || (value.equals("-") && field != LogField.CONNECTION_STATUS)) {
                return;
            }
            switch (field) {
                case TIME -> time(piece, value);
                case DURATION -> duration(piece, value);
                case REQUESTS_BEFORE -> requestsBefore = count(value);
                case CONNECTION_STATUS -> status = value.isEmpty() ? 0 : value.charAt(0);
                case CLIENT -> client = client.isEmpty() || piece.argument().equals("c") ? value : client;
                case CLIENT_PORT -> port = value;
                case WORKER -> worker = worker.isEmpty() ? value : worker + "/" + value;
                case STATUS -> code = (int) count(value);
                case BYTES_IN -> in = count(value);
                case BYTES_OUT -> out = count(value);
            }
        }

        private long count(String value) {
            long count = Long.parseLong(value);
            if (count < 0) {
                throw new NumberFormatException(value);
            }
            return count;
        }

        private void time(Piece piece, String value) {
            String argument = timeArgument(piece);
            switch (argument) {
                case "sec" -> whole = count(value);
                case "msec" -> whole = count(value) / 1e3;
                case "usec" -> whole = count(value) / 1e6;
                case "msec_frac" -> fraction = count(value) / 1e3;
                case "usec_frac" -> fraction = count(value) / 1e6;
                case "" -> whole = LogTime.parse(value, "[" + LogTime.COMMON + "]");
                default -> whole = LogTime.parse(value, argument);
            }
            end = isEnd(piece);
        }

        /** The most exact one counts, where there are several. */
        private void duration(Piece piece, String value) {
            double unit = piece.letter() == 'D'
                    ? dialect.secondsOfD()
                    : switch (piece.argument()) {
                        case "us" -> 1e-6;
                        case "ms" -> 1e-3;
                        default -> 1;
                    };
            int precision = (int) Math.round(-Math.log10(unit)) + 1;
            if (precision > durationPrecision) {
                durationPrecision = precision;
                duration = Double.parseDouble(value) * unit;
                if (!(duration >= 0 && duration < 1e9)) {
                    throw new NumberFormatException(value);
                }
            }
        }

        @Nullable
        LogEntry entry() {
            if (Double.isNaN(whole)) {
                return null;
            }
            double at = whole + fraction;
            double begin = end && !Double.isNaN(duration) ? at - duration : at;
            return new LogEntry(begin, duration, requestsBefore, status, client, port, worker, code, in, out);
        }
    }

    /** The format. */
    @Override
    public String toString() {
        return text;
    }

    /** Returns the formats that a log is most likely in whose format nobody knows, those that say more first. */
    public static List<LogFormat> usual(LogDialect dialect) {
        return Stream.of("combinedio", "combined", "vhost_combined", "common")
                .map(name -> of(name, dialect))
                .toList();
    }
}
