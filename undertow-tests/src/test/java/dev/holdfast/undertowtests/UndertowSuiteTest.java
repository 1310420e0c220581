package dev.holdfast.undertowtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class UndertowSuiteTest {
    private static final Path SUITE = Path.of(property("undertow.tests.directory"));
    private static final Path WORK = Path.of(property("undertow.tests.work"));
    private static final String ONLY = property("undertow.tests.only");

    @Test
    void theSuitePassesOverOurListenerWhatItPassesOverTheStockOneSaveWhatTheDocumentationExplains() throws Exception {
        List<String> classes = SuiteClasses.in(SUITE).stream()
                .filter(name -> name.contains(ONLY))
                .toList();
        Files.createDirectories(WORK);
        SuiteRun stock = isAsked(TestedListener.STOCK) ? run(TestedListener.STOCK, classes) : null;
        SuiteRun ours = isAsked(TestedListener.HOLDFAST) ? run(TestedListener.HOLDFAST, classes) : null;
        if (stock != null && ours != null) {
            compare(stock, ours);
        }
    }

    private static SuiteRun run(TestedListener listener, List<String> classes)
            throws IOException, InterruptedException {
        SuiteRun run = new SuiteRun(listener, SUITE, WORK);
        run.run(classes);
        run.outcomes().forEach((test, outcome) -> {
            if (outcome.isFailed()) {
                System.out.println(listener.label() + " FAILED " + test + ": " + outcome.why());
            }
        });
        System.out.println(run.totals());
        return run;
    }

    private static void compare(SuiteRun stock, SuiteRun ours) throws IOException {
        Map<String, String> found = new TreeMap<>();
        Map<String, Outcome> all = new TreeMap<>(stock.outcomes());
        all.putAll(ours.outcomes());
        for (String test : all.keySet()) {
            String overStock = status(stock, test);
            String overOurs = status(ours, test);
            if (!overStock.equals(overOurs)) {
                found.put(test, overStock + " over stock, " + overOurs + " over Holdfast");
            }
        }
        System.out.println(found.size() + " differences");
        Map<String, String> explained = ExpectedDifferences.read();
        if (!ONLY.isEmpty()) {
            explained.keySet().removeIf(test -> !test.contains(ONLY));
        }
        Map<String, String> unexplained = new TreeMap<>(found);
        unexplained.keySet().removeAll(explained.keySet());
        Map<String, String> vanished = new TreeMap<>(explained);
        vanished.keySet().removeAll(found.keySet());
        assertThat(unexplained)
                .as("differences that %s does not explain", ExpectedDifferences.FILE)
                .isEmpty();
        assertThat(vanished)
                .as("differences that %s explains and that are no more", ExpectedDifferences.FILE)
                .isEmpty();
    }

    private static String status(SuiteRun run, String test) {
        Outcome outcome = run.outcomes().get(test);
        return outcome == null ? "never run" : outcome.status().name();
    }

    private static boolean isAsked(TestedListener listener) {
        String asked = property("undertow.tests.listener");
        return asked.equals("both") || asked.equals(listener.label());
    }

    private static String property(String name) {
        return Objects.requireNonNull(System.getProperty(name), name);
    }
}
