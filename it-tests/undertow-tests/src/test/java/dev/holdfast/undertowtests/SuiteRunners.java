package dev.holdfast.undertowtests;

import io.undertow.testutils.DefaultServer;
import org.junit.internal.builders.AllDefaultPossibilitiesBuilder;
import org.junit.internal.builders.AnnotatedBuilder;
import org.junit.runner.Runner;

/** Chooses the runner of each test class: its own, or for Holdfast's listener ours instead of the suite's. */
final class SuiteRunners extends AllDefaultPossibilitiesBuilder {
    private final TestedListener listener;

    SuiteRunners(TestedListener listener) {
        this.listener = listener;
    }

    @Override
    protected AnnotatedBuilder annotatedBuilder() {
        return new AnnotatedBuilder(this) {
            @Override
            public Runner buildRunner(Class<? extends Runner> annotated, Class<?> testClass) throws Exception {
                if (listener == TestedListener.STOCK) {
                    return super.buildRunner(annotated, testClass);
                }
                if (annotated == DefaultServer.class) {
                    return new HoldfastRunner(testClass);
                }
                if (annotated == DefaultServer.Parameterized.class) {
                    return parameterized(testClass);
                }
                return super.buildRunner(annotated, testClass);
            }
        };
    }

    private static Runner parameterized(Class<?> testClass) throws Exception {
        try {
            return new HoldfastRunner.OfParameters(testClass);
        } catch (Exception | Error failure) {
            throw failure;
        } catch (Throwable neither) {
            throw new IllegalStateException(neither);
        }
    }
}
