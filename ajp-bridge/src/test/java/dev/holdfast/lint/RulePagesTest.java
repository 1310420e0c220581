package dev.holdfast.lint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What docs/rules shows is what the rules do. */
final class RulePagesTest {
    @ParameterizedTest
    @EnumSource(Rule.class)
    void theBadExampleIsFoundAndNothingElse(Rule rule) throws IOException {
        LintReport report = RulePage.lint(RulePage.of(rule).bad());
        assertThat(report.findings()).isNotEmpty().allSatisfy(finding -> {
            assertThat(finding.rule()).as(finding.message()).isEqualTo(rule);
            assertThat(finding.origin().isFile()).isTrue();
            assertThat(finding.fix()).isNotEmpty();
        });
    }

    @ParameterizedTest
    @EnumSource(Rule.class)
    void theGoodExampleIsClean(Rule rule) throws IOException {
        LintReport report = RulePage.lint(RulePage.of(rule).good());
        assertThat(report.findings()).isEmpty();
        assertThat(report.notEvaluated().getOrDefault(rule, List.of()))
                .as("what the good example lacks to be judged")
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Rule.class)
    void everyPageHasTheSameSections(Rule rule) throws IOException {
        RulePage page = RulePage.of(rule);
        assertThat(page.heading()).isEqualTo("# " + rule + ": " + rule.title());
        assertThat(page.sections()).containsExactly("Why", "Bad", "Good", "Fix");
    }

    @Test
    void thereIsAPageForEachRuleAndNoOther() throws IOException {
        try (Stream<Path> files = Files.list(RulePage.DIRECTORY)) {
            assertThat(files.map(file -> String.valueOf(file.getFileName())).filter(name -> !name.equals("README.md")))
                    .containsExactlyInAnyOrderElementsOf(Arrays.stream(Rule.values())
                            .map(rule -> rule + ".md")
                            .toList());
        }
    }

    @Test
    void theIndexListsAllRules() throws IOException {
        assertThat(RulePage.DIRECTORY.resolve("README.md"))
                .content()
                .isEqualTo(Arrays.stream(Rule.values())
                        .map(rule ->
                                "| [" + rule + "](" + rule + ".md) | `" + rule.label() + "` | " + rule.title() + " |\n")
                        .collect(Collectors.joining(
                                "",
                                "# The rules of the linter\n\n[How it works](../linter.md). The examples on these pages are the"
                                        + " tests of the rules.\n\n| rule | name | what is wrong |\n|---|---|---|\n",
                                "")));
    }
}
