package dev.holdfast.sim.stats;

/** Student's t distribution. */
public final class StudentT {
    private static final double Z = 1.959963984540054;
    private static final double[] FIRST = {
        12.706205, 4.302653, 3.182446, 2.776445, 2.570582, 2.446912, 2.364624, 2.306004
    };

    private StudentT() {}

    /**
     * Returns what is exceeded with a probability of 2.5 %, to four digits.
     *
     * @param freedom degrees of freedom, 1 or more
     */
    public static double quantile975(int freedom) {
        if (freedom < 1) {
            throw new IllegalArgumentException("degrees of freedom must be 1 or more: " + freedom);
        }
        if (freedom <= FIRST.length) {
            return FIRST[freedom - 1];
        }
        // Cornish and Fisher's expansion.
        double n = freedom;
        double z3 = Z * Z * Z;
        double z5 = z3 * Z * Z;
        double z7 = z5 * Z * Z;
        return Z
                + (z3 + Z) / (4 * n)
                + (5 * z5 + 16 * z3 + 3 * Z) / (96 * n * n)
                + (3 * z7 + 19 * z5 + 17 * z3 - 15 * Z) / (384 * n * n * n);
    }
}
