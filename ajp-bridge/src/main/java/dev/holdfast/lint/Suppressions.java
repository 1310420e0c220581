package dev.holdfast.lint;

import dev.holdfast.config.ConfigurationException;
import dev.holdfast.config.Origin;
import dev.holdfast.config.Values;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Comments that say that a finding is known: {@code # holdfast: ignore HF20 why} on the line of the finding or above it, with nothing but
 * comments and empty lines between, and {@code # holdfast: ignore-file HF20 why} anywhere in its file. In XML {@code <!-- holdfast: ... -->},
 * over any number of lines.
 */
final class Suppressions {
    private static final Pattern COMMENT =
            Pattern.compile("[#;][ \\t]*holdfast:([^\\n]*)|<!--\\s*holdfast:(?s:(.*?)(?:-->|\\z))");
    private static final Pattern WORDS = Pattern.compile("\\s*(\\S*)(?:\\s+(\\S+)(?s:\\s+(.*))?)?");
    private static final Pattern COMMENTS = Pattern.compile("(?:\\s+|[#;][^\\n]*|<!--(?s:.*?)-->)*+");

    private final Map<Suppression, String> reasons = new HashMap<>();

    /** @param line the one it stands for; 0 is the whole file */
    private record Suppression(String file, int line, Rule rule) {}

    /** @throws ConfigurationException at a comment that begins like one and is malformed */
    Suppressions(Map<String, String> texts) {
        texts.forEach(this::read);
    }

    private void read(String file, String text) {
        Matcher comment = COMMENT.matcher(text);
        int line = 1;
        int counted = 0;
        while (comment.find()) {
            line += lines(text, counted, comment.start());
            counted = comment.start();
            boolean xml = comment.group(1) == null;
            read(file, text, comment.start(), comment.end(), line, xml ? comment.group(2) : comment.group(1));
        }
    }

    private void read(String file, String text, int start, int end, int line, String comment) {
        Origin origin = new Origin(file, line);
        Matcher words = WORDS.matcher(comment.strip());
        boolean whole = words.matches() && "ignore-file".equals(words.group(1));
        if (!whole && !"ignore".equals(words.group(1))) {
            throw new ConfigurationException(
                    origin,
                    "a comment for the linter must be \"holdfast: ignore RULE reason\" or \"holdfast: ignore-file RULE"
                            + " reason\": \""
                            + Values.printable(text.substring(start, end).strip()) + "\"");
        }
        String name = String.valueOf(words.group(2));
        Rule rule = Rule.named(name)
                .orElseThrow(() -> new ConfigurationException(
                        origin, "there is no rule \"" + Values.printable(name) + "\" to ignore"));
        String reason = words.group(3) == null ? "" : words.group(3).replaceAll("\\s+", " ");
        if (reason.isEmpty()) {
            throw new ConfigurationException(origin, "say after " + rule + " why it is ignored");
        }
        boolean alone = text.substring(text.lastIndexOf('\n', start) + 1, start).isBlank();
        int of = whole ? 0 : alone ? line + lines(text, start, below(text, end)) : line;
        reasons.putIfAbsent(new Suppression(file, of, rule), reason);
    }

    /** Returns where the first line after {@code end} begins to have more than comments. */
    private static int below(String text, int end) {
        Matcher comments = COMMENTS.matcher(text).region(end, text.length());
        return comments.lookingAt() ? comments.end() : end;
    }

    private static int lines(String text, int from, int to) {
        return (int) text.substring(from, to).chars().filter(c -> c == '\n').count();
    }

    /** Returns why {@code finding} is ignored, if it is. */
    Optional<String> reason(Finding finding) {
        return reason(finding, finding.origin().line()).or(() -> reason(finding, 0));
    }

    private Optional<String> reason(Finding finding, int line) {
        return Optional.ofNullable(reasons.get(new Suppression(finding.origin().source(), line, finding.rule())));
    }
}
