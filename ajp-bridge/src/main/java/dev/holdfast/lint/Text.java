package dev.holdfast.lint;

import dev.holdfast.config.Origin;
import dev.holdfast.config.Setting;
import java.time.Duration;
import java.util.Collection;
import java.util.stream.Collectors;

/** How messages write numbers. */
final class Text {
    private static final int MOST_WORDS = 20;

    private Text() {}

    /** {@code 5 s}, {@code 500 ms}. */
    static String of(Duration duration) {
        return duration.toMillisPart() == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }

    /** As httpd and nginx read it: {@code 5}, {@code 500ms}. */
    static String directive(Duration duration) {
        return duration.toMillisPart() == 0 ? String.valueOf(duration.toSeconds()) : duration.toMillis() + "ms";
    }

    /** {@code (by default)} with a blank before it, or nothing if somebody wrote it down. */
    static String byDefault(Setting<?> setting) {
        return setting.origin().isFile() ? "" : " (by default)";
    }

    /** The words with commas between them; of many the first, and how many more there are. */
    static String list(Collection<String> words) {
        return list(words, ", ");
    }

    /** Likewise with {@code separator}, which has its blanks. */
    static String list(Collection<String> words, String separator) {
        String first = words.stream().limit(MOST_WORDS).collect(Collectors.joining(separator));
        return words.size() <= MOST_WORDS ? first : first + " and " + (words.size() - MOST_WORDS) + " more";
    }

    /** {@code file:line} without directories. */
    static String place(Origin origin) {
        String path = origin.toString();
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
