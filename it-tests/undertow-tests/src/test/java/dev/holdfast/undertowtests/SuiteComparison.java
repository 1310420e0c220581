package dev.holdfast.undertowtests;

import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What the suite comes to over both listeners, beside what the documentation says of it. */
final class SuiteComparison {
    private static final int MORE_ATTEMPTS = 2;

    private final SuiteRun stock;
    private final SuiteRun ours;
    private final Map<String, String> explained;

    SuiteComparison(SuiteRun stock, SuiteRun ours, Map<String, String> explained) {
        this.stock = stock;
        this.ours = ours;
        this.explained = explained;
    }

    /** Runs the failed tests among those that are not as documented again, since some tests of the suite fail now and then. */
    void tryDisputedAgain() throws IOException, InterruptedException {
        for (int attempt = 0; attempt < MORE_ATTEMPTS; attempt++) {
            Set<String> disputed = new TreeSet<>(unexplained().keySet());
            disputed.addAll(vanished().keySet());
            stock.tryAgain(disputed);
            ours.tryAgain(disputed);
        }
    }

    /** Returns what differs and is not explained, with what it came to. */
    Map<String, String> unexplained() {
        Map<String, String> differences = differences();
        differences.keySet().removeAll(explained.keySet());
        return differences;
    }

    /** Returns what is explained and does not differ, with the explanation. */
    Map<String, String> vanished() {
        Map<String, String> vanished = new TreeMap<>(explained);
        vanished.keySet().removeAll(differences().keySet());
        return vanished;
    }

    /** Returns every difference. */
    Map<String, String> differences() {
        Map<String, String> differences = new TreeMap<>();
        Stream.of(stock, ours)
                .flatMap(run -> run.outcomes().keySet().stream())
                .filter(test -> !stock.status(test).equals(ours.status(test)))
                .forEach(test -> differences.put(
                        test, stock.status(test) + " over stock, " + ours.status(test) + " over holdfast"));
        return differences;
    }
}
