package dev.holdfast.lint;

import dev.holdfast.config.Origin;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the linter says of a site.
 *
 * @param findings those that nobody ignores, by file and line
 * @param suppressed those that a comment in their file ignores, with its reason, in the same order
 * @param notEvaluated rules that could not be evaluated, or not in full, with what they would have needed
 * @param files every file that was read
 * @param fingerprints of findings and suppressed, each with that by which a later report has the same finding
 * @param notRead what files include that is not there, and what depends on what they do not say
 */
public record LintReport(
        List<Finding> findings,
        List<Suppressed> suppressed,
        Map<Rule, List<String>> notEvaluated,
        List<String> files,
        Map<Finding, String> fingerprints,
        List<NotRead> notRead) {
    /** Something of a file that did not count, and why: a file that it includes and that is not there, or what nobody can know here. */
    public record NotRead(Origin origin, String what) {}

    /** A finding that somebody knows about. */
    public record Suppressed(Finding finding, String reason) {}

    /** Copies the lists. */
    public LintReport {
        findings = List.copyOf(findings);
        suppressed = List.copyOf(suppressed);
        notEvaluated = Collections.unmodifiableMap(new TreeMap<>(notEvaluated));
        files = List.copyOf(files);
        fingerprints = Map.copyOf(fingerprints);
        notRead = List.copyOf(notRead);
    }

    /** Whether there is a finding at or above warning. */
    public boolean hasWarnings() {
        return findings.stream().anyMatch(finding -> finding.severity() != Severity.NOTE);
    }

    /** How many findings are of {@code severity}. */
    public long count(Severity severity) {
        return findings.stream()
                .filter(finding -> finding.severity() == severity)
                .count();
    }
}
