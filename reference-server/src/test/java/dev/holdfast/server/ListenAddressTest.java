package dev.holdfast.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ListenAddressTest {
    @ParameterizedTest
    @CsvSource({
        "0.0.0.0,::,http://0.0.0.0:81/",
        "0.0.0.0,0.0.0.0,http://0.0.0.0:81/",
        "::,::,http://[::]:81/",
        "127.0.0.1,127.0.0.1,http://127.0.0.1:81/",
        "::1,::1,http://[0:0:0:0:0:0:0:1]:81/"
    })
    void urlIsOneToConnectTo(String given, String bound, String url) throws Exception {
        assertThat(ListenAddress.uri("http", given, new InetSocketAddress(InetAddress.getByName(bound), 81)))
                .hasToString(url);
    }

    @Test
    void onlyHttpEndsInASlash() throws Exception {
        assertThat(ListenAddress.uri("ajp", "localhost", new InetSocketAddress(InetAddress.getLoopbackAddress(), 81)))
                .hasToString("ajp://127.0.0.1:81");
    }
}
