package dev.holdfast.undertowtests;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.runner.Description;
import org.junit.runner.JUnitCore;
import org.junit.runner.notification.Failure;
import org.junit.runner.notification.RunListener;
import org.junit.runners.Suite;
import org.junit.runners.model.InitializationError;

/**
 * The process that runs test classes of the suite. It writes what happens to a file as it happens, so that a hang or a crash loses nothing;
 * {@link SuiteRun} reads it.
 */
final class SuiteProcess {
    private SuiteProcess() {}

    /** Arguments: the listener, the report's file, a file with one test class a line. */
    public static void main(String[] arguments) throws IOException, InitializationError {
        TestedListener listener = TestedListener.valueOf(arguments[0]);
        Path report = Path.of(arguments[1]);
        Class<?>[] classes = Files.readAllLines(Path.of(arguments[2])).stream()
                .map(SuiteProcess::load)
                .toArray(Class<?>[]::new);
        try (PrintWriter out = new PrintWriter(
                Files.newBufferedWriter(report, StandardCharsets.UTF_8, StandardOpenOption.CREATE), true)) {
            JUnitCore core = new JUnitCore();
            core.addListener(new Reporter(out));
            core.run(new Suite(new SuiteRunners(listener), classes));
            out.println("END " + ListenerSwap.requestsServed());
        }
        // Some tests leave threads behind.
        System.exit(0);
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name);
        } catch (ClassNotFoundException absent) {
            throw new UncheckedIOException(new IOException("not in the suite: " + name, absent));
        }
    }

    private static final class Reporter extends RunListener {
        private final PrintWriter out;

        Reporter(PrintWriter out) {
            this.out = out;
        }

        @Override
        public void testStarted(Description test) {
            out.println("START " + name(test));
        }

        @Override
        public void testFinished(Description test) {
            out.println("FINISH " + name(test));
        }

        @Override
        public void testFailure(Failure failure) {
            System.err.println("FAILED " + name(failure.getDescription()) + ": " + failure.getTrace());
            out.println("FAIL " + name(failure.getDescription()) + " "
                    + String.valueOf(failure.getException()).lines().findFirst().orElse(""));
        }

        @Override
        public void testAssumptionFailure(Failure failure) {
            out.println("SKIP " + name(failure.getDescription()));
        }

        @Override
        public void testIgnored(Description test) {
            out.println("SKIP " + name(test));
        }

        private static String name(Description test) {
            String method = test.getMethodName();
            String name = method == null ? test.getClassName() : test.getClassName() + "#" + method;
            return name.replace(' ', '_');
        }
    }
}
