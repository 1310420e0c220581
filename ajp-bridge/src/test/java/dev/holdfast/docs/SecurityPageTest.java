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

    /** Advisories on httpd's, mod_jk's, Tomcat's and Undertow's AJP, and on what their paths and bodies were taken for, whose failures are not to be ours. */
    private static final List<String> ADVISORIES = List.of(
            "CVE-2007-0450",
            "CVE-2007-1860",
            "CVE-2008-5519",
            "CVE-2009-0033",
            "CVE-2009-1191",
            "CVE-2011-3190",
            "CVE-2012-3502",
            "CVE-2014-0095",
            "CVE-2014-8111",
            "CVE-2018-11759",
            "CVE-2020-1745",
            "CVE-2020-1938",
            "CVE-2022-1319",
            "CVE-2022-2053",
            "CVE-2022-26377",
            "CVE-2022-36760",
            "CVE-2023-41081",
            "CVE-2023-5379",
            "CVE-2024-46544",
            "CVE-2024-6162",
            "CVE-2026-28780",
            "CVE-2026-34032");

    /** A row; its last two columns are the two sides of the wire. */
    private record Row(String what, String rule, String connector, String gateway) {}

    private static List<Row> rows() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "security.md"));
        String section = page.substring(page.indexOf("\n## AJP\n"));
        List<Row> rows = new ArrayList<>();
        for (String line : section.split("\n", -1)) {
            if (line.startsWith("| ") && !line.startsWith("| what went wrong elsewhere ")) {
                String[] cells = line.split(" \\| ", -1);
                assertThat(cells).as(line).hasSize(4);
                rows.add(new Row(cells[0], cells[1], cells[2], cells[3]));
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
    void everyAdvisoryHasItsRow() throws Exception {
        List<String> named = rows().stream()
                .flatMap(row -> CVE.matcher(row.what() + row.rule()).results())
                .map(match -> match.group())
                .toList();
        assertThat(named).containsExactlyInAnyOrderElementsOf(ADVISORIES);
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
