package dev.holdfast.plan.plot;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LinePlotTest {
    @TempDir
    private Path folder;

    @BeforeAll
    static void withoutAScreen() {
        System.setProperty("java.awt.headless", "true");
    }

    private static LinePlot plot(double last) {
        return new LinePlot(
                "response time",
                "timeout",
                "ms",
                List.of(new LinePlot.Line(
                        "ten workers",
                        List.of(
                                new LinePlot.Point(0, 50, 1),
                                new LinePlot.Point(1, 368, 9),
                                new LinePlot.Point(2, Double.POSITIVE_INFINITY, Double.NaN),
                                new LinePlot.Point(3, last, 60)))));
    }

    @Test
    void svgHasItsLines() throws Exception {
        Path file = folder.resolve("a.svg");
        plot(995).writeSvg(file);
        assertThat(Files.readString(file)).startsWith("<?xml").contains("<svg", "<path", "</svg>");
    }

    @Test
    void pngIsOne() throws Exception {
        Path file = folder.resolve("a.png");
        plot(99_500).writePng(file);
        assertThat(Files.readAllBytes(file)).startsWith(0x89, 'P', 'N', 'G');
    }
}
