package dev.holdfast.it.interop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A row of docs/interoperability.md: what does not work, and why.
 *
 * @param fronts titles, or {@code any}
 * @param backs titles, or {@code any}
 * @param cells titles, or {@code all}
 */
record Difference(List<String> fronts, List<String> backs, List<String> cells, String cause) {
    static final String KILL = "back end killed";

    private static final String HEADING = "| front | back end | request | ";

    static List<Difference> read() throws IOException {
        List<Difference> differences = new ArrayList<>();
        boolean inTable = false;
        for (String line : Files.readAllLines(Path.of("..", "docs", "interoperability.md"))) {
            if (line.startsWith(HEADING)) {
                inTable = true;
            } else if (!line.startsWith("|")) {
                inTable = false;
            } else if (inTable && !line.startsWith("|---")) {
                String[] cells = line.substring(2, line.length() - 2).split(" \\| ", -1);
                differences.add(new Difference(names(cells[0]), names(cells[1]), names(cells[2]), cells[3]));
            }
        }
        return differences;
    }

    private static List<String> names(String cell) {
        return Arrays.asList(cell.split("; ", -1));
    }

    boolean isOf(Front front, Back back, String cell) {
        return (fronts.contains("any") || fronts.contains(front.title()))
                && (backs.contains("any") || backs.contains(back.title()))
                && (cells.contains("all") || cells.contains(cell));
    }
}
