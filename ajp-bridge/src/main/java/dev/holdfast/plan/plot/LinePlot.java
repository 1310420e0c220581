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
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.colors.XChartSeriesColors;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.SeriesMarkers;

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
    private static final Color[] COLORS = new XChartSeriesColors().getSeriesColors();

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
     * @param low where its interval begins; NaN if it has none
     * @param high where that ends
     */
    public record Point(double x, double y, double low, double high) {
        boolean isFinite() {
            return Double.isFinite(x) && Double.isFinite(y);
        }

        /** A bar that reached down to zero would have no end on a logarithmic axis. */
        private double lowest() {
            return y > 0 ? Math.max(low, y / 10) : low;
        }

        private boolean hasInterval() {
            return isFinite() && Double.isFinite(low) && Double.isFinite(high);
        }

        private double middle() {
            return (lowest() + high) / 2;
        }

        private double half() {
            return (high - lowest()) / 2;
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
        chart.getStyler().setErrorBarsColorSeriesColor(true);
        int drawn = 0;
        for (Line line : lines) {
            List<Point> points = line.points().stream().filter(Point::isFinite).toList();
            if (!points.isEmpty()) {
                Color color = COLORS[drawn++ % COLORS.length];
                XYSeries series = chart.addSeries(
                        line.name(),
                        points.stream().mapToDouble(Point::x).toArray(),
                        points.stream().mapToDouble(Point::y).toArray());
                series.setLineColor(color);
                series.setMarkerColor(color);
                intervals(chart, line, color);
            }
        }
        return chart;
    }

    /** The library's bars reach as far up as down: they are drawn around the middles of the intervals, which nothing else is drawn at. */
    private static void intervals(XYChart chart, Line line, Color color) {
        List<Point> points = line.points().stream().filter(Point::hasInterval).toList();
        if (!points.isEmpty()) {
            XYSeries bars = chart.addSeries(
                    line.name() + ", intervals",
                    points.stream().mapToDouble(Point::x).toArray(),
                    points.stream().mapToDouble(Point::middle).toArray(),
                    points.stream().mapToDouble(Point::half).toArray());
            bars.setLineColor(color);
            bars.setLineStyle(SeriesLines.NONE);
            bars.setMarker(SeriesMarkers.NONE);
            bars.setShowInLegend(false);
        }
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
