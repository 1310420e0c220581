package dev.holdfast.lint;

import dev.holdfast.config.Origin;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A report as text, as JSON of our own, and as SARIF 2.1.0. Paths in the working directory are relative to it. */
public final class Reports {
    private static final String SOURCE_ROOT = "%SRCROOT%";
    /** The name under which code review tools look for one. */
    private static final String FINGERPRINT = "primaryLocationLineHash";

    private static final List<Rule> RULES = List.of(Rule.values());

    private final LintReport report;
    private final Paths paths;

    /** @param workingDirectory an absolute path */
    public Reports(LintReport report, String workingDirectory) {
        this.report = report;
        this.paths = new Paths(workingDirectory);
    }

    /**
     * Returns lines for people.
     *
     * @param verbose whether to list what is ignored and what could not be evaluated, too
     */
    public String text(boolean verbose) {
        StringBuilder out = new StringBuilder();
        for (Finding finding : report.findings()) {
            out.append(place(finding.origin()))
                    .append(": ")
                    .append(finding.severity())
                    .append(' ')
                    .append(finding.rule())
                    .append(": ")
                    .append(printable(finding.message()))
                    .append("\n    why: ")
                    .append(finding.rule().why())
                    .append("\n    fix: ")
                    .append(printable(finding.fix()))
                    .append('\n');
        }
        if (verbose) {
            for (LintReport.Suppressed suppressed : report.suppressed()) {
                out.append(place(suppressed.finding().origin()))
                        .append(": ignored ")
                        .append(suppressed.finding().rule())
                        .append(": ")
                        .append(printable(suppressed.reason()))
                        .append('\n');
            }
            report.notEvaluated()
                    .forEach((rule, missing) -> out.append("not evaluated ")
                            .append(rule)
                            .append(" (")
                            .append(rule.title())
                            .append("): needs ")
                            .append(printable(Text.list(missing, "; ")))
                            .append('\n'));
        }
        report.notRead()
                .forEach(notRead -> out.append(place(notRead.origin()))
                        .append(": not read: ")
                        .append(printable(notRead.what()))
                        .append('\n'));
        return out.append(summary(verbose)).append('\n').toString();
    }

    private String summary(boolean verbose) {
        String counts = Arrays.stream(Severity.values())
                .map(severity -> counted(report.count(severity), severity.toString()))
                .collect(Collectors.joining(", "));
        int rest = report.notEvaluated().size();
        return counted(report.files().size(), "file") + ": " + counts
                + (report.suppressed().isEmpty()
                        ? ""
                        : ", " + report.suppressed().size() + " ignored")
                + (rest == 0
                        ? ""
                        : "; " + counted(rest, "rule") + " could not be evaluated, or not in full"
                                + (verbose ? "" : " (--verbose says why)"));
    }

    private static String counted(long number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }

    private String place(Origin origin) {
        return printable(paths.display(origin.source())) + ":" + origin.line();
    }

    /** Returns an object with findings, suppressed, notEvaluated, files and counts. */
    public String json() {
        Map<String, Object> whole = new LinkedHashMap<>();
        whole.put("files", report.files().stream().map(paths::display).toList());
        whole.put(
                "notRead",
                report.notRead().stream()
                        .map(notRead -> place(notRead.origin()) + ": " + printable(notRead.what()))
                        .toList());
        whole.put("findings", report.findings().stream().map(this::json).toList());
        whole.put(
                "suppressed",
                report.suppressed().stream()
                        .map(suppressed -> {
                            Map<String, Object> finding = json(suppressed.finding());
                            finding.put("reason", suppressed.reason());
                            return finding;
                        })
                        .toList());
        whole.put(
                "notEvaluated",
                report.notEvaluated().entrySet().stream()
                        .map(entry -> Map.of("rule", entry.getKey().name(), "needs", entry.getValue()))
                        .map(TreeMap::new)
                        .toList());
        Map<String, Object> counts = new LinkedHashMap<>();
        for (Severity severity : Severity.values()) {
            counts.put(severity.toString(), report.count(severity));
        }
        whole.put("counts", counts);
        return Json.of(whole);
    }

    private Map<String, Object> json(Finding finding) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("rule", finding.rule().name());
        object.put("severity", finding.severity().toString());
        object.put("file", paths.display(finding.origin().source()));
        object.put("line", finding.origin().line());
        object.put("message", finding.message());
        object.put("why", finding.rule().why());
        object.put("fix", finding.fix());
        object.put("page", finding.rule().page());
        return object;
    }

    /**
     * Returns a SARIF log with one run.
     *
     * @param version of this program
     */
    public String sarif(String version) {
        Map<String, Object> driver = new LinkedHashMap<>();
        driver.put("name", "Holdfast");
        driver.put("version", version);
        driver.put("rules", RULES.stream().map(Reports::rule).toList());
        Map<String, Object> run = new LinkedHashMap<>();
        run.put("tool", Map.of("driver", driver));
        run.put("columnKind", "utf16CodeUnits");
        run.put(
                "originalUriBaseIds",
                Map.of(SOURCE_ROOT, Map.of("description", text("The directory in which the linter ran."))));
        Map<String, Object> invocation = new LinkedHashMap<>();
        invocation.put("executionSuccessful", true);
        List<Map<String, Object>> notifications = new ArrayList<>();
        report.notRead().forEach(notRead -> notifications.add(notification(notRead)));
        report.notEvaluated().entrySet().forEach(entry -> notifications.add(notification(entry)));
        invocation.put("toolExecutionNotifications", notifications);
        run.put("invocations", List.of(invocation));
        List<Map<String, Object>> results = new ArrayList<>();
        report.findings().forEach(finding -> results.add(result(finding)));
        for (LintReport.Suppressed suppressed : report.suppressed()) {
            Map<String, Object> result = result(suppressed.finding());
            Map<String, Object> suppression = new LinkedHashMap<>();
            suppression.put("kind", "inSource");
            suppression.put("justification", suppressed.reason());
            result.put("suppressions", List.of(suppression));
            results.add(result);
        }
        run.put("results", results);
        Map<String, Object> log = new LinkedHashMap<>();
        log.put("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
        log.put("version", "2.1.0");
        log.put("runs", List.of(run));
        return Json.of(log);
    }

    private static Map<String, Object> rule(Rule rule) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("id", rule.name());
        object.put("name", rule.label());
        object.put("shortDescription", text(rule.title() + "."));
        object.put("fullDescription", text(rule.why()));
        Map<String, Object> help = new LinkedHashMap<>();
        help.put("text", rule.why() + " More in " + rule.page() + ".");
        help.put("markdown", "**" + rule.title() + "**\n\n" + rule.why() + "\n\nMore in `" + rule.page() + "`.");
        object.put("help", help);
        object.put("defaultConfiguration", Map.of("level", rule.severity().toString()));
        return object;
    }

    private static Map<String, Object> notification(Map.Entry<Rule, List<String>> entry) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("level", "note");
        object.put(
                "message", text("Not evaluated, or not in full; it needs " + Text.list(entry.getValue(), "; ") + "."));
        object.put("associatedRule", reference(entry.getKey()));
        return object;
    }

    /** What is not there may have what a rule would have found. */
    private Map<String, Object> notification(LintReport.NotRead notRead) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("level", "warning");
        object.put("message", text("Not read: " + notRead.what() + "."));
        object.put("locations", List.of(location(notRead.origin())));
        return object;
    }

    private static Map<String, Object> reference(Rule rule) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("id", rule.name());
        object.put("index", RULES.indexOf(rule));
        return object;
    }

    private Map<String, Object> location(Origin origin) {
        Map<String, Object> artifact = new LinkedHashMap<>();
        artifact.put("uri", paths.uri(origin.source()));
        if (paths.isBelow(origin.source())) {
            artifact.put("uriBaseId", SOURCE_ROOT);
        }
        Map<String, Object> physical = new LinkedHashMap<>();
        physical.put("artifactLocation", artifact);
        physical.put("region", Map.of("startLine", Math.max(1, origin.line())));
        return Map.of("physicalLocation", physical);
    }

    private Map<String, Object> result(Finding finding) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("ruleId", finding.rule().name());
        result.put("ruleIndex", RULES.indexOf(finding.rule()));
        result.put("level", finding.severity().toString());
        result.put("message", text(finding.message() + ". Fix: " + finding.fix()));
        result.put("locations", List.of(location(finding.origin())));
        String fingerprint = report.fingerprints().get(finding);
        if (fingerprint != null) {
            result.put("partialFingerprints", Map.of(FINGERPRINT, fingerprint));
        }
        return result;
    }

    private static Map<String, Object> text(String text) {
        return Map.of("text", text);
    }

    /** Returns text of files for a terminal: whole, with control characters as question marks. */
    private static String printable(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().forEach(c -> out.appendCodePoint(Character.isISOControl(c) ? '?' : c));
        return out.toString();
    }
}
