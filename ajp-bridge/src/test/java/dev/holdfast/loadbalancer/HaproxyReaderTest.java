package dev.holdfast.loadbalancer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.config.ConfigurationException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

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
