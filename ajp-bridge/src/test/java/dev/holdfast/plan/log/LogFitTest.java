package dev.holdfast.plan.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.plan.solve.Law;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Logs of users whose ways are known. */
final class LogFitTest {
    private static final String FULL = "%h %{remote}p %{usec}t %D %k %X %>s";
    private static final String WHOLE = "%h [%{sec}t] %D %k %X %>s";
    private static final double TIMEOUT = 3;

    /** Users who think for an exponential second, with 50 ms of exponential service, behind a keep-alive timeout; nobody waits. */
    private static List<String> log(int users, int requests, DoubleSupplier think, DoubleSupplier service) {
        record Line(double end, String text) {}
        List<Line> lines = new ArrayList<>();
        for (int user = 0; user < users; user++) {
            double now = 1_795_888_000 + think.getAsDouble();
            int port = 30_000 + user * 100;
            int before = 0;
            for (int i = 0; i < requests; i++) {
                double duration = service.getAsDouble();
                double gap = think.getAsDouble();
                lines.add(new Line(
                        now + duration,
                        String.format(
                                Locale.ROOT,
                                "10.0.%d.%d %d %d %d %d + 200",
                                user / 250,
                                user % 250,
                                port,
                                Math.round(now * 1e6),
                                Math.round(duration * 1e6),
                                before)));
                now += duration + gap;
                boolean closed = gap > TIMEOUT;
                before = closed ? 0 : before + 1;
                port += closed ? 1 : 0;
            }
        }
        lines.sort(Comparator.comparingDouble(Line::end));
        return lines.stream().map(Line::text).toList();
    }

    private static DoubleSupplier exponential(double mean, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return () -> -mean * Math.log(1 - random.nextDouble());
    }

    private static LogFacts fit(List<String> lines, String format, OptionalDouble timeout) {
        LogFormat parsed = LogFormat.of(format, LogDialect.HTTPD);
        LogFit fit = new LogFit(parsed, timeout);
        for (String line : lines) {
            LogEntry entry = parsed.read(line);
            assertThat(entry).as(line).isNotNull();
            fit.add(entry);
        }
        return fit.finish();
    }

    /** httpd's %T has no part of a second: of 400 ms in the mean a twelfth of a second is left. */
    @ParameterizedTest
    @ValueSource(doubles = {0.4, 1.5})
    void wholeSecondsStillTellTheMeanOfAService(double mean) {
        DoubleSupplier service = exponential(mean, 2);
        List<String> lines = IntStream.range(0, 20_000)
                .mapToObj(i -> String.format(
                        "10.0.0.1 %d %d", 1_795_888_000_000_000L + i * 100_000L, (long) service.getAsDouble()))
                .toList();
        LogFacts facts = fit(lines, "%h %{usec}t %T", OptionalDouble.of(TIMEOUT));
        assertThat(facts.service().orElseThrow().law().mean()).isCloseTo(mean, Percentage.withPercentage(4));
        assertThat(facts.notFitted()).anyMatch(reason -> reason.startsWith("service times below a second"));
    }

    @Test
    void wholeSecondsOfWhichNoneIsAboveZeroTellNothing() {
        List<String> lines = List.of("10.0.0.1 1795888000000000 0", "10.0.0.1 1795888001000000 0");
        assertThat(fit(lines, "%h %{usec}t %T", OptionalDouble.of(TIMEOUT)).service())
                .isEmpty();
        assertThat(fit(lines, "%h %{usec}t %D", OptionalDouble.of(TIMEOUT)).service())
                .isPresent();
    }

    @Test
    void findsWhatTheUsersDo() {
        List<String> lines = log(50, 400, exponential(1, 1), exponential(0.05, 2));
        LogFacts facts = fit(lines, FULL, OptionalDouble.of(TIMEOUT));
        assertThat(facts.requests()).isEqualTo(20_000);
        assertThat(facts.rate()).isCloseTo(50 / 1.05, Percentage.withPercentage(12));
        Law service = facts.service().orElseThrow().law();
        assertThat(service).isInstanceOf(Law.Exponential.class);
        assertThat(service.mean()).isCloseTo(0.05, Percentage.withPercentage(2));
        Law think = facts.think().orElseThrow().law();
        assertThat(think).isInstanceOf(Law.Exponential.class);
        assertThat(think.mean()).isCloseTo(1, Percentage.withPercentage(2));
        assertThat(facts.requestsPerConnection().orElseThrow())
                .isCloseTo(1 / Math.exp(-3), Percentage.withPercentage(6));
        assertThat(facts.returning().orElseThrow()).isGreaterThan(0.9);
        assertThat(facts.held().orElseThrow())
                .isCloseTo(facts.rate() * (0.05 + 1 - Math.exp(-3)), Percentage.withPercentage(3));
        assertThat(facts.notFitted()).noneMatch(reason -> reason.startsWith("service") || reason.startsWith("think"));
    }

    /** Without what was cut off, the mean of the gaps that are seen would be 0.84 s. */
    @Test
    void gapsThatTheServerCutOffCount() {
        LogFacts facts = fit(log(50, 400, exponential(1, 1), exponential(0.05, 2)), FULL, OptionalDouble.of(TIMEOUT));
        assertThat(facts.gaps().mean()).isCloseTo(0.84, Percentage.withPercentage(3));
        assertThat(facts.gaps().countCut()).isGreaterThan(500);
    }

    @Test
    void connectionsArePutTogetherByTheCountOfRequestsAlone() {
        List<String> lines = log(50, 400, exponential(1, 1), exponential(0.05, 2)).stream()
                .map(line -> line.replaceFirst(" \\d+ ", " "))
                .toList();
        LogFacts facts = fit(lines, "%h %{usec}t %D %k %X %>s", OptionalDouble.of(TIMEOUT));
        assertThat(facts.think().orElseThrow().law().mean()).isCloseTo(1, Percentage.withPercentage(3));
        assertThat(facts.requestsPerConnection().orElseThrow())
                .isCloseTo(1 / Math.exp(-3), Percentage.withPercentage(6));
    }

    /** httpd's own %t. */
    @Test
    void wholeSecondsTellTheMeanOfWhatUsersThink() {
        for (double mean : new double[] {0.5, 1, 4}) {
            List<String> lines = wholeSeconds(log(20, 600, exponential(mean, 1), exponential(0.05, 2)));
            LogFacts facts = fit(lines, WHOLE, OptionalDouble.of(TIMEOUT));
            Law think = facts.think().orElseThrow().law();
            assertThat(think).isInstanceOf(Law.Exponential.class);
            assertThat(think.mean()).as("%s", mean).isCloseTo(mean, Percentage.withPercentage(8));
            assertThat(facts.rate() * (think.mean() + 0.05)).isCloseTo(20, Percentage.withPercentage(10));
            assertThat(facts.notFitted()).anyMatch(reason -> reason.contains("times are whole seconds"));
        }
    }

    /** Half of the gaps are short and half are long, which neither law is like; what was cut off does not hide that. */
    @Test
    void whatCannotBeFittedIsSaidNotToBe() {
        SplittableRandom random = new SplittableRandom(6);
        List<String> lines = log(20, 400, () -> random.nextBoolean() ? 0.01 : 2 + random.nextDouble(0.2), () -> 0.05);
        for (LogFacts facts :
                List.of(fit(lines, FULL, OptionalDouble.of(TIMEOUT)), fit(lines, FULL, OptionalDouble.of(2.1)))) {
            assertThat(facts.gaps().countCut()).isPositive();
            assertThat(facts.think()).isEmpty();
            assertThat(facts.notFitted()).anyMatch(reason -> reason.startsWith("think time: could not be fitted: "));
        }
    }

    private static List<String> wholeSeconds(List<String> lines) {
        return lines.stream()
                .map(line -> line.replaceFirst(" \\d+ (\\d+)\\d{6} ", " [$1] "))
                .toList();
    }

    @Test
    void whatIsNotInTheFormatIsSaidToBeMissing() {
        LogFacts facts = fit(
                List.of(
                        "10.0.0.1 - - [28/Nov/2026:17:49:59 +0000] \"GET / HTTP/1.1\" 200 1",
                        "10.0.0.1 - - [28/Nov/2026:17:50:09 +0000] \"GET / HTTP/1.1\" 500 1"),
                "common",
                OptionalDouble.empty());
        assertThat(facts.service()).isEmpty();
        assertThat(facts.requestsPerConnection()).isEmpty();
        assertThat(facts.failures()).isEqualTo(0.5);
        assertThat(facts.notFitted())
                .anyMatch(reason -> reason.contains("neither %D nor %T"))
                .anyMatch(reason -> reason.contains("neither %k nor %{remote}p"))
                .anyMatch(reason -> reason.contains("keep-alive timeout is not known"));
    }

    @Test
    void lognormalServiceIsToldFromExponential() {
        SplittableRandom random = new SplittableRandom(3);
        Law.Lognormal law = new Law.Lognormal(0.05, 2);
        LogFacts facts = fit(
                log(50, 200, exponential(1, 1), () -> law.quantile(random.nextDouble(1e-9, 1))),
                FULL,
                OptionalDouble.of(TIMEOUT));
        Law service = facts.service().orElseThrow().law();
        assertThat(service).isInstanceOf(Law.Lognormal.class);
        assertThat(service.mean()).isCloseTo(0.05, Percentage.withPercentage(6));
        assertThat(Math.sqrt(service.squaredCv())).isCloseTo(2, Percentage.withPercentage(10));
    }

    @Test
    void constantServiceIsConstantAndTwoKindsAreAsObserved() {
        assertThat(fit(log(5, 100, exponential(1, 1), () -> 0.05), FULL, OptionalDouble.of(TIMEOUT))
                        .service()
                        .orElseThrow()
                        .law())
                .isInstanceOf(Law.Constant.class);
        SplittableRandom random = new SplittableRandom(4);
        Law law = fit(
                        log(20, 200, exponential(1, 1), () -> random.nextInt(10) == 0 ? 2 : 0.01),
                        FULL,
                        OptionalDouble.of(TIMEOUT))
                .service()
                .orElseThrow()
                .law();
        assertThat(law).isInstanceOf(Law.Empirical.class);
        assertThat(law.mean()).isCloseTo(0.209, Percentage.withPercentage(12));
    }

    /** A last request that its client closes has the number of the one before. */
    @Test
    void theRepeatedNumberOfALastRequestIsNoOther() {
        LogFacts facts = fit(
                List.of(
                        "10.0.0.1 1795888000000000 1000 0 + 200",
                        "10.0.0.1 1795888001000000 1000 1 + 200",
                        "10.0.0.1 1795888002000000 1000 1 - 200"),
                "%h %{usec}t %D %k %X %>s",
                OptionalDouble.of(5));
        assertThat(facts.gaps().count()).isEqualTo(2);
        assertThat(facts.gaps().countCut()).isZero();
        assertThat(facts.requestsPerConnection()).hasValue(3);
    }

    @Test
    void aRobotThatNeverComesBackIsWorthNoHolding() {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            lines.add("10.0." + i / 250 + "." + i % 250 + " " + (1_795_888_000L + i) * 1_000_000 + " 1000 0 + 200");
        }
        LogFacts facts = fit(lines, "%h %{usec}t %D %k %X %>s", OptionalDouble.of(5));
        assertThat(facts.think()).isEmpty();
        assertThat(facts.gaps().bestTimeout(0.1, 0.001)).isZero();
        assertThat(facts.returning()).hasValue(0);
    }
}
