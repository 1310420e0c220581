package dev.holdfast.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.ajp13.AjpClientTimeouts;
import dev.holdfast.balance.HealthMethod;
import dev.holdfast.balance.HealthSettings;
import dev.holdfast.balance.ModJkBalancerSettings;
import dev.holdfast.balance.ModJkMethod;
import dev.holdfast.balance.ModProxyBalancerSettings;
import dev.holdfast.balance.ModProxyMethod;
import dev.holdfast.balance.NativeBalancerSettings;
import dev.holdfast.bridge.Backend;
import dev.holdfast.mpm.PreforkSettings;
import dev.holdfast.pool.ModJkPoolSettings;
import dev.holdfast.pool.ModProxyPoolSettings;
import dev.holdfast.pool.NativePoolSettings;
import dev.holdfast.pool.RecoveryOptions;
import dev.holdfast.settings.ConfigurationException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class GatewayConfigurationTest {
    private static final Backend PLAIN = Backend.parse("ajp://127.0.0.1");

    private static GatewayConfiguration of(String... sets) throws ConfigurationException {
        return new GatewayConfiguration(Configuration.read(Key.ofHttp(), null, Map.of(), List.of(sets), Map.of()));
    }

    @Test
    void withoutAnyKeyEverythingIsAtItsDefault() throws Exception {
        assertThat(of().apply(PLAIN)).isEqualTo(PLAIN);
        assertThat(of().balancer(2)).isEqualTo(NativeBalancerSettings.DEFAULT);
    }

    @Test
    void nativeWordsAreTaken() throws Exception {
        GatewayConfiguration configuration = of(
                "pool.connection_pool_size=8",
                "pool.connection_acquire_timeout=1s",
                "back.ping_after_idle=0s",
                "back.max_packet_size=16384",
                "balancer.sticky_session_force=true");
        Backend backend = configuration.apply(PLAIN);
        assertThat(backend.pool())
                .isEqualTo(NativePoolSettings.DEFAULT
                        .withConnectionPoolSize(8)
                        .withConnectionAcquireTimeout(Duration.ofSeconds(1)));
        assertThat(backend.timeouts().pingAfterIdle()).isZero();
        assertThat(backend.packetSize()).isEqualTo(16384);
        assertThat(((NativeBalancerSettings) configuration.balancer(2)).stickySessionForce())
                .isTrue();
    }

    @Test
    void modJksDefaultsFollowFromEachOtherAsThere() throws Exception {
        GatewayConfiguration configuration = of(
                "pool.kind=mod_jk",
                "pool.connection_pool_size=9",
                "pool.retries=3",
                "pool.recovery_options=17",
                "back.ping_mode=CI",
                "back.ping_timeout=2s",
                "balancer.method=Busyness",
                "balancer.recover_time=90s",
                "balancer.fail_on_status=500,-503");
        Backend backend = configuration.apply(PLAIN);
        ModJkPoolSettings pool = (ModJkPoolSettings) backend.pool();
        assertThat(pool.connectionPoolMinsize()).isEqualTo(5);
        assertThat(pool.recoveryOptions()).isEqualTo(new RecoveryOptions(17));
        assertThat(pool.connectionAcquireTimeout()).isEqualTo(Duration.ofMillis(300));
        assertThat(pool.connectionPingInterval()).isEqualTo(Duration.ofSeconds(20));
        assertThat(backend.timeouts().connectTimeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(backend.timeouts().prepostTimeout()).isZero();
        assertThat(backend.timeouts().replyTimeout()).isEqualTo(AjpClientTimeouts.NEVER);
        ModJkBalancerSettings balancer = (ModJkBalancerSettings) configuration.balancer(2);
        assertThat(balancer.method()).isEqualTo(ModJkMethod.BUSYNESS);
        assertThat(balancer.errorEscalationTime()).isEqualTo(Duration.ofSeconds(45));
        assertThat(balancer.failOnStatus()).isEqualTo(Set.of(500, -503));
    }

    @Test
    void whatIsNotTakenAsItIsGivenIsSaid() throws Exception {
        assertThat(of(
                                "front.model=event",
                                "front.threadsPerChild=10",
                                "front.maxRequestWorkers=15",
                                "pool.kind=mod_jk",
                                "back.max_packet_size=8193")
                        .adjustments())
                .containsExactly(
                        "--set: front.maxRequestWorkers: 15 becomes 10, since it is a multiple of front.threadsPerChild, and at"
                                + " most front.serverLimit times that",
                        "--set: back.max_packet_size: 8193 becomes 9216, since it is a multiple of 1024");
        assertThat(of("front.model=prefork", "front.serverLimit=5").adjustments())
                .isEmpty();
    }

    /** It counts its milliseconds by a hundred for whole seconds, so an interval there is from a tenth of a second on. */
    @ParameterizedTest
    @CsvSource({"2s,20", "500ms,5", "250ms,2", "100ms,1", "99ms,0"})
    void modJksPingIntervalIsTenPingTimeoutsInWholeSeconds(String pingTimeout, int seconds) throws Exception {
        Backend backend = of("pool.kind=mod_jk", "back.ping_mode=I", "back.ping_timeout=" + pingTimeout)
                .apply(PLAIN);
        assertThat(((ModJkPoolSettings) backend.pool()).connectionPingInterval())
                .isEqualTo(Duration.ofSeconds(seconds));
    }

    @Test
    void modProxysWordsAreTaken() throws Exception {
        GatewayConfiguration configuration = of(
                "pool.kind=mod_proxy",
                "pool.max=5",
                "pool.acquire=200ms",
                "back.ping=3s",
                "balancer.lbmethod=bytraffic");
        Backend backend = configuration.apply(PLAIN);
        ModProxyPoolSettings pool = (ModProxyPoolSettings) backend.pool();
        assertThat(pool.max()).isEqualTo(5);
        assertThat(pool.smax()).isEqualTo(5);
        assertThat(pool.acquire()).isEqualTo(Duration.ofMillis(200));
        assertThat(pool.prefork()).isFalse();
        assertThat(backend.timeouts().prepostTimeout()).isEqualTo(Duration.ofSeconds(3));
        ModProxyBalancerSettings balancer = (ModProxyBalancerSettings) configuration.balancer(2);
        assertThat(balancer.lbmethod()).isEqualTo(ModProxyMethod.BYTRAFFIC);
    }

    @Test
    void mod_proxysOnlyMemberIsPlainUnlessSomethingIsSaidOfABalancer() throws Exception {
        assertThat(of("pool.kind=mod_proxy").balancer(1)).isEqualTo(ModProxyBalancerSettings.PLAIN);
        assertThat(((ModProxyBalancerSettings) of("pool.kind=mod_proxy").balancer(2)).plain())
                .isFalse();
        assertThat(of("pool.kind=mod_proxy", "balancer.forcerecovery=false").balancer(1))
                .isEqualTo(
                        ModProxyBalancerSettings.DEFAULT.withSticky(true, false).withForceRecovery(false));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "pool.kind=apache | --set: pool.kind is \"apache\", but must be native, mod_jk or mod_proxy",
                "pool.max=5 | --set: pool.max is a word of mod_proxy, but pool.kind is native",
                "pool.connection_pool_size=0 | --set: pool.connection_pool_size must be 1 to 65535: 0",
                "pool.connection_pool_size=many | --set: pool.connection_pool_size is \"many\", but must be a whole number up to 2147483647",
                "back.max_packet_size=1 | --set: back.max_packet_size must be 8192 to 65536 bytes: 1",
                "balancer.recover_time=0s | --set: balancer.recover_time must be above zero: 0s",
                "front.model=apache | --set: front.model is \"apache\", but must be native, prefork, worker or event",
                "front.keepAliveTimeout=3s | --set: front.keepAliveTimeout is a word of prefork or worker or event, but front.model is native",
                "front.keepAliveTimout=3s | --set: unknown key front.keepAliveTimout; did you mean front.keepAliveTimeout?",
                "pool.conection_pool_size=5 | --set: unknown key pool.conection_pool_size; did you mean pool.connection_pool_size?"
            })
    void whatIsWrongIsSaidWithKeyAndPlace(String set, String message) {
        assertThatThrownBy(() -> {
                    GatewayConfiguration configuration = of(set);
                    configuration.apply(PLAIN);
                    configuration.balancer(2);
                })
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(message);
    }

    @Test
    void aFrontOfHttpdsHasItsWordsAndAPoolOfEachChild() throws Exception {
        assertThat(of().front()).isEmpty();
        GatewayConfiguration configuration = of(
                "front.model=prefork",
                "front.maxRequestWorkers=10",
                "front.keepAliveTimeout=3s",
                "pool.kind=mod_jk",
                "http.maxEntitySize=10");
        PreforkSettings front = (PreforkSettings) configuration.front().orElseThrow();
        assertThat(front.maxRequestWorkers()).isEqualTo(10);
        assertThat(front.connections().keepAliveTimeout()).isEqualTo(Duration.ofSeconds(3));
        ModJkPoolSettings pool = (ModJkPoolSettings) configuration.apply(PLAIN).pool();
        assertThat(pool.connectionPoolSize()).isEqualTo(1);
    }

    @Test
    void theListenersOwnWordsAreRefusedWithAFrontOfHttpds() {
        assertThatThrownBy(() -> of("front.model=event", "http.keepAliveTimeout=5s"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(
                        "--set: http.keepAliveTimeout is a word of native, but front.model is event, whose own begin with front.");
    }

    @Test
    void recoveryOptionsAreModJksAndItsBits() {
        assertThatThrownBy(
                        () -> of("pool.kind=mod_jk", "pool.recovery_options=32").apply(PLAIN))
                .hasMessage("--set: pool.recovery_options must be 0 to 31: 32");
        assertThatThrownBy(() -> of("pool.recovery_options=0"))
                .hasMessage("--set: pool.recovery_options is a word of mod_jk, but pool.kind is native");
    }

    @Test
    void socketTimeoutOfModJkIsForConnectsAndRepliesOfWhichNothingElseIsSaid() throws Exception {
        Backend silent = of("pool.kind=mod_jk", "back.socket_timeout=7s").apply(PLAIN);
        assertThat(silent.timeouts().replyTimeout()).isEqualTo(Duration.ofSeconds(7));
        assertThat(((ModJkPoolSettings) silent.pool()).socketConnectTimeout()).isEqualTo(Duration.ofSeconds(7));
        Backend other = of(
                        "pool.kind=mod_jk",
                        "back.socket_timeout=7s",
                        "back.reply_timeout=2s",
                        "pool.socket_connect_timeout=3s")
                .apply(PLAIN);
        assertThat(other.timeouts().replyTimeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(((ModJkPoolSettings) other.pool()).socketConnectTimeout()).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void flushingOfModProxyIsWhenAHeadGoesOn() throws Exception {
        assertThat(of("pool.kind=mod_proxy").apply(PLAIN).headWait()).isEqualTo(AjpClientTimeouts.NEVER);
        assertThat(of("pool.kind=mod_proxy", "back.flushpackets=auto")
                        .apply(PLAIN)
                        .headWait())
                .isEqualTo(Backend.DEFAULT_HEAD_WAIT);
        assertThat(of().apply(PLAIN).headWait()).isEqualTo(Backend.DEFAULT_HEAD_WAIT);
        assertThat(of("pool.kind=mod_proxy", "back.flushpackets=on")
                        .apply(PLAIN)
                        .headWait())
                .isZero();
        assertThat(of("pool.kind=mod_proxy", "back.flushwait=3ms").apply(PLAIN).headWait())
                .isEqualTo(AjpClientTimeouts.NEVER);
        assertThat(of("pool.kind=mod_proxy", "back.flushpackets=auto", "back.flushwait=3ms")
                        .apply(PLAIN)
                        .headWait())
                .isEqualTo(Duration.ofMillis(3));
        assertThatThrownBy(() ->
                        of("pool.kind=mod_proxy", "back.flushpackets=maybe").apply(PLAIN))
                .hasMessage("--set: back.flushpackets is \"maybe\", but must be on, off or auto");
    }

    @Test
    void statusesOfModProxyHaveNoMinus() {
        assertThatThrownBy(() ->
                        of("pool.kind=mod_proxy", "balancer.failonstatus=-503").balancer(2))
                .hasMessageStartingWith(
                        "--set: balancer.failonstatus is \"-503\", but must be statuses from 100 to 999");
    }

    private static final Backend HTTP = Backend.parse("http://127.0.0.1");

    @Test
    void healthIsCheckedByWhatTheBackEndSpeaks() throws Exception {
        HealthSettings ajp = of().health(PLAIN).orElseThrow();
        assertThat(ajp.method()).isEqualTo(HealthMethod.CPING);
        assertThat(ajp.interval()).isEqualTo(Duration.ofSeconds(10));
        assertThat(ajp.retryInterval()).isEqualTo(Duration.ofSeconds(1));
        assertThat(ajp.timeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(ajp.passes()).isEqualTo(1);
        assertThat(ajp.fails()).isEqualTo(3);
        assertThat(ajp.counting()).isEqualTo(HealthSettings.Counting.IN_A_ROW);
        assertThat(of().health(HTTP).orElseThrow().method()).isEqualTo(HealthMethod.TCP);
        assertThat(of("back.hcmethod=None").health(PLAIN)).isEmpty();
    }

    @Test
    void aPathMakesItARequest() throws Exception {
        HealthSettings checks = of(
                        "back.hcuri=/health",
                        "back.hcstatus=200, 204-205",
                        "back.hcinterval=500ms",
                        "back.hctimeout=2s",
                        "back.hcpasses=2",
                        "back.hcfails=4")
                .health(PLAIN)
                .orElseThrow();
        assertThat(checks)
                .isEqualTo(new HealthSettings(
                        HealthMethod.GET,
                        "/health",
                        Set.of(200, 204, 205),
                        Duration.ofMillis(500),
                        Duration.ofMillis(500),
                        Duration.ofSeconds(2),
                        2,
                        4,
                        HealthSettings.Counting.IN_A_ROW));
        assertThat(of("back.hcuri=/", "back.hcmethod=head")
                        .health(HTTP)
                        .orElseThrow()
                        .method())
                .isEqualTo(HealthMethod.HEAD);
    }

    @Test
    void inModJkNobodyIsCheckedAndInModProxyWhoeverIsToBe() throws Exception {
        assertThat(of("pool.kind=mod_jk").health(PLAIN)).isEmpty();
        assertThat(of("pool.kind=mod_proxy").health(PLAIN)).isEmpty();
        HealthSettings checks = of("pool.kind=mod_proxy", "back.hcmethod=GET11", "back.hcuri=/ok", "back.timeout=7s")
                .health(HTTP)
                .orElseThrow();
        assertThat(checks)
                .isEqualTo(new HealthSettings(
                        HealthMethod.GET,
                        "/ok",
                        HealthSettings.well(),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(7),
                        1,
                        1,
                        HealthSettings.Counting.IN_ALL));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ajp://a | pool.kind=mod_jk back.hcmethod=CPING | back.hcmethod is a word of native or mod_proxy, but pool.kind is mod_jk",
                "http://a | back.hcmethod=CPING | back.hcmethod is CPING, which a back end that speaks HTTP does not know",
                "ajp://a | back.hcmethod=PUT | back.hcmethod is \"PUT\", but must be none, tcp, cping, get, head or options",
                "ajp://a | pool.kind=mod_proxy back.hcfails=2 | back.hcfails means nothing without back.hcmethod",
                "ajp://a | back.hcmethod=get | uri must be a path that begins with a slash, and for GET one is needed, without blanks, of 2048 characters at most: ''",
                "ajp://a | back.hcuri=health | back.hcuri must be a path that begins with a slash, and for GET one is needed, without blanks, of 2048 characters at most: 'health'",
                "ajp://a | back.hcuri=/ back.hcstatus=399-200 | back.hcstatus is \"399-200\", but must be statuses or ranges of them such as 200,204 or 200-399",
                "ajp://a | back.hcinterval=0s | back.hcinterval must be above zero: 0s",
                "ajp://a | back.hcfails=0 | back.hcfails must be 1 to 100: 0"
            })
    void whatIsWrongWithChecksIsSaid(String uri, String sets, String message) {
        assertThatThrownBy(() -> of(sets.split(" ", -1)).health(Backend.parse(uri)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageEndingWith(message);
    }

    private static NativePoolSettings pool(Backend backend, String... sets) throws ConfigurationException {
        return (NativePoolSettings) of(sets).apply(backend).pool();
    }

    @Test
    void idleConnectionsAreClosedOrPingedBeforeAFirewallForgetsThem() throws Exception {
        NativePoolSettings soon = pool(PLAIN, "back.firewallIdle=30s");
        assertThat(soon.connectionPoolTimeout()).isEqualTo(Duration.ofSeconds(27));
        NativePoolSettings later = pool(PLAIN, "back.firewallIdle=5m");
        assertThat(later.connectionPoolTimeout()).isEqualTo(Duration.ofSeconds(50));
        NativePoolSettings kept = pool(
                PLAIN, "back.firewallIdle=5m", "pool.connection_pool_timeout=1h", "pool.connection_pool_minsize=2");
        assertThat(kept.connectionPoolTimeout()).isEqualTo(Duration.ofHours(1));
        assertThat(kept.connectionPingInterval()).isEqualTo(Duration.ofSeconds(270));
        NativePoolSettings http = pool(HTTP, "back.firewallIdle=30s");
        assertThat(http.connectionPoolTimeout()).isEqualTo(Duration.ofSeconds(27));
        assertThat(http.connectionPingInterval()).isZero();
        assertThat(of("back.firewallIdle=30s").firewallIdle()).isEqualTo(Duration.ofSeconds(30));
        assertThat(of().firewallIdle()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ajp://a | back.firewallIdle=1s | --set: back.firewallIdle must be 0s for none, or 2s or more",
                "http://a | back.firewallIdle=5m pool.connection_pool_timeout=5m | HTTP has no ping; set the first one below it",
                "http://a | back.firewallIdle=5m pool.connection_pool_minsize=1 | HTTP has no ping",
                "ajp://a | back.firewallIdle=5m pool.connection_pool_timeout=6m pool.connection_ping_interval=0s | pool.connection_pool_timeout is 6m, pool.connection_pool_minsize 0 and pool.connection_ping_interval 0s",
                "ajp://a | pool.kind=mod_jk back.firewallIdle=5m | set pool.JkWatchdogInterval above 0s",
                "ajp://a | pool.kind=mod_jk back.firewallIdle=5m pool.connection_ping_interval=2m | set pool.JkWatchdogInterval above 0s",
                "ajp://a | pool.kind=mod_jk back.firewallIdle=2m pool.connection_ping_interval=59s pool.JkWatchdogInterval=1s | so far below it",
                "http://a | pool.kind=mod_jk back.firewallIdle=5m pool.connection_ping_interval=1m pool.JkWatchdogInterval=1s | set pool.JkWatchdogInterval above 0s, and pool.connection_pool_timeout",
                "ajp://a | pool.kind=mod_proxy back.firewallIdle=5m | set pool.ttl below it, or pool.disablereuse=true",
                "ajp://a | pool.kind=mod_proxy back.firewallIdle=5m pool.ttl=300s | set pool.ttl below it"
            })
    void whatContradictsAFirewallIsSaid(String uri, String sets, String message) {
        assertThatThrownBy(() -> of(sets.split(" ", -1)).apply(Backend.parse(uri)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("--set: back.firewallIdle ")
                .hasMessageContaining(message.replace("--set: ", ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pool.kind=mod_jk back.firewallIdle=2m pool.connection_ping_interval=57s pool.JkWatchdogInterval=1s",
                "pool.kind=mod_jk back.firewallIdle=5m pool.connection_pool_timeout=60s pool.connection_pool_minsize=0 pool.JkWatchdogInterval=60s",
                "pool.kind=mod_proxy back.firewallIdle=5m pool.ttl=299s",
                "pool.kind=mod_proxy back.firewallIdle=5m pool.disablereuse=true"
            })
    void whatFitsIsTaken(String sets) throws Exception {
        assertThat(of(sets.split(" ", -1)).apply(PLAIN).pool()).isNotNull();
    }

    @Test
    void aBudgetIsSharedByTheFleet() throws Exception {
        assertThat(pool(PLAIN, "pool.budget=200").connectionPoolSize()).isEqualTo(200);
        assertThat(pool(PLAIN, "pool.budget=200", "pool.fleet_size=3").connectionPoolSize())
                .isEqualTo(66);
        assertThat(pool(PLAIN, "pool.budget=3", "pool.fleet_size=3").connectionPoolSize())
                .isEqualTo(1);
    }

    @Test
    void aBudgetIsLeasedFromAMemberThatSpeaksAjp() throws Exception {
        assertThat(pool(PLAIN, "pool.budget=lease")).isEqualTo(NativePoolSettings.DEFAULT.withMostLeased(65535));
        assertThat(pool(PLAIN, "pool.budget=lease", "pool.connection_pool_size=9"))
                .isEqualTo(NativePoolSettings.DEFAULT.withConnectionPoolSize(9).withMostLeased(9));
        assertThatThrownBy(() -> pool(Backend.parse("http://127.0.0.1"), "pool.budget=lease"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageEndingWith("pool.budget is lease, but a member speaks HTTP, and only over AJP is one asked");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "pool.budget=2 pool.fleet_size=3 | pool.budget is 2, but 3 pools are to share it",
                "pool.fleet_size=3 | pool.fleet_size means nothing without pool.budget",
                "pool.budget=9 pool.connection_pool_size=9 | pool.connection_pool_size is said by pool.budget already",
                "pool.budget=0 | pool.budget is \"0\", but must be 1 to 1000000, or lease",
                "pool.budget=Lease | pool.budget is \"Lease\", but must be 1 to 1000000, or lease",
                "pool.budget=lease pool.fleet_size=2 | pool.fleet_size means nothing where pool.budget is lease",
                "pool.kind=mod_jk pool.budget=lease | pool.budget is a word of native, but pool.kind is mod_jk",
                "front.model=event pool.budget=lease | pool.budget is lease, but each process of front.model has a pool of its own",
                "pool.budget=70000 | pool.budget is 70000, but one pool has 65535 at most"
            })
    void whatIsWrongWithABudgetIsSaid(String sets, String message) {
        assertThatThrownBy(() -> pool(PLAIN, sets.split(" ", -1)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageEndingWith(message);
    }
}
