package dev.holdfast.words;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.balance.Activation;
import dev.holdfast.balance.MemberSettings;
import dev.holdfast.settings.ConfigurationException;
import dev.holdfast.settings.SettingsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MemberWordsTest {
    @TempDir
    Path directory;

    private MemberWords words(String... lines) throws IOException, ConfigurationException {
        return new MemberWords(SettingsFile.read(Files.write(directory.resolve("bridge.yaml"), List.of(lines))));
    }

    @Test
    void aMemberOwnsTheSessionsOfItsName() throws Exception {
        assertThat(words("http: {port: 1}").settings("a")).isEqualTo(MemberSettings.of("a", "a"));
        assertThat(words("http: {port: 1}").uri("a")).isEmpty();
    }

    @Test
    void nativeWords() throws Exception {
        MemberWords words = words(
                "members:",
                "  a:",
                "    uri: ajp://h:1",
                "    route: r",
                "    lbfactor: 3",
                "    distance: 2",
                "    domain: d",
                "    redirect: b",
                "    activation: disabled",
                "    hot_standby: true");
        assertThat(words.uri("a")).contains("ajp://h:1");
        assertThat(words.settings("a"))
                .isEqualTo(new MemberSettings("a", "r", 3, 2, "d", "b", Activation.DISABLED, true));
        assertThat(words.settings("b")).isEqualTo(MemberSettings.of("b", "b"));
    }

    @Test
    void modProxysWords() throws Exception {
        MemberSettings settings = words(
                        "pool.kind: mod_proxy",
                        "members:",
                        "  a:",
                        "    loadfactor: 3",
                        "    lbset: 2",
                        "    status: +H+R-R+I+E+N",
                        "    retry: 5s")
                .settings("a");
        assertThat(settings)
                .isEqualTo(MemberSettings.of("a", "a")
                        .withLbfactor(3)
                        .withDistance(2)
                        .withHotStandby(true)
                        .withIgnoreErrors(true)
                        .withInError(true)
                        .withActivation(Activation.DISABLED)
                        .withRetry(Duration.ofSeconds(5)));
        assertThat(words("pool.kind: mod_proxy", "members.a.loadfactor: 1.25")
                        .settings("a")
                        .lbfactor())
                .isEqualTo(1.25);
        assertThat(words("pool.kind: mod_proxy", "members.a.status: D")
                        .settings("a")
                        .activation())
                .isEqualTo(Activation.STOPPED);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "native | members.a.loadfactor: 1 | bridge.yaml:2: members.a.loadfactor is a word of mod_proxy, but pool.kind is native",
                "mod_jk | members.a.hot_standby: true | members.a.hot_standby is a word of native, but pool.kind is mod_jk",
                "mod_jk | members.a.lbfactor: 0 | bridge.yaml:2: members.a.lbfactor must be 1 to 100: 0",
                "mod_proxy | members.a.loadfactor: 101 | bridge.yaml:2: members.a.loadfactor must be 1 to 100: 101",
                "mod_proxy | members.a.loadfactor: 0.5 | bridge.yaml:2: members.a.loadfactor must be 1 to 100: 0.5",
                "mod_proxy | members.a.loadfactor: 1.555 | members.a.loadfactor is \"1.555\", but must be a number from 1 to 100 such as 1.5",
                "mod_jk | members.a.lbfactor: 1.5 | members.a.lbfactor is \"1.5\", but must be a whole number",
                "mod_proxy | members.a.lbset: 100 | bridge.yaml:2: members.a.lbset must be 0 to 99: 100",
                "mod_proxy | members.a.status: X | members.a.status is \"X\", but must be letters out of D, S",
                "native | members.a.activation: off | members.a.activation is \"off\", but must be one of active, disabled, stopped",
            })
    void aWrongValueIsNamedWithItsPlace(String kind, String line, String message) throws Exception {
        MemberWords words = words("pool.kind: " + kind, line);
        assertThatThrownBy(() -> words.settings("a"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(message);
    }

    @Test
    void modProxyTakesOneRouteOfTwoMembers() throws Exception {
        String[] routes = {"pool.kind: mod_proxy", "members.a.route: x", "members.b.route: x"};
        MemberWords words = words(routes);
        words.requireRoutes(List.of(words.settings("a"), words.settings("b")));
        routes[0] = "pool.kind: native";
        MemberWords others = words(routes);
        assertThatThrownBy(() -> others.requireRoutes(List.of(others.settings("a"), others.settings("b"))))
                .isInstanceOf(ConfigurationException.class);
    }

    @Test
    void keysAreOfMembersWithLegalNames() {
        assertThat(MemberKey.parse("members.a-1_B.uri")).contains(MemberKey.URI);
        assertThat(MemberKey.member("members.a-1_B.lbfactor")).contains("a-1_B");
        assertThat(MemberKey.parse("members.a.b.uri")).isEmpty();
        assertThat(MemberKey.parse("members.a.nothing")).isEmpty();
        assertThat(MemberKey.member("members.a")).isEmpty();
    }
}
