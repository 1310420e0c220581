package dev.holdfast.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.config.MemoryFiles;
import dev.holdfast.config.Origin;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ReportsTest {
    private static Reports reports() {
        MemoryFiles files = new MemoryFiles()
                .with("/site/conf/a \"b\"é.conf", "MaxKeepAliveRequests 1")
                .with("/etc/x y.conf", "# holdfast: ignore HF24 \"tests\" say so", "MaxKeepAliveRequests 1");
        return new Reports(LinterTest.lint(files, "/site/conf/a \"b\"é.conf", "/etc/x y.conf"), "/site");
    }

    @Test
    void textHasWhatWhereWhyAndHow() {
        assertThat(reports().text(false)).startsWith("""
                conf/a "b"é.conf:1: warning HF24: MaxKeepAliveRequests 1 serves 2 requests on a connection
                    why: httpd serves one request more than it says, so 1 still keeps the connection once; behind a load balancer a small number makes connections end all the time.
                    fix: KeepAlive Off, or MaxKeepAliveRequests 100
                2 files: 0 errors, 1 warning, 0 notes, 1 ignored; \
                """);
    }

    @Test
    void verboseTextHasWhatIsIgnoredAndWhatIsMissing() {
        assertThat(reports().text(true))
                .contains("\n/etc/x y.conf:2: ignored HF24: \"tests\" say so\n")
                .contains(
                        "\nnot evaluated HF18 (A backlog that the kernel cuts): needs sysctl values (net.core.somaxconn)\n");
    }

    @Test
    void controlCharactersDoNotReachTheTerminal() {
        MemoryFiles files = new MemoryFiles().with("/a\u001b[2J.conf", "MaxKeepAliveRequests 1");
        assertThat(new Reports(LinterTest.lint(files, "/a\u001b[2J.conf"), "/").text(true))
                .startsWith("a?[2J.conf:1: ")
                .doesNotContain("\u001b");
    }

    @Test
    void jsonEscapesAndHasRelativePaths() {
        assertThat(reports().json())
                .contains("\"files\": [\n    \"conf/a \\\"b\\\"é.conf\",\n    \"/etc/x y.conf\"\n  ]")
                .contains(
                        "\"rule\": \"HF24\",\n      \"severity\": \"warning\",\n      \"file\": \"conf/a \\\"b\\\"é.conf\",\n"
                                + "      \"line\": 1,\n      \"message\": \"MaxKeepAliveRequests 1 serves 2 requests on a connection\"")
                .contains("\"reason\": \"\\\"tests\\\" say so\"")
                .contains("\"counts\": {\n    \"error\": 0,\n    \"warning\": 1,\n    \"note\": 0\n  }");
    }

    @Test
    void sarifHasUrisThatAreRelativeToTheWorkingDirectoryOrAbsolute() {
        assertThat(reports().sarif("1.2"))
                .contains("\"uri\": \"conf/a%20%22b%22%C3%A9.conf\",\n                  \"uriBaseId\": \"%SRCROOT%\"")
                .contains("\"uri\": \"file:///etc/x%20y.conf\"\n")
                .contains("\"kind\": \"inSource\",\n              \"justification\": \"\\\"tests\\\" say so\"");
    }

    @Test
    void sarifHasWhatCodeReviewToolsAskForOfEachRule() {
        assertThat(reports().sarif("1.2"))
                .containsSubsequence(
                        "\"id\": \"HF36\",",
                        "\"shortDescription\": {",
                        "\"text\": \"HTTP/2 with a keep-alive of its own.\"",
                        "\"fullDescription\": {",
                        "\"text\": \"An UpgradeProtocol has its own",
                        "\"help\": {",
                        "the connector's holds for HTTP/1.1 alone. More in docs/rules/HF36.md.\",",
                        "\"markdown\": \"**HTTP/2 with a keep-alive of its own**\\u000a\\u000aAn UpgradeProtocol has",
                        "alone.\\u000a\\u000aMore in `docs/rules/HF36.md`.\"",
                        "\"defaultConfiguration\": {",
                        "\"level\": \"warning\"",
                        "\"id\": \"HF37\",");
    }

    @Test
    void fingerprintsStayWhereLinesMove() {
        String host = "<VirtualHost *:80>\nKeepAliveTimeout 500ms\n</VirtualHost>";
        List<String> before = fingerprints(host, host);
        assertThat(before).doesNotHaveDuplicates().hasSize(2);
        assertThat(fingerprints("# a comment", "  " + host.replace("\n", "\n  "), host))
                .isEqualTo(before);
        assertThat(fingerprints(host.replace("500", "600"), host))
                .doesNotContain(before.get(1))
                .contains(before.get(0));
        assertThat(new Reports(LinterTest.lint(new MemoryFiles().with("/a.conf", host), "/a.conf"), "/").sarif("1"))
                .contains("\"partialFingerprints\": {\n            \"primaryLocationLineHash\": \"" + before.get(0)
                        + "\"");
    }

    @Test
    void aFingerprintStaysWhereAnotherFindingIsIgnored() {
        String host = "<VirtualHost *:80>\nKeepAliveTimeout 500ms\n</VirtualHost>";
        List<String> before = fingerprints(host, host);
        String ignored = host.replace("Keep", "# holdfast: ignore HF23 known\nKeep");
        assertThat(fingerprints(ignored, host)).containsExactly(before.get(1));
        assertThat(fingerprints(host, ignored)).containsExactly(before.get(0));
    }

    @Test
    void findingsOfOneLineHaveFingerprintsThatDoNotDependOnEachOther() {
        List<String> two = ofOneLine("ProxyPass /a ajp://a.example/ ping=5", "ProxyPass /b ajp://b.example/ ping=5");
        List<String> one = ofOneLine("", "ProxyPass /b ajp://b.example/ ping=5");
        assertThat(two).doesNotHaveDuplicates().hasSize(2);
        assertThat(one).hasSize(1);
        assertThat(two).endsWith(one.get(0));
    }

    private static List<String> ofOneLine(String first, String second) {
        MemoryFiles files = new MemoryFiles().with("/a.conf", "<Macro backs>", first, second, "</Macro>", "Use backs");
        LintReport report = LinterTest.lint(files, "/a.conf");
        return report.findings().stream()
                .filter(finding -> finding.rule() == Rule.HF30)
                .map(finding -> report.fingerprints().getOrDefault(finding, ""))
                .toList();
    }

    @Test
    void whatHasNoFingerprintIsWrittenWithoutOne() {
        Finding finding = new Finding(Rule.HF23, Severity.WARNING, new Origin("/a.conf", 1), "m", "f");
        LintReport report =
                new LintReport(List.of(finding), List.of(), Map.of(), List.of("/a.conf"), Map.of(), List.of());
        assertThat(new Reports(report, "/").sarif("1"))
                .contains("\"ruleId\": \"HF23\"")
                .doesNotContain("Fingerprint");
    }

    @Test
    void ofManyThingsThatAreMissingTheFirstAreNamed() {
        List<String> missing =
                IntStream.range(0, 5000).mapToObj(i -> "back end " + i).toList();
        Reports reports = new Reports(
                new LintReport(
                        List.of(), List.of(), Map.of(Rule.HF02, missing), List.of("/a.conf"), Map.of(), List.of()),
                "/");
        assertThat(reports.text(true)).contains("needs back end 0; back end 1; ", "; back end 19 and 4980 more\n");
        assertThat(reports.sarif("1")).contains("; back end 19 and 4980 more.\"");
        assertThat(reports.json()).contains("back end 4999");
    }

    private static List<String> fingerprints(String... lines) {
        LintReport report = LinterTest.lint(new MemoryFiles().with("/a.conf", lines), "/a.conf");
        return report.findings().stream()
                .filter(finding -> finding.rule() == Rule.HF23)
                .map(finding -> report.fingerprints().getOrDefault(finding, ""))
                .toList();
    }

    @Test
    void jsonOfNothingIsShort() {
        assertThat(Json.of(java.util.Map.of("a", java.util.List.of()))).isEqualTo("{\n  \"a\": []\n}\n");
        assertThat(Json.of(java.util.List.of("\u0001\\", true, 1)))
                .isEqualTo("[\n  \"\\u0001\\\\\",\n  true,\n  1\n]\n");
    }
}
