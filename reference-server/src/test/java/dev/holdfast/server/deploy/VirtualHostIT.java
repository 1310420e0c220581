package dev.holdfast.server.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.connector.Await;
import dev.holdfast.server.deploy.app.HangingEndListener;
import dev.holdfast.server.deploy.app.KeepingServlet;
import dev.holdfast.server.sessions.SavedSessions;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class VirtualHostIT {
    private static final String TOLD = "holdfast.test.go-on";

    @TempDir
    private Path directory;

    private TestServer server;

    @BeforeEach
    void start() throws IOException {
        server = new TestServer(directory.resolve("work"));
    }

    @AfterEach
    void stop() {
        System.clearProperty(TOLD);
        server.close();
    }

    private static War war(String text, String... hosts) {
        StringBuilder jbossWeb = new StringBuilder("<jboss-web><context-root>/app</context-root>");
        for (String host : hosts) {
            jbossWeb.append("<virtual-host>").append(host).append("</virtual-host>");
        }
        return new War()
                .file("WEB-INF/jboss-web.xml", jbossWeb + "</jboss-web>")
                .file("index.html", text);
    }

    private void deploy(String fileName, War war) throws Exception {
        server.deploy(war.write(directory, fileName));
    }

    /** Asks as no client of the JDK does, which chooses the host itself. */
    private String get(String target, String headers) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            String request = "GET " + target + " HTTP/1.1\r\nConnection: close\r\n" + headers + "\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            try (InputStream in = socket.getInputStream()) {
                return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
            }
        }
    }

    private String body(String host) throws IOException {
        String response = get("/app/", "Host: " + host + "\r\n");
        return response.startsWith("HTTP/1.1 200 ")
                ? response.substring(response.indexOf("\r\n\r\n") + 4)
                : response.substring("HTTP/1.1 ".length(), "HTTP/1.1 ".length() + 3);
    }

    @Test
    void hostsHaveApplicationsOfTheirOwnAtOnePath() throws Exception {
        deploy("a.war", war("default"));
        deploy("b.war", war("shop", "Shop.example.com"));
        deploy("c.war", war("blog", "blog.example.com"));

        assertThat(body("shop.example.com")).isEqualTo("shop");
        assertThat(body("blog.example.com")).isEqualTo("blog");
        assertThat(body("other.example.com")).isEqualTo("default");
        assertThat(body("127.0.0.1:" + server.port())).isEqualTo("default");
    }

    @ParameterizedTest
    @ValueSource(strings = {"shop.example.com:8080", "SHOP.Example.com", "shop.example.com.", "shop.example.com.:1"})
    void hostIsTheSameInAnyCaseWithPortAndLastDot(String host) throws Exception {
        deploy("b.war", war("shop", "shop.example.com"));

        assertThat(body(host)).isEqualTo("shop");
    }

    @Test
    void targetDecidesAboveTheHeader() throws Exception {
        deploy("a.war", war("default"));
        deploy("b.war", war("shop", "shop.example.com"));

        assertThat(get("http://shop.example.com/app/", "Host: other\r\n")).endsWith("shop");
        assertThat(get("http://other/app/", "Host: shop.example.com\r\n")).endsWith("default");
    }

    @Test
    void hostThatIsKnownHasNothingOfTheDefaultOneNotEvenBetweenDeployments() throws Exception {
        deploy("ROOT.war", new War().file("index.html", "default").file("app/index.html", "wrong"));
        deploy("b.war", war("shop", "shop.example.com"));
        assertThat(body("shop.example.com")).isEqualTo("shop");
        assertThat(get("/", "Host: shop.example.com\r\n")).startsWith("HTTP/1.1 404 ");

        assertThat(server.applications().undeploy("//shop.example.com/app")).isTrue();
        assertThat(body("shop.example.com")).isEqualTo("404");
        deploy("b.war", war("new shop", "shop.example.com"));
        assertThat(body("shop.example.com")).isEqualTo("new shop");
    }

    @Test
    void undeployingLeavesTheOneOfTheOtherHost() throws Exception {
        deploy("a.war", war("default"));
        deploy("b.war", war("shop", "shop.example.com"));

        assertThat(server.applications().undeploy("/app")).isTrue();
        assertThat(body("shop.example.com")).isEqualTo("shop");
        assertThat(body("other")).isEqualTo("404");
    }

    @Test
    void defaultHostCanBeNamed() throws Exception {
        deploy("a.war", war("default", "default-host"));

        assertThat(body("anything")).isEqualTo("default");
        assertThat(server.applications().at("/app")).isPresent();
    }

    @Test
    void pathIsTakenOnItsHostOnly() throws Exception {
        deploy("b.war", war("shop", "shop.example.com"));

        assertThatThrownBy(() -> deploy("c.war", war("shop", "SHOP.example.com")))
                .isInstanceOf(DeploymentException.class)
                .hasMessageEndingWith(
                        "the context path //shop.example.com/app is taken by " + directory.resolve("b.war"));
    }

    @Test
    void sessionsAreKeptForTheirHost() throws Exception {
        deploy("a.war", war("default").classes(KeepingServlet.class));
        deploy("b.war", war("shop", "shop.example.com").classes(KeepingServlet.class));
        String response = get("/app/keep?put=apple", "Host: shop.example.com\r\n");
        String cookie = cookie(response);
        server.applications().undeploy("//shop.example.com/app");
        deploy("b.war", war("shop", "shop.example.com").classes(KeepingServlet.class));

        assertThat(get("/app/keep", "Host: other\r\n" + cookie)).endsWith("none");
        assertThat(get("/app/keep", "Host: shop.example.com\r\n" + cookie)).contains("[apple, sleeps");
    }

    @Test
    void sessionsAreKeptForTheirHostOverARestart() throws Exception {
        Path sessions = directory.resolve("sessions");
        War ofDefault = war("default").classes(KeepingServlet.class);
        War ofShop = war("shop", "shop.example.com").classes(KeepingServlet.class);
        restart(sessions);
        deploy("a.war", ofDefault);
        deploy("b.war", ofShop);
        String apple = cookie(get("/app/keep?put=apple", "Host: shop.example.com\r\n"));
        String pear = cookie(get("/app/keep?put=pear", "Host: other\r\n"));
        restart(sessions);
        deploy("a.war", ofDefault);
        deploy("b.war", ofShop);

        assertThat(get("/app/keep", "Host: other\r\n" + apple)).endsWith("none");
        assertThat(get("/app/keep", "Host: shop.example.com\r\n" + apple)).contains("[apple, sleeps");
        assertThat(get("/app/keep", "Host: other\r\n" + pear)).contains("[pear, sleeps");
    }

    private void restart(Path sessions) throws IOException {
        server.close();
        server = new TestServer(directory.resolve("work"), SavedSessions.in(sessions), Duration.ofSeconds(2));
    }

    private static String cookie(String response) {
        return response.replaceFirst("(?s).*JSESSIONID=([^;]+);.*", "Cookie: JSESSIONID=$1\r\n");
    }

    @Test
    void applicationThatDoesNotEndHasItsPathOnItsHostOnly() throws Exception {
        restart(directory.resolve("sessions"));
        deploy("a.war", war("default"));
        deploy("b.war", war("shop", "shop.example.com").classes(HangingEndListener.class));
        try {
            assertThatThrownBy(() -> server.applications().undeploy("//shop.example.com/app"))
                    .isInstanceOf(DeploymentException.class)
                    .hasMessageMatching(
                            ".*b.war: is not undeployed after 2000 ms, it is at "
                                    + "//shop.example.com/app//dev.holdfast.server.deploy.app.HangingEndListener.contextDestroyed.*");
            assertThat(body("shop.example.com")).isEqualTo("404");
            assertThatThrownBy(() -> deploy("c.war", war("next", "shop.example.com")))
                    .isInstanceOf(ContextPathTakenException.class)
                    .hasMessageEndingWith(
                            "the context path //shop.example.com/app is taken by " + directory.resolve("b.war"));
            assertThat(server.applications().isTaken("//shop.example.com/app")).isTrue();

            assertThat(server.applications().undeploy("/app")).isTrue();
            assertThat(server.applications().isTaken("/app")).isFalse();
            deploy("a.war", war("new default"));
            assertThat(body("other")).isEqualTo("new default");
        } finally {
            System.setProperty(TOLD, "");
        }
        Await.until("its place is free", () -> !server.applications().isTaken("//shop.example.com/app"));
        deploy("c.war", war("next", "shop.example.com"));
        assertThat(body("shop.example.com")).isEqualTo("next");
    }

    @Test
    void hostThatIsNoneOrNotOneIsRefused() {
        assertThatThrownBy(() -> deploy("b.war", war("shop", "shop.example.com:80")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        directory.resolve("b.war") + ": <virtual-host> of WEB-INF/jboss-web.xml: 'shop.example.com:80'"
                                + " is not the name of a host: expected one such as shop.example.com, without a port");
        assertThatThrownBy(() -> deploy("b.war", war("shop", "a", "b")))
                .isInstanceOf(DeploymentException.class)
                .hasMessageContaining("b.war: WEB-INF/jboss-web.xml line 1 <virtual-host>: ");
    }

    @Test
    void hostIsAskedForByItsAliasesToo() throws Exception {
        server.close();
        server = new TestServer(
                directory.resolve("work"), Map.of("shop-host", Set.of("shop.example.com", "www.shop.example.com")));
        deploy("a.war", war("default"));
        assertThat(body("shop.example.com")).isEqualTo("404");
        deploy("b.war", war("shop", "shop-host"));

        assertThat(body("www.shop.example.com:80")).isEqualTo("shop");
        assertThat(body("shop.example.com")).isEqualTo("shop");
        assertThat(body("shop-host")).isEqualTo("shop");
        assertThat(body("example.com")).isEqualTo("default");
        assertThatThrownBy(() -> deploy("c.war", war("other", "shop.example.com")))
                .isInstanceOf(DeploymentException.class)
                .hasMessageEndingWith(
                        "c.war: WEB-INF/jboss-web.xml: shop.example.com is an alias of the host shop-host,"
                                + " which <virtual-host> must name");
    }

    @Test
    void contextPathThatIsGivenOutrightLeavesTheHost() throws Exception {
        Path archive = war("shop", "shop.example.com").write(directory, "b.war");

        assertThat(DeploymentSpec.parse("/other=" + archive).location()).isEqualTo("//shop.example.com/other");
    }
}
