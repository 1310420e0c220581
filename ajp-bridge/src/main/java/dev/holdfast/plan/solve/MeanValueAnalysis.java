package dev.holdfast.plan.solve;

import java.util.Arrays;
import java.util.List;

/** Exact mean value analysis (Reiser and Lavenberg) of a closed network of single servers and a delay. */
public final class MeanValueAnalysis {
    private MeanValueAnalysis() {}

    /**
     * What {@code customers} customers see.
     *
     * @param throughput cycles per second
     * @param response of a cycle without the thinking
     * @param queueLengths mean number at each station, in service included
     */
    public record Result(int customers, double throughput, double response, List<Double> queueLengths) {
        /** Copies the list. */
        public Result {
            queueLengths = List.copyOf(queueLengths);
        }
    }

    /**
     * Returns the means.
     *
     * @param demands seconds of each station that a cycle needs; stations share their processor, or are first come, first served with
     *     exponential service
     * @param think mean time between two cycles
     * @param customers 1 or more
     */
    public static Result solve(List<Double> demands, double think, int customers) {
        if (customers < 1 || !(think >= 0) || demands.stream().anyMatch(demand -> !(demand >= 0))) {
            throw new IllegalArgumentException(
                    "customers must be 1 or more, times 0 or more: " + customers + ", " + think + ", " + demands);
        }
        double[] length = new double[demands.size()];
        double throughput = 0;
        double response = 0;
        for (int n = 1; n <= customers; n++) {
            response = 0;
            double[] residence = new double[length.length];
            for (int i = 0; i < length.length; i++) {
                residence[i] = demands.get(i) * (1 + length[i]);
                response += residence[i];
            }
            throughput = n / (think + response);
            for (int i = 0; i < length.length; i++) {
                length[i] = throughput * residence[i];
            }
        }
        return new Result(
                customers, throughput, response, Arrays.stream(length).boxed().toList());
    }
}
