package dev.holdfast.undertowtests;

import io.undertow.testutils.DefaultServer;
import org.junit.runners.model.InitializationError;
import org.junit.runners.model.Statement;

/** The suite's own runner, with Holdfast's listener in its server before the test class is told that the server runs. */
final class HoldfastRunner extends DefaultServer {
    HoldfastRunner(Class<?> testClass) throws InitializationError {
        super(testClass);
    }

    @Override
    protected Statement withBeforeClasses(Statement statement) {
        return swappedBefore(super.withBeforeClasses(statement));
    }

    private static Statement swappedBefore(Statement next) {
        return new Statement() {
            @Override
            public void evaluate() throws Throwable {
                ListenerSwap.install();
                next.evaluate();
            }
        };
    }

    /** The same for parameterized test classes. */
    static final class OfParameters extends DefaultServer.Parameterized {
        OfParameters(Class<?> testClass) throws Throwable {
            super(testClass);
        }

        @Override
        protected Statement withBeforeClasses(Statement statement) {
            return swappedBefore(super.withBeforeClasses(statement));
        }
    }
}
