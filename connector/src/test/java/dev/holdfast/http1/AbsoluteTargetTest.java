package dev.holdfast.http1;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AbsoluteTargetTest {
    @ParameterizedTest
    @CsvSource({
        "http://h, h, /",
        "http://h/, h, /",
        "HTTP://h:80/p?q, h:80, /p?q",
        "https://h?q, h, /?q",
        "http://[::1]:8080//p, [::1]:8080, //p",
        "http://h:/p, h:, /p",
        "http://h/http://g/, h, /http://g/",
    })
    void authorityAndPathAreTakenApart(String target, String authority, String pathAndQuery) {
        assertThat(AbsoluteTarget.parse(target)).isEqualTo(new AbsoluteTarget(authority, pathAndQuery));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "http:",
                "http:/h",
                "http:h",
                "http://",
                "http:///p",
                "http://:80/",
                "http://u:p@h/",
                "http://h:99999/",
                "http://[::1/",
                "ftp://h/",
                "ws://h/",
                "://h/",
                "/x://h/",
                "http ://h/"
            })
    void anythingElseIsNone(String target) {
        assertThat(AbsoluteTarget.parse(target)).isNull();
    }
}
