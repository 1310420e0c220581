package dev.holdfast.server.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class HostNameTest {
    @ParameterizedTest
    @CsvSource({
        "shop.example.com, shop.example.com",
        "Shop.EXAMPLE.com, shop.example.com",
        "shop.example.com., shop.example.com",
        "shop.example.com:8080, shop.example.com",
        "shop.example.com.:8080, shop.example.com",
        "shop.example.com:, shop.example.com",
        "127.0.0.1:80, 127.0.0.1",
        "[::1]:80, [::1]",
        "[::1], [::1]",
        "'', ''",
    })
    void hostOfARequestIsWithoutCasePortAndLastDot(String header, String host) {
        assertThat(HostName.ofRequest(header)).isEqualTo(host);
    }

    @Test
    void requestWithoutAHostIsForTheDefaultOne() {
        assertThat(HostName.ofRequest(null)).isEqualTo(HostName.DEFAULT);
    }

    @ParameterizedTest
    @CsvSource({" Shop.example.COM , shop.example.com", "shop., shop", "default-host, default-host", "a_b-1, a_b-1"})
    void hostOfAnApplicationIsTheSame(String text, String host) {
        assertThat(HostName.of(text)).isEqualTo(host);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "a..b", "shop.example.com:80", "*.example.com", "[::1]", "a/b", "ü.de", "a b"})
    void whatIsNoNameIsRefused(String text) {
        assertThatThrownBy(() -> HostName.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'" + text
                        + "' is not the name of a host: expected one such as shop.example.com, without a port");
    }
}
