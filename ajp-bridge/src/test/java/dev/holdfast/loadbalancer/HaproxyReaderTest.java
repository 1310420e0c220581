package dev.holdfast.loadbalancer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.config.ConfigurationException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class HaproxyReaderTest {
    @Test
    void serversInheritFromDefaults() {
        List<Upstream> found = HaproxyReader.read("haproxy.cfg", """
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
        assertThat(HaproxyReader.read("f", text).get(0).idle().map(idle ->
                        (int) idle.value().toSeconds()))
                .isEqualTo(Optional.ofNullable(delay));
    }

    @Test
    void oneFrontendThatKeepsConnectionsIsEnough() {
        assertThat(HaproxyReader.read("f", """
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
    void whatHaproxyWouldRefuseIsAnErrorWithItsLine() {
        assertThatThrownBy(() -> HaproxyReader.read("f", "mode http"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("f:1: must be in a section");
        assertThatThrownBy(() -> HaproxyReader.read("f", "defaults\n timeout server soon"))
                .hasMessageStartingWith("f:2: must be a number with");
        assertThatThrownBy(() -> HaproxyReader.read("f", "defaults\n log 'x"))
                .hasMessage("f:2: a quote does not end: log 'x");
    }
}
