package dev.holdfast.loadbalancer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.config.ConfigurationException;
import dev.holdfast.config.Origin;
import dev.holdfast.config.Remark;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class HaproxyReaderTest {
    private final List<Remark> remarks = new ArrayList<>();

    private List<Upstream> read(String file, String text) {
        return HaproxyReader.read(file, text, Map.of("HOST", "10.0.0.1", "TS", "1s"), remarks);
    }

    @Test
    void serversInheritFromDefaults() {
        List<Upstream> found = read("haproxy.cfg", """
                global
                    log "/dev/log # not a comment" local0
                defaults
                    mode http
                    timeout server 50000 # milliseconds
                frontend www
                    bind :80
                    timeout client 1m
                    default_backend web
                backend web
                    default-server pool-purge-delay 10s
                    server a 10.0.0.1:8080 maxconn 100 check
                    server b [::1]:8081 pool-purge-delay 2m
                listen other
                    timeout server 5m
                    option http-server-close
                    server c c.example pool-purge-delay 10s
                backend raw
                    mode tcp
                    server d 10.0.0.4:8009
                """);
        assertThat(found).extracting(Upstream::host).containsExactly("10.0.0.1", "[::1]", "c.example");
        assertThat(found).extracting(Upstream::port).containsExactly(8080, 8081, 80);
        Upstream first = found.get(0);
        assertThat(first.responseTimeout().orElseThrow()).hasToString("PT50S (haproxy.cfg:5)");
        assertThat(first.idle().orElseThrow().value()).isEqualTo(Duration.ofSeconds(10));
        assertThat(first.maxConnections().orElseThrow()).hasToString("100 (haproxy.cfg:12)");
        assertThat(found.get(1).idle().orElseThrow().value()).isEqualTo(Duration.ofMinutes(2));
        assertThat(found.get(2).idle()).isEmpty();
        assertThat(found.get(2).responseTimeout().orElseThrow().value()).isEqualTo(Duration.ofMinutes(5));
    }

    @ParameterizedTest
    @CsvSource({
        // defaults, frontend, backend, the delay after which half of the idle connections are closed
        "'','','',5",
        "option http-server-close,'','',",
        "option httpclose,'','',",
        "option http-server-close,'',no option http-server-close,",
        "option http-server-close,no option http-server-close,no option http-server-close,5",
        "option http-server-close,option http-keep-alive,option http-keep-alive,5",
        "option httpclose,no option http-server-close,no option http-server-close,",
        "'',option http-server-close,'',",
        "'','',option http-server-close,",
        "'','',default-server pool-max-conn 0,",
        "'','',default-server pool-purge-delay 0,",
        "'','',default-server pool-purge-delay 7s,7",
    })
    void connectionsAreKeptUnlessTheFrontendOrTheBackendCloses(
            String defaults, String frontend, String backend, Integer delay) {
        String text = """
                defaults
                  mode http
                  %s
                frontend www
                  %s
                  use_backend web if { path /x }
                backend web
                  %s
                  server a 127.0.0.1:8080
                """.formatted(defaults, frontend, backend);
        assertThat(read("f", text).get(0).idle().map(idle -> (int) idle.value().toSeconds()))
                .isEqualTo(Optional.ofNullable(delay));
    }

    @Test
    void anUnknownDelayIsNotTheDefault() {
        Upstream unknown = read("f", """
                backend web
                  mode http
                  server a 127.0.0.1:8080 pool-purge-delay "${D}"
                """).get(0);
        assertThat(unknown.idle()).isEmpty();
        assertThat(unknown.undecided()).contains("the value of pool-purge-delay");
    }

    @Test
    void oneFrontendThatKeepsConnectionsIsEnough() {
        assertThat(read("f", """
                        defaults
                          mode http
                        frontend a
                          option httpclose
                          default_backend web
                        frontend b
                          use_backend %[req.hdr(host)]
                        backend web
                          server a 127.0.0.1:8080
                        """).get(0).idle()).isPresent();
    }

    @Test
    void namesInDoubleQuotesStandForTheirValues() {
        List<Upstream> found = read("f", """
                global
                    presetenv HOST a.example
                    setenv TS 30s
                defaults
                    mode http
                    timeout server "${TS}"
                backend web
                    server a "$HOST":8080 maxconn "${MAX-7}"
                    server b "x\\$HOST" maxconn "${MAX}"
                    server c '$HOST' cookie "$"
                    server d "${NONE}:80"
                backend other
                    timeout server "${NONE[*]}"
                    server e e
                """);
        assertThat(found).extracting(Upstream::host).containsExactly("10.0.0.1", "x$HOST", "$HOST", "e");
        assertThat(found.get(0).responseTimeout().orElseThrow()).hasToString("PT30S (f:6)");
        assertThat(found.get(0).maxConnections().orElseThrow().value()).isEqualTo(7);
        assertThat(found.get(1).maxConnections()).isEmpty();
        assertThat(found.get(3).responseTimeout()).isEmpty();
        assertThat(remarks)
                .extracting(remark -> remark.origin() + " " + remark.directive() + " " + remark.why())
                .containsExactlyInAnyOrder(
                        "f:9 server there is no value here for ${MAX}",
                        "f:11 server there is no value here for ${NONE}:80",
                        "f:13 timeout there is no value here for ${NONE}");
    }

    @Test
    void whatAVariableWithoutValueSaysIsNotKnown() {
        List<Upstream> found = read("f", """
                defaults
                    mode http
                    timeout server "${T}"
                frontend a
                    option httpclose
                    default_backend web
                frontend b
                    use_backend "${B}" if x
                backend web
                    server a a pool-max-conn "${P}"
                    timeout server 5s
                    server b b maxconn "${M}"
                backend other
                    server c c pool-purge-delay "${D}" pool-max-conn 0
                backend tcp
                    mode "${MODE}"
                    server d d
                """);
        assertThat(found).extracting(Upstream::host).containsExactly("a", "b", "c");
        assertThat(found)
                .extracting(upstream -> upstream.undecided().orElse("") + "; "
                        + upstream.unknownTimeout().map(Origin::toString).orElse("") + "; "
                        + upstream.unknownMax().orElse(""))
                .containsExactly("the value of pool-max-conn; ; ", "; ; the value of maxconn", "; f:3; ");
        assertThat(found).extracting(upstream -> upstream.idle().isPresent()).containsExactly(false, true, false);
    }

    @Test
    void whatDependsOnTheVersionIsLeftOutAndSaidToBe() {
        List<Upstream> found = read("f", """
                .if !version_atleast(2.4)
                .alert "too old"
                .endif
                .if feature(QUIC)
                global
                    .if defined(X)
                    maxconn 5
                    .endif
                .else
                defaults
                    mode tcp
                .endif
                listen web
                    mode http
                    server a a
                .endif
                    server b b
                """);
        assertThat(found).extracting(Upstream::host).containsExactly("a", "b");
        assertThat(remarks)
                .extracting(remark -> remark.origin() + " " + remark.why())
                .containsExactly("f:5 what is between .if and .endif depends on the HAProxy that reads it");
    }

    @Test
    void whatHaproxyWouldRefuseIsAnErrorWithItsLine() {
        assertThatThrownBy(() -> read("f", "mode http"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("f:1: must be in a section");
        assertThatThrownBy(() -> read("f", "defaults\n timeout server soon"))
                .hasMessageStartingWith("f:2: must be a number with");
        assertThatThrownBy(() -> read("f", "defaults\n log 'x")).hasMessage("f:2: a quote does not end: log 'x");
    }
}
