package dev.holdfast.it.soak;

import java.util.List;

/**
 * The straight line through a series, by least squares.
 *
 * @param growth how much the line rises from the first point to the last
 * @param noise the standard deviation of the points from the line
 */
record Trend(double growth, double noise) {
    /** A value at a moment. */
    record Point(double at, double value) {}

    /** Returns the line through {@code points}, two or more of them at different moments. */
    static Trend of(List<Point> points) {
        double meanAt = points.stream().mapToDouble(Point::at).average().orElseThrow();
        double meanValue = points.stream().mapToDouble(Point::value).average().orElseThrow();
        double covariance = 0;
        double variance = 0;
        for (Point point : points) {
            covariance += (point.at - meanAt) * (point.value - meanValue);
            variance += (point.at - meanAt) * (point.at - meanAt);
        }
        double slope = covariance / variance;
        double squares = 0;
        for (Point point : points) {
            double distance = point.value - meanValue - slope * (point.at - meanAt);
            squares += distance * distance;
        }
        double span = points.get(points.size() - 1).at - points.get(0).at;
        return new Trend(slope * span, Math.sqrt(squares / points.size()));
    }
}
