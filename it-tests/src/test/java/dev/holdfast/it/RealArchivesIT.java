package dev.holdfast.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Other people's archives on the packaged server, over our connector and once more through the bridge. */
final class RealArchivesIT {
    private static HoldfastProcess server;
    private static HoldfastProcess bridge;
    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        server = RealServer.start(directory);
        bridge = HoldfastProcess.start("bridge", "--http", "0", server.awaitOut("ajp listening on "))
                .awaitReady();
    }

    @AfterAll
    static void stop() {
        bridge.close();
        server.close();
    }

    static Stream<URI> ways() throws InterruptedException {
        return Stream.of(server.http(), bridge.http());
    }

    @ParameterizedTest
    @MethodSource("ways")
    void pagesWithScriptletsBeansAndTagsAreRendered(URI root) throws Exception {
        assertThat(get(root, "jsp/").body()).contains("JSP Examples on");
        assertThat(get(root, "jsp/dump.jsp").body()).contains("Request URI:").contains("/jsp/dump.jsp");
        assertThat(get(root, "jsp/bean1.jsp").body()).contains("Counter accessed 1 times");
        assertThat(get(root, "jsp/tag.jsp").body()).contains("+0000").contains("-0500");
        assertThat(get(root, "jsp/tag2.jsp").body()).containsPattern("On \\w+ the \\d+ of \\w+ in the year 2\\d{3}");
        assertThat(get(root, "jsp/foo/").body()).contains("FOO Example").contains("10");
    }

    @ParameterizedTest
    @MethodSource("ways")
    void tagFilesExpressionsAndTagLibrariesInJarsWork(URI root) throws Exception {
        assertThat(get(root, "jsp/tagfile.jsp").body()).contains("Panel 1").contains("Panel 2");
        assertThat(get(root, "jsp/expr.jsp?A=23").body()).contains("23");
        assertThat(get(root, "jsp/jstl.jsp").body()).contains("JSTL Example").contains("10");
    }

    @ParameterizedTest
    @MethodSource("ways")
    void servletsOfAFragmentAndResourcesOfItsJarAreServed(URI root) throws Exception {
        assertThat(get(root, "async/").body()).contains("Blocking vs Asynchronous REST");
        assertThat(get(root, "async/asyncrest.html").body()).contains("REST");
        HttpResponse<byte[]> image =
                CLIENT.send(request(root, "async/asyncrest/green.png").build(), BodyHandlers.ofByteArray());
        assertThat(image.headers().firstValue("Content-Type")).contains("image/png");
        assertThat(image.body()).hasSizeGreaterThan(50).startsWith(0x89, 'P', 'N', 'G');
        // A list of no items: the servlet would ask an auction house for anything else.
        assertThat(get(root, "async/testSerial?items=,").body()).contains("Blocking: ,");
    }

    @ParameterizedTest
    @MethodSource("ways")
    void jsonIsServedToThoseWhoLogIn(URI root) throws Exception {
        HttpResponse<String> refused = send(request(root, "jolokia/version"));
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.headers().firstValue("WWW-Authenticate"))
                .hasValueSatisfying(challenge -> assertThat(challenge).containsIgnoringCase("basic realm=\"jolokia\""));
        assertThat(send(asUser(request(root, "jolokia/version"), "ada:wrong")).statusCode())
                .isEqualTo(401);
        assertThat(send(asUser(request(root, "jolokia/version"), "bob:bridge")).statusCode())
                .isEqualTo(403);
        HttpResponse<String> version = send(asUser(request(root, "jolokia/version"), "ada:lovelace"));
        assertThat(version.statusCode()).isEqualTo(200);
        assertThat(version.body()).contains("\"agent\":\"2.0.0\"");
        String body = "{\"type\":\"read\",\"mbean\":\"java.lang:type=Memory\",\"attribute\":\"HeapMemoryUsage\"}";
        HttpResponse<String> read =
                send(asUser(request(root, "jolokia/"), "ada:lovelace").POST(HttpRequest.BodyPublishers.ofString(body)));
        assertThat(read.body()).contains("\"used\":").contains("\"status\":200");
    }

    @ParameterizedTest
    @MethodSource("ways")
    void filtersSetTheirHeadersInFrontOfASinglePageApplication(URI root) throws Exception {
        HttpResponse<String> moved = send(request(root, "hawtio/"));
        assertThat(moved.statusCode()).isEqualTo(302);
        assertThat(moved.headers().firstValue("Location"))
                .contains(root.resolve("hawtio/login").toString());
        HttpResponse<String> page = get(root, "hawtio/login");
        assertThat(page.body()).contains("<base href=\"/hawtio/\"").contains("static/js/main.");
        assertThat(page.headers().firstValue("X-Frame-Options")).isPresent();
        assertThat(page.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(page.headers().firstValue("Content-Security-Policy")).isPresent();
        String script = page.body().replaceAll("(?s).*src=\"([^\"]*static/js/main\\.[^\"]*)\".*", "$1");
        assertThat(get(root.resolve("/hawtio/"), script).body()).hasSizeGreaterThan(10_000);
    }

    @ParameterizedTest
    @MethodSource("ways")
    void plainPagesAreRendered(URI root) throws Exception {
        assertThat(get(root, "simple/").body()).contains("Sample page for testing");
        assertThat(get(root, "simple/version.jsp").body())
                .contains("Servlet version: 6.1")
                .contains("JSP version: 4.0");
    }

    @ParameterizedTest
    @MethodSource("ways")
    void sessionsLastAcrossRequests(URI root) throws Exception {
        HttpClient browser = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .cookieHandler(new CookieManager())
                .build();
        HttpRequest counter = request(root, "jsp/bean1.jsp").build();
        assertThat(browser.send(counter, BodyHandlers.ofString()).body()).contains("Counter accessed 1 times");
        assertThat(browser.send(counter, BodyHandlers.ofString()).body()).contains("Counter accessed 2 times");
    }

    private static HttpResponse<String> get(URI root, String path) throws IOException, InterruptedException {
        HttpResponse<String> response = send(request(root, path));
        assertThat(response.statusCode())
                .as("%s: %s", response.uri(), response.body())
                .isEqualTo(200);
        return response;
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return CLIENT.send(request.build(), BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(URI root, String path) {
        return HttpRequest.newBuilder(root.resolve(path)).timeout(Duration.ofSeconds(30));
    }

    private static HttpRequest.Builder asUser(HttpRequest.Builder request, String userAndPassword) {
        String token = Base64.getEncoder().encodeToString(userAndPassword.getBytes(StandardCharsets.UTF_8));
        return request.header("Authorization", "Basic " + token);
    }
}
