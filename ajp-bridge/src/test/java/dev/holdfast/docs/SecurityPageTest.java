package dev.holdfast.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/** docs/security.md names tests: they are there. */
final class SecurityPageTest {
    private static final Path TESTS = Path.of("src", "test", "java");
    private static final Pattern NAME = Pattern.compile("`(\\w+(?:Test|IT))(?:\\.(\\w+))?`");
    private static final Pattern CVE = Pattern.compile("CVE-\\d{4}-\\d{4,5}");

    /** A row's last two columns: the two sides of the wire. */
    private record Row(String what, String connector, String gateway) {}

    private static List<Row> rows() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "security.md"));
        String section = page.substring(page.indexOf("\n## AJP\n"));
        List<Row> rows = new ArrayList<>();
        for (String line : section.split("\n", -1)) {
            if (line.startsWith("| ") && !line.startsWith("| what went wrong elsewhere ")) {
                String[] cells = line.split(" \\| ", -1);
                assertThat(cells).as(line).hasSize(4);
                rows.add(new Row(cells[0], cells[2], cells[3]));
            }
        }
        return rows;
    }

    @Test
    void bothSidesOfEveryRowAreTested() throws Exception {
        Map<String, Class<?>> classes = testClasses();
        assertThat(rows()).isNotEmpty();
        for (Row row : rows()) {
            for (String side : List.of(row.connector(), row.gateway())) {
                Matcher name = NAME.matcher(side);
                int found = 0;
                for (; name.find(); found++) {
                    Class<?> test = classes.get(name.group(1));
                    assertThat(test).as(name.group(1)).isNotNull();
                    if (name.group(2) != null) {
                        assertThat(isTested(test, name.group(2)))
                                .as(name.group())
                                .isTrue();
                    }
                }
                assertThat(found).as(row.what() + ": " + side).isPositive();
                assertThat(name.replaceAll("")).as("nothing but names").matches("[ |,]*");
            }
        }
    }

    @Test
    void everyFailureOfOthersThatWeKnowIsThere() throws Exception {
        List<String> named = rows().stream()
                .flatMap(row -> CVE.matcher(row.what()).results())
                .map(match -> match.group())
                .toList();
        assertThat(named)
                .doesNotHaveDuplicates()
                .contains("CVE-2020-1938", "CVE-2022-26377", "CVE-2011-3190", "CVE-2026-28780", "CVE-2024-6162")
                .hasSizeGreaterThanOrEqualTo(20);
    }

    private static boolean isTested(Class<?> test, String method) {
        return Arrays.stream(test.getDeclaredMethods())
                .filter(each -> each.getName().equals(method))
                .anyMatch(each ->
                        each.isAnnotationPresent(Test.class) || each.isAnnotationPresent(ParameterizedTest.class));
    }

    private static Map<String, Class<?>> testClasses() throws Exception {
        Map<String, Class<?>> classes = new LinkedHashMap<>();
        try (Stream<Path> files = Files.walk(TESTS)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                String path = TESTS.relativize(file).toString();
                if (path.endsWith("IT.java") || path.endsWith("Test.java")) {
                    String name = path.substring(0, path.length() - ".java".length())
                            .replace(file.getFileSystem().getSeparator(), ".");
                    Class<?> test = Class.forName(name, false, SecurityPageTest.class.getClassLoader());
                    classes.put(test.getSimpleName(), test);
                }
            }
        }
        return classes;
    }
}
