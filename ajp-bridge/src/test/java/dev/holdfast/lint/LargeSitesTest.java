package dev.holdfast.lint;

import static dev.holdfast.lint.LinterTest.lint;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.config.MemoryFiles;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Sites with tens of thousands of everything. They take seconds; a look at each for each, which is hundreds of millions, does not end within the
 * limit of time.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class LargeSitesTest {
    private static final String START = "Listen 80\n";

    private static String each(int count, IntFunction<String> text) {
        return IntStream.range(0, count).mapToObj(text).collect(Collectors.joining("\n"));
    }

    private static long count(LintReport report, Rule rule) {
        return report.findings().stream()
                .filter(finding -> finding.rule() == rule)
                .count();
    }

    @Test
    void guardedLocationsBelowMounts() {
        String locations = each(
                40_000,
                i -> "<Location /a" + i + "/admin>\nRequire ip 10.0.0.1\n</Location>\nProxyPass /a" + i + " ajp://b" + i
                        + ":8009/a" + i);
        LintReport report = lint(new MemoryFiles().with("/a/httpd.conf", START + locations), "/a/httpd.conf");
        assertThat(count(report, Rule.HF38)).isEqualTo(40_000);
    }

    /** The list of workers has no room for more of them, so that the limit is shorter. */
    @Test
    @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void mountsOfModJk() {
        String mounts = each(
                20_000,
                i -> "JkMount /a" + i + "/* w" + i + "\nJkWorkerProperty worker.list=w" + i
                        + "\nJkWorkerProperty worker.w" + i + ".host=b" + i);
        LintReport report = lint(new MemoryFiles().with("/a/httpd.conf", START + mounts), "/a/httpd.conf");
        assertThat(count(report, Rule.HF28)).isEqualTo(20_000);
    }

    @Test
    void virtualHostsOfOneAddressBehindALoadBalancer() {
        String hosts = each(
                40_000,
                i -> "<VirtualHost *:80>\nKeepAliveTimeout 3\nProxyPass / ajp://b" + i + ":8009/\n</VirtualHost>");
        MemoryFiles files = new MemoryFiles()
                .with("/a/httpd.conf", START + hosts)
                .with(
                        "/a/haproxy.cfg",
                        "backend b\nmode http\ntimeout server 30s\n"
                                + each(40_000, i -> "server s" + i + " h" + i + ":80"));
        assertThat(count(lint(files, "/a/httpd.conf", "/a/haproxy.cfg"), Rule.HF26))
                .isEqualTo(40_000);
    }

    @Test
    void virtualHostsWithPortsOfTheirOwn() {
        String hosts = each(
                40_000,
                i -> "Listen " + (i + 1000) + "\n<VirtualHost *:" + (i + 1000) + ">\nProxyPass / ajp://b" + i
                        + "/\n</VirtualHost>");
        MemoryFiles files = new MemoryFiles()
                .with("/a/httpd.conf", hosts)
                .with(
                        "/a/haproxy.cfg",
                        each(
                                40_000,
                                i -> "frontend f" + i + "\ndefault_backend b" + i + "\nbackend b" + i
                                        + "\nmode http\nserver s h:" + (i + 1000) + " pool-purge-delay 1h"));
        assertThat(count(lint(files, "/a/httpd.conf", "/a/haproxy.cfg"), Rule.HF12))
                .isEqualTo(40_000);
    }

    @Test
    void backEndsWithPortsOfTheirOwn() {
        MemoryFiles files = new MemoryFiles()
                .with(
                        "/a/httpd.conf",
                        START + each(20_000, i -> "ProxyPass /a" + i + " ajp://b" + i + ":" + (i + 8000) + "/"))
                .with(
                        "/a/server.xml",
                        "<Server><Service>"
                                + each(
                                        20_000,
                                        i -> "<Connector protocol='AJP/1.3' maxConnections='9' port='" + (i + 8000)
                                                + "'/>")
                                + "</Service></Server>");
        assertThat(count(lint(files, "/a/httpd.conf", "/a/server.xml"), Rule.HF02))
                .isEqualTo(20_000);
    }

    @Test
    void membersOfALoadBalancer() {
        String members = "worker.list=lb\nworker.lb.type=lb\n"
                + each(
                        20_000,
                        i -> "worker.lb.balance_workers=w" + i + "\nworker.w" + i + ".reference=worker.all\nworker.w"
                                + i + ".host=b" + i);
        MemoryFiles files = new MemoryFiles()
                .with("/a/workers.properties", members + "\nworker.all.reply_timeout=60000")
                .with(
                        "/a/server.xml",
                        "<Server><Service><Connector protocol='AJP/1.3' port='8009'/>"
                                + "<Engine jvmRoute='other'/></Service></Server>");
        LintReport report = lint(files, "/a/workers.properties", "/a/server.xml");
        // All have it from one line.
        assertThat(count(report, Rule.HF27)).isEqualTo(1);
        assertThat(report.findings())
                .filteredOn(finding -> finding.rule() == Rule.HF37)
                .extracting(Finding::message)
                .singleElement()
                .asString()
                .startsWith("jvmRoute \"other\" is none of the routes w0, w1, ")
                .endsWith(" and 19980 more");
    }

    @Test
    void ignoredFindings() {
        String hosts = each(
                60_000,
                i -> "<VirtualHost *:80>\n# holdfast: ignore HF23 known\nKeepAliveTimeout 500ms\n</VirtualHost>");
        LintReport report = lint(new MemoryFiles().with("/a/httpd.conf", START + hosts), "/a/httpd.conf");
        assertThat(report.suppressed()).hasSize(60_000);
    }

    @Test
    void serversAndUpstreamsOfNginx() {
        String servers = each(
                40_000,
                i -> "upstream u" + i + " { server h" + i + ":80; }\nserver { location / { proxy_pass http://u" + i
                        + "; } location /b { proxy_pass http://u" + i + "; } }");
        LintReport report =
                lint(new MemoryFiles().with("/a/nginx.conf", "http {\n" + servers + "\n}"), "/a/nginx.conf");
        assertThat(report.findings()).isEmpty();
    }
}
