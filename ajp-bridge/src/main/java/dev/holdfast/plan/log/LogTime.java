package dev.holdfast.plan.log;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;

/** Reads times as {@code strftime} writes them, to seconds since 1970. Not thread-safe. */
final class LogTime {
    /** What {@code %t} writes in its brackets. */
    static final String COMMON = "%d/%b/%Y:%H:%M:%S %z";

    private static final List<String> MONTHS =
            List.of("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec");

    private final String text;
    private int at;
    private int year = 1970;
    private int month = 1;
    private int day = 1;
    private int hour;
    private int minute;
    private int second;
    private int offset;
    private double epoch = Double.NaN;

    private LogTime(String text) {
        this.text = text;
    }

    /** Whether every conversion of {@code format} can be read. */
    static boolean isKnown(String format) {
        for (int i = 0; i < format.length(); i++) {
            if (format.charAt(i) == '%'
                    && (++i >= format.length() || "YymdeHMSTFDzsbhBR%".indexOf(format.charAt(i)) < 0)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Returns seconds since 1970 of a time without a zone, in UTC, or with one.
     *
     * @throws DateTimeException if {@code text} is not of this format
     * @throws NumberFormatException likewise
     */
    static double parse(String text, String format) {
        LogTime time = new LogTime(text);
        time.read(format);
        if (time.at != text.length()) {
            throw new DateTimeException("more than a time");
        }
        if (!Double.isNaN(time.epoch)) {
            return time.epoch;
        }
        return LocalDateTime.of(time.year, time.month, time.day, time.hour, time.minute, time.second)
                        .toEpochSecond(ZoneOffset.UTC)
                - time.offset;
    }

    private void read(String format) {
        for (int i = 0; i < format.length(); i++) {
            char c = format.charAt(i);
            if (c == '%') {
                conversion(format.charAt(++i));
            } else if (at < text.length() && text.charAt(at) == c) {
                at++;
            } else {
                throw new DateTimeException("no time");
            }
        }
    }

    private void conversion(char c) {
        switch (c) {
            case 'Y' -> year = number(4);
            case 'y' -> year = 2000 + number(2);
            case 'm' -> month = number(2);
            case 'd', 'e' -> day = number(2);
            case 'H' -> hour = number(2);
            case 'M' -> minute = number(2);
            case 'S' -> second = Math.min(59, number(2));
            case 's' -> epoch = number(12);
            case 'T' -> read("%H:%M:%S");
            case 'R' -> read("%H:%M");
            case 'F' -> read("%Y-%m-%d");
            case 'D' -> read("%m/%d/%y");
            case 'b', 'h', 'B' -> month = month();
            case 'z' -> offset = zone();
            default -> read("" + c);
        }
    }

    private int number(int most) {
        while (at < text.length() && text.charAt(at) == ' ') {
            at++;
        }
        int first = at;
        while (at < text.length() && at - first < most && Character.digit(text.charAt(at), 10) >= 0) {
            at++;
        }
        return (int) Long.parseLong(text.substring(first, at));
    }

    private int month() {
        for (int i = 0; i < MONTHS.size(); i++) {
            if (text.regionMatches(true, at, MONTHS.get(i), 0, 3)) {
                at += 3;
                while (at < text.length() && Character.isLetter(text.charAt(at))) {
                    at++;
                }
                return i + 1;
            }
        }
        throw new DateTimeException("no month");
    }

    private int zone() {
        if (at >= text.length() || "+-".indexOf(text.charAt(at)) < 0) {
            throw new DateTimeException("no zone");
        }
        int sign = text.charAt(at++) == '-' ? -1 : 1;
        int hours = number(2);
        return sign * (hours * 3600 + number(2) * 60);
    }
}
