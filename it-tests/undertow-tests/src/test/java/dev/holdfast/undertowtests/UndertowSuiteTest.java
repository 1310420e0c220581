package dev.holdfast.undertowtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * Properties: {@code undertow.tests.listener} is {@code both}, which compares, or {@code stock} or {@code holdfast} alone, which only shows;
 * {@code undertow.tests.only} is a part of the names of the test classes to run.
 */
final class UndertowSuiteTest {
    private static final Path SUITE = Path.of(property("undertow.tests.directory"));
    private static final Path WORK = Path.of(property("undertow.tests.work"));
    private static final String ONLY = property("undertow.tests.only");
    private static final String LISTENER = property("undertow.tests.listener");

    @Test
    void theSuitePassesOverOurListenerWhatItPassesOverTheStockOneSaveWhatTheDocumentationExplains() throws Exception {
        Explanations explanations = Explanations.read(ONLY);
        List<String> classes = SuiteClasses.in(SUITE).stream()
                .filter(name -> name.contains(ONLY) && !explanations.leftOut().contains(name))
                .toList();
        Files.createDirectories(WORK);
        if (!LISTENER.equals("both")) {
            print(run(TestedListener.valueOf(LISTENER.toUpperCase(Locale.ROOT)), classes));
            return;
        }
        SuiteRun stock = run(TestedListener.STOCK, classes);
        SuiteRun ours = run(TestedListener.HOLDFAST, classes);
        SuiteComparison comparison = new SuiteComparison(stock, ours, explanations.differences());
        comparison.tryDisputedAgain();
        print(stock);
        print(ours);
        System.out.println(comparison.differences().size() + " differences, "
                + comparison.unexplained().size() + " of them unexplained; "
                + comparison.vanished().size() + " explained ones have vanished");
        assertThat(comparison.unexplained())
                .as("differences that %s does not explain", Explanations.FILE)
                .isEmpty();
        assertThat(comparison.vanished())
                .as("differences that %s explains and that are no more", Explanations.FILE)
                .isEmpty();
    }

    private static SuiteRun run(TestedListener listener, List<String> classes)
            throws IOException, InterruptedException {
        SuiteRun run = new SuiteRun(listener, SUITE, WORK);
        run.run(classes);
        return run;
    }

    private static void print(SuiteRun run) {
        run.outcomes().forEach((test, outcome) -> {
            if (outcome.isFailed()) {
                System.out.println(run.label() + " FAILED " + test + ": " + outcome.why());
            }
        });
        System.out.println(run.totals());
    }

    private static String property(String name) {
        return Objects.requireNonNull(System.getProperty(name), name);
    }
}
