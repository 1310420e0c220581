package dev.holdfast.ajp;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AddressTextTest {
    @ParameterizedTest
    @CsvSource({
        "192.0.2.7, 192.0.2.7",
        "0.0.0.0, 0.0.0.0",
        "255.255.255.255, 255.255.255.255",
        "::1, 0:0:0:0:0:0:0:1",
        "2001:db8::7, 2001:db8:0:0:0:0:0:7",
        "fe80::1%eth0, fe80:0:0:0:0:0:0:1"
    })
    void literalsAreAddresses(String text, String expected) {
        InetSocketAddress address = AddressText.of(text, 80);
        assertThat(address.getAddress().getHostAddress()).isEqualTo(expected);
        assertThat(address.getPort()).isEqualTo(80);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost",
                "256.1.1.1",
                "1.2.3",
                "1.2.3.4.5",
                "1..2.3",
                "0001.2.3.4",
                "1.2.3.4 ",
                ":::",
                "g::1"
            })
    void anythingElseIsNotLookedUp(String text) {
        InetSocketAddress address = AddressText.of(text, 80);
        assertThat(address.isUnresolved()).isTrue();
        assertThat(address.getHostString()).isEqualTo(text);
    }
}
