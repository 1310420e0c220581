package dev.holdfast.server.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.connector.Await;
import dev.holdfast.server.deploy.app.HangingEndListener;
import dev.holdfast.server.deploy.app.HangingListener;
import dev.holdfast.server.deploy.app.HelloServlet;
import dev.holdfast.server.sessions.SavedSessions;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SlowDeploymentIT {
    private static final String TOLD = "holdfast.test.go-on";

    @TempDir
    private Path directory;

    private TestServer server;
    private Path hanging;

    @BeforeEach
    void start() throws Exception {
        server = new TestServer(directory.resolve("work"), SavedSessions.inMemory(), Duration.ofSeconds(2));
        server.deploy(new War().classes(HelloServlet.class).write(directory, "healthy.war"));
        hanging = new War().classes(HelloServlet.class, HangingListener.class).write(directory, "hanging.war");
    }

    @AfterEach
    void stop() {
        System.clearProperty(TOLD);
        server.close();
    }

    @Test
    void applicationThatDoesNotComeUpFailsAndIsGoneWhenItDoes() throws Exception {
        assertThatThrownBy(() -> server.deploy(hanging))
                .isInstanceOf(DeploymentException.class)
                .hasMessageMatching(".*hanging.war: is not deployed after 2000 ms, it is at "
                        + "/hanging//dev.holdfast.server.deploy.app.HangingListener.contextInitialized.*");
        assertThat(server.get("/healthy/hello").statusCode()).isEqualTo(200);
        assertThat(server.get("/hanging/hello").statusCode()).isEqualTo(404);
        assertThatThrownBy(() -> server.deploy(hanging))
                .hasMessageContaining("the context path /hanging is taken by " + hanging);

        System.setProperty(TOLD, "");
        Await.until(
                "its files are gone", () -> directory.resolve("work").toFile().list().length == 1);
        assertThat(server.get("/hanging/hello").statusCode()).isEqualTo(404);
        // Its context path may be taken a moment longer than its files are there.
        assertThat(server.applications().undeploy("/hanging")).isFalse();
        server.deploy(hanging);
        assertThat(server.get("/hanging/hello").statusCode()).isEqualTo(200);
    }

    @Test
    void applicationThatDoesNotEndIsGivenUpAndItsContextPathFreeWhenItDoes() throws Exception {
        Path endless =
                new War().classes(HelloServlet.class, HangingEndListener.class).write(directory, "endless.war");
        server.deploy(endless);
        assertThatThrownBy(() -> server.applications().undeploy("/endless"))
                .isInstanceOf(DeploymentException.class)
                .hasMessageMatching(".*endless.war: is not undeployed after 2000 ms, it is at "
                        + "/endless//dev.holdfast.server.deploy.app.HangingEndListener.contextDestroyed.*");
        assertThat(server.get("/healthy/hello").statusCode()).isEqualTo(200);
        assertThat(server.get("/endless/hello").statusCode()).isEqualTo(404);
        assertThatThrownBy(() -> server.deploy(endless))
                .isInstanceOf(ContextPathTakenException.class)
                .hasMessageContaining("the context path /endless is taken by " + endless);
        assertThatThrownBy(() -> server.applications().undeploy("/endless"))
                .hasMessage(endless + ": is still being deployed or undeployed");

        System.setProperty(TOLD, "");
        Await.until("its context path is free", () -> !server.applications().isTaken("/endless"));
        server.deploy(endless);
        assertThat(server.get("/endless/hello").statusCode()).isEqualTo(200);
    }

    @Test
    void applicationsAreDeployedWhileOneHangs() throws Exception {
        Thread waiting = new Thread(() -> {
            try {
                server.deploy(hanging);
            } catch (DeploymentException expected) {
                System.setProperty(TOLD, "");
            }
        });
        waiting.start();
        Await.until("it hangs", () -> directory.resolve("work").toFile().list().length == 2);
        server.deploy(new War().classes(HelloServlet.class).write(directory, "later.war"));
        assertThat(server.get("/later/hello").statusCode()).isEqualTo(200);
        assertThat(server.applications().undeploy("/later")).isTrue();
        waiting.join();
        assertThat(System.getProperty(TOLD)).isNotNull();
    }
}
