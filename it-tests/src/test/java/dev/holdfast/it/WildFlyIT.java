package dev.holdfast.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Web applications in WildFly that have the connector's jar in WEB-INF/lib, and nothing else for it but context-params. */
final class WildFlyIT {
    private static final Path CONNECTOR =
            Path.of("target", "archives", "holdfast-connector.jar").toAbsolutePath();
    private static final int PORT = Http.freePort();

    @TempDir
    static Path directory;

    @TempDir
    static Path archives;

    private static WildFly wildFly;

    @BeforeAll
    static void startWildFly() throws IOException {
        wildFly = WildFly.start(directory);
        wildFly.deploy(archive("shop.war", PORT, "1500ms"));
    }

    @AfterAll
    static void stopWildFly() {
        wildFly.close();
    }

    @Test
    void servletsAnswerTheSameOnBothPorts() throws Exception {
        for (String path : new String[] {"/shop/facts/of/life", "/shop/facts?async", "/shop/index.txt"}) {
            HttpResponse<String> theirs = Http.get(wildFly.uri(path));
            HttpResponse<String> ours = Http.get(ours(path));
            assertThat(ours.statusCode()).as(path).isEqualTo(200).isEqualTo(theirs.statusCode());
            assertThat(ours.body()).as(path).isEqualTo(theirs.body());
        }
    }

    /** On a thread of WildFly's worker {@code default}, set up for the application. */
    @Test
    void aServletIsToldWhereItIs() throws Exception {
        HttpResponse<String> response = Http.get(ours("/shop/facts/of/life"));
        assertThat(response.body()).isEqualTo("http false 127.0.0.1 /shop /facts /of/life null true default task");
        assertThat(response.headers().firstValue("X-Port")).hasValue(String.valueOf(PORT));
        assertThat(Http.get(ours("/shop/facts?async")).body())
                .isEqualTo("http false 127.0.0.1 /shop /facts null async true default task");
    }

    @Test
    void aSessionGoesOnFromOnePortToTheOther() throws Exception {
        HttpResponse<String> first = Http.get(wildFly.uri("/shop/facts"));
        assertThat(first.headers().firstValue("X-Visits")).hasValue("1");
        String cookie = first.headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];
        assertThat(Http.get(ours("/shop/facts"), "Cookie", cookie).headers().firstValue("X-Visits"))
                .hasValue("2");
        assertThat(Http.get(wildFly.uri("/shop/facts"), "Cookie", cookie)
                        .headers()
                        .firstValue("X-Visits"))
                .hasValue("3");
    }

    @Test
    void pathsOfOthersAreNotFound() throws Exception {
        assertThat(Http.get(ours("/")).statusCode()).isEqualTo(404);
        assertThat(Http.get(ours("/shopping")).statusCode()).isEqualTo(404);
        HttpResponse<String> withoutSlash = Http.get(ours("/shop"));
        assertThat(withoutSlash.statusCode()).isEqualTo(302);
        assertThat(withoutSlash.headers().firstValue("Location"))
                .hasValue(ours("/shop/").toString());
    }

    @Test
    void anIdleConnectionIsClosedAfterTheKeepAliveTimeout() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), PORT)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write("GET /shop/index.txt HTTP/1.1\r\nHost: shop\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            long answered = 0;
            while (in.read() >= 0) {
                answered = System.nanoTime();
            }
            assertThat(Duration.ofNanos(System.nanoTime() - answered))
                    .isBetween(Duration.ofMillis(1450), Duration.ofSeconds(4));
        }
    }

    @Test
    void undeployingClosesThePort() throws Exception {
        int port = Http.freePort();
        Path blog = archive("blog.war", port, "5s");
        wildFly.deploy(blog);
        URI facts = URI.create("http://127.0.0.1:" + port + "/blog/facts");
        assertThat(Http.get(facts).body()).startsWith("http false 127.0.0.1 /blog ");
        wildFly.undeploy(blog);
        assertThatThrownBy(() -> Http.get(facts)).isInstanceOf(ConnectException.class);
        assertThat(Http.get(ours("/shop/facts")).statusCode()).isEqualTo(200);
    }

    @Test
    void aWrongSettingOrATakenPortFailsTheDeploymentInOneLine() throws Exception {
        assertThat(wildFly.deployInVain(archive("wrong.war", Http.freePort(), "soon")))
                .contains("wrong.war: context-param holdfast.keepAliveTimeout is \"soon\", but must be a duration such"
                        + " as 1500ms, 5s, 2m or PT5S");
        assertThat(wildFly.deployInVain(archive("second.war", PORT, "5s")))
                .contains("second.war: holdfast.port: cannot listen on 127.0.0.1:" + PORT);
    }

    private static URI ours(String path) {
        return URI.create("http://127.0.0.1:" + PORT + path);
    }

    private static Path archive(String name, int port, String keepAliveTimeout) {
        String descriptor = """
                <web-app xmlns='https://jakarta.ee/xml/ns/jakartaee' version='6.0'>
                  <context-param>
                    <param-name>holdfast.port</param-name>
                    <param-value>%d</param-value>
                  </context-param>
                  <context-param>
                    <param-name>holdfast.keepAliveTimeout</param-name>
                    <param-value>%s</param-value>
                  </context-param>
                </web-app>
                """.formatted(port, keepAliveTimeout);
        Path file = archives.resolve(name);
        ShrinkWrap.create(WebArchive.class, name)
                .addClass(FactsServlet.class)
                .addAsWebResource(new StringAsset("it is there"), "index.txt")
                .addAsLibrary(CONNECTOR.toFile())
                .setWebXML(new StringAsset(descriptor))
                .as(ZipExporter.class)
                .exportTo(file.toFile(), true);
        return file;
    }
}
