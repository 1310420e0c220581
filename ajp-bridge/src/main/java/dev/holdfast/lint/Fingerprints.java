package dev.holdfast.lint;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;

/** What tells findings from each other for as long as their lines say the same, wherever in the file these move. */
final class Fingerprints {
    private static final Pattern DIGITS = Pattern.compile("\\d+");

    private final Map<String, List<String>> lines = new HashMap<>();
    private final Map<List<String>, Integer> seen = new HashMap<>();

    /** @param texts of the files, by path */
    Fingerprints(Map<String, String> texts) {
        texts.forEach((path, text) -> lines.put(path, text.lines().toList()));
    }

    /**
     * Returns that of a finding: the rule, its line and its message, and how many of the file had them before. Numbers in the message may be
     * those of lines that moved, and do not count.
     */
    String of(Finding finding) {
        String file = finding.origin().source();
        List<String> all = lines.getOrDefault(file, List.of());
        int index = finding.origin().line() - 1;
        String line = index >= 0 && index < all.size() ? all.get(index).strip() : "";
        String what = finding.rule() + " " + line + "\n"
                + DIGITS.matcher(finding.message()).replaceAll("");
        String hash =
                UUID.nameUUIDFromBytes(what.getBytes(StandardCharsets.UTF_8)).toString();
        return hash + ":" + seen.merge(List.of(file, hash), 1, Integer::sum);
    }
}
