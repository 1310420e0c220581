package dev.holdfast.sim.stats;

/** What can be said of numbers that were observed one after the other. */
public final class Series {
    private static final int BATCH = 5;

    private Series() {}

    /**
     * Returns how many numbers at the start are to be dropped (MSER-5): without them the error of the mean of the others, in batches of
     * five, is least. At most half of them.
     */
    public static int warmup(double[] numbers) {
        int batches = numbers.length / BATCH;
        double sum = 0;
        double squares = 0;
        double least = Double.POSITIVE_INFINITY;
        int best = 0;
        for (int i = batches - 1; i >= 0; i--) {
            double mean = 0;
            for (int j = 0; j < BATCH; j++) {
                mean += numbers[i * BATCH + j] / BATCH;
            }
            sum += mean;
            squares += mean * mean;
            int left = batches - i;
            double error = (squares - sum * sum / left) / ((double) left * left);
            if (i <= batches / 2 && left > 1 && error <= least) {
                least = error;
                best = i;
            }
        }
        return best * BATCH;
    }

    /** Returns how much each number tells of the next: the autocorrelation at lag 1, 0 where all are equal. */
    public static double correlation(double[] numbers) {
        double mean = 0;
        for (double number : numbers) {
            mean += number / numbers.length;
        }
        double together = 0;
        double variance = 0;
        for (int i = 0; i < numbers.length; i++) {
            double one = numbers[i] - mean;
            variance += one * one;
            if (i > 0) {
                together += one * (numbers[i - 1] - mean);
            }
        }
        return variance == 0 ? 0 : together / variance;
    }
}
