package dev.holdfast.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The linter as a user starts it, over configurations as their makers ship them: what works as installed has no warning. */
@Timeout(120)
final class LintCommandIT {
    @TempDir
    Path directory;

    @Test
    void findingsAreExitCode1AndInTheSarifFile() throws Exception {
        Path file = Files.writeString(
                directory.resolve("httpd.conf"), "LoadModule mpm_prefork_module modules/p.so\nKeepAliveTimeout 15\n");
        Path sarif = directory.resolve("out.sarif");
        try (HoldfastProcess lint = HoldfastProcess.run("lint", file.toString(), "--sarif", sarif.toString())) {
            assertThat(lint.exitCode()).isEqualTo(1);
            assertThat(lint.out())
                    .contains(
                            file
                                    + ":2: warning HF20: an idle connection holds one of 256 prefork workers for 15 s: 17.1 new"
                                    + " connections a second hold them all",
                            "    fix: KeepAliveTimeout 2, or LoadModule mpm_event_module modules/mod_mpm_event.so in place of"
                                    + " mpm_prefork_module");
        }
        assertThat(sarif).content().contains("\"ruleId\": \"HF20\"");
    }

    @Test
    void whatIsNotThereIsExitCode2() throws Exception {
        try (HoldfastProcess lint =
                HoldfastProcess.run("lint", directory.resolve("none.conf").toString())) {
            assertThat(lint.exitCode()).isEqualTo(2);
            assertThat(lint.err()).singleElement().asString().contains("none.conf: no such file");
        }
    }

    @Test
    void wildFlysConfigurationsAreClean() throws Exception {
        List<Path> files;
        try (Stream<Path> all = Files.walk(Path.of("target", "wildfly"), 4)) {
            files = all.filter(path -> path.toString().matches(".*/standalone/configuration/standalone[^/]*\\.xml"))
                    .sorted()
                    .toList();
        }
        assertThat(files).hasSizeGreaterThanOrEqualTo(4);
        for (Path file : files) {
            assertThat(lint(file.toString()))
                    .as(file.toString())
                    .singleElement()
                    .asString()
                    .startsWith("1 file: 0 errors, 0 warnings, 0 notes");
        }
    }

    @Test
    void tomcatsServerXmlHasANote() throws Exception {
        List<Path> files;
        try (Stream<Path> all = Files.walk(Path.of("target", "tomcat"), 3)) {
            files = all.filter(path -> path.endsWith(Path.of("conf", "server.xml")))
                    .toList();
        }
        assertThat(files).hasSize(1);
        assertThat(lint(files.get(0).toString()))
                .satisfiesExactly(
                        line -> assertThat(line).contains("note HF33: up to 8192 connections and 200 threads"),
                        line -> assertThat(line).startsWith("    why: "),
                        line -> assertThat(line)
                                .isEqualTo(
                                        "    fix: maxQueueSize=\"200\" (Executor or Connector), or a SemaphoreValve"),
                        line -> assertThat(line).startsWith("2 files: 0 errors, 0 warnings, 1 note"));
    }

    /** Debian's packages: which of these files are there depends on what is installed. */
    @Test
    void debiansConfigurationsAreClean() throws Exception {
        Peers.require("apache2", "apache2-bin libapache2-mod-jk");
        List<String> files = Stream.of(
                        "/etc/apache2/apache2.conf",
                        "/etc/apache2/mods-available/jk.conf",
                        "/etc/apache2/mods-available/mpm_event.conf",
                        "/etc/apache2/mods-available/mpm_prefork.conf",
                        "/etc/haproxy/haproxy.cfg",
                        "/etc/nginx/nginx.conf")
                .filter(path -> Files.exists(Path.of(path)))
                .toList();
        assertThat(files).isNotEmpty();
        for (String file : files) {
            assertThat(lint(file)).as(file).last().asString().contains(": 0 errors, 0 warnings, 0 notes");
        }
    }

    private static List<String> lint(String file) throws Exception {
        try (HoldfastProcess lint = HoldfastProcess.run("lint", file)) {
            assertThat(lint.exitCode()).as(() -> file + ": " + lint.err()).isZero();
            return lint.out();
        }
    }
}
