package dev.holdfast.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.backend.ServerXmlReader;
import dev.holdfast.config.MemoryFiles;
import dev.holdfast.httpd.HttpdConfiguration;
import dev.holdfast.httpd.HttpdConfigurationReader;
import dev.holdfast.httpd.syntax.HttpdOptions;
import dev.holdfast.plan.log.LogDialect;
import dev.holdfast.plan.log.LogEntry;
import dev.holdfast.plan.log.LogFacts;
import dev.holdfast.plan.log.LogFit;
import dev.holdfast.plan.log.LogFormat;
import dev.holdfast.scenario.Population;
import dev.holdfast.scenario.Scenario;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SiteTest {
    private static final String HTTPD = """
            LoadModule mpm_prefork_module modules/mod_mpm_prefork.so
            LoadModule jk_module modules/mod_jk.so
            MaxRequestWorkers 10
            ServerLimit 10
            KeepAliveTimeout 3
            MaxKeepAliveRequests 0
            JkWorkersFile workers.properties
            JkMount /* app
            """;
    private static final String WORKERS = """
            worker.list=app
            worker.app.port=8010
            worker.app.connection_pool_size=1
            """;
    private static final String SERVER = """
            <Server><Service name="Catalina">
              <Connector port="8009" protocol="AJP/1.3" maxThreads="7"/>
              <Connector port="8010" protocol="AJP/1.3" maxThreads="50" acceptCount="20"/>
            </Service></Server>
            """;

    @TempDir
    private Path folder;

    private static SiteFiles files() {
        return files(HTTPD);
    }

    private static SiteFiles files(String conf) {
        MemoryFiles disk =
                new MemoryFiles().with("/etc/httpd/httpd.conf", conf).with("/etc/httpd/workers.properties", WORKERS);
        HttpdConfiguration httpd = HttpdConfigurationReader.read(disk, HttpdOptions.of("/etc/httpd/httpd.conf"));
        return SiteFiles.of(httpd, ServerXmlReader.read("/etc/server.xml", SERVER, Map.of()));
    }

    private static LogFit fit(LogFormat format, OptionalDouble keepAliveTimeout, Collection<String> lines) {
        LogFit fit = new LogFit(format, keepAliveTimeout);
        for (String line : lines) {
            LogEntry entry = format.read(line);
            assertThat(entry).isNotNull();
            fit.add(entry);
        }
        return fit;
    }

    /** One user at a time who comes back within the timeout, mostly: with ten workers nobody waits. */
    private static Site site(int users, OptionalInt known) {
        LogFormat format = LogFormat.of("%h %{remote}p %{usec}t %D %k", LogDialect.HTTPD);
        LogFit fit = new LogFit(format, files().keepAliveTimeout());
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 2000; i++) {
            double second = 1_795_888_000 + i * 1.05 / users + random.nextDouble(0.001);
            String line = String.format(
                    Locale.ROOT,
                    "10.0.0.%d %d %d %d %d",
                    i % users,
                    4000 + i % users,
                    Math.round(second * 1e6),
                    40_000 + random.nextInt(20_000),
                    i / users);
            LogEntry entry = format.read(line);
            assertThat(entry).isNotNull();
            fit.add(entry);
        }
        return Site.of(files(), fit.finish(), known);
    }

    @Test
    void frontPoolAndBackEndAreThoseOfTheFiles() {
        Map<String, String> keys = files().keys();
        assertThat(keys)
                .containsEntry("front.model", "prefork")
                .containsEntry("front.maxRequestWorkers", "10")
                .containsEntry("front.keepAliveTimeout", "3s")
                .containsEntry("pool.kind", "mod_jk")
                .containsEntry("pool.connection_pool_size", "1")
                .containsEntry("back.kind", "tomcat-nio")
                .containsEntry("back.maxThreads", "50")
                .containsEntry("back.acceptCount", "20");
        assertThat(files().sources())
                .anyMatch(source -> source.contains("keepAliveTimeout = 3s   (/etc/httpd/httpd.conf:5)"));
    }

    @Test
    void childrenEndAfterAsManyConnectionsAsTheFilesSay() {
        assertThat(files().keys()).containsEntry("front.maxConnectionsPerChild", "0");
        assertThat(files(HTTPD + "MaxConnectionsPerChild 4000\n").keys())
                .containsEntry("front.maxConnectionsPerChild", "4000");
        assertThat(files(HTTPD + "MaxConnectionsPerChild -1\n").keys())
                .containsEntry("front.maxConnectionsPerChild", "0");
    }

    @Test
    void becomesAScenarioThatCanBeRead() throws Exception {
        Site site = site(5, OptionalInt.empty());
        Path file = folder.resolve("site.yaml");
        site.write(file);
        Scenario scenario = Site.source(file).with(Map.of());
        assertThat(((Population.Closed) scenario.users().population()).users()).isEqualTo(5);
        assertThat(scenario.service().meanNanos()).isCloseTo(50e6, Percentage.withPercentage(2));
        assertThat(scenario.users().think().meanNanos()).isCloseTo(1e9, Percentage.withPercentage(2));
        assertThat(scenario.back().maxThreads()).isEqualTo(50);
    }

    @Test
    void whereAllWorkersAreHeldTheNumberOfUsersIsALowerBoundAndSaidToBe() {
        assertThat(site(10, OptionalInt.empty()).assumptions())
                .anyMatch(said -> said.contains("does not tell how many users wait"));
        assertThat(site(10, OptionalInt.of(20)).keys()).containsEntry("users.closed", "20");
    }

    /** At least 29 of the forty are there, who would ask for 5.4 requests a second and not for 5.7. */
    @Test
    void asManyUsersAreTakenAsAskForWhatIsInTheLog() throws Exception {
        for (int addresses : new int[] {40, 1}) {
            Site site = Site.of(
                    files(HTTPD.replace("KeepAliveTimeout 3", "KeepAliveTimeout 2")),
                    fortyUsers(addresses),
                    OptionalInt.empty());
            int least = Integer.parseInt(site.keys().getOrDefault("users.closed", "0"));
            site.refineUsers(folder.resolve("site.yaml"));
            int taken = Integer.parseInt(site.keys().getOrDefault("users.closed", "0"));
            assertThat(least).as("%s addresses", addresses).isBetween(27, 31);
            assertThat(taken).as("%s addresses", addresses).isBetween(addresses == 40 ? 40 : 33, 50);
            assertThat(site.assumptions()).anyMatch(said -> said.startsWith(taken + " users are taken"));
        }
    }

    /** They think for 5 s, and have ten workers in turn, each of whom waits for 2 s for a next request of 100 ms. */
    private static LogFacts fortyUsers(int addresses) {
        record Arrival(double at, int user) {}
        LogFormat format = LogFormat.of("%h %{remote}p %{usec}t %D %k", LogDialect.HTTPD);
        SplittableRandom random = new SplittableRandom(5);
        PriorityQueue<Arrival> arrivals = new PriorityQueue<>(Comparator.comparingDouble(Arrival::at));
        PriorityQueue<Double> free = new PriorityQueue<>(Collections.nCopies(10, 0.0));
        IntStream.range(0, 40).forEach(user -> arrivals.add(new Arrival(user * 0.1, user)));
        TreeMap<Long, String> lines = new TreeMap<>();
        for (int connection = 0; connection < 20_000; connection++) {
            Arrival next = arrivals.remove();
            double now = Math.max(next.at(), free.remove());
            double think = 0;
            for (int i = 0; think < 2; i++) {
                now += think;
                double service = -0.1 * Math.log(random.nextDouble());
                long micros = 1_795_888_000_000_000L + Math.round(1e6 * now);
                lines.put(
                        micros,
                        "10.0.0." + next.user() % addresses + " " + connection + " " + micros + " "
                                + Math.round(1e6 * service) + " " + i);
                now += service;
                think = -5 * Math.log(random.nextDouble());
            }
            free.add(now + 2);
            arrivals.add(new Arrival(now + think, next.user()));
        }
        return fit(format, OptionalDouble.of(2), lines.values()).finish();
    }

    /** Ten come in turns, every 5 s each, and ask a second time if they think for less than the timeout: in the mean they think for 7 s. */
    @Test
    void thereAreNoMoreUsersThanClientAddressesThatNeverAskTwiceAtATime() {
        assertThat(users(10)).isEqualTo(10);
        assertThat(users(1)).isGreaterThan(15);
    }

    private static int users(int addresses) {
        LogFormat format = LogFormat.of("%h %{remote}p %{usec}t %D %k", LogDialect.HTTPD);
        SplittableRandom random = new SplittableRandom(1);
        TreeMap<Long, String> lines = new TreeMap<>();
        for (int visit = 0; visit < 2000; visit++) {
            long micros = (1_795_888_000L + visit / 2) * 1_000_000 + visit % 2 * 500_000L;
            String client = "10.0.0." + visit % 10 % addresses + " " + (4000 + visit);
            lines.put(micros, client + " " + micros + " 1000000 0");
            double think = -7 * Math.log(random.nextDouble());
            if (think < 2.9) {
                long again = micros + 1_000_001 + Math.round(1e6 * think);
                lines.put(again, client + " " + again + " 1000000 1");
            }
        }
        LogFit fit = fit(format, files().keepAliveTimeout(), lines.values());
        Map<String, String> keys =
                Site.of(files(), fit.finish(), OptionalInt.empty()).keys();
        return Integer.parseInt(keys.getOrDefault("users.closed", "0"));
    }

    @Test
    void moreConnectionsThanWorkersContradictTheConfiguration() {
        Site site = site(20, OptionalInt.empty());
        assertThat(site.contradictions())
                .singleElement()
                .asString()
                .contains("connections are open on average")
                .contains("there are 10 (MaxRequestWorkers)");
        assertThat(site.keys()).doesNotContainKey("users.closed").containsKey("users.open.rate");
        assertThat(site.assumptions()).anyMatch(said -> said.startsWith("the log contradicts the configuration"));
        assertThat(site(20, OptionalInt.of(30)).keys()).containsEntry("users.closed", "30");
        assertThat(site(5, OptionalInt.empty()).contradictions()).isEmpty();
    }

    /** Requests 7 s apart, behind a timeout of 3 s. */
    @Test
    void longerGapsThanTheTimeoutContradictTheConfiguration() {
        LogFormat format = LogFormat.of("%h %{remote}p %{usec}t %D %k", LogDialect.HTTPD);
        LogFit fit = new LogFit(format, files().keepAliveTimeout());
        for (int i = 0; i < 50; i++) {
            LogEntry entry = format.read("10.0.0.1 4000 " + (1_795_888_000L + 7L * i) * 1_000_000 + " 50000 " + i);
            assertThat(entry).isNotNull();
            fit.add(entry);
        }
        assertThat(Site.of(files(), fit.finish(), OptionalInt.empty()).contradictions())
                .singleElement()
                .asString()
                .startsWith("49 requests came on connections that had been idle for longer than KeepAliveTimeout (3s)");
    }

    @Test
    void answersHowManyConnectionsForHowLong() throws Exception {
        Site site = site(10, OptionalInt.of(20));
        Path file = folder.resolve("site.yaml");
        site.write(file);
        KeepAliveAnswer answer = KeepAliveAnswer.of(Site.source(file), site.facts());
        assertThat(answer.timeouts()).hasSize(12);
        assertThat(answer.workers()).isBetween(1, 20);
        assertThat(answer.timeout()).isLessThan(1);
        assertThat(answer.pool()).isEqualTo(1);
        assertThat(answer.idleConnections()).isLessThanOrEqualTo(answer.workers());
    }

    /** Twice a second a page of six requests of 50 ms, 50 ms apart, over a connection that nobody uses again: no law has such gaps. */
    private static LogFacts pages() {
        LogFormat format = LogFormat.of("%h %{remote}p %{usec}t %D %k", LogDialect.HTTPD);
        TreeMap<Long, String> lines = new TreeMap<>();
        for (int page = 0; page < 1000; page++) {
            for (int i = 0; i < 6; i++) {
                long micros = 1_795_888_000_000_000L + page * 500_000L + i * 100_000L + page % 2;
                lines.put(micros, "10.0.0.1 " + (5000 + page) + " " + micros + " 50000 " + i);
            }
        }
        return fit(format, files().keepAliveTimeout(), lines.values()).finish();
    }

    @Test
    void whereGapsFollowNoLawTheyAreTakenAsTheyWere() throws Exception {
        Site site = Site.of(files(), pages(), OptionalInt.empty());
        assertThat(site.facts().think()).isEmpty();
        Path file = folder.resolve("site.yaml");
        site.write(file);
        KeepAliveAnswer answer = KeepAliveAnswer.of(Site.source(file), site.facts());
        assertThat(answer.present()).isEmpty();
        List<KeepAliveAnswer.OfTimeout> timeouts = answer.timeouts();
        // No longer gap than KeepAliveTimeout was seen.
        assertThat(timeouts.get(timeouts.size() - 1).timeout()).isEqualTo(3);
        // Twelve requests a second, and each serves for 50 ms: 0.6 workers and twice the root of that.
        assertThat(timeouts.get(0).workers()).isEqualTo(3);
        assertThat(timeouts.get(0).reused()).isZero();
        assertThat(answer.backendThreads()).isEqualTo(3);
        // Of six requests five are followed by another after 50 ms, and one by none.
        KeepAliveAnswer.OfTimeout three = timeouts.get(timeouts.size() - 1);
        assertThat(three.reused()).isCloseTo(5 / 6.0, Percentage.withPercentage(1));
        assertThat(three.perConnection()).isCloseTo(6 * 0.05 + 5 * 0.05 + 3, Percentage.withPercentage(3));
        assertThat(three.workers()).isEqualTo((int) Math.ceil(7.1 + 2 * Math.sqrt(7.1)));
        assertThat(answer.timeout()).isEqualTo(0.1);
        assertThat(answer.reused()).isCloseTo(5 / 6.0, Percentage.withPercentage(1));
    }

    @Test
    void aKnownNumberOfUsersThinksAsTheGapsWere() throws Exception {
        Site site = Site.of(files(), pages(), OptionalInt.of(30));
        assertThat(site.assumptions()).anyMatch(said -> said.startsWith("no law was fitted to think times"));
        Path file = folder.resolve("site.yaml");
        site.write(file);
        // Five of six gaps are 50 ms, and of the sixth is known that it is longer than KeepAliveTimeout.
        assertThat(Site.source(file).with(Map.of()).users().think().meanNanos())
                .isCloseTo((5 * 0.05 + 6) / 6 * 1e9, Percentage.withPercentage(8));
        assertThat(KeepAliveAnswer.of(Site.source(file), site.facts()).present())
                .isPresent();
    }

    /** The same at a clock of seconds, which makes gaps of nothing and of a second of them. */
    @Test
    void timeoutsThatTheLogsClockDoesNotTellApartAreLeftOut() throws Exception {
        LogFormat format = LogFormat.of("%h %{remote}p %{sec}t %D %k", LogDialect.HTTPD);
        List<String> lines = new ArrayList<>();
        for (int page = 0; page < 500; page++) {
            for (int i = 0; i < 3; i++) {
                long second = 1_795_888_000L + page + (i * 4 + page % 3) / 10;
                lines.add("10.0." + page / 250 + "." + page % 250 + " " + (5000 + page) + " " + second + " 50000 " + i);
            }
        }
        Site site = Site.of(files(), fit(format, OptionalDouble.of(3), lines).finish(), OptionalInt.empty());
        assertThat(site.keys()).containsKey("users.open.rate");
        Path file = folder.resolve("site.yaml");
        site.write(file);
        assertThat(KeepAliveAnswer.of(Site.source(file), site.facts()).timeouts())
                .extracting(KeepAliveAnswer.OfTimeout::timeout)
                .containsExactly(0.0, 2.0, 3.0);
    }

    @Test
    void aNumberOfUsersNeedsTheirThinking() {
        LogFormat format = LogFormat.of("%h %{usec}t %D", LogDialect.HTTPD);
        LogFacts facts = fit(format, OptionalDouble.of(3), List.of("10.0.0.1 1795888000000000 50000"))
                .finish();
        assertThatThrownBy(() -> Site.of(files(), facts, OptionalInt.of(3)))
                .hasMessage(
                        "no client in the log asks twice, so it does not say how long users think, which --users needs");
    }

    @Test
    void moreConnectionsThanUsersContradictTheirNumber() {
        assertThat(site(10, OptionalInt.of(5)).contradictions())
                .singleElement()
                .asString()
                .endsWith("which are more than one for each of 5 users (--users)");
    }

    @Test
    void aShortLogIsSaidToBeOne() {
        LogFormat format = LogFormat.of("%h %{usec}t %D", LogDialect.HTTPD);
        LogFit fit = new LogFit(format, files().keepAliveTimeout());
        LogEntry entry = format.read("10.0.0.1 1795888000000000 50000");
        assertThat(entry).isNotNull();
        fit.add(entry);
        assertThat(Site.of(files(), fit.finish(), OptionalInt.empty()).assumptions())
                .contains("what follows is no more than a guess: the log has 1 request");
        assertThat(site(5, OptionalInt.empty()).assumptions()).noneMatch(said -> said.contains("guess"));
    }
}
