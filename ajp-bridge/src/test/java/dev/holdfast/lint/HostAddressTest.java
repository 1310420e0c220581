package dev.holdfast.lint;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class HostAddressTest {
    @ParameterizedTest
    @CsvSource({
        "*,'',0",
        "*:*,'',0",
        "*:80,'',80",
        "_DEFAULT_:443,'',443",
        "A.example,a.example,0",
        "10.0.0.1:8080,10.0.0.1,8080",
        "[::1],::1,0",
        "[::1]:80,::1,80",
        "0.0.0.0,'',0",
        "0.0.0.0:80,'',80",
        "[::]:80,'',80",
        "[::],'',0",
        "*:${PORT},'',-1",
        "*:http,'',-1",
    })
    void anAddressHasAHostAndAPort(String text, String host, int port) {
        assertThat(HostAddress.parse(text)).isEqualTo(new HostAddress(host, port));
    }
}
