package dev.holdfast.server.deployments;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.connector.Await;
import dev.holdfast.server.HoldfastServer;
import dev.holdfast.server.HttpSettings;
import dev.holdfast.server.admin.ApplicationStatus;
import dev.holdfast.server.deploy.app.HangingEndListener;
import dev.holdfast.server.deploy.app.HangingListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DeploymentsFolderIT {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final String TOLD = "holdfast.test.go-on";
    private static final Duration SCAN_INTERVAL = Duration.ofMillis(50);

    @TempDir
    private Path directory;

    private final List<String> failures = new CopyOnWriteArrayList<>();
    private final List<String> events = new CopyOnWriteArrayList<>();
    private HoldfastServer server;
    private DeploymentsFolder folder;

    @BeforeEach
    void makeServer() throws Exception {
        makeServer(Duration.ofSeconds(2));
    }

    private void makeServer(Duration deploymentTimeout) throws Exception {
        server = HoldfastServer.builder()
                .http(HttpSettings.DEFAULTS.withPort(0))
                .deploymentTimeout(deploymentTimeout)
                .build();
        server.start();
        folder = new DeploymentsFolder(server, directory, SCAN_INTERVAL, new Recorder());
    }

    @AfterEach
    void stop() {
        System.setProperty(TOLD, "");
        folder.close();
        server.stop(Duration.ZERO);
        System.clearProperty(TOLD);
    }

    @Test
    void whatIsThereIsDeployedBeforeItStartsAndMarked() throws Exception {
        for (int i = 0; i < 8; i++) {
            old(write("app" + i + ".war", archive("page " + i)));
        }
        old(write("broken.war", archiveOf("WEB-INF/web.xml", "<web-app><servlet>")));
        Files.createDirectories(directory.resolve("plain"));
        write("readme.txt", "no application".getBytes(StandardCharsets.UTF_8));
        write("gone.war.deployed", new byte[0]);

        assertThat(folder.start()).isEqualTo(1);

        for (int i = 0; i < 8; i++) {
            assertThat(get("/app" + i + "/a.txt")).isEqualTo("page " + i);
            assertThat(directory.resolve("app" + i + ".war.deployed")).hasContent("/app" + i);
        }
        assertThat(failures).singleElement().asString().contains("broken.war: WEB-INF/web.xml line 1");
        assertThat(Files.readString(directory.resolve("broken.war.failed")).strip())
                .isEqualTo(failures.get(0));
        assertThat(directory.resolve("gone.war.deployed")).doesNotExist();
    }

    @Test
    void aHalfCopiedArchiveIsDeployedWhenItIsWhole() throws Exception {
        folder.start();
        byte[] whole = archive("whole");
        write("a.war", Arrays.copyOf(whole, whole.length / 2));
        write("b.war", archive("later, and whole"));
        Await.until("b.war is deployed", () -> get("/b/a.txt").equals("later, and whole"));
        assertThat(directory.resolve("a.war.isdeploying")).doesNotExist();
        assertThat(failures).isEmpty();

        write("a.war", whole);
        Await.until("a.war is deployed", () -> get("/a/a.txt").equals("whole"));
    }

    @Test
    void whatChangesIsDeployedAgainAndWhatIsGoneUndeployed() throws Exception {
        folder.start();
        write("a.war", archive("one"));
        Await.until("a.war is deployed", () -> get("/a/a.txt").equals("one"));

        write("a.war", archive("and two"));
        Await.until("the new a.war is deployed", () -> get("/a/a.txt").equals("and two"));

        write("a.war", archiveOf("WEB-INF/web.xml", "<no>"));
        Await.until("a.war failed", () -> Files.exists(directory.resolve("a.war.failed")));
        assertThat(directory.resolve("a.war.deployed")).doesNotExist();
        assertThat(server.applications())
                .singleElement()
                .satisfies(status -> assertThat(status.isUp()).isFalse());

        write("a.war", archive("mended"));
        Await.until("the mended a.war is deployed", () -> get("/a/a.txt").equals("mended"));
        Await.until("a.war is marked", () -> Files.exists(directory.resolve("a.war.deployed")));
        assertThat(directory.resolve("a.war.failed")).doesNotExist();
        assertThat(server.applications()).hasSize(1);

        Files.delete(directory.resolve("a.war"));
        Await.until("a.war is undeployed", () -> server.applications().isEmpty());
        Await.until("the marker is gone", () -> !Files.exists(directory.resolve("a.war.deployed")));
        assertThat(events)
                .containsExactly(
                        "deployed /a", "undeployed /a", "deployed /a", "undeployed /a", "deployed /a", "undeployed /a");
    }

    @Test
    void oneOfTwoThatClaimAContextPathIsDeployedTheFirstByName() throws Exception {
        old(write("a##1.war", archive("one")));
        old(write("a##2.war", archive("two")));

        assertThat(folder.start()).isEqualTo(1);
        assertThat(get("/a/a.txt")).isEqualTo("one");
        assertThat(failures).singleElement().asString().contains("the context path /a is taken by");

        Files.delete(directory.resolve("a##1.war"));
        Await.until("the second is deployed", () -> get("/a/a.txt").equals("two"));
        Await.until("it is marked", () -> Files.exists(directory.resolve("a##2.war.deployed")));
        assertThat(directory.resolve("a##2.war.failed")).doesNotExist();
        assertThat(failures).hasSize(1);
    }

    @Test
    void contextPathGoesFromOneArchiveToAnotherInOneLook() throws Exception {
        old(write("a.war", archiveAt("/shop", "of a")));
        assertThat(folder.start()).isZero();
        assertThat(get("/shop/a.txt")).isEqualTo("of a");

        // What is renamed into its place changes between two looks or within none.
        Path drafts = Files.createDirectory(directory.resolve("drafts"));
        Path newA = Files.write(drafts.resolve("a"), archiveAt("/table", "of a"));
        Path newB = Files.write(drafts.resolve("b"), archiveAt("/shop", "of b"));
        Files.move(newA, directory.resolve("a.war"), StandardCopyOption.REPLACE_EXISTING);
        Files.move(newB, directory.resolve("b.war"), StandardCopyOption.REPLACE_EXISTING);
        Await.until("b is where a was", () -> get("/shop/a.txt").equals("of b"));
        Await.until("a has moved on", () -> get("/table/a.txt").equals("of a"));
        assertThat(failures).isEmpty();
    }

    @Test
    void contextPathOfAHostGoesFromOneArchiveToAnotherInOneLook() throws Exception {
        old(write("a.war", archiveAt("//localhost/shop", "of a")));
        assertThat(folder.start()).isZero();
        URI host = URI.create("http://localhost:" + server.httpUri().getPort());
        assertThat(get(host.resolve("/shop/a.txt"))).isEqualTo("of a");

        Path drafts = Files.createDirectory(directory.resolve("drafts"));
        Path newA = Files.write(drafts.resolve("a"), archiveAt("/shop", "of a"));
        Path newB = Files.write(drafts.resolve("b"), archiveAt("//localhost/shop", "of b"));
        Files.move(newA, directory.resolve("a.war"), StandardCopyOption.REPLACE_EXISTING);
        Files.move(newB, directory.resolve("b.war"), StandardCopyOption.REPLACE_EXISTING);
        Await.until("b is where a was", () -> get(host.resolve("/shop/a.txt")).equals("of b"));
        Await.until("a has moved on", () -> get("/shop/a.txt").equals("of a"));
        assertThat(failures).isEmpty();
        assertThat(events.subList(0, 2)).containsExactly("deployed //localhost/shop", "undeployed //localhost/shop");
    }

    @Test
    void archiveThatComesToMakeNoContextPathIsUndeployed() throws Exception {
        old(write("a.war", archive("one")));
        folder.start();
        assertThat(get("/a/a.txt")).isEqualTo("one");
        write("a.war", archiveAt("/no path", "two"));
        Await.until("a.war is undeployed", () -> get("/a/a.txt").isEmpty());
        Await.until("it is marked", () -> Files.exists(directory.resolve("a.war.failed")));
    }

    @Test
    void listenerThatThrowsCostsNoApplication() throws Exception {
        folder.close();
        folder = new DeploymentsFolder(server, directory, SCAN_INTERVAL, new Thrower());
        for (String name : List.of("a.war", "b.war", "c.war")) {
            old(write(name, archive("page of " + name)));
        }
        old(write("broken.war", archiveOf("WEB-INF/web.xml", "<no>")));
        assertThat(folder.start()).isEqualTo(1);
        Files.delete(directory.resolve("a.war"));
        write("b.war", archive("another page"));
        Await.until("a.war is undeployed", () -> get("/a/a.txt").isEmpty());
        Await.until("b.war is deployed again", () -> get("/b/a.txt").equals("another page"));
        assertThat(get("/c/a.txt")).isEqualTo("page of c.war");
    }

    @Test
    void applicationThatDoesNotEndIsGivenUpAndTheFolderKeptUpWith() throws Exception {
        old(write("a.war", archiveOf(HangingEndListener.class)));
        folder.start();
        write("a.war", archive("next"));
        Await.until("it is given up", () -> Files.exists(directory.resolve("a.war.failed")));
        assertThat(directory.resolve("a.war.failed")).content().contains("is not undeployed after 2000 ms");
        assertThat(failures).singleElement().asString().contains("HangingEndListener.contextDestroyed");

        write("b.war", archive("other"));
        Await.until("another is deployed", () -> get("/b/a.txt").equals("other"));
        System.setProperty(TOLD, "");
        Await.until("its successor is deployed", () -> get("/a/a.txt").equals("next"));
    }

    @Test
    void applicationThatHangsHoldsUpNoOther() throws Exception {
        stop();
        makeServer(Duration.ofMinutes(1));
        folder.start();
        write("hanging.war", archiveOf(HangingListener.class));
        Await.until("it is being deployed", () -> Files.exists(directory.resolve("hanging.war.isdeploying")));

        write("b.war", archive("other"));
        Await.until("another is deployed", () -> get("/b/a.txt").equals("other"));
        write("b.war", archive("changed"));
        Await.until("and again", () -> get("/b/a.txt").equals("changed"));
        Files.delete(directory.resolve("b.war"));
        Await.until(
                "and undeployed",
                () -> events.contains("undeployed /b") && server.applications().isEmpty());
        assertThat(failures).isEmpty();
        assertThat(directory.resolve("hanging.war.isdeploying")).exists();

        Files.delete(directory.resolve("hanging.war"));
        System.setProperty(TOLD, "");
        Await.until("what is gone meanwhile is undeployed", () -> events.contains("undeployed /hanging"));
    }

    @Test
    void undeploymentThatFailsIsAFailureUntilItComesToItsEnd() throws Exception {
        old(write("a.war", archiveOf(HangingEndListener.class)));
        folder.start();
        Files.delete(directory.resolve("a.war"));
        Await.until("it is given up", () -> Files.exists(directory.resolve("a.war.failed")));
        assertThat(server.applications())
                .singleElement()
                .satisfies(
                        status -> assertThat(status.failure().orElse("")).contains("is not undeployed after 2000 ms"));

        System.setProperty(TOLD, "");
        Await.until("it is forgotten", () -> server.applications().isEmpty());
    }

    @Test
    void applicationThatIsGoneAndDoesNotEndIsMarkedAsFailed() throws Exception {
        old(write("a.war", archiveOf(HangingEndListener.class)));
        folder.start();
        Files.delete(directory.resolve("a.war"));
        Await.until("it is given up", () -> Files.exists(directory.resolve("a.war.failed")));
        assertThat(directory.resolve("a.war.failed")).content().contains("is not undeployed after 2000 ms");
        folder.close();
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void deploymentThatTheEndFindsLeavesNoMarker() throws Exception {
        write("a.war", archiveOf(HangingListener.class));
        folder.start();
        Await.until("it is being deployed", () -> Files.exists(directory.resolve("a.war.isdeploying")));
        folder.close();
        Await.until("its deployment is given up", () -> !failures.isEmpty());
        assertThat(directory.toFile().list()).containsExactly("a.war");
    }

    @Test
    void filesThatOnlyLookLikeMarkersAreLeftAlone() throws Exception {
        Files.createDirectories(directory.resolve("dir/WEB-INF"));
        Files.createDirectories(directory.resolve("x.war.failed/mine"));
        for (String name :
                List.of("notes.failed", "batch.deployed", "dir.failed", ".gone.war.failed", "Gone.WAR.deployed")) {
            write(name, new byte[0]);
        }
        folder.start();
        folder.close();
        assertThat(directory.toFile().list())
                .containsExactlyInAnyOrder("dir", "x.war.failed", "notes.failed", "batch.deployed");
    }

    @Test
    void anExplodedDirectoryIsDeployedAgainWhenItsDescriptorChanges() throws Exception {
        Path webInf = Files.createDirectories(directory.resolve("dir/WEB-INF"));
        Files.writeString(directory.resolve("dir/a.txt"), "in place");
        folder.start();
        Await.until("dir is deployed", () -> get("/dir/a.txt").equals("in place"));

        Files.writeString(webInf.resolve("web.xml"), "<no>");
        Await.until("dir failed", () -> Files.exists(directory.resolve("dir.failed")));
    }

    @Test
    void whatCannotBeReadHarmsNoOther() throws Exception {
        Path webInf = Files.createDirectories(directory.resolve("dir/WEB-INF"));
        Files.createSymbolicLink(webInf.resolve(".#web.xml"), Path.of("somebody@somewhere.1234"));
        Files.writeString(directory.resolve("dir/a.txt"), "page");
        Files.createSymbolicLink(directory.resolve("gone.war"), Path.of("nowhere.war"));
        old(write("a.war", archive("one")));
        folder.start();
        assertThat(get("/a/a.txt")).isEqualTo("one");
        Await.until("dir is deployed", () -> get("/dir/a.txt").equals("page"));
        assertThat(failures).isEmpty();
    }

    @Test
    void hostsHaveApplicationsOfTheirOwnAtOnePath() throws Exception {
        for (String host : List.of("default-host", "shop.example.com", "blog.example.com")) {
            old(write(
                    host + ".war",
                    archiveOf(
                            "WEB-INF/jboss-web.xml",
                            "<jboss-web><context-root>app</context-root><virtual-host>" + host
                                    + "</virtual-host></jboss-web>")));
        }
        old(
                write(
                        "taken.war",
                        archiveOf(
                                "WEB-INF/jboss-web.xml",
                                "<jboss-web><context-root>app</context-root><virtual-host>SHOP.example.com</virtual-host></jboss-web>")));

        assertThat(folder.start()).isEqualTo(1);

        assertThat(directory.resolve("default-host.war.deployed")).hasContent("/app");
        assertThat(directory.resolve("shop.example.com.war.deployed")).hasContent("//shop.example.com/app");
        assertThat(directory.resolve("blog.example.com.war.deployed")).hasContent("//blog.example.com/app");
        assertThat(failures)
                .singleElement()
                .asString()
                .contains("taken.war: the context path //shop.example.com/app is taken by ")
                .endsWith("shop.example.com.war");

        Files.delete(directory.resolve("blog.example.com.war"));
        Await.until("it is undeployed", () -> events.contains("undeployed //blog.example.com/app"));
        Files.delete(directory.resolve("shop.example.com.war"));
        Await.until("the second is deployed", () -> Files.exists(directory.resolve("taken.war.deployed")));
        assertThat(directory.resolve("taken.war.deployed")).hasContent("//shop.example.com/app");
        assertThat(server.applications())
                .extracting(ApplicationStatus::location)
                .containsExactlyInAnyOrder("/app", "//shop.example.com/app");
        assertThat(failures).hasSize(1);
    }

    @Test
    void markersAreGoneWhenItIsClosed() throws Exception {
        old(write("a.war", archive("one")));
        folder.start();
        folder.close();

        assertThat(directory.resolve("a.war")).exists();
        assertThat(directory.resolve("a.war.deployed")).doesNotExist();
    }

    private Path write(String name, byte[] bytes) throws IOException {
        return Files.write(directory.resolve(name), bytes);
    }

    private static void old(Path file) throws IOException {
        Files.setLastModifiedTime(file, FileTime.fromMillis(0));
    }

    private static byte[] archive(String page) throws IOException {
        return archiveOf("a.txt", page);
    }

    /** Returns an archive for {@code /path} or {@code //host/path}. */
    private static byte[] archiveAt(String location, String page) throws IOException {
        String place = location.startsWith("//")
                ? location.replaceFirst("//(.*)(/.*)", "<context-root>$2</context-root><virtual-host>$1</virtual-host>")
                : "<context-root>" + location + "</context-root>";
        return archiveOf(Map.of(
                "a.txt",
                page.getBytes(StandardCharsets.UTF_8),
                "WEB-INF/jboss-web.xml",
                ("<jboss-web>" + place + "</jboss-web>").getBytes(StandardCharsets.UTF_8)));
    }

    private static byte[] archiveOf(Class<?> listener) throws IOException {
        String name = listener.getName().replace('.', '/') + ".class";
        try (InputStream in = listener.getClassLoader().getResourceAsStream(name)) {
            return archiveOf(
                    Map.of("WEB-INF/classes/" + name, Objects.requireNonNull(in).readAllBytes()));
        }
    }

    private static byte[] archiveOf(String name, String text) throws IOException {
        return archiveOf(Map.of(name, text.getBytes(StandardCharsets.UTF_8)));
    }

    private static byte[] archiveOf(Map<String, byte[]> entries) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
                zip.closeEntry();
            }
        }
        return bytes.toByteArray();
    }

    /** Returns the page, or nothing where there is none. */
    private String get(String path) {
        return get(server.httpUri().resolve(path));
    }

    private static String get(URI uri) {
        HttpResponse<String> response = CLIENT.sendAsync(
                        HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                .join();
        return response.statusCode() == 200 ? response.body() : "";
    }

    private final class Recorder implements DeploymentsFolder.Listener {
        @Override
        public void deployed(ApplicationStatus application) {
            events.add("deployed " + application.location());
        }

        @Override
        public void failed(String reason) {
            failures.add(reason);
        }

        @Override
        public void undeployed(String location) {
            events.add("undeployed " + location);
        }
    }

    private static final class Thrower implements DeploymentsFolder.Listener {
        @Override
        public void deployed(ApplicationStatus application) {
            throw new IllegalStateException("of " + application.contextPath());
        }

        @Override
        public void failed(String reason) {
            throw new IllegalStateException(reason);
        }

        @Override
        public void undeployed(String location) {
            throw new IllegalStateException("of " + location);
        }
    }
}
