package dev.holdfast.it.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.holdfast.connector.Certificates;
import dev.holdfast.connector.KeyStoreFile;
import dev.holdfast.it.interop.Wire.Response;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every front with every back end: what the servlet sees is what the client said, but for what docs/interoperability.md lists. */
final class InteropIT {
    private static final int AT_ONCE = 6;
    private static final Pattern LINK = Pattern.compile("(\\w+) (\\w+) (\\d+) (\\d+);");

    @TempDir
    static Path directory;

    private static final List<Child> children = new ArrayList<>();
    private static final Map<Back, Child> backs = new EnumMap<>(Back.class);
    private static final List<Link> links = new ArrayList<>();

    /** What went wrong, or nothing, of every link and cell. */
    private static final Map<Link, Map<String, String>> results = new LinkedHashMap<>();

    @BeforeAll
    static void askAll() throws Exception {
        SSLContext tls = startAll();
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        try {
            Map<Link, Map<String, Future<String>>> asked = new LinkedHashMap<>();
            for (Link link : links) {
                Map<String, Future<String>> cells = new LinkedHashMap<>();
                for (Cell cell : Cell.values()) {
                    cells.put(cell.title(), threads.submit(outcome(() -> cell.check(link, tls))));
                }
                asked.put(link, cells);
            }
            collect(asked);
            for (Back back : Back.values()) {
                killed(back, threads);
            }
            report();
        } finally {
            threads.shutdownNow();
        }
    }

    /** Writes down what became of every cell, for whoever has to find out why. */
    private static void report() throws IOException {
        StringBuilder lines = new StringBuilder();
        results.forEach((link, cells) ->
                cells.forEach((cell, wrong) -> lines.append(link.front().title() + "\t"
                        + link.back().title() + "\t" + cell + "\t" + wrong.replaceAll("\\s+", " ") + "\n")));
        Files.writeString(Path.of("target", "interop.tsv"), lines);
    }

    private static void collect(Map<Link, Map<String, Future<String>>> asked)
            throws ExecutionException, InterruptedException {
        for (Map.Entry<Link, Map<String, Future<String>>> cells : asked.entrySet()) {
            Map<String, String> answers = results.computeIfAbsent(cells.getKey(), none -> new LinkedHashMap<>());
            for (Map.Entry<String, Future<String>> cell : cells.getValue().entrySet()) {
                answers.put(cell.getKey(), cell.getValue().get());
            }
        }
    }

    private interface Check {
        void run() throws Exception;
    }

    private static Callable<String> outcome(Check check) {
        return () -> {
            try {
                check.run();
                return "";
            } catch (AssertionError | Exception wrong) {
                return wrong.toString().isEmpty() ? "failed" : wrong.toString();
            }
        };
    }

    /** Kills a back end in the middle of a response to each front: that does not look whole, and the next request is told. */
    private static void killed(Back back, ExecutorService threads) throws Exception {
        Map<Link, Wire> streaming = new LinkedHashMap<>();
        for (Link link : links) {
            if (link.back() == back) {
                Wire wire = new Wire(link.port(), null);
                streaming.put(link, wire);
                wire.head("GET /endless?killed-" + link.front());
                wire.read(50_000);
            }
        }
        Child child = backs.get(back);
        assertThat(child).isNotNull();
        child.kill();
        Map<Link, Map<String, Future<String>>> asked = new LinkedHashMap<>();
        streaming.forEach((link, wire) -> asked.put(link, Map.of(Difference.KILL, threads.submit(outcome(() -> {
            Response response = wire.response();
            wire.close();
            assertThat(response.whole()).as("looks whole").isFalse();
            try (Wire next = new Wire(link.port(), null)) {
                assertThat(next.head("GET /plain").response().status()).isBetween(502, 504);
            }
        })))));
        collect(asked);
    }

    private static SSLContext startAll() throws Exception {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        Certificates certificates = new Certificates(directory);
        KeyStoreFile server = certificates.add("server.p12", "server", "RSA", "localhost");
        KeyStoreFile own = certificates.add("client.p12", "client", "RSA", "client");
        KeyStoreFile trust = certificates.trust("trust.p12", own);
        Path war = directory.resolve("echo.war");
        WebArchive archive = ShrinkWrap.create(WebArchive.class, "echo.war").addClasses(EchoServlet.class);
        archive.as(ZipExporter.class).exportTo(war.toFile(), true);
        Child other = started(Back.launchOther(home("other"), war));
        for (Back back : Back.values()) {
            backs.put(back, started(back.launch(home(back.name()), war)));
        }
        int otherPort = Back.HOLDFAST_EVENT.port(other);
        Path httpdHome = home("httpd");
        pem(server, "server", httpdHome);
        pem(own, "client", httpdHome);
        Files.writeString(httpdHome.resolve("users"), "ada:{SHA}" + sha1("lovelace") + "\n");
        Httpd httpd = new Httpd(httpdHome, otherPort);
        List<String> arguments = new ArrayList<>(List.of(
                server.file().toString(), server.password(), trust.file().toString(), "" + otherPort));
        for (Map.Entry<Back, Child> back : backs.entrySet()) {
            int port = back.getKey().port(back.getValue());
            arguments.add(back.getKey() + "=" + port);
            links.addAll(httpd.add(back.getKey(), port));
        }
        Child apache = started(httpd.start());
        Child fronts = started(Child.main(
                home("fronts").resolve("stdout"),
                directory,
                JavaFronts.class,
                List.of(),
                arguments.toArray(new String[0])));
        String unused = fronts.awaitSaid(Pattern.compile("all are there"));
        Matcher link = LINK.matcher(fronts.said());
        while (link.find()) {
            links.add(new Link(
                    Front.valueOf(link.group(1)),
                    Back.valueOf(link.group(2)),
                    Integer.parseInt(link.group(3)),
                    Integer.parseInt(link.group(4))));
        }
        unused = apache.awaitSaid(Pattern.compile("resuming normal operations"));
        return Certificates.client(server, own);
    }

    private static Child started(Child child) {
        children.add(child);
        return child;
    }

    private static Path home(String name) throws IOException {
        return Files.createDirectories(directory.resolve(name.toLowerCase(Locale.ROOT)));
    }

    private static void pem(KeyStoreFile file, String alias, Path home) throws Exception {
        KeyStore store =
                KeyStore.getInstance(file.file().toFile(), file.password().toCharArray());
        Files.writeString(
                home.resolve(alias + ".pem"),
                armoured("CERTIFICATE", store.getCertificate(alias).getEncoded()));
        Files.writeString(
                home.resolve(alias + ".key"),
                armoured(
                        "PRIVATE KEY",
                        store.getKey(alias, file.password().toCharArray()).getEncoded()));
    }

    private static String armoured(String what, byte... bytes) {
        return "-----BEGIN " + what + "-----\n" + Base64.getMimeEncoder().encodeToString(bytes) + "\n-----END " + what
                + "-----\n";
    }

    private static String sha1(String text) throws Exception {
        byte[] digest = MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.US_ASCII));
        return Base64.getEncoder().encodeToString(digest);
    }

    @AfterAll
    static void stopAll() {
        children.forEach(Child::close);
    }

    @TestFactory
    Stream<DynamicNode> cells() throws IOException {
        List<Difference> differences = Difference.read();
        return results.entrySet().stream().map(link -> row(link.getKey(), link.getValue(), differences));
    }

    private static DynamicContainer row(Link link, Map<String, String> cells, List<Difference> differences) {
        return dynamicContainer(
                link.front().title() + " with " + link.back().title(),
                cells.entrySet().stream().map(cell -> test(link, cell.getKey(), cell.getValue(), differences)));
    }

    private static DynamicTest test(Link link, String cell, String wrong, List<Difference> differences) {
        List<Difference> known = differences.stream()
                .filter(difference -> difference.isOf(link.front(), link.back(), cell))
                .toList();
        return dynamicTest(cell, () -> {
            if (known.isEmpty()) {
                assertThat(wrong).isEmpty();
            } else {
                assertThat(wrong)
                        .as("docs/interoperability.md says it does not work: " + known)
                        .isNotEmpty();
            }
        });
    }

    @Test
    void theMatrixIsWhole() {
        assertThat(results).hasSize(Front.values().length * Back.values().length);
        assertThat(results.values()).allSatisfy(cells -> assertThat(cells).hasSize(Cell.values().length + 1));
    }

    @Test
    void everyDifferenceNamesWhatThereIs() throws Exception {
        List<String> fronts =
                new ArrayList<>(Arrays.stream(Front.values()).map(Front::title).toList());
        List<String> ends =
                new ArrayList<>(Arrays.stream(Back.values()).map(Back::title).toList());
        List<String> titles =
                new ArrayList<>(Arrays.stream(Cell.values()).map(Cell::title).toList());
        fronts.add("any");
        ends.add("any");
        titles.addAll(List.of("all", Difference.KILL));
        assertThat(Difference.read()).isNotEmpty().allSatisfy(difference -> {
            assertThat(fronts).containsAll(difference.fronts());
            assertThat(ends).containsAll(difference.backs());
            assertThat(titles).containsAll(difference.cells());
            assertThat(difference.cause()).hasSizeGreaterThan(10);
        });
    }
}
