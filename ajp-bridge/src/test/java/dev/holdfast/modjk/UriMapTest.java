package dev.holdfast.modjk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.config.Origin;
import dev.holdfast.config.Remark;
import dev.holdfast.config.Setting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class UriMapTest {
    private final List<Remark> remarks = new ArrayList<>();
    private final UriMap map = new UriMap(remarks);

    private List<String> rules() {
        return map.rules().stream()
                .map(rule ->
                        (rule.disabled() ? "-" : "") + (rule.exclusion() ? "!" : "") + rule.uri() + "=" + rule.worker())
                .toList();
    }

    private static Origin line(int number) {
        return new Origin("h", number);
    }

    @Test
    void moreSlashesComeFirstThenLongerOnes() {
        map.mount("/*", "root", line(1));
        map.mount("/app/*", "app", line(2));
        map.mount("/app/admin/*", "admin", line(3));
        map.mount("/a/*", "a", line(4));
        assertThat(rules()).containsExactly("/app/admin/*=admin", "/app/*=app", "/a/*=a", "/*=root");
    }

    @Test
    void aBarIsTwoRules() {
        map.mount("/app|/*", "w", line(1));
        map.mount("!/app/static/*", "w", line(2));
        assertThat(rules()).containsExactly("!/app/static/*=w", "/app/*=w", "/app=w");
    }

    @Test
    void filesHaveExclusionsDisabledRulesAndExtensions() {
        map.addFile("u", """
                # rules
                /app/*=lb;reply_timeout=5000;sticky_ignore=1;active=a,b;fail_on_status=500,503;use_server_errors=400
                !/app/static/* = lb
                -/old/* = lb  # later
                /p=lb;session_path=;sid;session_cookie=C
                """);
        assertThat(rules()).containsExactly("!/app/static/*=lb", "/app/*=lb", "-/old/*=lb", "/p=lb");
        JkMount app = map.rules().get(1);
        assertThat(app.origin()).hasToString("u:2");
        assertThat(app.extensions().value(JkMount.REPLY_TIMEOUT)).contains(Duration.ofSeconds(5));
        assertThat(app.extensions().value(JkMount.STICKY_IGNORE)).isTrue();
        assertThat(app.extensions().value(JkMount.ACTIVE)).containsExactly("a", "b");
        assertThat(app.extensions().value(JkMount.FAIL_ON_STATUS)).containsExactly(500, 503);
        assertThat(app.extensions().value(JkMount.USE_SERVER_ERRORS)).isEqualTo(400);
        assertThat(app.extensions().value(JkMount.STATELESS)).isFalse();
        assertThat(map.rules().get(3).extensions().value(JkMount.SESSION_PATH)).contains("sid");
        assertThat(map.rules().get(3).extensions().value(JkMount.SESSION_COOKIE))
                .contains("C");
        assertThat(remarks).isEmpty();
    }

    @Test
    void oddRulesAreRemarked() {
        map.mount("/a", "one", line(1));
        map.mount("/a", "two", line(2));
        map.addFile("u", "app=w\n/b\n/c=\n/d=w;foo=1;reply_timeout=1;reply_timeout=2\n/d=w2");
        assertThat(rules()).containsExactly("/d=w2", "/a=two");
        assertThat(remarks)
                .extracting(Remark::toString)
                .containsExactly(
                        "h:1: /a: is mounted again at h:2 (IGNORED)",
                        "u:2: /b: mod_jk takes no notice of a line without URI, = and worker (IGNORED)",
                        "u:3: /c=: mod_jk takes no notice of a line without URI, = and worker (IGNORED)",
                        "u:4: /d: is mounted again at u:5 (IGNORED)",
                        "u:1: app: mod_jk takes no notice of a URI without a slash at its beginning (IGNORED)");
    }

    @Test
    void unknownAndSecondExtensionsAreRemarked() {
        map.mount("/a", "w;foo=1;reply_timeout=1;reply_timeout=2", line(1));
        assertThat(map.rules().get(0).extensions().value(JkMount.REPLY_TIMEOUT)).contains(Duration.ofMillis(1));
        assertThat(remarks)
                .extracting(Remark::toString)
                .containsExactly(
                        "h:1: foo=1: mod_jk knows no such extension of a rule (UNKNOWN)",
                        "h:1: reply_timeout: only the first one of a rule counts (IGNORED)");
    }

    @Test
    void copiedMountsDoNotReplaceOwnOnes() {
        UriMap main = new UriMap(remarks);
        main.mount("/a", "main", line(1));
        main.mount("/b", "main", line(2));
        map.mount("/a", "own", line(3));
        map.copyMounts(main);
        assertThat(rules()).containsExactly("/a=own", "/b=main");
    }

    @Test
    void optionsAreSwitchedOnAndOff() {
        JkOptions options = JkOptions.DEFAULT.with(
                new Setting<>(List.of("+forwarddirectories", "-ForwardKeySize", "ForwardURIEscaped"), line(3)));
        assertThat(options.on()).hasToString("{ForwardDirectories=h:3, ForwardURIEscaped=h:3}");
        assertThatThrownBy(() -> options.with(new Setting<>(List.of("+Nope"), line(1))))
                .hasMessageStartingWith("must be one of CollapseSlashesAll, ");
        assertThatThrownBy(() -> options.with(new Setting<>(List.of("-ForwardURIProxy"), line(1))))
                .hasMessage("ForwardURIProxy cannot be switched off; switch on another way to forward");
    }
}
