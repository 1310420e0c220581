package dev.holdfast.undertowtests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What one {@link SuiteProcess} has written.
 *
 * @param outcomes of every test that ended
 * @param unfinished the tests that began and did not end
 * @param requestsServed how many requests Holdfast's listener has read, -1 where the process did not come to its end
 */
record SuiteReport(Map<String, Outcome> outcomes, Set<String> unfinished, long requestsServed) {

    static SuiteReport read(Path file) throws IOException {
        Map<String, Outcome> outcomes = new TreeMap<>();
        Set<String> unfinished = new TreeSet<>();
        long requestsServed = -1;
        for (String line : lines(file)) {
            String[] parts = line.split(" ", 3);
            String test = parts[1];
            switch (parts[0]) {
                case "START" -> unfinished.add(test);
                case "FAIL" -> outcomes.put(test, Outcome.failed(parts.length > 2 ? parts[2] : ""));
                case "SKIP" -> outcomes.putIfAbsent(test, Outcome.SKIPPED);
                case "FINISH" -> {
                    unfinished.remove(test);
                    outcomes.putIfAbsent(test, Outcome.PASSED);
                }
                case "END" -> requestsServed = Long.parseLong(test);
                default -> throw new IOException(file + ": not a line of a report: " + line);
            }
        }
        return new SuiteReport(outcomes, unfinished, requestsServed);
    }

    /** A process that was killed may have left half a line. */
    private static List<String> lines(Path file) throws IOException {
        String text = Files.exists(file) ? Files.readString(file) : "";
        return new ArrayList<>(
                text.substring(0, text.lastIndexOf('\n') + 1).lines().toList());
    }
}
