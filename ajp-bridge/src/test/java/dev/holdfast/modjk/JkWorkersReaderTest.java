package dev.holdfast.modjk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.config.ConfigurationException;
import dev.holdfast.config.Key;
import dev.holdfast.config.Origin;
import dev.holdfast.config.Remark;
import dev.holdfast.config.Setting;
import dev.holdfast.modjk.JkWorker.Ajp;
import dev.holdfast.modjk.JkWorker.LoadBalancer;
import dev.holdfast.modjk.JkWorker.PingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

final class JkWorkersReaderTest {
    private final List<Remark> remarks = new ArrayList<>();

    private JkWorkers read(String... lines) {
        JkWorkersReader reader = new JkWorkersReader(Map.of("ENV", "fromEnvironment"), remarks);
        reader.addFile("w", String.join("\n", lines));
        return reader.workers(new Setting<>(25, Origin.DEFAULT));
    }

    private Ajp ajp(String... lines) {
        return (Ajp) read(lines).workers().get(0);
    }

    private List<String> said() {
        return remarks.stream().map(Remark::toString).toList();
    }

    @Test
    void aWorkerHasItsDefaults() {
        Ajp worker = ajp("worker.list=a", "worker.a.host=back");
        assertThat(worker.origin()).hasToString("w:2");
        assertThat(worker.settings().get(Ajp.HOST)).hasToString("back (w:2)");
        assertThat(worker.settings().get(Ajp.PORT)).hasToString("8009 (default)");
        assertThat(worker.settings().get(Ajp.CONNECTION_POOL_SIZE))
                .hasToString("25 (default from threads of one process)");
        assertThat(worker.settings().get(Ajp.CONNECTION_POOL_MINSIZE))
                .hasToString("13 (default from connection_pool_size)");
        assertThat(worker.settings().value(Ajp.CONNECTION_POOL_TIMEOUT)).isZero();
        assertThat(worker.settings().value(Ajp.CONNECTION_ACQUIRE_TIMEOUT)).isEqualTo(Duration.ofMillis(200));
        assertThat(worker.settings().value(Ajp.PING_MODE)).isEmpty();
        assertThat(worker.settings().value(Ajp.PING_TIMEOUT)).isEqualTo(Duration.ofSeconds(10));
        assertThat(worker.settings().value(Ajp.CONNECT_TIMEOUT)).isZero();
        assertThat(worker.settings().value(Ajp.SOCKET_CONNECT_TIMEOUT)).isZero();
        assertThat(worker.settings().value(JkWorker.RETRIES)).isEqualTo(2);
        assertThat(worker.settings().value(Ajp.MAX_PACKET_SIZE)).isEqualTo(8192);
        assertThat(worker.settings().value(JkWorker.SECRET)).isEmpty();
        assertThat(remarks).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "worker.a.port=$(P),w:2: port must be known",
        "worker.a.port=${P},w:2: port must be known",
        "worker.a.socket_keepalive=$(K),w:2: socket_keepalive must be known",
        "worker.a.activation=$(A),w:2: activation must be known",
        "worker.list=$(W),w:2: there is no value here for the variable in the name of a worker: $(W)",
    })
    void theNameOfAVariableIsNotTheDefault(String line, String message) {
        assertThatThrownBy(() -> read("worker.list=a", line))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void withoutAListThereIsAjp13() {
        JkWorkers workers = read("worker.x.host=y");
        assertThat(workers.workers()).extracting(JkWorker::name).containsExactly("ajp13");
        assertThat(said())
                .containsExactly(
                        "default: worker.ajp13: has no properties; mod_jk takes localhost:8009 for it (IGNORED)");
        assertThat(workers.maintain()).hasToString("PT1M (default)");
        assertThat(read("worker.maintain=30").maintain()).hasToString("PT30S (w:1)");
    }

    @Test
    void computedDefaultsFollowOtherSettings() {
        Ajp worker = ajp(
                "worker.list=a",
                "worker.a.connection_pool_size=10",
                "worker.a.retries=3",
                "worker.a.retry_interval=50",
                "worker.a.socket_timeout=7",
                "worker.a.ping_mode=A",
                "worker.a.ping_timeout=5000",
                "worker.a.prepost_timeout=100");
        assertThat(worker.settings().value(Ajp.CONNECTION_POOL_MINSIZE)).isEqualTo(5);
        assertThat(worker.settings().value(Ajp.CONNECTION_ACQUIRE_TIMEOUT)).isEqualTo(Duration.ofMillis(150));
        assertThat(worker.settings().value(Ajp.SOCKET_CONNECT_TIMEOUT)).isEqualTo(Duration.ofSeconds(7));
        assertThat(worker.settings().value(Ajp.PING_MODE)).containsExactlyInAnyOrder(PingMode.values());
        assertThat(worker.settings().value(Ajp.CONNECT_TIMEOUT)).isEqualTo(Duration.ofSeconds(5));
        assertThat(worker.settings().value(Ajp.PREPOST_TIMEOUT)).isEqualTo(Duration.ofMillis(100));
        assertThat(worker.settings().value(Ajp.CONNECTION_PING_INTERVAL)).isEqualTo(Duration.ofSeconds(50));
    }

    @ParameterizedTest
    @CsvSource({
        "port=8010x,port,8010",
        "port=abc,port,8009",
        "retries=0,retries,1",
        "max_packet_size=9000,max_packet_size,9216",
        "max_packet_size=64k,max_packet_size,65536",
        "max_packet_size=1m,max_packet_size,65536",
        "max_packet_size=100,max_packet_size,8192",
        "socket_keepalive=1,socket_keepalive,true",
        "socket_keepalive=Off,socket_keepalive,false",
        "socket_keepalive=yes,socket_keepalive,true",
        "socket_keepalive=2,socket_keepalive,false",
        "ping_mode=CP,ping_mode,'[CONNECT, PREPOST]'",
        "'fail_on_status=404,-503 500',fail_on_status,'[404, -503, 500]'",
        "activation=d,activation,DISABLED",
        "activation=2,activation,STOPPED",
        "activation=x,activation,ACTIVE",
        "reply_timeout=-1,reply_timeout,PT0S",
        "socket_buffer=100,socket_buffer,8192",
        "cachesize=7,connection_pool_size,7",
        "cache_timeout=9,connection_pool_timeout,PT9S",
        "jvm_route=r,route,r",
        "disabled=true,activation,DISABLED",
        "stopped=1,activation,STOPPED"
    })
    void valuesAreReadAsModJkReadsThem(String line, String key, String expected) {
        Ajp worker = ajp("worker.list=a", "worker.a." + line);
        Key<?> found =
                Ajp.KEYS.stream().filter(k -> k.name().equals(key)).findFirst().orElseThrow();
        Object value = worker.settings().value(found);
        if (value instanceof java.util.Set<?> set) {
            value = set.stream().sorted().toList();
        }
        assertThat(value).hasToString(expected);
    }

    @Test
    void oddValuesAreNoted() {
        ajp(
                "worker.list=a",
                "worker.a.port=abc",
                "worker.a.retries=0",
                "worker.a.cachesize=5",
                "worker.a.recycle_timeout=5");
        assertThat(said())
                .containsExactly(
                        "w:4: worker.a.cachesize: mod_jk's manual says connection_pool_size instead of cachesize (DEPRECATED)",
                        "w:5: worker.a.recycle_timeout: mod_jk accepts it and takes no notice of it (DEPRECATED)",
                        "w:2: worker.a.port: port: \"abc\" is no number and taken as 8009 (ADJUSTED)",
                        "w:3: worker.a.retries: retries: 0 is taken as 1 (ADJUSTED)");
    }

    @Test
    void theNewNameWinsOverTheOld() {
        Ajp worker = ajp(
                "worker.list=a",
                "worker.a.cachesize=5",
                "worker.a.connection_pool_size=6",
                "worker.a.disabled=1",
                "worker.a.activation=A");
        assertThat(worker.settings().value(Ajp.CONNECTION_POOL_SIZE)).isEqualTo(6);
        assertThat(worker.settings().value(Ajp.ACTIVATION)).isEqualTo(JkWorker.Activation.ACTIVE);
    }

    @Test
    void commentsBlanksAndVariablesAreModJks() {
        Ajp worker = ajp(
                "# comment",
                "",
                "  home = /opt # comment",
                "worker.list=a",
                "worker.a.secret=$(home)/$(ENV)/$(nothing)",
                "just words",
                "worker.a.port=");
        assertThat(worker.settings().value(JkWorker.SECRET)).contains("/opt/fromEnvironment/$(nothing)");
        assertThat(said())
                .containsExactly(
                        "w:5: $(nothing): there is no such property above, nor in the environment; it stays as it is (IGNORED)",
                        "w:6: just words: mod_jk takes no notice of a line without name, = and value (IGNORED)",
                        "w:7: worker.a.port: mod_jk takes no notice of a line without name, = and value (IGNORED)");
    }

    @Test
    void referencesAreFollowed() {
        JkWorkers workers = read(
                "worker.list=a,b",
                "worker.base.port=8010",
                "worker.base.ping_mode=C",
                "worker.template.reference=worker.base",
                "worker.template.reply_timeout=5000",
                "worker.a.reference=worker.template",
                "worker.a.host=one",
                "worker.b.reference=worker.template",
                "worker.b.host=two",
                "worker.b.port=8011");
        Ajp a = (Ajp) workers.worker("a").orElseThrow();
        assertThat(a.settings().get(Ajp.PORT)).hasToString("8010 (w:2)");
        assertThat(a.settings().value(Ajp.REPLY_TIMEOUT)).isEqualTo(Duration.ofSeconds(5));
        assertThat(a.settings().value(Ajp.CONNECT_TIMEOUT)).isEqualTo(Duration.ofSeconds(10));
        assertThat(((Ajp) workers.worker("b").orElseThrow()).settings().value(Ajp.PORT))
                .isEqualTo(8011);
        assertThat(workers.worker("template")).isEmpty();
    }

    @Test
    void aLoadBalancerHasMembers() {
        LoadBalancer lb = (LoadBalancer) read(
                        "worker.list=lb",
                        "worker.lb.type=lb",
                        "worker.lb.balance_workers=n1",
                        "worker.lb.balance_workers=n2 n3",
                        "worker.lb.method=B",
                        "worker.lb.recover_time=20",
                        "worker.lb.secret=s",
                        "worker.n1.host=h1",
                        "worker.n1.lbfactor=3",
                        "worker.n1.route=rack1.n1",
                        "worker.n2.host=h2",
                        "worker.n2.secret=own",
                        "worker.n3.port=0")
                .workers()
                .get(0);
        assertThat(lb.members()).extracting(JkWorker::name).containsExactly("n1", "n2", "n3");
        assertThat(lb.settings().value(LoadBalancer.METHOD)).isEqualTo(JkWorker.Method.BUSYNESS);
        assertThat(lb.settings().value(LoadBalancer.ERROR_ESCALATION_TIME)).isEqualTo(Duration.ofSeconds(10));
        assertThat(lb.settings().value(LoadBalancer.STICKY_SESSION)).isTrue();
        Ajp first = lb.members().get(0);
        assertThat(first.settings().value(Ajp.LBFACTOR)).isEqualTo(3);
        assertThat(first.settings().get(Ajp.DOMAIN)).hasToString("rack1 (default from route)");
        assertThat(first.settings().get(JkWorker.SECRET)).hasToString("Optional[s] (w:7)");
        assertThat(lb.members().get(1).settings().value(JkWorker.SECRET)).contains("own");
        assertThat(lb.members().get(1).settings().get(Ajp.ROUTE)).hasToString("n2 (default from name)");
        assertThat(lb.members().get(2).settings().value(Ajp.ACTIVATION)).isEqualTo(JkWorker.Activation.STOPPED);
    }

    @Test
    void lastOfTwoLinesWins() {
        assertThat(ajp("worker.list=a", "worker.a.port=1", "worker.a.port=2")
                        .settings()
                        .value(Ajp.PORT))
                .isEqualTo(2);
        assertThat(said()).containsExactly("w:3: worker.a.port: replaces the value of w:2 (IGNORED)");
    }

    @Test
    void statusPagesAreGaps() {
        JkWorkers workers = read("worker.list=s,a", "worker.s.type=status", "worker.a.type=ajp14");
        assertThat(workers.workers().get(0)).isInstanceOf(JkWorker.Status.class);
        assertThat(said())
                .containsExactly(
                        "w:2: worker.s.type: there is no status page (UNSUPPORTED)",
                        "w:3: worker.a.type: ajp14 is treated as ajp13 (UNSUPPORTED)");
    }

    @Test
    void bitsWithoutAMeaningAreNoneOfRecoveryOptions() {
        assertThat(ajp("worker.list=a", "worker.a.recovery_options=99")
                        .settings()
                        .value(Ajp.RECOVERY_OPTIONS))
                .isEqualTo(3);
        assertThat(said())
                .containsExactly(
                        "w:2: worker.a.recovery_options: recovery_options: 99 is taken as 3, since other bits have no meaning (ADJUSTED)");
        assertThat(ajp("worker.list=a", "worker.a.recovery_options=31")
                        .settings()
                        .value(Ajp.RECOVERY_OPTIONS))
                .isEqualTo(31);
    }

    /** Those that mod_jk 1.2.50 starts with. */
    @Test
    void everyAttributeOfModJkIsKnown() {
        String all =
                "activation bad balance_workers balanced_workers bridge busy_limit cache_timeout cachesize class_path"
                        + " cmd_line connection_acquire_timeout connection_ping_interval connection_pool_minsize"
                        + " connection_pool_size connection_pool_timeout css distance doctype domain error_escalation_time"
                        + " fail_on_status good jvm_lib jvm_route lb_retries lbfactor ld_path local_worker local_worker_only"
                        + " max_packet_size max_reply_timeouts method ms mx native_lib ping_mode ping_timeout prefer_ipv6 prefix"
                        + " prepost_timeout read_only recover_time recovery_options recycle_timeout redirect reply_timeout"
                        + " retry_interval secretkey session_cookie_path session_path set_session_cookie socket_buffer"
                        + " socket_connect_timeout socket_keepalive socket_timeout source stderr stdout sticky_session"
                        + " sticky_session_force stopped sysprops user user_case_insensitive xmlns host port type secret retries"
                        + " route disabled ns lock session_cookie connect_timeout mount";
        for (String attribute : all.split(" ", -1)) {
            assertThatCode(() -> read("worker.list=a", "worker.other." + attribute + "=1"))
                    .as(attribute)
                    .doesNotThrowAnyException();
        }
    }

    static Stream<Arguments> malformed() {
        return Stream.of(
                Arguments.of(
                        "worker.list=a\nworker.a.hots=x",
                        "w:2: worker.a.hots: mod_jk knows no such attribute, and httpd would not start"),
                Arguments.of(
                        "worker.list=a\nworker.a.type=jni",
                        "w:2: worker.a.type must be one of ajp13, ajp14, lb, status: \"jni\""),
                Arguments.of(
                        "worker.list=a\nworker.a.type=lb",
                        "w:2: worker.a.balance_workers must name at least one worker"),
                Arguments.of(
                        "worker.list=a\nworker.a.type=lb\nworker.a.balance_workers=a2\nworker.a2.type=status",
                        "w:3: worker.a: its member a2 is no AJP worker"),
                Arguments.of(
                        "worker.list=a\nworker.a.type=lb\nworker.a.balance_workers=b,c\nworker.b.route=r\nworker.c.route=r",
                        "w:3: worker.a: two members have the route \"r\""),
                Arguments.of(
                        "worker.a.reference=worker.b", "w:1: worker.a.reference: there is nothing of \"worker.b\""),
                Arguments.of(
                        "worker.a.reference=worker.b\nworker.b.reference=worker.a",
                        "w:1: references go round in a circle: worker.a.reference -> worker.b.reference -> worker.a.reference"),
                Arguments.of(
                        "a=" + "x".repeat(9000),
                        "w:1: the line has more than 8192 characters, and mod_jk would cut it"),
                Arguments.of("a=\u0000", "w:1: the line has a NUL byte: this is not a text file"),
                Arguments.of("a=x\nb=" + "$(a)".repeat(30), "w:2: more than 20 variables in one value"));
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void malformedPropertiesAreRefused(String text, String message) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(message);
    }

    @Test
    void aLoadBalancerCannotContainItself() {
        assertThatThrownBy(() -> read("worker.list=a", "worker.a.type=lb", "worker.a.balance_workers=a"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("w:3: worker.a: its member a is no AJP worker");
    }
}
