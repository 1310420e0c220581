package dev.holdfast.plan.solve;

import java.util.function.DoubleUnaryOperator;

/** P(a time is greater than t), looked up: percentiles ask for it many thousand times. */
final class TailTable implements DoubleUnaryOperator {
    private static final int POINTS = 2000;
    private static final double NEVER = 1e-9;
    private static final int DOUBLINGS = 200;

    private final double step;
    private final double[] values = new double[POINTS + 1];

    /**
     * @param tail P(time &gt; t)
     * @param scale a time of its size, above zero
     */
    TailTable(DoubleUnaryOperator tail, double scale) {
        double last = scale;
        for (int i = 0; i < DOUBLINGS && tail.applyAsDouble(last) > NEVER; i++) {
            last *= 2;
        }
        step = last / POINTS;
        for (int i = 0; i <= POINTS; i++) {
            values[i] = tail.applyAsDouble(i * step);
        }
    }

    @Override
    public double applyAsDouble(double t) {
        double at = Math.max(0, t) / step;
        int before = (int) Math.min(POINTS, at);
        return before == POINTS ? 0 : values[before] + (values[before + 1] - values[before]) * (at - before);
    }
}
