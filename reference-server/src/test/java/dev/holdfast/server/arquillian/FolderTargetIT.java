package dev.holdfast.server.arquillian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.connector.Await;
import dev.holdfast.server.HoldfastServer;
import dev.holdfast.server.HttpSettings;
import dev.holdfast.server.admin.ApplicationStatus;
import dev.holdfast.server.deployments.DeploymentsFolder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jboss.arquillian.container.spi.client.container.DeploymentException;
import org.jboss.arquillian.container.spi.client.container.LifecycleException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a server that watches the folder, as {@code holdfast run --deployments} does. */
final class FolderTargetIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    @TempDir
    private Path archives;

    @TempDir
    private Path folder;

    private HoldfastServer server;
    private DeploymentsFolder watched;
    private FolderTarget target;

    @BeforeEach
    void start() throws Exception {
        server =
                HoldfastServer.builder().http(HttpSettings.DEFAULTS.withPort(0)).build();
        server.start();
        watched = new DeploymentsFolder(server, folder, Duration.ofMillis(20), new Nobody());
        watched.start();
        target = new FolderTarget(folder, server.httpUri(), TIMEOUT);
        target.start();
    }

    @AfterEach
    void stop() {
        target.stop();
        watched.close();
        server.stop(Duration.ZERO);
    }

    @Test
    void archiveIsDeployedAndUndeployed() throws Exception {
        Path archive = archive("app.war", "a.txt", "page");
        assertThat(target.deploy(archive)).isEqualTo("/app");
        assertThat(get("/app/a.txt")).isEqualTo("page");
        assertThatThrownBy(() -> target.deploy(archive)).hasMessage("app.war is deployed already, in " + folder);

        target.undeploy("app.war");
        assertThat(get("/app/a.txt")).isNotEqualTo("page");
        assertThat(folder).isEmptyDirectory();
        assertThatThrownBy(() -> target.undeploy("app.war")).hasMessage("app.war is not deployed");
    }

    @Test
    void contextPathOfAVirtualHostIsSaidWithoutIt() throws Exception {
        Path archive = archive(
                "app.war", "WEB-INF/jboss-web.xml", "<jboss-web><virtual-host>shop-host</virtual-host></jboss-web>");
        assertThat(target.deploy(archive)).isEqualTo("/app");
        assertThat(folder.resolve("app.war.deployed")).hasContent("//shop-host/app");
        target.undeploy("app.war");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void whyAnArchiveCannotBeDeployedIsSaid() throws Exception {
        Path archive = archive("bad.war", "WEB-INF/web.xml", "<web-app><servlet>");
        assertThatThrownBy(() -> target.deploy(archive))
                .isInstanceOf(DeploymentException.class)
                .hasMessageContaining("bad.war: WEB-INF/web.xml line 1");
        assertThat(folder).isEmptyDirectory();
        assertThatThrownBy(() -> target.undeploy("bad.war")).hasMessage("bad.war is not deployed");
        assertThatThrownBy(() -> target.deploy(archive)).hasMessageContaining("bad.war: WEB-INF/web.xml line 1");
    }

    @Test
    void archiveThatIsStillBeingDeployedIsUndeployedWhenThatIsOver() throws Exception {
        watched.close();
        Files.copy(archive("app.war", "a.txt", "page"), folder.resolve("app.war"));
        Path deploying = Files.writeString(folder.resolve("app.war.isdeploying"), "");
        FolderTarget impatient = new FolderTarget(folder, server.httpUri(), Duration.ofMillis(100));
        assertThatThrownBy(() -> impatient.undeploy("app.war")).hasMessage("app.war is not undeployed after 100 ms");

        Files.copy(archives.resolve("app.war"), folder.resolve("app.war"));
        CompletableFuture<Void> undeployed = CompletableFuture.runAsync(() -> {
            try {
                target.undeploy("app.war");
            } catch (Exception e) {
                throw new CompletionException(e);
            }
        });
        Await.until("the archive is gone", () -> !Files.exists(folder.resolve("app.war")));
        Files.move(deploying, folder.resolve("app.war.deployed"));
        assertThat(undeployed).isNotDone();
        Files.delete(folder.resolve("app.war.deployed"));
        undeployed.join();
    }

    @Test
    void whyAnApplicationCannotBeUndeployedIsSaid() throws Exception {
        watched.close();
        Files.copy(archive("app.war", "a.txt", "page"), folder.resolve("app.war"));
        Files.writeString(folder.resolve("app.war.failed"), "app.war: is not undeployed after 5 ms");
        assertThatThrownBy(() -> new FolderTarget(folder, server.httpUri(), Duration.ofMillis(100)).undeploy("app.war"))
                .isInstanceOf(DeploymentException.class)
                .hasMessage("app.war: is not undeployed after 5 ms");
    }

    @Test
    void folderThatNobodyWatchesIsSaidToBeOne() throws Exception {
        watched.close();
        Path archive = archive("app.war", "a.txt", "page");
        assertThatThrownBy(() -> new FolderTarget(folder, server.httpUri(), Duration.ofMillis(100)).deploy(archive))
                .isInstanceOf(DeploymentException.class)
                .hasMessage("app.war is not deployed after 100 ms; does a server watch " + folder + "?");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void folderThatIsNoneIsSaidToBeNone() {
        Path missing = folder.resolve("missing");
        assertThatThrownBy(() -> new FolderTarget(missing, server.httpUri(), TIMEOUT).start())
                .isInstanceOf(LifecycleException.class)
                .hasMessageStartingWith(missing + " is no directory");
    }

    private Path archive(String name, String entry, String text) throws Exception {
        Path archive = archives.resolve(name);
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(archive))) {
            zip.putNextEntry(new ZipEntry(entry));
            zip.write(text.getBytes(StandardCharsets.UTF_8));
            zip.closeEntry();
        }
        return archive;
    }

    private String get(String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(target.uri().resolve(path)).build(), BodyHandlers.ofString())
                .body();
    }

    private static final class Nobody implements DeploymentsFolder.Listener {
        @Override
        public void deployed(ApplicationStatus application) {}

        @Override
        public void failed(String reason) {}

        @Override
        public void undeployed(String contextPath) {}
    }
}
