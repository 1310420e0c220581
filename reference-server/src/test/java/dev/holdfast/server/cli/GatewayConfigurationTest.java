package dev.holdfast.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.ajp13.AjpClientTimeouts;
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
import dev.holdfast.settings.ConfigurationException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GatewayConfigurationTest {
    private static final Backend PLAIN = Backend.parse("ajp://127.0.0.1");

    private static GatewayConfiguration of(String... sets) throws ConfigurationException {
        return new GatewayConfiguration(Configuration.read(Key.ofHttp(), null, Map.of(), List.of(sets), Map.of()));
    }

    @Test
    void withoutAnyKeyEverythingIsAtItsDefault() throws Exception {
        assertThat(of().apply(PLAIN)).isEqualTo(PLAIN);
        assertThat(of().balancer()).isEqualTo(NativeBalancerSettings.DEFAULT);
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
        assertThat(((NativeBalancerSettings) configuration.balancer()).stickySessionForce())
                .isTrue();
    }

    @Test
    void modJksDefaultsFollowFromEachOtherAsThere() throws Exception {
        GatewayConfiguration configuration = of(
                "pool.kind=mod_jk",
                "pool.connection_pool_size=9",
                "pool.retries=3",
                "back.ping_mode=CI",
                "back.ping_timeout=2s",
                "balancer.method=Busyness",
                "balancer.recover_time=90s",
                "balancer.fail_on_status=500,-503");
        Backend backend = configuration.apply(PLAIN);
        ModJkPoolSettings pool = (ModJkPoolSettings) backend.pool();
        assertThat(pool.connectionPoolMinsize()).isEqualTo(5);
        assertThat(pool.connectionAcquireTimeout()).isEqualTo(Duration.ofMillis(300));
        assertThat(pool.connectionPingInterval()).isEqualTo(Duration.ofSeconds(20));
        assertThat(backend.timeouts().connectTimeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(backend.timeouts().prepostTimeout()).isZero();
        assertThat(backend.timeouts().replyTimeout()).isEqualTo(AjpClientTimeouts.NEVER);
        ModJkBalancerSettings balancer = (ModJkBalancerSettings) configuration.balancer();
        assertThat(balancer.method()).isEqualTo(ModJkMethod.BUSYNESS);
        assertThat(balancer.errorEscalationTime()).isEqualTo(Duration.ofSeconds(45));
        assertThat(balancer.failOnStatus()).isEqualTo(Set.of(500, -503));
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
        ModProxyBalancerSettings balancer = (ModProxyBalancerSettings) configuration.balancer();
        assertThat(balancer.lbmethod()).isEqualTo(ModProxyMethod.BYTRAFFIC);
        assertThat(balancer.ping()).isTrue();
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
                "balancer.recover_time=0s | --set: balancer.recover_time must be above zero: PT0S",
                "front.model=apache | --set: front.model is \"apache\", but must be native, prefork, worker or event",
                "front.keepAliveTimeout=3s | --set: front.keepAliveTimeout is a word of prefork or worker or event, but front.model is native",
                "front.keepAliveTimout=3s | --set: unknown key front.keepAliveTimout; did you mean front.keepAliveTimeout?",
                "pool.conection_pool_size=5 | --set: unknown key pool.conection_pool_size; did you mean pool.connection_pool_size?"
            })
    void whatIsWrongIsSaidWithKeyAndPlace(String set, String message) {
        assertThatThrownBy(() -> {
                    GatewayConfiguration configuration = of(set);
                    configuration.apply(PLAIN);
                    configuration.balancer();
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
    void statusesOfModProxyHaveNoMinus() {
        assertThatThrownBy(() ->
                        of("pool.kind=mod_proxy", "balancer.failonstatus=-503").balancer())
                .hasMessageStartingWith(
                        "--set: balancer.failonstatus is \"-503\", but must be statuses from 100 to 999");
    }
}
