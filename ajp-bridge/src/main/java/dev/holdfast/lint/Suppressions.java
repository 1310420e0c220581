package dev.holdfast.lint;

import dev.holdfast.config.ConfigurationException;
import dev.holdfast.config.Origin;
import dev.holdfast.config.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Comments that say that a finding is known: {@code # holdfast: ignore HF20 why} on the line of the finding or above it, with nothing but
 * comments and empty lines between, and {@code # holdfast: ignore-file HF20 why} anywhere in its file. In XML {@code <!-- holdfast: ... -->}.
 */
final class Suppressions {
    private static final Pattern COMMENT =
            Pattern.compile("(?:[#;]|<!--)\\s*holdfast:\\s*(\\S*)(?:[ \\t]+(\\S+))?(?:[ \\t]+(.*?))?\\s*(?:-->.*)?$");

    private final List<Suppression> all = new ArrayList<>();

    /** @param line the one it stands for; 0 is the whole file */
    private record Suppression(String file, int line, Rule rule, String reason) {}

    /** @throws ConfigurationException at a comment that begins like one and is malformed */
    Suppressions(Map<String, String> texts) {
        texts.forEach(this::read);
    }

    private void read(String file, String text) {
        if (!text.contains("holdfast:")) {
            return;
        }
        String[] lines = text.split("\n", -1);
        for (int i = 0; i < lines.length; i++) {
            Matcher comment = COMMENT.matcher(lines[i]);
            if (comment.find()) {
                Origin origin = new Origin(file, i + 1);
                boolean whole = "ignore-file".equals(comment.group(1));
                if (!whole && !"ignore".equals(comment.group(1))) {
                    throw new ConfigurationException(
                            origin,
                            "a comment for the linter must be \"holdfast: ignore RULE reason\" or \"holdfast: ignore-file RULE"
                                    + " reason\": \"" + Values.printable(lines[i].strip()) + "\"");
                }
                String name = String.valueOf(comment.group(2));
                Rule rule = Rule.named(name)
                        .orElseThrow(() -> new ConfigurationException(
                                origin, "there is no rule \"" + Values.printable(name) + "\" to ignore"));
                String reason = comment.group(3) == null ? "" : comment.group(3).strip();
                if (reason.isEmpty()) {
                    throw new ConfigurationException(origin, "say after " + rule + " why it is ignored");
                }
                boolean alone = lines[i].substring(0, comment.start()).isBlank();
                all.add(new Suppression(file, whole ? 0 : alone ? below(lines, i) : i + 1, rule, reason));
            }
        }
    }

    /** Returns the number of the first line after {@code index} that has more than a comment. */
    private static int below(String[] lines, int index) {
        int at = index + 1;
        while (at < lines.length && lines[at].strip().matches("|[#;].*|<!--.*-->")) {
            at++;
        }
        return at + 1;
    }

    /** Returns why {@code finding} is ignored, if it is. */
    Optional<String> reason(Finding finding) {
        return all.stream()
                .filter(one -> one.rule() == finding.rule()
                        && one.file().equals(finding.origin().source())
                        && (one.line() == 0 || one.line() == finding.origin().line()))
                .map(Suppression::reason)
                .findFirst();
    }
}
