package dev.holdfast.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import picocli.CommandLine;

final class LintCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path directory;

    @Test
    void warningsAreExitCode1() throws IOException {
        Path file = write("httpd.conf", "MaxKeepAliveRequests 1\n");
        assertThat(run("lint", file.toString())).isEqualTo(1);
        assertThat(out.toString())
                .startsWith(file + ":1: warning HF24: MaxKeepAliveRequests 1 serves 2 requests on a connection\n")
                .endsWith("(--verbose says why)\n");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void notesAndNothingAreExitCode0() throws IOException {
        Path clean = write("httpd.conf", "Listen 80\n");
        assertThat(run("lint", clean.toString(), "--verbose")).isZero();
        assertThat(out.toString()).contains("1 file: 0 errors, 0 warnings, 0 notes", "not evaluated HF18 (");
        Path note = write("server.xml", "<Server><Service><Connector port='8080'/></Service></Server>");
        assertThat(run("lint", note.toString())).isZero();
        assertThat(out.toString()).contains(note + ":1: note HF33: ");
    }

    @Test
    void whatCannotBeReadIsExitCode2AndOneLine() throws IOException {
        assertThat(run("lint", "no/such/file")).isEqualTo(2);
        assertThat(run("lint", directory.toString())).isEqualTo(2);
        assertThat(run("lint", write("notes", "hello\n").toString())).isEqualTo(2);
        assertThat(run("lint", write("httpd.conf", "<VirtualHost *:80>\n").toString()))
                .isEqualTo(2);
        assertThat(run("lint")).isEqualTo(2);
        assertThat(run("lint", "--as", "httpd")).isEqualTo(2);
        assertThat(run("lint", "--as", "apache=" + write("x", "Listen 80\n"))).isEqualTo(2);
        assertThat(run(
                        "lint",
                        "--sarif",
                        directory.resolve("no/such.sarif").toString(),
                        write("a.conf", "Listen 80\n").toString()))
                .isEqualTo(2);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString().lines())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("holdfast lint: ").contains("no/such/file: no such file"),
                        line -> assertThat(line).contains(directory + ": is a directory; name the files in it"),
                        line -> assertThat(line).contains("notes: neither name nor content say what it is"),
                        line -> assertThat(line).contains("httpd.conf:1: "),
                        line -> assertThat(line).contains("name at least one FILE"),
                        line -> assertThat(line)
                                .contains("--as must be TYPE=FILE with one of httpd, workers, ", "\"httpd\""),
                        line -> assertThat(line).contains("--as must be TYPE=FILE"),
                        line -> assertThat(line).contains("--sarif ", " cannot be written: there is no directory "));
    }

    @Test
    void aTypeCanBeSaid() throws IOException {
        Path file = write("x", "# nothing to know it by\nMaxKeepAliveRequests 1\n");
        assertThat(run("lint", file.toString())).isEqualTo(1);
        Path workers = write("y", "# workers\n");
        assertThat(run("lint", "--as", "workers=" + workers)).isZero();
    }

    @Test
    void jsonIsTheOnlyOutput() throws IOException {
        Path file = write("httpd.conf", "MaxKeepAliveRequests 1\n");
        assertThat(run("lint", "--json", file.toString())).isEqualTo(1);
        Object report = parse(out.toString());
        assertThat(list(report, "findings")).hasSize(1);
        assertThat(at(report, "findings", 0, "rule")).isEqualTo("HF24");
        assertThat(at(report, "findings", 0, "file")).isEqualTo(file.toString());
        assertThat(at(report, "findings", 0, "line")).isEqualTo(1);
        assertThat(list(report, "files")).isEqualTo(List.of(file.toString()));
    }

    /** What SARIF 2.1.0 requires of a log, and what readers of it rely on. */
    @Test
    void sarifHasWhatItsSpecificationRequires() throws IOException {
        Path file = write(
                "httpd.conf",
                "MaxKeepAliveRequests 1\n# holdfast: ignore HF23 it is meant so\nKeepAliveTimeout 10ms\n");
        Path sarif = directory.resolve("out.sarif");
        assertThat(run("lint", "--sarif", sarif.toString(), file.toString())).isEqualTo(1);
        Object log = parse(Files.readString(sarif));
        assertThat(at(log, "version")).isEqualTo("2.1.0");
        assertThat(list(log, "runs")).hasSize(1);
        Object driver = at(log, "runs", 0, "tool", "driver");
        assertThat(at(driver, "name")).isEqualTo("Holdfast");
        List<?> rules = list(driver, "rules");
        assertThat(rules).hasSizeGreaterThanOrEqualTo(43).allSatisfy(rule -> {
            assertThat(at(rule, "id")).asString().matches("HF\\d\\d");
            assertThat(at(rule, "shortDescription", "text")).isInstanceOf(String.class);
            assertThat(at(rule, "help", "text")).asString().endsWith("docs/rules/" + at(rule, "id") + ".md.");
        });
        List<?> results = list(at(log, "runs", 0), "results");
        assertThat(results).hasSize(2).allSatisfy(result -> {
            int index = Integer.parseInt(String.valueOf(at(result, "ruleIndex")));
            assertThat(at(rules, index, "id")).isEqualTo(at(result, "ruleId"));
            assertThat(at(result, "level")).isIn("error", "warning", "note");
            assertThat(at(result, "message", "text")).isInstanceOf(String.class);
            Object location = at(result, "locations", 0, "physicalLocation");
            assertThat(at(location, "artifactLocation", "uri")).isEqualTo("file://" + file);
            assertThat(at(location, "region", "startLine")).isIn(1, 3);
        });
        assertThat(results)
                .filteredOn(result -> at(result, "ruleId").equals("HF23"))
                .singleElement()
                .satisfies(result -> assertThat(at(result, "suppressions", 0))
                        .isEqualTo(Map.of("kind", "inSource", "justification", "it is meant so")));
    }

    @Test
    void sarifReplacesNothingButJson() throws IOException {
        Path read = write("httpd.conf", "Include part.conf\n");
        Path part = write("part.conf", "");
        Path link = Files.createSymbolicLink(directory.resolve("link"), part);
        Path other = write("server.xml", "<Server/>");
        for (Path there : List.of(read, part, link, other)) {
            assertThat(run("lint", "--sarif", there.toString(), read.toString()))
                    .as(there.toString())
                    .isEqualTo(2);
        }
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString().lines())
                .satisfiesExactly(
                        line -> assertThat(line)
                                .contains("--sarif " + read + " cannot be written: there is a file already"),
                        line -> assertThat(line)
                                .contains("--sarif " + part
                                        + " cannot be written: it is one of the files that were read: "),
                        line -> assertThat(line)
                                .contains("--sarif " + link + " cannot be written: it is one of the files"),
                        line -> assertThat(line)
                                .contains("--sarif " + other + " cannot be written: there is a file already"));
        assertThat(read).content().isEqualTo("Include part.conf\n");
        assertThat(part).isEmptyFile();
        assertThat(other).content().isEqualTo("<Server/>");
        Path before = write("before.sarif", "\n{}\n");
        Path empty = write("empty.sarif", "");
        assertThat(run("lint", "--sarif", before.toString(), read.toString())).isZero();
        assertThat(run("lint", "--sarif", empty.toString(), read.toString())).isZero();
        assertThat(before).content().contains("\"version\": \"2.1.0\"");
        assertThat(empty).content().contains("\"version\": \"2.1.0\"");
    }

    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aPipeCanBeAFile() throws Exception {
        Path pipe = directory.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        CompletableFuture<Integer> lint =
                CompletableFuture.supplyAsync(() -> run("lint", "--as", "sysctl=" + pipe, "--json"));
        Files.writeString(pipe, "net.core.somaxconn = 1\n");
        assertThat(lint.join()).isZero();
        assertThat(list(parse(out.toString()), "files")).isEqualTo(List.of(pipe.toString()));
    }

    /** Returns what is reached through names of objects and indexes of arrays. */
    private static Object at(Object value, Object... path) {
        Object found = value;
        for (Object step : path) {
            found = step instanceof Integer index
                    ? ((List<?>) found).get(index)
                    : Objects.requireNonNull(((Map<?, ?>) found).get(step), () -> "no " + step);
        }
        return Objects.requireNonNull(found);
    }

    private static List<?> list(Object value, String name) {
        return (List<?>) at(value, name);
    }

    /** JSON is YAML. */
    private static Object parse(String json) {
        return Objects.requireNonNull(new Load(LoadSettings.builder().build()).loadFromString(json));
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    private int run(String... arguments) {
        CommandLine commandLine = Cli.commandLine();
        commandLine.setOut(new PrintWriter(out, true));
        commandLine.setErr(new PrintWriter(err, true));
        return commandLine.execute(arguments);
    }
}
