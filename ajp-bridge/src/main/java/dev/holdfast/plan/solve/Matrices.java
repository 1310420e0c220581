package dev.holdfast.plan.solve;

/** The little of linear algebra that a chain of two phases needs. */
final class Matrices {
    private Matrices() {}

    static double[][] times(double[][] a, double[][] b) {
        double[][] product = new double[a.length][];
        for (int i = 0; i < a.length; i++) {
            product[i] = times(a[i], b);
        }
        return product;
    }

    static double[] times(double[] row, double[][] b) {
        double[] product = new double[b[0].length];
        for (int k = 0; k < row.length; k++) {
            double factor = row[k];
            for (int j = 0; j < product.length && factor != 0; j++) {
                product[j] += factor * b[k][j];
            }
        }
        return product;
    }

    /**
     * Returns the inverse of {@code -a}, whose diagonal is negative and outweighs the rest of its row: elimination needs no pivoting then. Overwrites
     * {@code a}.
     */
    static double[][] inverseOfNegative(double[][] a) {
        int n = a.length;
        double[][] inverse = new double[n][n];
        for (int i = 0; i < n; i++) {
            inverse[i][i] = 1;
            for (int j = 0; j < n; j++) {
                a[i][j] = -a[i][j];
            }
        }
        for (int pivot = 0; pivot < n; pivot++) {
            double by = a[pivot][pivot];
            for (int j = 0; j < n; j++) {
                a[pivot][j] /= by;
                inverse[pivot][j] /= by;
            }
            for (int i = 0; i < n; i++) {
                double factor = a[i][pivot];
                if (i != pivot && factor != 0) {
                    for (int j = 0; j < n; j++) {
                        a[i][j] -= factor * a[pivot][j];
                        inverse[i][j] -= factor * inverse[pivot][j];
                    }
                }
            }
        }
        return inverse;
    }
}
