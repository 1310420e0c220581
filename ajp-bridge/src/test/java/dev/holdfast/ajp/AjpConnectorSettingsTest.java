package dev.holdfast.ajp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

final class AjpConnectorSettingsTest {
    private static AjpConnector.Builder builder() {
        return AjpConnector.builder().handler(exchange -> {});
    }

    private static void assertRefused(ThrowingCallable code, String message) {
        assertThatThrownBy(code).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }

    @Test
    void everySettingHasARange() {
        assertRefused(() -> builder().maxThreads(0).build(), "maxThreads is 0, but must be 1 or more");
        assertRefused(() -> builder().acceptCount(0), "acceptCount is 0, but must be 1 or more");
        assertRefused(
                () -> builder().maxConnections(0).build(),
                "maxConnections is 0, but must be 1 or more, or -1 for no limit");
        assertRefused(() -> builder().packetSize(8191).build(), "packetSize is 8191, but must be 8192 to 65536 bytes");
        assertRefused(
                () -> builder().packetSize(65537).build(), "packetSize is 65537, but must be 8192 to 65536 bytes");
        assertRefused(() -> builder().maxHeaderCount(0).build(), "maxHeaderCount is 0, but must be 1 or more");
        assertRefused(
                () -> builder().maxEntitySize(0).build(),
                "maxEntitySize is 0, but must be 1 or more bytes, or -1 for no limit");
        assertRefused(
                () -> builder().secret("5\u20ac").build(),
                "secret has a character that AJP cannot carry, but must be of ISO 8859-1");
        assertRefused(() -> builder().secret("").build(), "secret is \"\", but must be not empty");
        assertRefused(() -> builder().bind("127.0.0.1", 65536), "port is 65536, but must be 0 to 65535");
        assertThatThrownBy(() -> builder().allowedRequestAttributesPattern("(").build())
                .hasMessageStartingWith("allowedRequestAttributesPattern is \"(\", but must be a regular expression: ");
        assertThatThrownBy(() -> AjpConnector.builder().build()).hasMessage("no handler");
    }

    @Test
    void whereOthersCanReachItASecretIsRequired() {
        assertRefused(
                () -> builder().bind("0.0.0.0", 0).build(),
                "bind is 0.0.0.0, but must be a loopback address as long as there is no secret"
                        + " (secretRequired(false) allows it on a network you trust)");
        assertThatCode(() -> builder().bind("0.0.0.0", 0).secret("s").build()).doesNotThrowAnyException();
        assertThatCode(() -> builder().bind("0.0.0.0", 0).secretRequired(false).build())
                .doesNotThrowAnyException();
    }

    @Test
    void theSecretIsNotTold() {
        assertThat(new FrontTrust("s3cret", true, null, true).toString()).doesNotContain("s3cret");
    }

    @Test
    void inTheBlockingModeThereAreAsManyConnectionsAsThreadsUnlessMoreAreHungUpOn() {
        AjpConnectorSettings d = AjpConnectorSettings.DEFAULTS;
        AjpLimits limits = d.limits();
        AjpThreads backlog = new AjpThreads(AjpMode.BLOCKING, 7, AjpOverload.BACKLOG, false);
        AjpThreads close = new AjpThreads(AjpMode.BLOCKING, 7, AjpOverload.CLOSE, false);
        assertThat(d.mostConnections()).isEqualTo(8192);
        assertThat(new AjpConnectorSettings(d.timeouts(), backlog, limits, d.trust()).mostConnections())
                .isEqualTo(7);
        assertThat(new AjpConnectorSettings(d.timeouts(), close, limits, d.trust()).mostConnections())
                .isEqualTo(8192);
    }
}
