package dev.holdfast.plan.plot;

import java.awt.Color;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler;

/**
 * Lines with the intervals of their points.
 *
 * @param title above
 * @param x what is on the horizontal axis
 * @param y what is on the vertical one
 * @param lines at least one point in all of them together
 */
public record LinePlot(String title, String x, String y, List<Line> lines) {
    private static final int WIDTH = 900;
    private static final int HEIGHT = 560;
    private static final double SPREAD_OF_LOGARITHMS = 50;

    /** Copies the list. */
    public LinePlot {
        lines = List.copyOf(lines);
    }

    /**
     * A line.
     *
     * @param name for the legend
     * @param points from left to right; those that are not finite are left out
     */
    public record Line(String name, List<Point> points) {
        /** Copies the list. */
        public Line {
            points = List.copyOf(points);
        }
    }

    /**
     * A point.
     *
     * @param x place
     * @param y value
     * @param error how far the interval reaches to both sides
     */
    public record Point(double x, double y, double error) {
        boolean isFinite() {
            return Double.isFinite(x) && Double.isFinite(y);
        }
    }

    private XYChart chart() {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .xAxisTitle(x)
                .yAxisTitle(y)
                .theme(Styler.ChartTheme.XChart)
                .build();
        chart.getStyler().setChartBackgroundColor(Color.WHITE);
        chart.getStyler().setLegendPosition(Styler.LegendPosition.OutsideE);
        chart.getStyler().setLegendVisible(lines.size() > 1);
        chart.getStyler().setYAxisLogarithmic(isLogarithmic());
        for (Line line : lines) {
            List<Point> points = line.points().stream().filter(Point::isFinite).toList();
            if (!points.isEmpty()) {
                chart.addSeries(
                        line.name(),
                        points.stream().mapToDouble(Point::x).toArray(),
                        points.stream().mapToDouble(Point::y).toArray(),
                        points.stream().mapToDouble(LinePlot::drawnError).toArray());
            }
        }
        return chart;
    }

    /** A bar that reached down to zero would have no end on a logarithmic axis. */
    private static double drawnError(Point point) {
        return Double.isFinite(point.error()) ? Math.min(point.error(), 0.9 * Math.abs(point.y())) : 0;
    }

    private boolean isLogarithmic() {
        double least = Double.POSITIVE_INFINITY;
        double most = 0;
        for (Line line : lines) {
            for (Point point : line.points()) {
                if (point.isFinite()) {
                    least = Math.min(least, point.y());
                    most = Math.max(most, point.y());
                }
            }
        }
        return least > 0 && most > SPREAD_OF_LOGARITHMS * least;
    }

    /** Returns it as SVG. */
    public byte[] svg() {
        return bytes(out ->
                VectorGraphicsEncoder.saveVectorGraphic(chart(), out, VectorGraphicsEncoder.VectorGraphicsFormat.SVG));
    }

    /** Returns it as PNG. */
    public byte[] png() {
        return bytes(out -> BitmapEncoder.saveBitmap(chart(), out, BitmapEncoder.BitmapFormat.PNG));
    }

    private static byte[] bytes(Encoder encoder) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            encoder.encode(out);
        } catch (IOException e) {
            throw new UncheckedIOException("memory takes whatever is written to it", e);
        }
        return out.toByteArray();
    }

    private interface Encoder {
        void encode(ByteArrayOutputStream out) throws IOException;
    }
}
