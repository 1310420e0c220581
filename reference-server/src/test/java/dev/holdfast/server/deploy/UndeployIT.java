package dev.holdfast.server.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.server.deploy.app.EchoEndpoint;
import dev.holdfast.server.deploy.app.HelloServlet;
import dev.holdfast.server.deploy.app.RegisteringListener;
import dev.holdfast.server.deploy.app.SessionServlet;
import dev.holdfast.server.deploy.app.TracingListener;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class UndeployIT {
    private static final int COLLECTIONS = 50;

    @TempDir
    private Path directory;

    @Test
    void undeployedApplicationLeavesNothingBehindAndCanComeBack() throws Exception {
        try (TestServer server = new TestServer(directory.resolve("work"))) {
            Path archive = everything().write(directory, "app.war");
            server.deploy(new War().classes(HelloServlet.class).write(directory, "other.war"));
            // A worker of jboss-threads remembers its first task for ever and its last one until the next: neither is
            // to be of this application.
            assertThat(server.get("/other/hello").statusCode()).isEqualTo(200);
            for (int round = 0; round < 2; round++) {
                WeakReference<ClassLoader> loader = use(server, archive);
                assertThat(server.get("/app/hello").statusCode()).isEqualTo(404);
                assertThat(directory.resolve("work").toFile().list()).hasSize(1);
                assertThat(openFilesBeneath(directory.resolve("work"))).noneMatch(file -> file.endsWith("lib.jar"));
                assertThat(System.getProperty("holdfast.test.trace")).isEqualTo("initialized destroyed");
                assertThat(server.get("/other/hello").statusCode()).isEqualTo(200);
                assertThat(isCollected(loader))
                        .as("the class loader of round " + round + " is collected")
                        .isTrue();
            }
        }
    }

    @Test
    void fiftyRedeploymentsLeaveNoClassLoaderBehind() throws Exception {
        Path archive =
                new War().classes(HelloServlet.class, SessionServlet.class).write(directory, "app.war");
        List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
        try (TestServer server = new TestServer(directory.resolve("work"))) {
            server.deploy(new War().classes(HelloServlet.class).write(directory, "other.war"));
            assertThat(server.get("/other/hello").statusCode()).isEqualTo(200);
            for (int count = 1; count <= 50; count++) {
                loaders.add(useOnce(server, archive, count));
            }
            assertThat(server.get("/other/hello").statusCode()).isEqualTo(200);
            assertThat(directory.resolve("work").toFile().list()).hasSize(1);
            for (WeakReference<ClassLoader> loader : loaders) {
                assertThat(isCollected(loader)).isTrue();
            }
        }
    }

    @Test
    void driversAndLogHandlersOfTheApplicationAreTakenBack() throws Exception {
        Path archive = new War()
                .webXml("<listener><listener-class>" + RegisteringListener.class.getName()
                        + "</listener-class></listener>")
                .classes(HelloServlet.class)
                .classes(RegisteringListener.class)
                .write(directory, "app.war");
        try (TestServer server = new TestServer(directory.resolve("work"))) {
            assertThat(isCollected(deployAndUndeploy(server, archive))).isTrue();
        }
        assertThat(Logger.getLogger("").getHandlers())
                .noneMatch(handler -> handler.getClass().getName().contains("RegisteringListener"));
    }

    private static WeakReference<ClassLoader> deployAndUndeploy(TestServer server, Path archive) throws Exception {
        WeakReference<ClassLoader> loader =
                new WeakReference<>(server.deploy(archive).classLoader());
        assertThat(Logger.getLogger("").getHandlers())
                .anyMatch(handler -> handler.getClass().getName().contains("RegisteringListener"));
        assertThat(server.applications().undeploy("/app")).isTrue();
        return loader;
    }

    @Test
    void fiftyRedeploymentsOfBeansLeaveNoClassLoaderBehind() throws Exception {
        Path archive = BeansIT.everything().write(directory, "app.war");
        List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
        try (TestServer server = new TestServer(directory.resolve("work"))) {
            server.deploy(new War().classes(HelloServlet.class).write(directory, "other.war"));
            assertThat(server.get("/other/hello").statusCode()).isEqualTo(200);
            for (int count = 1; count <= 50; count++) {
                loaders.add(useBeans(server, archive));
            }
            assertThat(server.get("/other/hello").statusCode()).isEqualTo(200);
            for (WeakReference<ClassLoader> loader : loaders) {
                assertThat(isCollected(loader)).isTrue();
            }
        }
    }

    private static WeakReference<ClassLoader> useBeans(TestServer server, Path archive) throws Exception {
        DeployedApplication application = server.deploy(archive);
        for (String path : List.of("bean/application", "bean/request", "bean/session?item=a", "bean/conversation")) {
            assertThat(server.get("/app/" + path).statusCode()).isEqualTo(200);
        }
        assertThat(server.get("/app/bean/manager").body()).isEqualTo("true true true");
        assertThat(server.get("/app/page.jsp").body()).endsWith(" visitors");
        assertThat(WebSocketClient.ask(server, "/app/visit", "ada")).startsWith("ada ");
        WeakReference<ClassLoader> loader = new WeakReference<>(application.classLoader());
        assertThat(server.applications().undeploy("/app")).isTrue();
        return loader;
    }

    private static WeakReference<ClassLoader> useOnce(TestServer server, Path archive, int count) throws Exception {
        DeployedApplication application = server.deploy(archive);
        assertThat(server.get("/app/session").body()).startsWith(count + " ");
        WeakReference<ClassLoader> loader = new WeakReference<>(application.classLoader());
        assertThat(server.applications().undeploy("/app")).isTrue();
        return loader;
    }

    private static War everything() {
        return new War()
                .webXml("<listener><listener-class>" + TracingListener.class.getName() + "</listener-class></listener>")
                .classes(HelloServlet.class, SessionServlet.class, TracingListener.class, EchoEndpoint.class)
                .file("page.jsp", "<%@ taglib prefix='t' uri='urn:t' %>page ${1 + 1} <t:x/>")
                .library(
                        "lib.jar",
                        new War()
                                .file("META-INF/resources/r.txt", "resource")
                                .file(
                                        "META-INF/t.tld",
                                        "<taglib xmlns='https://jakarta.ee/xml/ns/jakartaee' version='4.0'><tlib-version>1</tlib-version>"
                                                + "<short-name>t</short-name><uri>urn:t</uri><tag-file><name>x</name><path>/META-INF/tags/x.tag</path></tag-file></taglib>")
                                .file("META-INF/tags/x.tag", "tag"));
    }

    /** A method of its own, so that nothing on this test's stack keeps the application alive. */
    private static WeakReference<ClassLoader> use(TestServer server, Path archive) throws Exception {
        DeployedApplication application = server.deploy(archive);
        assertThat(server.get("/app/hello").statusCode()).isEqualTo(200);
        assertThat(server.get("/app/session").statusCode()).isEqualTo(200);
        assertThat(server.get("/app/r.txt").body()).isEqualTo("resource");
        assertThat(server.get("/app/page.jsp").body()).isEqualTo("page 2 tag");
        WeakReference<ClassLoader> loader = new WeakReference<>(application.classLoader());
        assertThat(server.applications().undeploy("/app")).isTrue();
        assertThat(server.applications().undeploy("/app")).isFalse();
        return loader;
    }

    static boolean isCollected(WeakReference<?> loader) throws Exception {
        for (int i = 0; i < COLLECTIONS && loader.get() != null; i++) {
            System.gc();
            new CountDownLatch(1).await(20, TimeUnit.MILLISECONDS);
        }
        return loader.get() == null;
    }

    /** Linux tells; elsewhere there is nothing to see. */
    private static Stream<Path> openFilesBeneath(Path directory) throws IOException {
        Path descriptors = Path.of("/proc/self/fd");
        if (!Files.isDirectory(descriptors)) {
            return Stream.empty();
        }
        try (Stream<Path> links = Files.list(descriptors)) {
            return links.map(UndeployIT::target).filter(target -> target.startsWith(directory)).toList().stream();
        }
    }

    private static Path target(Path link) {
        try {
            return Files.readSymbolicLink(link);
        } catch (IOException closedMeanwhile) {
            return link;
        }
    }
}
