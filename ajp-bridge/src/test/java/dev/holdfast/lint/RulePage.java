package dev.holdfast.lint;

import dev.holdfast.config.MemoryFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A rule's page, whose examples are the tests of the rule. */
record RulePage(String heading, List<String> sections, Map<String, String> bad, Map<String, String> good) {
    static final Path DIRECTORY = Path.of("..", "docs", "rules");

    private static final Pattern FILE = Pattern.compile("`([a-z.]+)`:\n\n```[a-z]+\n(.*?)```\n", Pattern.DOTALL);

    static RulePage of(Rule rule) throws IOException {
        String text = Files.readString(DIRECTORY.resolve(rule.name() + ".md"));
        List<String> sections = new ArrayList<>();
        Map<String, String> texts = new LinkedHashMap<>();
        String[] parts = text.split("(?m)^## ", -1);
        for (String part : List.of(parts).subList(1, parts.length)) {
            String name = part.lines().findFirst().orElse("");
            sections.add(name);
            texts.put(name, part.substring(name.length()));
        }
        return new RulePage(
                text.lines().findFirst().orElse(""),
                sections,
                files(texts.getOrDefault("Bad", "")),
                files(texts.getOrDefault("Good", "")));
    }

    private static Map<String, String> files(String section) {
        Map<String, String> found = new LinkedHashMap<>();
        Matcher file = FILE.matcher(section);
        while (file.find()) {
            found.put(file.group(1), file.group(2));
        }
        return found;
    }

    static LintReport lint(Map<String, String> files) {
        MemoryFiles site = new MemoryFiles();
        files.forEach((name, text) -> site.with("/site/" + name, text));
        return Linter.lint(
                site,
                files.keySet().stream()
                        .map(name -> new LintFile("/site/" + name, Optional.empty()))
                        .toList(),
                Map.of());
    }
}
