package dev.holdfast.lint;

import dev.holdfast.config.ConfigFiles;
import dev.holdfast.config.ConfigurationException;
import dev.holdfast.config.Origin;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Applies every rule to the files of a site. */
public final class Linter {
    private Linter() {}

    /**
     * Reads the files and applies the rules.
     *
     * @param given the files of one site, at least one
     * @param environment where httpd.conf's and haproxy.cfg's {@code ${name}} and workers.properties' {@code $(name)} are looked up
     * @throws ConfigurationException if a file is not there, is not understood, or is one that its product would refuse to start with
     */
    public static LintReport lint(ConfigFiles files, List<LintFile> given, Map<String, String> environment) {
        SiteReader.Read read = SiteReader.read(files, given, environment);
        Suppressions suppressions = new Suppressions(read.texts());
        List<Finding> all = new ArrayList<>();
        Map<Rule, List<String>> notEvaluated = new EnumMap<>(Rule.class);
        for (Rule rule : Rule.values()) {
            Findings findings = rule.apply(read.site());
            if (!findings.missing().isEmpty()) {
                notEvaluated.put(rule, findings.missing());
            }
            for (Finding raw : findings.found()) {
                all.add(new Finding(
                        rule, raw.severity(), placed(raw.origin(), given.get(0).path()), raw.message(), raw.fix()));
            }
        }
        all.sort(Comparator.comparing((Finding finding) -> finding.origin().source())
                .thenComparing(finding -> finding.origin().line())
                .thenComparing(Finding::rule));
        Fingerprints fingerprints = new Fingerprints(read.texts());
        Map<Finding, String> byFinding = new HashMap<>();
        List<Finding> open = new ArrayList<>();
        List<LintReport.Suppressed> suppressed = new ArrayList<>();
        for (Finding finding : all) {
            // Also of those that are ignored, so that a comment changes no other's.
            byFinding.computeIfAbsent(finding, fingerprints::of);
            suppressions
                    .reason(finding)
                    .ifPresentOrElse(
                            reason -> suppressed.add(new LintReport.Suppressed(finding, reason)),
                            () -> open.add(finding));
        }
        return new LintReport(
                open, suppressed, notEvaluated, List.copyOf(read.texts().keySet()), byFinding, read.notRead());
    }

    /** What no file says, a worker of mod_jk that is only mounted for one, is shown at the beginning of {@code first}. */
    private static Origin placed(Origin origin, String first) {
        return origin.isFile() ? origin : new Origin(first, 1);
    }
}
