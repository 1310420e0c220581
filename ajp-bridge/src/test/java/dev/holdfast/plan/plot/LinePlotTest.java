package dev.holdfast.plan.plot;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class LinePlotTest {
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
    void svgHasItsLines() {
        assertThat(new String(plot(995).svg(), StandardCharsets.UTF_8))
                .startsWith("<?xml")
                .contains("<svg", "<path", "</svg>");
    }

    @Test
    void pngIsOne() {
        assertThat(plot(99_500).png()).startsWith(0x89, 'P', 'N', 'G');
    }
}
