package dev.holdfast.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.holdfast.mpm.EventSettings;
import dev.holdfast.mpm.PreforkSettings;
import dev.holdfast.pool.ModJkPoolSettings;
import dev.holdfast.pool.ModProxyPoolSettings;
import dev.holdfast.pool.NativePoolSettings;
import dev.holdfast.settings.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ScenarioReaderTest {
    private static final String PREFORK = """
            front: {model: prefork, maxRequestWorkers: 10, keepAlive: true, keepAliveTimeout: 3s, maxKeepAliveRequests: 0, listenBacklog: 511}
            pool:  {kind: mod_jk, connection_pool_size: 1}
            back:  {kind: tomcat-nio, maxThreads: 200, acceptCount: 100, maxConnections: 8192}
            users: {closed: 20, think: {exp: 1s}, reuse: pooled, finReaction: 0s}
            service: {exp: 50ms}
            run: {duration: 30m, warmup: auto, seed: 1}
            """;

    @TempDir
    private Path folder;

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("s.yaml"), text);
    }

    private Scenario read(String text) throws IOException, ConfigurationException {
        return ScenarioReader.read(file(text));
    }

    @Test
    void readsThePublishedExample() throws Exception {
        Scenario scenario = read(PREFORK);
        PreforkSettings front = (PreforkSettings) scenario.front().orElseThrow();
        assertThat(front.maxRequestWorkers()).isEqualTo(10);
        assertThat(front.connections().keepAliveTimeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(((ModJkPoolSettings) scenario.forwarding().pool()).connectionPoolSize())
                .isEqualTo(1);
        assertThat(scenario.forwarding().balancer()).isEmpty();
        assertThat(scenario.back()).isEqualTo(BackKind.TOMCAT_NIO.defaults());
        assertThat(scenario.users()).isEqualTo(Users.closed(20, new Distribution.Exp(Duration.ofSeconds(1))));
        assertThat(scenario.service()).isEqualTo(new Distribution.Exp(Duration.ofMillis(50)));
        assertThat(scenario.run()).isEqualTo(Run.DEFAULT);
    }

    @Test
    void readsEveryOtherKind() throws Exception {
        Files.writeString(folder.resolve("times.txt"), "# milliseconds\n12.5\n\n1s\n");
        Scenario scenario = read("""
                front: {model: event, serverLimit: 2, threadsPerChild: 10, maxRequestWorkers: 20, asyncRequestWorkerFactor: 1.5}
                pool: {kind: mod_proxy, max: 3, acquire: 200ms}
                balancer: {lbmethod: bybusyness}
                back: {kind: wildfly, maxThreads: 8, members: 2}
                users: {open: {rate: 90/m}, reuse: leaveOpen}
                service: {trace: times.txt}
                network: {requestRead: {lognormal: {mean: 5ms, cv: 2}}}
                kernel: {synRetries: "1s, 3s", childPick: longest_waiting}
                run: {warmup: 10s, restartAt: 300s}
                """);
        assertThat(((EventSettings) scenario.front().orElseThrow()).effectiveFactor())
                .isEqualTo(1);
        assertThat(((ModProxyPoolSettings) scenario.forwarding().pool()).acquire())
                .isEqualTo(Duration.ofMillis(200));
        assertThat(scenario.forwarding().balancer()).isPresent();
        assertThat(scenario.back().members()).isEqualTo(2);
        assertThat(((Population.Open) scenario.users().population()).ratePerSecond())
                .isCloseTo(1.5, within(1e-6));
        assertThat(scenario.service().meanNanos()).isEqualTo(506.25e6);
        assertThat(scenario.network().requestRead()).isEqualTo(new Distribution.Lognormal(Duration.ofMillis(5), 2));
        assertThat(scenario.kernel().synRetries()).isEqualTo(List.of(Duration.ofSeconds(1), Duration.ofSeconds(3)));
        assertThat(scenario.run().warmup()).contains(Duration.ofSeconds(10));
        assertThat(scenario.run().restartAt()).contains(Duration.ofMinutes(5));
    }

    @Test
    void theOneGatewayIsLeasedAllThatTheBackEndHas() throws Exception {
        String users = "users: {closed: 5, think: {const: 1s}}\nservice: {const: 1ms}\n";
        assertThat(read("pool: {budget: lease}\nback: {maxThreads: 90}\n" + users)
                        .forwarding()
                        .pool())
                .isEqualTo(NativePoolSettings.DEFAULT.withConnectionPoolSize(90));
        assertThat(read("pool: {budget: lease}\nback: {maxConnections: 30}\n" + users)
                        .forwarding()
                        .pool())
                .isEqualTo(NativePoolSettings.DEFAULT.withConnectionPoolSize(30));
        assertThat(read("pool: {budget: lease, connection_pool_size: 7}\n" + users)
                        .forwarding()
                        .pool())
                .isEqualTo(NativePoolSettings.DEFAULT.withConnectionPoolSize(7));
    }

    @Test
    void readsArrivalsThatComeInWaves() throws Exception {
        Scenario waves = read("""
                users: {open: {mmpp: {calmRate: 0/s, burstRate: 40/s, calm: 30s, burst: 10s}}}
                service: {bimodal: {fast: 20ms, slow: 800ms, slowShare: 0.1}}
                """);
        Population.Open open = (Population.Open) waves.users().population();
        assertThat(open.ratePerSecond()).isCloseTo(10, within(1e-9));
        // 1 + 2 x 40^2 x 1/4 x 3/4 / ((1/30 + 1/10) x 10)
        assertThat(open.arrivals().dispersion()).isCloseTo(451, within(1e-9));
        assertThat(waves.service().meanNanos()).isCloseTo(98e6, within(1e-3));
        assertThat(waves.service().cv()).isCloseTo(3.52, within(0.01));
        Files.writeString(folder.resolve("times.txt"), "100\n300\n");
        Scenario recorded = read("users: {open: {trace: times.txt}}\nservice: {const: 1ms}\n");
        assertThat(((Population.Open) recorded.users().population()).ratePerSecond())
                .isCloseTo(5, within(1e-9));
        Files.writeString(folder.resolve("times.txt"), "0\n");
        assertThatThrownBy(() -> read("users: {open: {trace: times.txt}}\nservice: {const: 1ms}\n"))
                .hasMessageContaining("s.yaml:1: users.open.trace must have a time above zero");
    }

    @Test
    void changesReplaceWhatTheFileSays() throws Exception {
        Path file = file(PREFORK);
        Scenario scenario = ScenarioReader.read(file, Map.of("users.closed", "5", "service.exp", "1s"));
        assertThat(scenario.users().population()).isEqualTo(new Population.Closed(5));
        assertThat(scenario.service().meanNanos()).isEqualTo(1e9);
        assertThatThrownBy(() -> ScenarioReader.read(file, Map.of("users.closed", "no")))
                .hasMessageContaining("users.closed=no is \"no\", but must be a whole number");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            users: {closd: 3}                       | s.yaml:1: unknown key users.closd; did you mean users.closed?
            service: {exponential: 3ms}             | s.yaml:1: unknown key service.exponential
            back: {kind: tomcat}                    | s.yaml:1: back.kind is "tomcat", but must be one of tomcat-nio, tomcat-bio
            back: {maxThreads: 0}                   | s.yaml:1: back.maxThreads must be 1 to 1000000: 0
            users: {closed: 3}                      | users.think is missing
            users: {closed: 0, think: {exp: 1s}}    | s.yaml:1: users.closed must be 1 to 1000000: 0
            users: {closed: 3, think: {exp: 0s}}    | s.yaml:1: users.think.exp must be above zero
            users: {closed: 3, think: {exp: 1s, const: 1s}} | it must be one
            users: {closed: 3, open: {rate: 3/s}}   | one of users.closed, users.open.rate, users.open.interval, users.open.trace and users.open.mmpp must be given
            users: {open: {rate: 3/s, mmpp: {calm: 1s}}} | users.open.trace and users.open.mmpp must be given
            users: {open: {rate: 3/s, mmpp: {calm: 1s}}} | s.yaml:1: users.open.mmpp.calm is given, but so is users.open.rate, and one of
            users: {closed: 3, think: {exp: 1s}, step: {at: 3s}} | s.yaml:1: users.step.at and users.step.closed must be given together, but only users.step.at is
            users: {closed: 3, think: {exp: 1s}, step: {closed: 3}} | s.yaml:1: users.step.at and users.step.closed must be given together, but only users.step.closed is
            users: {open: {mmpp: {calm: 1s}}}       | s.yaml:1: users.open.mmpp.calmRate is missing
            users: {open: {mmpp: {calm: 1s, burst: 1s, calmRate: 3/s, burstRate: 2/s}}} | s.yaml:1: users.open.mmpp.burstRate must be above calmRate
            users: {open: {mmpp: {calm: 0s, burst: 1s, calmRate: 0/s, burstRate: 2/s}}} | s.yaml:1: users.open.mmpp.calm must be above zero
            users: {open: {mmpp: {calm: 1s, burst: 1s, calmRate: 0, burstRate: 2/s}}} | users.open.mmpp.calmRate is "0", but must be a rate
            {users: {open: {rate: 1/s}}, service: {bimodal: {fast: 1ms, slow: 1s}}} | s.yaml:1: service.bimodal.slowShare is missing
            {users: {open: {rate: 1/s}}, service: {bimodal: {fast: 1ms, slow: 1s, slowShare: 1}}} | s.yaml:1: service.bimodal.slowShare must be above 0 and below 1
            {users: {open: {rate: 1/s}}, service: {bimodal: {fast: 1s, slow: 1ms, slowShare: 0.5}}} | s.yaml:1: service.bimodal.slow must be fast or more
            users: {open: {rate: 3}}                | s.yaml:1: users.open.rate is "3", but must be a rate such as 3/s
            users: {open: {rate: 3/s}}              | service is missing
            users: {open: {rate: 3/s}, start: together} | s.yaml:1: users.start is for users.closed
            users: {open: {interval: {const: 0s}}}  | users.open.interval.const must be above zero
            pool: {kind: mod_jk, smax: 3}           | s.yaml:1: pool.smax is a word of mod_proxy, but pool.kind is mod_jk
            users: {closed: 3, think: {exp: 300000000h}} | s.yaml:1: users.think.exp is "300000000h", but must be a duration such as 1500ms, 5s, 2m or PT5S, and at most 87600h
            users: {closed: 3, think: {const: PT-1S}} | s.yaml:1: users.think.const
            users: {open: {rate: 0.000000001/h}}    | s.yaml:1: users.open.rate is "0.000000001/h", but must be a rate such as
            {users: {closed: 1, think: {exp: 1s}}, service: {exp: 1s}, run: {duration: 3000000h}} | s.yaml:1: run.duration is "3000000h", but must be a duration
            front: {model: prefork, keepAliveTimeout: 3000000h} | s.yaml:1: front.keepAliveTimeout is "3000000h", but must be a duration
            {users: {closed: 1, think: {exp: 1s}}, service: {exp: 1s}, kernel: {synRetries: "1s,3000000h"}} | s.yaml:1: kernel.synRetries is
            {users: {closed: 1, think: {exp: 1s}}, service: {exp: 1s}, run: {replications: 100000}} | s.yaml:1: run.replications must be 1 to 500: 100000
            {users: {closed: 1, think: {const: 0s}}, service: {const: 0s}} | s.yaml:1: users.think.const and service are 0s
            users: {open: {rate: 1/s}, think: {lognormal: {mean: 1s}}} | users.think.lognormal.cv is missing
            """)
    void saysWhatIsWrongAndWhere(String text, String message) throws Exception {
        Path file = file(text + "\n");
        assertThatThrownBy(() -> ScenarioReader.read(file))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(message);
    }

    @Test
    void aTraceIsCheckedLineByLine() throws Exception {
        Files.writeString(folder.resolve("times.txt"), "12\nsoon\n");
        Path file = file("users: {open: {rate: 1/s}}\nservice: {trace: times.txt}\n");
        assertThatThrownBy(() -> ScenarioReader.read(file)).hasMessageContaining("times.txt:2: \"soon\" is no time");
        Files.writeString(folder.resolve("times.txt"), "\n");
        assertThatThrownBy(() -> ScenarioReader.read(file)).hasMessageContaining("s.yaml:2: service.trace must have");
        Files.delete(folder.resolve("times.txt"));
        assertThatThrownBy(() -> ScenarioReader.read(file))
                .hasMessageContaining("s.yaml:2: service.trace: ")
                .hasMessageEndingWith("times.txt cannot be read as a trace: no such file");
        Files.write(folder.resolve("times.txt"), new byte[] {'1', (byte) 0xff});
        assertThatThrownBy(() -> ScenarioReader.read(file))
                .hasMessageEndingWith("times.txt cannot be read as a trace: it is not text in UTF-8");
    }
}
