package dev.holdfast.sim.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * A Markov chain in continuous time, solved exactly.
 *
 * @param <S> its states
 */
final class Markov<S> {
    private final List<S> states = new ArrayList<>();
    private final double[] probabilities;

    /** @param rates of leaving a state, by where to */
    Markov(S start, Function<S, Map<S, Double>> rates) {
        Map<S, Integer> numbers = new HashMap<>();
        numbers.put(start, 0);
        states.add(start);
        List<Map<S, Double>> leaving = new ArrayList<>();
        for (int i = 0; i < states.size(); i++) {
            leaving.add(rates.apply(states.get(i)));
            for (S next : leaving.get(i).keySet()) {
                if (numbers.putIfAbsent(next, states.size()) == null) {
                    states.add(next);
                }
            }
        }
        int count = states.size();
        double[][] equations = new double[count][count + 1];
        for (int i = 0; i < count; i++) {
            for (Map.Entry<S, Double> rate : leaving.get(i).entrySet()) {
                equations[numbers.getOrDefault(rate.getKey(), i)][i] += rate.getValue();
                equations[i][i] -= rate.getValue();
            }
        }
        for (int i = 0; i <= count; i++) {
            equations[count - 1][i] = 1;
        }
        this.probabilities = solve(equations);
    }

    double mean(ToDoubleFunction<S> value) {
        double mean = 0;
        for (int i = 0; i < probabilities.length; i++) {
            mean += probabilities[i] * value.applyAsDouble(states.get(i));
        }
        return mean;
    }

    /** Solves linear equations, the last column of which is the right side (Gauss, with pivots). */
    private static double[] solve(double[][] equations) {
        int count = equations.length;
        for (int column = 0; column < count; column++) {
            int pivot = column;
            for (int row = column + 1; row < count; row++) {
                if (Math.abs(equations[row][column]) > Math.abs(equations[pivot][column])) {
                    pivot = row;
                }
            }
            double[] chosen = equations[pivot];
            equations[pivot] = equations[column];
            equations[column] = chosen;
            for (int row = 0; row < count; row++) {
                double factor = equations[row][column] / chosen[column];
                if (row != column && factor != 0) {
                    for (int i = column; i <= count; i++) {
                        equations[row][i] -= factor * chosen[i];
                    }
                }
            }
        }
        double[] solution = new double[count];
        for (int i = 0; i < count; i++) {
            solution[i] = equations[i][count] / equations[i][i];
        }
        return solution;
    }
}
