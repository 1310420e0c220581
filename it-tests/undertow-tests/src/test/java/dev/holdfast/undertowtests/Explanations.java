package dev.holdfast.undertowtests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the documentation explains: its tables are the lists, so that neither can be true without the other.
 *
 * @param differences the cause of each difference, by the test's name
 * @param leftOut the classes that cannot be compared
 */
record Explanations(Map<String, String> differences, Set<String> leftOut) {
    /** From the directory of the module, which is where its tests run. */
    static final Path FILE = Path.of("..", "..", "docs", "undertow-tests.md");

    private static final Pattern ROW = Pattern.compile("\\| `(io\\.undertow\\.[^`]+)` \\| (.+) \\|");

    /**
     * Reads the rows about classes in whose name {@code only} occurs.
     *
     * @throws IOException if the file cannot be read, or explains something twice
     */
    static Explanations read(String only) throws IOException {
        Map<String, String> differences = new TreeMap<>();
        Set<String> leftOut = new TreeSet<>();
        for (String line : Files.readAllLines(FILE)) {
            Matcher row = ROW.matcher(line);
            if (!row.matches()) {
                continue;
            }
            String name = row.group(1);
            boolean isNew = !isTest(name) ? leftOut.add(name) : differences.put(name, row.group(2)) == null;
            if (!isNew) {
                throw new IOException(FILE + " explains " + name + " twice");
            }
        }
        differences.keySet().removeIf(test -> !SuiteRun.className(test).contains(only));
        return new Explanations(differences, leftOut);
    }

    private static boolean isTest(String name) {
        return name.indexOf('#') >= 0;
    }
}
