package dev.holdfast.httpd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.config.ConfigurationException;
import dev.holdfast.config.MemoryFiles;
import dev.holdfast.config.Remark;
import dev.holdfast.httpd.syntax.HttpdOptions;
import dev.holdfast.modjk.JkMount;
import dev.holdfast.modjk.JkWorker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** mod_jk's directives in httpd's files. */
final class JkReaderTest {
    private static final String FILE = "/etc/httpd/httpd.conf";
    private static final HttpdOptions OPTIONS = HttpdOptions.of(FILE)
            .withStaticModules(Set.of("event.c", "jk_module"))
            .withEnvironment(Map.of("HOST", "back"));

    private static HttpdConfiguration read(String... lines) {
        return read(new MemoryFiles().with(FILE, lines));
    }

    private static HttpdConfiguration read(MemoryFiles files) {
        return HttpdConfigurationReader.read(files, OPTIONS);
    }

    private static List<String> mounts(HttpdServer server) {
        return server.jkMounts().stream()
                .map(mount -> (mount.exclusion() ? "!" : "") + mount.uri() + "=" + mount.worker())
                .toList();
    }

    @Test
    void workersComeFromFilesAndProperties() {
        HttpdConfiguration configuration = read(new MemoryFiles()
                .with(
                        FILE,
                        "JkWorkerProperty worker.list=a",
                        "JkWorkersFile conf/workers.properties",
                        "JkWatchdogInterval 30",
                        "ThreadsPerChild 20",
                        "MaxRequestWorkers 320",
                        "JkMount /a/* a",
                        "JkMount /b/* b")
                .with(
                        "/etc/httpd/conf/workers.properties",
                        "worker.list=b",
                        "worker.a.host=$(HOST)",
                        "worker.b.source=$(ServerRoot)"));
        assertThat(configuration.jkWorkers().orElseThrow().workers())
                .extracting(JkWorker::name)
                .containsExactly("a", "b");
        JkWorker a = configuration.jkWorkers().orElseThrow().worker("a").orElseThrow();
        assertThat(a.settings().get(JkWorker.Ajp.HOST)).hasToString("back (/etc/httpd/conf/workers.properties:2)");
        assertThat(a.settings().value(JkWorker.Ajp.CONNECTION_POOL_SIZE)).isEqualTo(20);
        assertThat(configuration
                        .jkWorkers()
                        .orElseThrow()
                        .worker("b")
                        .orElseThrow()
                        .settings()
                        .value(JkWorker.Ajp.SOURCE))
                .isEqualTo("/etc/httpd");
        assertThat(configuration.jkWatchdogInterval()).hasToString("PT30S (" + FILE + ":3)");
        assertThat(configuration.remarks()).isEmpty();
        assertThat(mounts(configuration.mainServer())).containsExactly("/a/*=a", "/b/*=b");
    }

    @Test
    void preforkPoolsHaveOneConnection() {
        HttpdConfiguration configuration = HttpdConfigurationReader.read(
                new MemoryFiles().with(FILE, "JkWorkerProperty worker.list=a", "JkWorkerProperty worker.a.host=h"),
                HttpdOptions.of(FILE).withStaticModules(Set.of("prefork.c", "jk_module")));
        assertThat(configuration
                        .jkWorkers()
                        .orElseThrow()
                        .workers()
                        .get(0)
                        .settings()
                        .value(JkWorker.Ajp.CONNECTION_POOL_SIZE))
                .isEqualTo(1);
    }

    @Test
    void locationsMountTheirPath() {
        HttpdServer server = read(
                        "JkWorkerProperty worker.list=w",
                        "JkWorkerProperty worker.w.host=h",
                        "<Location /app/*>",
                        "JkMount w;reply_timeout=1000",
                        "</Location>",
                        "JkUnMount /app/static/* w")
                .mainServer();
        assertThat(mounts(server)).containsExactly("!/app/static/*=w", "/app/*=w");
        assertThat(server.jkMounts().get(1).extensions().value(JkMount.REPLY_TIMEOUT))
                .contains(Duration.ofSeconds(1));
    }

    @Test
    void virtualHostsHaveTheirOwnMountsUnlessTheyCopy() {
        MemoryFiles files = new MemoryFiles()
                .with(
                        FILE,
                        "JkWorkerProperty worker.list=w",
                        "JkWorkerProperty worker.w.host=h",
                        "JkMount /main/* w",
                        "JkMountFile uri.properties",
                        "JkOptions +ForwardDirectories",
                        "<VirtualHost a>",
                        "JkMount /a/* w",
                        "</VirtualHost>",
                        "<VirtualHost b>",
                        "JkMountCopy On",
                        "JkMount /b/* w",
                        "JkOptions -ForwardDirectories",
                        "</VirtualHost>")
                .with("/etc/httpd/uri.properties", "/file/*=w");
        HttpdConfiguration configuration = read(files);
        assertThat(mounts(configuration.mainServer())).containsExactly("/file/*=w", "/main/*=w");
        assertThat(mounts(configuration.servers().get(1))).containsExactly("/a/*=w");
        assertThat(mounts(configuration.servers().get(2))).containsExactly("/file/*=w", "/main/*=w", "/b/*=w");
        assertThat(configuration.servers().get(1).jkOptions().has("ForwardDirectories"))
                .isTrue();
        assertThat(configuration.servers().get(2).jkOptions().has("ForwardDirectories"))
                .isFalse();
        assertThat(configuration.servers().get(2).jkMounts().get(0).origin())
                .hasToString("/etc/httpd/uri.properties:1");
        files.with(FILE, files.text(FILE) + "\nJkMountCopy All");
        assertThat(mounts(read(files).servers().get(1))).containsExactly("/file/*=w", "/main/*=w", "/a/*=w");
    }

    @Test
    void unknownWorkersAndMissingModulesAreRemarked() {
        HttpdConfiguration configuration = HttpdConfigurationReader.read(
                new MemoryFiles().with(FILE, "JkMount /a nobody", "JkLogFile x"),
                HttpdOptions.of(FILE).withStaticModules(Set.of("event.c")));
        assertThat(configuration.remarks())
                .extracting(Remark::toString)
                .containsExactly(
                        FILE + ":1: JkMount: no LoadModule for jk_module is there, and httpd would not start (UNKNOWN)",
                        FILE + ":2: JkLogFile: directive of mod_jk that has no effect on proxied requests (NO_EFFECT)",
                        "default: worker.ajp13: has no properties; mod_jk takes localhost:8009 for it (IGNORED)",
                        FILE
                                + ":1: JkMount /a: worker.list does not have the worker nobody, and mod_jk answers 500 (IGNORED)");
    }

    static Stream<Arguments> malformed() {
        return Stream.of(
                Arguments.of("JkMount /a", ":1: JkMount needs a path and a worker"),
                Arguments.of("JkMount a w", ":1: JkMount: the path must begin with a slash: \"a\""),
                Arguments.of("JkUnMount /a", ":1: JkUnMount needs a path and a worker"),
                Arguments.of(
                        "<Location /a>\nJkMount /a w\n</Location>",
                        ":2: JkMount needs a worker alone, the path is the Location's"),
                Arguments.of("JkMountCopy maybe", ":1: JkMountCopy must be one of All, On, Off: \"maybe\""),
                Arguments.of(
                        "<VirtualHost a>\nJkMountCopy All\n</VirtualHost>",
                        ":2: JkMountCopy is not legal in <VirtualHost>"),
                Arguments.of(
                        "<VirtualHost a>\nJkWorkersFile x\n</VirtualHost>",
                        ":2: JkWorkersFile is not legal in <VirtualHost>"),
                Arguments.of("JkWorkersFile x", ":1: JkWorkersFile: no such file: /etc/httpd/x"),
                Arguments.of("JkMountFile x", ":1: JkMountFile: no such file: /etc/httpd/x"),
                Arguments.of(
                        "JkWorkersFile x\nJkWorkersFile y", ":2: JkWorkersFile is there already, at " + FILE + ":1"),
                Arguments.of(
                        "JkOptions -ForwardURIProxy",
                        ":1: JkOptions -ForwardURIProxy: ForwardURIProxy cannot be switched off; switch on another way to forward"),
                Arguments.of(
                        "JkWorkerProperty worker.ajp13.type=x",
                        ":1: worker.ajp13.type must be one of ajp13, ajp14, lb, status: \"x\""));
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void malformedDirectivesAreRefused(String text, String message) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(FILE + message);
    }
}
