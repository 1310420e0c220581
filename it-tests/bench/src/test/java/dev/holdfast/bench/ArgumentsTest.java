package dev.holdfast.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.api.Test;

class ArgumentsTest {
    @Test
    void threadsHaveDefaults() {
        assertThat(peers("undertow-h2c 8080")).isEqualTo(new ServerArguments<>(Peers.Kind.UNDERTOW_H2C, 8080, 16, 2));
        assertThat(peers("jetty 65535 8 1")).isEqualTo(new ServerArguments<>(Peers.Kind.JETTY, 65_535, 8, 1));
    }

    @Test
    void tooFewOrTooManyAreToldTheUsage() {
        String usage =
                "usage: Peers undertow|undertow-servlet|undertow-h2c|tomcat|tomcat-ajp|undertow-proxy|jetty PORT [WORKERS [IO]]";
        refused(() -> peers("tomcat"), usage);
        refused(() -> peers("tomcat 80 1 1 1"), usage);
    }

    @Test
    void aWrongWordIsNamedWithWhatIsLegal() {
        refused(
                () -> peers("nginx 80"),
                "Peers: KIND is \"nginx\"; legal: undertow, undertow-servlet, undertow-h2c, tomcat, tomcat-ajp, undertow-proxy, jetty");
        refused(() -> peers("jetty http"), "Peers: PORT is \"http\"; legal: 1 to 65535");
        refused(() -> peers("jetty 0"), "Peers: PORT is \"0\"; legal: 1 to 65535");
        refused(() -> peers("jetty 65536"), "Peers: PORT is \"65536\"; legal: 1 to 65535");
        refused(() -> peers("jetty 80 none"), "Peers: WORKERS is \"none\"; legal: 1 to 10000");
        refused(() -> peers("jetty 80 1 0"), "Peers: IO is \"0\"; legal: 1 to 10000");
    }

    @Test
    void aLoadIsRead() {
        assertThat(load("http://127.0.0.1:8080/ 10000 5 64"))
                .isEqualTo(new ConstantRate.Load(URI.create("http://127.0.0.1:8080/"), 10_000, 5, 64, 2));
        assertThat(load("http://127.0.0.1:8080/ 10000 5 64 0").warmUpSeconds()).isZero();
        refused(
                () -> load("https://127.0.0.1/ 1 1 1"),
                "ConstantRate: URL is \"https://127.0.0.1/\"; legal: http://HOST[:PORT][/PATH]");
        refused(() -> load("http://h/ 0 1 1"), "ConstantRate: RATE is \"0\"; legal: 1 to 1000000");
        refused(() -> load("http://h/ 1 0.5 1"), "ConstantRate: SECONDS is \"0.5\"; legal: 1 to 86400");
    }

    private static ServerArguments<Peers.Kind> peers(String words) {
        return ServerArguments.parse("Peers", Peers.Kind.class, split(words));
    }

    private static ConstantRate.Load load(String words) {
        return ConstantRate.Load.parse(split(words));
    }

    private static String[] split(String words) {
        return words.split(" ", -1);
    }

    private static void refused(Runnable reading, String line) {
        assertThatThrownBy(reading::run)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(line);
    }
}
