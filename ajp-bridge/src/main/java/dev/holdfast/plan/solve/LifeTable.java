package dev.holdfast.plan.solve;

import java.util.Arrays;

/**
 * Times in bins that grow with them, and times of which it is known only that they were longer: an idle connection that the server closed. What
 * was cut off counts among those at risk up to there and not beyond (the estimator is Kaplan and Meier's). Memory does not grow with the
 * number of times.
 */
public final class LifeTable {
    private final double least;
    private final int perDoubling;
    private final long[] ended;
    private final long[] cut;
    private long count;
    private long countCut;
    private double exposure;
    private double sum;
    private double sumOfSquares;
    private double longest;

    /**
     * Makes an empty table.
     *
     * @param least seconds below which times are not told apart
     * @param most seconds above which they are not either
     * @param perDoubling bins between a time and its double
     */
    public LifeTable(double least, double most, int perDoubling) {
        if (!(least > 0) || !(most > least) || perDoubling < 1) {
            throw new IllegalArgumentException(
                    "0 < least < most and a bin: " + least + ", " + most + ", " + perDoubling);
        }
        this.least = least;
        this.perDoubling = perDoubling;
        int bins = 2 + (int) Math.ceil(Math.log(most / least) / Math.log(2) * perDoubling);
        ended = new long[bins];
        cut = new long[bins];
    }

    /** Returns a table of idle times: 1 ms to 600 s, eight bins to a doubling. */
    public static LifeTable ofGaps() {
        return new LifeTable(1e-3, 600, 8);
    }

    /** Adds a time that ended by itself. */
    public void ended(double seconds) {
        ended(seconds, seconds);
    }

    /**
     * Adds a time that ended by itself, as a coarse clock took it.
     *
     * @param seconds maybe below zero; sums and means are of these, because what is too short and what is too long evens out there
     * @param possible what of that can be: zero or more
     */
    public void ended(double seconds, double possible) {
        ended[bin(possible)]++;
        count++;
        exposure += seconds;
        sum += seconds;
        sumOfSquares += seconds * seconds;
        longest = Math.max(longest, seconds);
    }

    /** Adds a time that was cut off. */
    public void cut(double seconds) {
        cut[bin(seconds)]++;
        countCut++;
        exposure += seconds;
    }

    private int bin(double seconds) {
        if (!(seconds >= 0)) {
            throw new IllegalArgumentException("a time is zero or more: " + seconds);
        }
        return seconds < least
                ? 0
                : Math.min(ended.length - 1, 1 + (int) (Math.log(seconds / least) / Math.log(2) * perDoubling));
    }

    /** Where {@code bin} begins, in seconds. */
    double start(int bin) {
        return bin == 0 ? 0 : least * Math.pow(2, (double) (bin - 1) / perDoubling);
    }

    int bins() {
        return ended.length;
    }

    long endedIn(int bin) {
        return ended[bin];
    }

    long cutIn(int bin) {
        return cut[bin];
    }

    /** How many times ended by themselves. */
    public long count() {
        return count;
    }

    /** How many were cut off. */
    public long countCut() {
        return countCut;
    }

    /** The sum of all, those that were cut off included. */
    public double exposure() {
        return exposure;
    }

    /** The mean of those that ended by themselves. */
    public double mean() {
        return count == 0 ? 0 : sum / count;
    }

    /** The squared coefficient of variation of those that ended by themselves. */
    public double squaredCv() {
        return sum == 0 ? 0 : Math.max(0, count * sumOfSquares / (sum * sum) - 1);
    }

    /** The longest that ended by itself. */
    public double longest() {
        return longest;
    }

    /** Returns for each bin the probability that a time reaches its start. */
    private double[] survival() {
        double[] reaches = new double[ended.length + 1];
        double atRisk = (double) count + countCut;
        reaches[0] = 1;
        for (int bin = 0; bin < ended.length; bin++) {
            // What is cut off within the bin was at risk in half of it.
            double exposed = atRisk - cut[bin] / 2.0;
            reaches[bin + 1] = exposed <= 0 ? reaches[bin] : reaches[bin] * (1 - Math.min(1, ended[bin] / exposed));
            atRisk -= ended[bin] + cut[bin];
        }
        return reaches;
    }

    /** P(a time is at most t), as far as it was seen. */
    public double within(double t) {
        return 1 - reaching(t, bin(t), survival());
    }

    /** The probability that a time reaches {@code t}, which is in {@code bin} or, of the last, beyond: between a bin's ends on a straight line. */
    private double reaching(double t, int bin, double[] reaches) {
        double part = Math.min(1, (t - start(bin)) / (start(bin + 1) - start(bin)));
        return reaches[bin] + part * (reaches[bin + 1] - reaches[bin]);
    }

    /** Returns the mean of the times, each taken as {@code t} at most, as far as it was seen. */
    public double meanUpTo(double t) {
        double[] reaches = survival();
        double mean = 0;
        for (int bin = 0; bin < ended.length && start(bin) < t; bin++) {
            double end = Math.min(t, start(bin + 1));
            mean += (end - start(bin)) * (reaches[bin] + reaching(end, bin, reaches)) / 2;
        }
        return mean;
    }

    /** Returns up to which time it was seen what becomes of them. */
    public double knownUpTo() {
        int last = Math.max(lastWith(ended), lastWith(cut));
        return start(last + 1);
    }

    private static int lastWith(long[] counts) {
        for (int bin = counts.length - 1; bin >= 0; bin--) {
            if (counts[bin] > 0) {
                return bin;
            }
        }
        return 0;
    }

    /**
     * Returns how long an idle connection is worth holding: the timeout with the greatest gain, {@code setup} seconds for each connection that
     * is used again within it, less {@code price} for each second held. All timeouts are looked at and not only the first beyond which the next
     * moment costs more than it brings, because after the requests of a page a second wave comes, of people who have read it.
     *
     * @param setup what a new connection costs where an idle one was given up, in seconds
     * @param price of holding a connection for a second, in the same seconds; 0 where workers are idle anyway
     * @return 0 to {@link #knownUpTo()}
     */
    public double bestTimeout(double setup, double price) {
        double[] reaches = survival();
        double gain = 0;
        double most = 0;
        double best = 0;
        for (int bin = 0; bin < ended.length && start(bin) < knownUpTo(); bin++) {
            double width = start(bin + 1) - start(bin);
            gain += setup * (reaches[bin] - reaches[bin + 1]) - price * width * (reaches[bin] + reaches[bin + 1]) / 2;
            if (gain > most) {
                most = gain;
                best = start(bin + 1);
            }
        }
        return best;
    }

    /**
     * Returns that many times, spread as far as was seen; those of which it was not seen that they end are taken as twice the longest that was seen.
     */
    public double[] seen(int size) {
        double[] reaches = survival();
        double[] times = new double[size];
        int bin = 0;
        for (int i = 0; i < size; i++) {
            double left = 1 - (i + 0.5) / size;
            while (bin < ended.length && reaches[bin + 1] > left) {
                bin++;
            }
            double part = bin == ended.length ? 0 : (reaches[bin] - left) / (reaches[bin] - reaches[bin + 1]);
            times[i] = bin == ended.length ? 2 * knownUpTo() : start(bin) + part * (start(bin + 1) - start(bin));
        }
        return times;
    }

    /** Returns that many times, spread as those that ended by themselves are. */
    public double[] sample(int size) {
        double[] times = new double[size];
        long before = 0;
        int at = 0;
        for (int bin = 0; bin < ended.length && count > 0; bin++) {
            long after = before + ended[bin];
            while (at < size && (at + 0.5) * count / size < after) {
                double part = ((at + 0.5) * count / size - before) / ended[bin];
                times[at++] = start(bin) + part * (start(bin + 1) - start(bin));
            }
            before = after;
        }
        Arrays.fill(times, at, size, longest);
        return times;
    }
}
