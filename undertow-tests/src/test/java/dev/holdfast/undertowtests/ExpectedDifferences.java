package dev.holdfast.undertowtests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The differences that the documentation explains: its table is the list, so that neither can be true without the other. */
final class ExpectedDifferences {
    /** From the directory of the module, which is where its tests run. */
    static final Path FILE = Path.of("..", "docs", "undertow-tests.md");

    private static final Pattern ROW = Pattern.compile("\\| `(io\\.undertow\\.[^`]+)` \\| (.+) \\|");

    private ExpectedDifferences() {}

    /** Returns the cause of each difference by the test's name. */
    static Map<String, String> read() throws IOException {
        Map<String, String> causes = new TreeMap<>();
        for (String line : Files.readAllLines(FILE)) {
            Matcher row = ROW.matcher(line);
            if (row.matches() && causes.put(row.group(1), row.group(2)) != null) {
                throw new IOException(FILE + " explains " + row.group(1) + " twice");
            }
        }
        return causes;
    }
}
