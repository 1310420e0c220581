package dev.holdfast.plan.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class LinePlotTest {
    @BeforeAll
    static void withoutAScreen() {
        System.setProperty("java.awt.headless", "true");
    }

    private static LinePlot plot(double last, double high) {
        return new LinePlot(
                "response time",
                "timeout",
                "ms",
                List.of(new LinePlot.Line(
                        "ten workers",
                        List.of(
                                new LinePlot.Point(0, 50, 49, 51),
                                new LinePlot.Point(1, 368, 359, high),
                                new LinePlot.Point(2, Double.POSITIVE_INFINITY, Double.NaN, Double.NaN),
                                new LinePlot.Point(3, last, 0, 1055)))));
    }

    @Test
    void svgHasItsLines() {
        assertThat(new String(plot(995, 380).svg(), StandardCharsets.UTF_8))
                .startsWith("<?xml")
                .contains("<svg", "<path", "</svg>");
    }

    @Test
    void pngIsOne() {
        assertThat(plot(99_500, 380).png()).startsWith(0x89, 'P', 'N', 'G');
    }

    /** 532 ms up and 9 ms down. */
    @Test
    void anIntervalReachesFartherToOneSide() {
        LinePlot.Line line = new LinePlot.Line("p95", List.of(new LinePlot.Point(1, 368, 359, 900)));
        String svg = new String(new LinePlot("", "x", "y", List.of(line)).svg(), StandardCharsets.UTF_8);
        Matcher point =
                Pattern.compile("<ellipse cx=\"([^\"]+)\" cy=\"([^\"]+)\"").matcher(svg);
        assertThat(point.find()).isTrue();
        String x = Pattern.quote(point.group(1));
        double y = Double.parseDouble(point.group(2));
        // Ticks of the axes are lines too, but not across the point.
        List<Double> parts = Pattern.compile(
                        "<line [^>]*x1=\"" + x + "\" x2=\"" + x + "\" y1=\"([^\"]+)\" y2=\"([^\"]+)\"")
                .matcher(svg)
                .results()
                .filter(bar -> Double.parseDouble(bar.group(1)) < y && y < Double.parseDouble(bar.group(2)))
                .map(bar -> (y - Double.parseDouble(bar.group(1))) / (Double.parseDouble(bar.group(2)) - y))
                .toList();
        assertThat(parts).hasSize(1);
        assertThat(parts.get(0)).isCloseTo(532 / 9.0, within(0.1));
    }
}
