package dev.holdfast.host;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class VersionsTest {
    @Test
    void readsWhatServersPrint() {
        Versions versions = Versions.read(
                "v",
                "Server version: Apache/2.4.62 (Debian)\nServer built: 2024\nServer version: Apache Tomcat/11.0.10\n"
                        + "Server number:  11.0.10.0");
        assertThat(versions.httpd().orElseThrow()).hasToString("2.4.62 (v:1)");
        assertThat(versions.tomcat().orElseThrow()).hasToString("11.0.10 (v:3)");
        assertThat(Versions.read("v", "nginx version: nginx/1.22.1").httpd()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"2.4.66,2.4.67,true", "2.4.67,2.4.67,false", "2.4.100,2.4.67,false", "10.1.50,11.0.22,true"})
    void comparesNumbersNotText(String version, String other, boolean before) {
        assertThat(Versions.isBefore(version, other)).isEqualTo(before);
    }
}
