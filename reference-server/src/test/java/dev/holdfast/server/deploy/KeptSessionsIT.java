package dev.holdfast.server.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.connector.Await;
import dev.holdfast.server.deploy.app.KeepingServlet;
import dev.holdfast.server.deploy.app.SessionServlet;
import dev.holdfast.server.sessions.SavedSessions;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KeptSessionsIT {
    private static final String AWAKE = "[apple, sleeps 7777, wakes true] null 7777 new false";

    private static final String TOLD = "holdfast.test.go-on";
    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    @TempDir
    private Path directory;

    private Path archive;

    @BeforeEach
    void writeArchive() throws Exception {
        archive = new War().classes(KeepingServlet.class, SessionServlet.class).write(directory, "app.war");
    }

    @Test
    void sessionIsKeptOverARedeployment() throws Exception {
        try (TestServer server = new TestServer(directory.resolve("work"))) {
            server.deploy(archive);
            HttpResponse<String> first = server.get("/app/keep?put=apple");
            assertThat(first.body()).startsWith("[apple] java.lang.Object@").endsWith(" 7777 new true");

            redeploy(server);
            assertThat(server.get("/app/keep").body()).isEqualTo(AWAKE);
            assertThat(server.get("/app/keep").body()).isEqualTo(AWAKE);
            assertThat(server.get("/app/keep", "Cookie", "JSESSIONID=unheard-of")
                            .body())
                    .isEqualTo("none");
        }
    }

    @Test
    void sessionThatIsNotAskedForIsKeptOverAnyNumberOfRedeployments() throws Exception {
        try (TestServer server = new TestServer(directory.resolve("work"))) {
            server.deploy(archive);
            server.get("/app/keep?put=apple");
            redeploy(server);
            redeploy(server);
            assertThat(server.get("/app/keep").body()).isEqualTo(AWAKE);
        }
    }

    @Test
    void sessionIsKeptOverARestart() throws Exception {
        Path sessions = directory.resolve("sessions");
        String cookie;
        try (TestServer server = new TestServer(directory.resolve("work"), SavedSessions.in(sessions), TIMEOUT)) {
            server.deploy(archive);
            cookie = server.get("/app/keep?put=apple")
                    .headers()
                    .firstValue("Set-Cookie")
                    .orElseThrow()
                    .replaceFirst(";.*", "");
        }
        assertThat(sessions).isNotEmptyDirectory();
        try (TestServer server = new TestServer(directory.resolve("work"), SavedSessions.in(sessions), TIMEOUT)) {
            server.deploy(archive);
            assertThat(sessions.toFile().list()).containsExactly(".lock");
            assertThat(server.get("/app/keep", "Cookie", cookie).body()).isEqualTo(AWAKE);
        }
    }

    @Test
    void whoHasLoggedInIsStillKnown() throws Exception {
        Path guarded = new War()
                .webXml(
                        "<security-constraint><web-resource-collection><web-resource-name>all</web-resource-name>"
                                + "<url-pattern>/session</url-pattern></web-resource-collection><auth-constraint><role-name>admin</role-name>"
                                + "</auth-constraint></security-constraint><login-config><auth-method>FORM</auth-method><form-login-config>"
                                + "<form-login-page>/login.html</form-login-page><form-error-page>/error.html</form-error-page>"
                                + "</form-login-config></login-config><security-role><role-name>admin</role-name></security-role>")
                .classes(SessionServlet.class)
                .file("login.html", "log in")
                .file("error.html", "error")
                .write(directory, "app.war");
        try (TestServer server = new TestServer(directory.resolve("work"))) {
            server.deploy(guarded);
            assertThat(server.get("/app/session").body()).isEqualTo("log in");
            server.post(
                    "/app/j_security_check", "application/x-www-form-urlencoded", "j_username=ada&j_password=secret");
            assertThat(server.get("/app/session").body()).startsWith("1 ");

            redeploy(server);
            assertThat(server.get("/app/session").body()).startsWith("2 ");
        }
    }

    /** All but one of them wait for the one that wakes it. */
    @Test
    void requestsThatAskForItAtOnceGetTheSameSession() throws Exception {
        try (TestServer server = new TestServer(directory.resolve("work"))) {
            server.deploy(archive);
            server.get("/app/keep?put=apple");
            redeploy(server);
            List<CompletableFuture<String>> answers = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                answers.add(server.getAsync("/app/keep"));
            }
            for (CompletableFuture<String> answer : answers) {
                assertThat(answer.join()).isEqualTo(AWAKE);
            }
        }
    }

    @Test
    void listenerThatThrowsCostsItsOwnSessionOnly() throws Exception {
        try (TestServer server = new TestServer(directory.resolve("work"))) {
            server.deploy(archive);
            String sleepless = cookie(server.get("/app/keep?put=sleepless", "Cookie", "JSESSIONID=x"));
            String dreaming = cookie(server.get("/app/keep?put=dreaming", "Cookie", "JSESSIONID=y"));
            String good = cookie(server.get("/app/keep?put=apple", "Cookie", "JSESSIONID=z"));
            redeploy(server);
            assertThat(server.get("/app/keep", "Cookie", sleepless).body()).isEqualTo("none");
            assertThat(server.get("/app/keep", "Cookie", dreaming).body()).isEqualTo("none");
            assertThat(server.get("/app/keep", "Cookie", dreaming).body()).isEqualTo("none");
            assertThat(server.get("/app/keep", "Cookie", good).body()).isEqualTo(AWAKE);
        }
    }

    private static String cookie(HttpResponse<String> response) {
        return response.headers().firstValue("Set-Cookie").orElseThrow().replaceFirst(";.*", "");
    }

    @Test
    void sessionsThatCannotBeWrittenAreLostAndNothingElse() throws Exception {
        Path sessions = directory.resolve("sessions");
        try (TestServer server = new TestServer(directory.resolve("work"), SavedSessions.in(sessions), TIMEOUT)) {
            server.deploy(archive);
            server.get("/app/keep?put=apple");
            Files.delete(sessions.resolve(".lock"));
            Files.delete(sessions);
            redeploy(server);
            assertThat(server.get("/app/keep").body()).isEqualTo("none");
        }
    }

    @Test
    void applicationWhoseSessionsAreNeverKeptCostsTheOthersNothing() throws Exception {
        Path sessions = directory.resolve("sessions");
        Path other = Files.copy(archive, directory.resolve("other.war"));
        TestServer server =
                new TestServer(directory.resolve("work"), SavedSessions.in(sessions), Duration.ofSeconds(1));
        try (server) {
            server.deploy(archive);
            server.deploy(other);
            server.get("/app/keep?put=restless");
            server.get("/other/keep?put=apple");
            server.applications().keepSessions(Duration.ofSeconds(1));
            assertThat(sessions.resolve("sessions#other")).exists();
            assertThat(sessions.resolve("sessions#app")).doesNotExist();
        } finally {
            System.clearProperty(TOLD);
        }
    }

    @Test
    void endOfTheServerWaitsForAnUndeploymentThatKeepsSessions() throws Exception {
        Path sessions = directory.resolve("sessions");
        TestServer server = new TestServer(directory.resolve("work"), SavedSessions.in(sessions), TIMEOUT);
        try {
            server.deploy(archive);
            server.get("/app/keep?put=restless");
            Thread undeploying = new Thread(() -> {
                try {
                    server.applications().undeploy("/app");
                } catch (DeploymentException tooLate) {
                    System.clearProperty(TOLD);
                }
            });
            undeploying.start();
            Await.until("it is undeployed", () -> server.applications().all().isEmpty());
            Thread closing = new Thread(server.applications()::close);
            closing.start();
            Await.until(
                    "the server waits", () -> !closing.isAlive() || closing.getState() == Thread.State.TIMED_WAITING);
            assertThat(closing.isAlive()).isTrue();
            assertThat(sessions.resolve("sessions#app")).doesNotExist();
            System.setProperty(TOLD, "");
            closing.join();
            undeploying.join();
            assertThat(sessions.resolve("sessions#app")).exists();
        } finally {
            server.close();
            System.clearProperty(TOLD);
        }
    }

    private void redeploy(TestServer server) throws Exception {
        assertThat(server.applications().undeploy("/app")).isTrue();
        server.deploy(archive);
    }
}
