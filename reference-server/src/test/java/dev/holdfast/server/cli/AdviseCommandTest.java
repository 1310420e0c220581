package dev.holdfast.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Which format a log has is found out from who writes it. */
final class AdviseCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path directory;

    @BeforeEach
    void aSite() throws IOException {
        write("httpd.conf", "LoadModule mpm_event_module x.so\nCustomLog logs/access_log common\n");
        write("server.xml", """
                <Server><Service name="Catalina"><Connector protocol="AJP/1.3" port="8009"/>
                <Engine name="Catalina" defaultHost="localhost"><Host name="localhost">
                <Valve className="org.apache.catalina.valves.AccessLogValve" prefix="app" suffix=".txt" pattern="%h %{msec}t %D"/>
                </Host></Engine></Service></Server>
                """);
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    private int advise(String log, String... more) {
        CommandLine commandLine = Cli.commandLine();
        commandLine.setOut(new PrintWriter(out));
        commandLine.setErr(new PrintWriter(err, true));
        String[] arguments = {
            "advise", "--json",
            "--httpd", directory.resolve("httpd.conf").toString(),
            "--server", directory.resolve("server.xml").toString(),
            "--access-log", directory.resolve(log).toString()
        };
        return Cli.run(
                commandLine,
                Stream.concat(Arrays.stream(arguments), Arrays.stream(more)).toArray(String[]::new));
    }

    private static String lines(String format) {
        return IntStream.range(0, 100)
                .mapToObj(i -> format.formatted(i % 7, 1_795_888_000_000L + 1000L * i))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    @Test
    void tomcatsIsInServerXml() throws IOException {
        write("app.2026-11-28.txt", lines("10.0.0.%d %d 50000"));
        assertThat(advise("app.2026-11-28.txt")).isZero();
        assertThat(out.toString()).contains("\"requests\": 100", "\"damagedLines\": 0", "\"mean\": 50,");
    }

    @Test
    void whoseItIsCanBeSaid() throws IOException {
        write("app.txt", lines("10.0.0.%d %d 50"));
        assertThat(advise("app.txt", "--log-of", "tomcat9")).isZero();
        assertThat(out.toString()).contains("\"mean\": 50,");
        assertThat(advise("app.txt", "--log-of", "jetty")).isEqualTo(2);
        assertThat(err.toString()).contains("--log-of must be httpd, tomcat, tomcat9, undertow: jetty");
    }

    @Test
    void whatNobodyWritesIsGuessedAtCompressedToo() throws IOException {
        String line = "10.0.0.%d - - [28/Nov/2026:20:00:00 +0000] \"GET / HTTP/1.1\" 200 5 %d";
        try (OutputStream gzip = new GZIPOutputStream(Files.newOutputStream(directory.resolve("other.gz")))) {
            gzip.write(lines(line).replaceAll(" \\d{13}", "").getBytes(StandardCharsets.UTF_8));
        }
        write("httpd.conf", "LoadModule mpm_event_module x.so\n");
        assertThat(advise("other.gz")).isEqualTo(2);
        assertThat(err.toString()).contains("the log does not say how long requests take");
    }

    @Test
    void aLogThatCannotBeReadIsNamed() throws IOException {
        Path log = directory.resolve("cut.gz");
        try (OutputStream gzip = new GZIPOutputStream(Files.newOutputStream(log))) {
            gzip.write(lines("10.0.0.%d %d").getBytes(StandardCharsets.UTF_8));
        }
        Files.write(log, Arrays.copyOf(Files.readAllBytes(log), 100));
        assertThat(advise("cut.gz", "--log-format", "%h %{msec}t")).isEqualTo(2);
        assertThat(err.toString()).startsWith("holdfast advise: " + log + ": cannot be read: Unexpected end");
    }

    @Test
    void aLogThatIsNotCompressedIsNamed() throws IOException {
        Path log = write("plain.gz", "10.0.0.1\n");
        assertThat(advise("plain.gz")).isEqualTo(2);
        assertThat(err.toString()).startsWith("holdfast advise: " + log + ": cannot be read: Not in GZIP format");
    }

    @Test
    void aDirectoryIsNoLogAndNoConfiguration() throws IOException {
        Path log = Files.createDirectory(directory.resolve("logs"));
        assertThat(advise("logs")).isEqualTo(2);
        assertThat(err.toString()).startsWith("holdfast advise: " + log + ": is a directory (see");
        Path configuration = Files.createDirectory(directory.resolve("conf"));
        assertThat(advise("logs", "--workers", configuration.toString())).isEqualTo(2);
        assertThat(err.toString()).contains("holdfast advise: " + configuration + ": is a directory (see");
        Files.delete(directory.resolve("httpd.conf"));
        Path httpd = Files.createDirectory(directory.resolve("httpd.conf"));
        assertThat(advise("logs")).isEqualTo(2);
        assertThat(err.toString()).contains("holdfast advise: " + httpd + ": is a directory (see");
    }

    /** As it is where somebody looks at a site's files on another machine. */
    @Test
    void theWorkersThatAreGivenStandInForThoseThatHttpdConfNames() throws IOException {
        write("httpd.conf", """
                LoadModule mpm_event_module x.so
                LoadModule jk_module x.so
                JkWorkersFile /none/conf/workers.properties
                JkMount /* app
                """);
        write("app.txt", lines("10.0.0.%d %d 50000"));
        Path workers = write(
                "workers.properties", "worker.list=app\nworker.app.port=8009\nworker.app.connection_pool_size=7\n");
        assertThat(advise("app.txt", "--workers", workers.toString())).isZero();
        assertThat(out.toString()).contains("\"pool.connection_pool_size\": \"7\"");
        assertThat(advise("app.txt")).isEqualTo(2);
        assertThat(err.toString()).contains("JkWorkersFile: no such file: /none/conf/workers.properties");
    }

    @Test
    void aLogOfAnotherFormatIsRefused() throws IOException {
        Path log = write("app.txt", lines("10.0.0.%d %d x") + "10.0.0.1 1795888000000 50000\n");
        assertThat(advise("app.txt")).isEqualTo(2);
        assertThat(err.toString())
                .startsWith(
                        "holdfast advise: " + log + ":1: 10.0.0.0 1795888000000 x: this and 100 of 101 lines in all are"
                                + " not of the format %h %{msec}t %D; --log-format says which it is");
    }

    @Test
    void namesInServerXmlStandForWhatCatalinaPropertiesSays() throws IOException {
        write("catalina.properties", "threads = 33\n");
        write("server.xml", """
                <Server><Service name="Catalina"><Connector protocol="AJP/1.3" port="8009" maxThreads="${threads}"/>
                </Service></Server>
                """);
        write("app.txt", lines("10.0.0.%d %d 50000"));
        assertThat(advise("app.txt", "--log-format", "%h %{msec}t %D")).isZero();
        assertThat(out.toString()).contains("\"back.maxThreads\": \"33\"");
    }
}
