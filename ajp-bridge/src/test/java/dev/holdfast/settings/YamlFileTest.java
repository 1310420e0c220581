package dev.holdfast.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.settings.SettingsFile.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class YamlFileTest {
    @TempDir
    private Path directory;

    @Test
    void keysOfMappingsMakeOneWithDotsBetween() throws Exception {
        SettingsFile yaml = SettingsFile.read(file("""
                # mine
                http:
                  port: 8081
                  keepAliveTimeout: 5s   # a text
                  restrictedUserAgents: "null"
                ajp.port: off
                admin: {port: 0x10, address: '::1'}
                """));
        assertThat(yaml.entries())
                .containsExactly(
                        Map.entry("http.port", new Entry("8081", 3)),
                        Map.entry("http.keepAliveTimeout", new Entry("5s", 4)),
                        Map.entry("http.restrictedUserAgents", new Entry("null", 5)),
                        Map.entry("ajp.port", new Entry("off", 6)),
                        Map.entry("admin.port", new Entry("0x10", 7)),
                        Map.entry("admin.address", new Entry("::1", 7)));
        assertThat(yaml.place("ajp.port")).isEqualTo(directory.resolve("holdfast.yaml") + ":6");
    }

    @ParameterizedTest
    @CsvSource({"''", "'# nothing'", "'---'", "'{}'"})
    void whatSaysNothingIsEmpty(String text) throws Exception {
        assertThat(YamlFile.read(file(text)).entries()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "http.port: 1~http: {port: 2} | :2: http.port is on line 1 already",
                "http:~  port: 1~  port: 2 | :3: http.port is on line 2 already",
                "a: 1~http:~  port: [1, 2] | :3: http.port is a list, but must be one value",
                "http:~  port: | :2: http.port has no value",
                "http: ~a: 1 | :1: http has no value",
                "just text | :1: must be key: value",
                "- http | :1: must be key: value",
                "? [a, b]~: c | :1: a key must be a text",
                "a: 1~b: {c: 2 | :2: not a YAML file: expected ',' or '}', but got <stream end>",
                "a: 1~b: @c | :2: not a YAML file: found character '@' that cannot start any token. (Do not use @ for indentation)",
                "a: *b | :1: not a YAML file: found undefined alias b",
                "a: &a {b: *a} | :1: has more than 16 levels",
                "a: 1~--- ~b: 2 | :2: not a YAML file: but found another document",
            })
    void whatIsNoSettingIsRefusedWithItsLine(String text, String message) throws Exception {
        Path file = file(text.replace('~', '\n'));
        assertThatThrownBy(() -> YamlFile.read(file))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(file + message);
    }

    @Test
    void aliasesCannotMakeItGrow() throws Exception {
        StringBuilder text = new StringBuilder("a: &a {");
        for (int i = 0; i < 250; i++) {
            text.append(i).append(": x, ");
        }
        text.append("}\n");
        for (int i = 0; i < 40; i++) {
            text.append("b").append(i).append(": *a\n");
        }
        Path file = file(text.toString());
        assertThatThrownBy(() -> YamlFile.read(file)).hasMessage(file + ":1: has more than 10000 values");
    }

    @Test
    void missingFileIsNamed() {
        Path missing = directory.resolve("missing.yml");
        assertThatThrownBy(() -> SettingsFile.read(missing)).hasMessage(missing + ": no such file");
    }

    private Path file(String text) throws IOException {
        return Files.writeString(directory.resolve("holdfast.yaml"), text);
    }
}
