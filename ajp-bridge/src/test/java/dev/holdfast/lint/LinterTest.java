package dev.holdfast.lint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.config.ConfigurationException;
import dev.holdfast.config.MemoryFiles;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How files become a site, and what comments say. What each rule finds is in {@link RulePagesTest} and {@link NumbersTest}. */
final class LinterTest {
    private static final String PREFORK = "LoadModule mpm_prefork_module x.so";

    static LintReport lint(MemoryFiles files, String... paths) {
        LintReport report = Linter.lint(
                files,
                Arrays.stream(paths)
                        .map(path -> new LintFile(path, Optional.empty()))
                        .toList(),
                Map.of());
        assertThat(report.findings())
                .allSatisfy(finding -> assertThat(finding.severity())
                        .isGreaterThanOrEqualTo(finding.rule().severity()));
        return report;
    }

    static List<String> found(LintReport report) {
        return report.findings().stream()
                .map(finding -> finding.origin() + " " + finding.severity() + " " + finding.rule())
                .toList();
    }

    @Test
    void includedFilesAndTheWorkersFileAreOfTheSite() {
        MemoryFiles files = new MemoryFiles()
                .with(
                        "/etc/httpd/conf/httpd.conf",
                        "ServerRoot /etc/httpd",
                        "Include conf.modules.d/*.conf",
                        "MaxRequestWorkers 100",
                        "JkWorkersFile conf/w.properties",
                        "JkMount /a/* a",
                        "IncludeOptional conf.d/*.conf")
                .with("/etc/httpd/conf.modules.d/00-mpm.conf", PREFORK)
                .with("/etc/httpd/conf.d/keep.conf", "KeepAliveTimeout 30")
                .with(
                        "/etc/httpd/conf/w.properties",
                        "worker.list=a,unused",
                        "worker.a.ping_mode=A",
                        "worker.a.recovery_options=3",
                        "worker.a.connection_pool_size=2");
        LintReport report = lint(files, "/etc/httpd/conf/httpd.conf");
        assertThat(found(report))
                .containsExactly(
                        "/etc/httpd/conf.d/keep.conf:1 warning HF20",
                        "/etc/httpd/conf/httpd.conf:1 warning HF19",
                        "/etc/httpd/conf/w.properties:4 warning HF07");
        assertThat(report.files()).hasSize(4);
    }

    @Test
    void aWorkersFileThatWasGivenStandsInForOneThatIsNotThere() {
        MemoryFiles files = new MemoryFiles()
                .with("/tmp/httpd.conf", "JkWorkersFile /etc/httpd/conf/workers.properties", "JkMount /a/* a")
                .with("/tmp/workers.properties", "worker.list=a", "worker.a.ping_mode=A");
        assertThat(found(lint(files, "/tmp/httpd.conf", "/tmp/workers.properties")))
                .containsExactly("/tmp/workers.properties:2 note HF28");
        assertThatThrownBy(() -> lint(files, "/tmp/httpd.conf"))
                .hasMessageStartingWith("/tmp/httpd.conf:1: JkWorkersFile: no such file");
    }

    @Test
    void ofSeveralWorkersFilesTheNearestStandsIn() {
        MemoryFiles files = new MemoryFiles()
                .with("/tmp/a/httpd.conf", PREFORK, "JkWorkersFile /etc/workers.properties", "JkMount /* w")
                .with("/tmp/b/httpd.conf", PREFORK, "JkWorkersFile /etc/workers.properties", "JkMount /* w")
                .with(
                        "/tmp/a/workers.properties",
                        "worker.list=w",
                        "worker.w.recovery_options=3",
                        "worker.w.ping_mode=A")
                .with("/tmp/b/workers.properties", "worker.list=w", "worker.w.ping_mode=A")
                .with("/tmp/c/workers.properties", "worker.list=w");
        String[] both = {
            "/tmp/a/httpd.conf", "/tmp/b/httpd.conf", "/tmp/a/workers.properties", "/tmp/b/workers.properties"
        };
        LintReport report = lint(files, both);
        assertThat(found(report)).containsExactly("/tmp/b/workers.properties:2 note HF28");
        assertThat(report.files()).containsExactlyInAnyOrder(both);
        assertThatThrownBy(() ->
                        lint(files, "/tmp/a/httpd.conf", "/tmp/b/workers.properties", "/tmp/c/workers.properties"))
                .hasMessage("/tmp/a/httpd.conf:2: JkWorkersFile: no such file: /etc/workers.properties");
    }

    @Test
    void whatAnotherOfTheFilesIncludesIsNoSiteOfItsOwn() {
        MemoryFiles files = new MemoryFiles()
                .with("/etc/conf/httpd.conf", "Include ../on/*.conf", "JkMount /x w", "MaxRequestWorkers 400")
                .with(
                        "/etc/available/a.conf",
                        "LoadModule proxy_module x",
                        "ProxyPass /a ajp://10.0.0.1/a ping=5 connectiontimeout=5 keepalive=On",
                        // Elsewhere than below this ServerRoot there is none.
                        "JkWorkersFile w.properties")
                .withLink("/etc/on/a.conf", "/etc/available/a.conf")
                .with("/etc/on/nothing.conf", "# nothing to know it by")
                .with("/etc/conf/w.properties", "worker.list=w", "worker.w.ping_mode=A", "worker.w.recovery_options=3")
                .withLink("/etc/conf/apache2.conf", "/etc/conf/httpd.conf")
                .with(
                        "/etc/server.xml",
                        "<Server><Service><Connector port='8009' protocol='AJP/1.3' maxThreads='500'",
                        "maxConnections='500' maxQueueSize='5' secretRequired='false'/></Service></Server>");
        LintReport alone = lint(files, "/etc/conf/httpd.conf", "/etc/server.xml");
        LintReport all = lint(
                files,
                "/etc/available/a.conf",
                "/etc/conf/httpd.conf",
                "/etc/server.xml",
                "/etc/conf/apache2.conf",
                "/etc/on/nothing.conf");
        assertThat(found(all)).isEqualTo(found(alone));
        assertThat(all.files()).isEqualTo(alone.files()).doesNotContain("/etc/available/a.conf");
        assertThatThrownBy(() -> lint(files, "/etc/available/a.conf"))
                .hasMessage("/etc/available/a.conf:3: JkWorkersFile: no such file: /etc/available/w.properties");
    }

    @Test
    void whatIncludesItselfByTwoNamesIsAnError() {
        MemoryFiles files = new MemoryFiles()
                .with("/a/x.conf", "Include y.conf", "Listen 80")
                .with("/a/y.conf", "Include x.conf");
        assertThatThrownBy(() -> lint(files, "/a/x.conf")).isInstanceOf(ConfigurationException.class);
        files.with("/a/y.conf", "Include x.conf", "Listen 80");
        assertThatThrownBy(() -> lint(files, "/a/x.conf", "/a/y.conf")).isInstanceOf(ConfigurationException.class);
    }

    @Test
    void partsOfSysctlAreReadByName() {
        MemoryFiles files = new MemoryFiles()
                .with("/a/httpd.conf", "Listen 80")
                .with("/etc/sysctl.d/20-a.conf", "net.core.somaxconn = 20")
                .with("/etc/sysctl.d/10-a.conf", "net.core.somaxconn = 10");
        assertThat(lint(files, "/a/httpd.conf", "/etc/sysctl.d/20-a.conf", "/etc/sysctl.d/10-a.conf")
                        .findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.message()).contains("somaxconn 20 (20-a.conf:1)"));
    }

    @Test
    void whatDependsOnWhatNobodyKnowsIsSaidToBeLeftOut() {
        MemoryFiles files = new MemoryFiles()
                .with(
                        "/a/server.xml",
                        "<Server><Service>",
                        "<Connector port='${p}' maxThreads='60' maxConnections='50'/>",
                        "<Connector port='8081' maxThreads='${t}'/>",
                        "</Service></Server>")
                .with(
                        "/a/haproxy.cfg",
                        "backend web",
                        "mode http",
                        ".if feature(x)",
                        "timeout server 5s",
                        ".endif",
                        "timeout server \"${T}\"");
        LintReport report = lint(files, "/a/server.xml", "/a/haproxy.cfg");
        assertThat(found(report)).containsExactly("/a/server.xml:2 warning HF32");
        assertThat(report.notRead())
                .extracting(notRead -> notRead.origin() + " " + notRead.what())
                .containsExactly(
                        "/a/server.xml:2 Connector port: there is no value here for ${p}",
                        "/a/server.xml:3 Connector: is left out, since there is no value here for maxThreads=${t}",
                        "/a/haproxy.cfg:4 .if: what is between .if and .endif depends on the HAProxy that reads it",
                        "/a/haproxy.cfg:6 timeout: there is no value here for ${T}");
    }

    @Test
    void aMountFileThatIsNotThereIsLeftOutAndSaidToBeOnce() {
        MemoryFiles files = new MemoryFiles()
                .with(
                        "/tmp/httpd.conf",
                        "JkMountFile conf/map.properties",
                        "JkMountCopy All",
                        "<VirtualHost *:80>",
                        "</VirtualHost>",
                        "<VirtualHost *:80>",
                        "JkMountFile other.properties",
                        "</VirtualHost>",
                        "MaxKeepAliveRequests 1");
        LintReport report = lint(files, "/tmp/httpd.conf");
        assertThat(found(report)).contains("/tmp/httpd.conf:8 warning HF24");
        assertThat(report.notRead())
                .extracting(notRead -> notRead.origin() + " " + notRead.what())
                .containsExactly(
                        "/tmp/httpd.conf:1 there is no such file: /tmp/conf/map.properties",
                        "/tmp/httpd.conf:6 there is no such file: /tmp/other.properties");
    }

    @Test
    void whatIsIncludedAndNotThereIsLeftOutAndSaidToBe() {
        MemoryFiles files = new MemoryFiles()
                .with(
                        "/tmp/httpd.conf",
                        "ServerRoot /etc/httpd",
                        "Include conf.modules.d/*.conf",
                        "Include conf/jk.conf",
                        "MaxKeepAliveRequests 1");
        LintReport report = lint(files, "/tmp/httpd.conf");
        assertThat(found(report)).contains("/tmp/httpd.conf:4 warning HF24");
        assertThat(report.notRead())
                .extracting(notRead -> notRead.origin() + " " + notRead.what())
                .containsExactly(
                        "/tmp/httpd.conf:2 there is no such file: conf.modules.d/*.conf",
                        "/tmp/httpd.conf:3 there is no such file: conf/jk.conf");
        assertThat(new Reports(report, "/tmp").text(false))
                .contains("httpd.conf:3: not read: there is no such file: conf/jk.conf");
        assertThat(new Reports(report, "/tmp").sarif("1.2")).containsPattern("""
                "toolExecutionNotifications": \\[
                 +\\{
                 +"level": "warning",
                 +"message": \\{
                 +"text": "Not read: there is no such file: conf.modules.d/\\*.conf."
                (?s:.)*"text": "Not read: there is no such file: conf/jk.conf."
                 +},
                 +"locations": \\[(?s:[^\\]])*"uri": "httpd.conf",(?s:[^\\]])*"startLine": 3
                """.stripTrailing());
    }

    @Test
    void jbossWebsConnectorsAreSaidNotToBeRead() {
        MemoryFiles files = new MemoryFiles()
                .with(
                        "/a/standalone.xml",
                        "<server xmlns='urn:jboss:domain:1.8'><profile>",
                        "<subsystem xmlns='urn:jboss:domain:web:2.2'>",
                        "<connector name='ajp' protocol='AJP/1.3' socket-binding='ajp' max-connections='50'/></subsystem>",
                        "</profile></server>");
        assertThat(new Reports(lint(files, "/a/standalone.xml"), "/a").text(false))
                .contains(
                        "standalone.xml:2: not read: the connectors of the subsystem web, JBoss Web's, before WildFly 8");
    }

    @Test
    void aWorkersFileThatNobodyNamesBelongsToTheOnlyHttpd() {
        MemoryFiles files = new MemoryFiles()
                .with("/a/httpd.conf", PREFORK)
                .with(
                        "/a/workers.properties",
                        "worker.list=a",
                        "worker.a.ping_mode=A",
                        "worker.a.recovery_options=3",
                        "worker.a.connection_pool_size=2");
        assertThat(found(lint(files, "/a/httpd.conf", "/a/workers.properties")))
                .containsExactly("/a/workers.properties:4 warning HF07");
        // Alone nobody knows the process model.
        LintReport alone = lint(files, "/a/workers.properties");
        assertThat(alone.findings()).isEmpty();
        assertThat(alone.notEvaluated()).containsEntry(Rule.HF07, List.of("an httpd.conf"));
    }

    @Test
    void workersThatNoRequestReachesAreNotJudged() {
        MemoryFiles files = new MemoryFiles()
                .with("/a/httpd.conf", "JkWorkersFile workers.properties", "JkMount /a/* b", "JkUnMount /a/x a")
                .with("/a/workers.properties", "worker.list=a,b", "worker.a.host=far.example", "worker.b.ping_mode=A");
        assertThat(found(lint(files, "/a/httpd.conf"))).containsExactly("/a/workers.properties:3 note HF28");
    }

    @Test
    void whatNobodyWroteDownIsShownAtTheBeginningOfTheFile() {
        MemoryFiles files = new MemoryFiles().with("/a/httpd.conf", "# empty", "JkMount /a/* ajp13");
        assertThat(found(lint(files, "/a/httpd.conf")))
                .containsExactly("/a/httpd.conf:1 note HF14", "/a/httpd.conf:1 note HF28");
    }

    @Test
    void aCommentIgnoresTheLineBelowOrItsOwn() {
        MemoryFiles files = new MemoryFiles()
                .with(
                        "/a/httpd.conf",
                        PREFORK,
                        "# holdfast: ignore HF20 clients are our own and close",
                        "# more to say",
                        "",
                        "KeepAliveTimeout 30",
                        "<VirtualHost *:80>",
                        "KeepAliveTimeout 40",
                        "</VirtualHost>");
        LintReport report = lint(files, "/a/httpd.conf");
        assertThat(found(report)).containsExactly("/a/httpd.conf:1 warning HF19", "/a/httpd.conf:7 warning HF20");
        assertThat(report.suppressed())
                .singleElement()
                .satisfies(one -> assertThat(one.reason()).isEqualTo("clients are our own and close"));
        MemoryFiles properties = new MemoryFiles()
                .with("/a/w.properties", "worker.list=a", "worker.a.ping_mode=A # holdfast: ignore hf28 all GET");
        assertThat(lint(properties, "/a/w.properties").findings()).isEmpty();
    }

    @Test
    void aCommentIgnoresItsWholeFile() {
        MemoryFiles files = new MemoryFiles()
                .with(
                        "/a/server.xml",
                        "<Server><Service>",
                        "  <Connector port='8080'/>",
                        "  <!-- holdfast: ignore-file HF33 behind a limit of ours -->",
                        "  <Connector port='8081'/>",
                        "</Service></Server>");
        LintReport report = lint(files, "/a/server.xml");
        assertThat(report.findings()).isEmpty();
        assertThat(report.suppressed()).hasSize(2);
        assertThat(report.hasWarnings()).isFalse();
    }

    @Test
    void aCommentInXmlIgnoresTheElementBelow() {
        MemoryFiles files = new MemoryFiles()
                .with(
                        "/a/server.xml",
                        "<Server><Service>",
                        "  <!-- holdfast: ignore HF33 behind a limit of ours -->",
                        "  <Connector port='8080'",
                        "             address='127.0.0.1'/>",
                        "  <Connector port='8081'/>",
                        "</Service></Server>");
        assertThat(found(lint(files, "/a/server.xml"))).containsExactly("/a/server.xml:5 note HF33");
    }

    @Test
    void aCommentInXmlMayHaveSeveralLines() {
        MemoryFiles files = new MemoryFiles()
                .with(
                        "/a/server.xml",
                        "<Server><Service>",
                        "  <!-- holdfast: ignore HF33 behind a limit",
                        "       of ours --> <!-- and",
                        "       more -->",
                        "",
                        "  <Connector",
                        "      port='8080'/>",
                        "  <!--",
                        "    holdfast: ignore HF33 and another --> <Connector port='8081'/>",
                        "  <Connector port='8082'/> <!-- holdfast: ignore HF33 beside it -->",
                        "  <Connector port='8083'/>",
                        "</Service></Server>");
        LintReport report = lint(files, "/a/server.xml");
        assertThat(found(report)).containsExactly("/a/server.xml:11 note HF33");
        assertThat(report.suppressed())
                .extracting(one -> one.finding().origin().line() + " " + one.reason())
                .containsExactly("6 behind a limit of ours", "9 and another", "10 beside it");
    }

    @ParameterizedTest
    @CsvSource({
        "'# holdfast: ignore HF99 x',there is no rule \"HF99\" to ignore",
        "'# holdfast: ignore',there is no rule \"null\" to ignore",
        "'# holdfast: ignore HF20',say after HF20 why it is ignored",
        "'# holdfast: disable HF20 x',a comment for the linter must be",
    })
    void aCommentThatCannotBeMeantIsAnError(String comment, String problem) {
        assertThatThrownBy(() -> lint(new MemoryFiles().with("/a/httpd.conf", "Listen 80", comment), "/a/httpd.conf"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("/a/httpd.conf:2: " + problem);
    }

    @Test
    void filesThatAreNotThereOrNotUnderstoodAreErrors() {
        MemoryFiles files = new MemoryFiles()
                .with("/a/notes.txt", "hello")
                .with("/a/bad.xml", "<Server>")
                .with("/a/bad.conf", "Listen 80", "<VirtualHost *:80>");
        assertThatThrownBy(() -> lint(files, "/a/none")).hasMessage("/a/none: no such file");
        assertThatThrownBy(() -> lint(files, "/a/notes.txt"))
                .hasMessageStartingWith(
                        "/a/notes.txt: neither name nor content say what it is; --as TYPE=FILE says so");
        assertThatThrownBy(() -> lint(files, "/a/bad.xml")).isInstanceOf(ConfigurationException.class);
        assertThatThrownBy(() -> lint(files, "/a/bad.conf")).hasMessageStartingWith("/a/bad.conf:2: ");
    }

    @Test
    void aTypeThatIsSaidCounts() {
        MemoryFiles files = new MemoryFiles().with("/a/x", "worker.list=a", "worker.a.ping_mode=A");
        LintReport report = Linter.lint(files, List.of(new LintFile("/a/x", Optional.of(FileType.WORKERS))), Map.of());
        assertThat(found(report)).containsExactly("/a/x:2 note HF28");
    }

    @Test
    void aRuleWithoutItsFilesIsNotEvaluated() {
        MemoryFiles files = new MemoryFiles().with("/a/httpd.conf", "ProxyPass /a ajp://10.0.0.1/a max=5 acquire=10");
        LintReport report = lint(files, "/a/httpd.conf");
        assertThat(report.notEvaluated())
                .containsEntry(Rule.HF16, List.of("the server.xml or standalone.xml of the back end at 10.0.0.1:8009"))
                .containsEntry(Rule.HF18, List.of("sysctl values (net.core.somaxconn)"))
                .containsEntry(Rule.HF43, List.of("what httpd -v prints"))
                .doesNotContainKeys(Rule.HF04, Rule.HF08, Rule.HF20);
    }

    @Test
    void expressionsOfBackEndsAreLookedUpWhereTheyWouldBe() {
        MemoryFiles files = new MemoryFiles()
                .with(
                        "/t/conf/server.xml",
                        "<Server><Service><Connector port='${http.port}' maxThreads='${threads}' maxConnections='50'/>",
                        "</Service></Server>")
                .with("/t/conf/catalina.properties", "# ports", "http.port = 8080", "threads=60")
                .with(
                        "/w/standalone.xml",
                        "<server xmlns='urn:jboss:domain:20.0'><profile><subsystem xmlns='urn:jboss:domain:undertow:14.0'>",
                        "<server name='s'>",
                        "<http-listener name='h' socket-binding='http'/></server></subsystem></profile>",
                        "<interfaces><interface name='public'><inet-address value='${env.BIND}'/></interface></interfaces>",
                        "<socket-binding-group name='g' default-interface='public'>",
                        "<socket-binding name='http' port='8080'/></socket-binding-group></server>");
        assertThat(found(lint(files, "/t/conf/server.xml"))).containsExactly("/t/conf/server.xml:1 warning HF32");
        LintReport bound = Linter.lint(
                files, List.of(new LintFile("/w/standalone.xml", Optional.empty())), Map.of("BIND", "10.0.0.1"));
        assertThat(found(bound)).containsExactly("/w/standalone.xml:3 note HF34");
        assertThat(lint(files, "/w/standalone.xml").findings()).isEmpty();
    }
}
