package dev.holdfast.words;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.mpm.ConnectionSettings;
import dev.holdfast.mpm.EventSettings;
import dev.holdfast.mpm.MpmSettings;
import dev.holdfast.mpm.PreforkSettings;
import dev.holdfast.mpm.WorkerSettings;
import dev.holdfast.pool.ModJkPoolSettings;
import dev.holdfast.pool.ModProxyPoolSettings;
import dev.holdfast.pool.NativePoolSettings;
import dev.holdfast.settings.ConfigurationException;
import dev.holdfast.settings.SettingsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FrontWordsTest {
    @TempDir
    Path directory;

    private SettingsFile file(String... lines) throws IOException, ConfigurationException {
        return SettingsFile.read(Files.write(directory.resolve("front.yaml"), List.of(lines)));
    }

    @Test
    void withoutAWordTheFrontIsNative() throws Exception {
        FrontWords words = new FrontWords(file("pool: {kind: native}"));
        assertThat(words.model()).isEqualTo(FrontModel.NATIVE);
        assertThat(words.mpm()).isEmpty();
    }

    @Test
    void eachModelHasHttpdsDefaults() throws Exception {
        assertThat(new FrontWords(file("front: {model: prefork}")).mpm()).contains(PreforkSettings.DEFAULT);
        assertThat(new FrontWords(file("front: {model: worker}")).mpm()).contains(WorkerSettings.DEFAULT);
        assertThat(new FrontWords(file("front: {model: event}")).mpm()).contains(EventSettings.DEFAULT);
    }

    @Test
    void everyWordIsTaken() throws Exception {
        MpmSettings prefork = new FrontWords(file(
                        "front: {model: prefork, maxRequestWorkers: 10, keepAlive: true, keepAliveTimeout: 3s,",
                        "  maxKeepAliveRequests: 0, listenBacklog: 7, timeout: 30s, requestReadTimeout: 0s,",
                        "  serverLimit: 20, startServers: 4, minSpareServers: 2, maxSpareServers: 6,",
                        "  gracefulShutdownTimeout: 9s, maxConnectionsPerChild: 500}"))
                .mpm()
                .orElseThrow();
        ConnectionSettings connections = new ConnectionSettings(
                true, Duration.ofSeconds(3), 0, Duration.ofSeconds(30), Duration.ZERO, 7, Duration.ofSeconds(9), 500);
        assertThat(prefork)
                .isEqualTo(new PreforkSettings(connections, 20, 10, 4, 2, 6, PreforkSettings.DEFAULT.childPick()));
        MpmSettings event = new FrontWords(file(
                        "front: {model: event, serverLimit: 2, threadsPerChild: 10, maxRequestWorkers: 20,",
                        "  asyncRequestWorkerFactor: 1.5, startServers: 2, minSpareThreads: 1, maxSpareThreads: 20}"))
                .mpm()
                .orElseThrow();
        assertThat(event)
                .isEqualTo(EventSettings.DEFAULT.withFixedServers(2, 10).withAsyncRequestWorkerFactor(1.5));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "event, threadsPerChild: 10, maxRequestWorkers: 15 | front.maxRequestWorkers: 15 becomes 10, since it is a multiple of front.threadsPerChild, and at most front.serverLimit times that",
                "worker, threadsPerChild: 10, maxRequestWorkers: 30, serverLimit: 2 | front.maxRequestWorkers: 30 becomes 20, since it is a multiple of front.threadsPerChild, and at most front.serverLimit times that",
                "event, maxSpareThreads: 100 | front.maxSpareThreads: 100 becomes 101, since it is above front.minSpareThreads and front.threadsPerChild together",
                "worker, maxSpareThreads: 100 | front.maxSpareThreads: 100 becomes 101, since it is above front.minSpareThreads and front.threadsPerChild together",
                "event, asyncRequestWorkerFactor: 1.5 | front.asyncRequestWorkerFactor: 1.5 becomes 1, since it is whole, and at least 1",
                "prefork, serverLimit: 5, maxRequestWorkers: 10 | front.maxRequestWorkers: 10 becomes 5, since it is at most front.serverLimit",
                "prefork, maxRequestWorkers: 5, startServers: 6 | front.startServers: 6 becomes 5, since it is at most front.maxRequestWorkers",
                "prefork, maxSpareServers: 5 | front.maxSpareServers: 5 becomes 6, since it is above front.minSpareServers",
            })
    void whatHttpdWouldAdjustIsSaid(String words, String line) throws Exception {
        FrontWords front = new FrontWords(file("front: {model: " + words + "}"));
        assertThat(front.adjustments(front.mpm().orElseThrow()))
                .containsExactly(directory.resolve("front.yaml") + ":1: " + line);
    }

    @Test
    void whatIsNotGivenIsNotSaidToBeAdjusted() throws Exception {
        for (String words : List.of(
                "event", "worker, threadsPerChild: 30", "prefork, serverLimit: 5", "event, maxRequestWorkers: 50")) {
            FrontWords front = new FrontWords(file("front: {model: " + words + "}"));
            assertThat(front.adjustments(front.mpm().orElseThrow())).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "mod_jk, 8193, 9216",
        "mod_proxy, 9000, 9216",
        "mod_jk, 9216, 9216",
        "native, 8193, 8193",
        "mod_jk, 100, 100",
        "mod_jk, 65537, 65537"
    })
    void aPacketsSizeIsTheNextMultipleWhereItIsInHttpd(String kind, int given, int used) throws Exception {
        GatewayWords words = new GatewayWords(
                file("pool: {kind: " + kind + "}", "back: {max_packet_size: " + given + "}"), Optional.empty());
        assertThat(words.maxPacketSize()).isEqualTo(used);
        List<String> lines = List.of(directory.resolve("front.yaml") + ":2: back.max_packet_size: " + given
                + " becomes " + used + ", since it is a multiple of 1024");
        assertThat(words.adjustments()).isEqualTo(given == used ? List.of() : lines);
    }

    @Test
    void aBudgetIsSharedByTheProcessesOfEachFront() throws Exception {
        MpmSettings four = EventSettings.DEFAULT.withFixedServers(4, 10);
        SettingsFile budget = file("pool: {budget: 200, fleet_size: 3}");
        assertThat(new GatewayWords(budget, Optional.of(four)).pool())
                .isEqualTo(NativePoolSettings.DEFAULT.withConnectionPoolSize(16));
    }

    @Test
    void aChildsPoolHasAsManyConnectionsAsItHasThreads() throws Exception {
        SettingsFile modProxy = file("pool: {kind: mod_proxy}");
        Optional<MpmSettings> prefork = Optional.of(PreforkSettings.DEFAULT);
        Optional<MpmSettings> worker = Optional.of(WorkerSettings.DEFAULT);
        assertThat(new GatewayWords(modProxy, prefork).pool()).isEqualTo(ModProxyPoolSettings.forThreads(1));
        assertThat(new GatewayWords(modProxy, worker).pool()).isEqualTo(ModProxyPoolSettings.forThreads(25));
        assertThat(new GatewayWords(file("pool: {kind: mod_jk}"), worker).pool())
                .isEqualTo(ModJkPoolSettings.forThreads(25));
        assertThat(new GatewayWords(file("pool: {kind: native}"), Optional.empty()).pool())
                .isEqualTo(NativePoolSettings.DEFAULT);
    }

    @Test
    void onePlaceIsNoPreforkChild() throws Exception {
        SettingsFile onePlace = file("pool: {kind: mod_proxy, max: 1}");
        ModProxyPoolSettings pool =
                (ModProxyPoolSettings) new GatewayWords(onePlace, Optional.of(WorkerSettings.DEFAULT)).pool();
        assertThat(pool.prefork()).isFalse();
    }

    @Test
    void aPingIntervalIsDerivedFromLessThanASecondToo() throws Exception {
        SettingsFile pings = file("pool: {kind: mod_jk}", "back: {ping_mode: I, ping_timeout: 500ms}");
        ModJkPoolSettings pool = (ModJkPoolSettings) new GatewayWords(pings, Optional.empty()).pool();
        assertThat(pool.connectionPingInterval()).isEqualTo(Duration.ofSeconds(5));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "front.model: mpm | :1: front.model is \"mpm\", but must be native, prefork, worker or event",
                "front.keepAliveTimeout: 3s | :1: front.keepAliveTimeout is a word of prefork or worker or event, but front.model is native",
                "front: {model: prefork, threadsPerChild: 5} | :1: front.threadsPerChild is a word of worker or event, but front.model is prefork",
                "front: {model: event, listenBacklog: 0} | :1: front.listenBacklog must be 1 to 65535: 0",
                "front: {model: event, asyncRequestWorkerFactor: two} | :1: front.asyncRequestWorkerFactor is \"two\", but must be a number such as 2 or 1.5",
                "front: {model: worker, maxRequestWorkers: 10} | :1: front.maxRequestWorkers must be 25 or more: 10"
            })
    void whatIsWrongIsSaidWithKeyAndPlace(String line, String message) throws Exception {
        SettingsFile file = file(line);
        assertThatThrownBy(() -> new FrontWords(file).mpm())
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(directory.resolve("front.yaml") + message);
    }
}
