package dev.holdfast.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.ajp.AjpConnector;
import dev.holdfast.balance.MemberSettings;
import dev.holdfast.bridge.Backend;
import dev.holdfast.bridge.Gateway;
import dev.holdfast.bridge.httpd.Site;
import dev.holdfast.bridge.httpd.SiteHandler;
import dev.holdfast.config.disk.DiskFiles;
import dev.holdfast.connector.HttpConnector;
import dev.holdfast.httpd.HttpdConfigurationReader;
import dev.holdfast.httpd.syntax.HttpdOptions;
import dev.holdfast.pool.NativePoolSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.XnioWorker;

/** What the operator is told of a gateway's members, and tells it of them. */
@Timeout(30)
final class BridgeAdminIT {
    @TempDir
    private Path directory;

    private final HttpClient client = HttpClient.newHttpClient();
    private final Gateway gateway;
    private BridgeAdmin admin;

    BridgeAdminIT() throws IOException {
        gateway = Gateway.builder()
                .member(Backend.parse("ajp://127.0.0.1:1"), MemberSettings.of("a", "a"))
                .member(Backend.parse("http://127.0.0.1:2"))
                .build();
        admin = new BridgeAdmin(new AdminSettings("127.0.0.1", 0), gateway);
    }

    @BeforeEach
    void start() throws IOException {
        admin.start();
    }

    @AfterEach
    void stop() {
        admin.stop();
        gateway.close();
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(at(path)));
    }

    private URI at(String path) {
        return URI.create("http://127.0.0.1:" + admin.uri().getPort() + path);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder wish(String path, String body) {
        return HttpRequest.newBuilder(at(path))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body));
    }

    @Test
    void everyMemberIsThere() throws Exception {
        HttpResponse<String> members = get("/members");
        assertThat(members.statusCode()).isEqualTo(200);
        assertThat(members.headers().firstValue("Content-Type")).hasValue("application/json");
        String counts = "\"busy\":0,\"elected\":0,\"failures\":0,"
                + "\"connections\":{\"opening\":0,\"idle\":0,\"leased\":0,\"waiting\":0}";
        String b = "{\"name\":\"http://127.0.0.1:2\",\"uri\":\"http://127.0.0.1:2\",\"activation\":\"ACTIVE\","
                + "\"health\":\"OK\"," + counts + "}";
        assertThat(members.body())
                .isEqualTo("[{\"name\":\"a\",\"uri\":\"ajp://127.0.0.1:1\",\"activation\":\"ACTIVE\",\"health\":\"OK\","
                        + counts + "}," + b + "]\n");
        assertThat(get("/members/http:%2F%2F127.0.0.1:2").body()).isEqualTo(b + "\n");
    }

    @Test
    void whatAMemberSaysThatItCanTakeIsThere() throws Exception {
        AjpConnector back = AjpConnector.builder()
                .bind("127.0.0.1", 0)
                .maxThreads(7)
                .handler(exchange -> {})
                .build();
        back.start();
        XnioWorker worker = HttpConnector.createWorker(OptionMap.create(Options.WORKER_IO_THREADS, 1));
        Backend member = Backend.parse("ajp://127.0.0.1:" + back.localAddress().getPort())
                .withPool(NativePoolSettings.DEFAULT.withMostLeased(64));
        try (Gateway leasing = Gateway.to(member)) {
            admin.stop();
            admin = new BridgeAdmin(new AdminSettings("127.0.0.1", 0), leasing);
            admin.start();
            leasing.watch(worker);
            String body;
            do {
                body = get("/members").body();
            } while (body.contains("\"limit\":0,\"of\":null"));
            assertThat(body).endsWith("\"waiting\":0},\"lease\":{\"limit\":7,\"of\":7}}]\n");
        } finally {
            worker.shutdownNow();
            back.stop(Duration.ZERO);
        }
    }

    @Test
    void aMemberIsDrainedStoppedAndBroughtBack() throws Exception {
        for (String activation : new String[] {"DISABLED", "STOPPED", "ACTIVE"}) {
            HttpResponse<String> answer = send(
                    wish("/members/a/activation", "{\"activation\": \"" + activation.toLowerCase(Locale.ROOT) + "\"}"));
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).contains("\"name\":\"a\"").contains("\"activation\":\"" + activation + "\"");
            assertThat(get("/members/a/activation").body()).isEqualTo("{\"activation\":\"" + activation + "\"}\n");
            assertThat(gateway.statistics()
                            .members()
                            .get(0)
                            .status()
                            .settings()
                            .activation()
                            .name())
                    .isEqualTo(activation);
        }
    }

    @Test
    void withNobodyToUseItIsDown() throws Exception {
        assertThat(get("/health").statusCode()).isEqualTo(200);
        assertThat(get("/health").body()).startsWith("{\"status\":\"UP\",\"members\":[");
        send(wish("/members/a/activation", "{\"activation\":\"STOPPED\"}"));
        assertThat(get("/health").statusCode()).isEqualTo(200);
        send(wish("/members/http:%2F%2F127.0.0.1:2/activation", "{\"activation\":\"STOPPED\"}"));
        assertThat(get("/health").statusCode()).isEqualTo(503);
        assertThat(get("/health").body()).startsWith("{\"status\":\"DOWN\",\"members\":[");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET | /nothing | 404 | there are /health, /members",
                "GET | /members/c | 404 | no member is called c, but: a, http://127.0.0.1:2",
                "POST | /members/c/activation | 404 | no member is called c",
                "POST | /members | 405 | the method must be one of GET, HEAD",
                "PUT | /members/a/activation | 405 | the method must be one of GET, HEAD, POST",
                "OPTIONS | /members/a/activation | 405 | the method",
                "POST | /members/a/activation | 400 | with ACTIVE, DISABLED or STOPPED"
            })
    void whatIsWrongIsSaid(String method, String path, int status, String error) throws Exception {
        HttpResponse<String> answer = send(HttpRequest.newBuilder(at(path))
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString("{\"activation\":\"GONE\"}")));
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).startsWith("{\"error\":\"").contains(error);
        isUntouched();
    }

    @Test
    void aBodyHasALimit() throws Exception {
        assertThat(send(wish("/members/a/activation", " ".repeat(2000))).statusCode())
                .isEqualTo(413);
        isUntouched();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Origin: http://evil.example",
                "Origin: null",
                "Sec-Fetch-Site: cross-site",
                "Sec-Fetch-Site: same-site"
            })
    void aPageOfAnotherSiteIsRefused(String field) throws Exception {
        String[] nameAndValue = field.split(": ", -1);
        HttpResponse<String> answer = send(
                wish("/members/a/activation", "{\"activation\":\"STOPPED\"}").header(nameAndValue[0], nameAndValue[1]));
        assertThat(answer.statusCode()).isEqualTo(403);
        isUntouched();
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"})
    void whatAFormCanSendIsRefused(String type) throws Exception {
        HttpResponse<String> answer = send(HttpRequest.newBuilder(at("/members/a/activation"))
                .header("Content-Type", type)
                .POST(BodyPublishers.ofString("{\"activation\":\"STOPPED\"}")));
        assertThat(answer.statusCode()).isEqualTo(415);
        isUntouched();
    }

    @ParameterizedTest
    @CsvSource({
        "evil.example, 403",
        "127.0.0.1.evil.example, 403",
        "192.0.2.1, 403",
        "localhost, 200",
        "LOCALHOST:9, 200",
        "127.0.0.1, 200",
        "'[::1]:9', 200"
    })
    void aNameThatWasPointedHereIsRefused(String host, int status) throws Exception {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), admin.uri().getPort())) {
            String request = "GET /members HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(answer).startsWith("HTTP/1.1 " + status + " ");
        }
    }

    /** Two pools that share a member's name, and one that is there twice, since its hosts differ in the Host they send. */
    private SiteHandler site() throws IOException {
        String lines = """
                LoadModule mpm_event_module m.so
                LoadModule proxy_module p.so
                LoadModule jk_module jk.so
                Listen 80
                JkWorkerProperty worker.list=c,lb
                JkWorkerProperty worker.c.port=1
                JkWorkerProperty worker.d.port=2
                JkWorkerProperty worker.lb.type=lb
                JkWorkerProperty worker.lb.balance_workers=c,d
                <VirtualHost *>
                ServerName a
                JkMount /c/* c
                JkMount /lb/* lb
                ProxyPass /p http://127.0.0.1:3
                </VirtualHost>
                <VirtualHost *>
                ServerName b
                ProxyPreserveHost On
                ProxyPass /p http://127.0.0.1:3
                </VirtualHost>
                """;
        Path file = Files.writeString(directory.resolve("httpd.conf"), lines);
        return new SiteHandler(
                Site.of(HttpdConfigurationReader.read(new DiskFiles(), HttpdOptions.of(file.toString()))));
    }

    @Test
    void theMembersOfASiteAreThoseOfItsPools() throws Exception {
        admin.stop();
        try (SiteHandler site = site()) {
            admin = new BridgeAdmin(new AdminSettings("127.0.0.1", 0), site);
            admin.start();
            assertThat(get("/").body()).contains("\"pools\":\"/pools\"");
            assertThat(get("/pools").body())
                    .isEqualTo("[\"http://127.0.0.1:3\",\"lb\",\"c\",\"http://127.0.0.1:3~2\"]\n");
            assertThat(get("/members").body())
                    .contains("{\"pool\":\"lb\",\"name\":\"c\",")
                    .contains("{\"pool\":\"c\",\"name\":\"c\",");

            assertThat(send(wish("/members/d/activation", "{\"activation\":\"DISABLED\"}"))
                            .body())
                    .startsWith("{\"pool\":\"lb\",\"name\":\"d\"")
                    .contains("\"activation\":\"DISABLED\"");
            HttpResponse<String> whose = send(wish("/members/c/activation", "{\"activation\":\"STOPPED\"}"));
            assertThat(whose.statusCode()).isEqualTo(409);
            assertThat(whose.body()).contains("several pools have a member called c", "lb, c");
            assertThat(send(wish("/pools/lb/members/c/activation", "{\"activation\":\"STOPPED\"}"))
                            .statusCode())
                    .isEqualTo(200);
            assertThat(get("/pools/lb/members/c").body()).contains("\"activation\":\"STOPPED\"");
            assertThat(get("/pools/c/members/c").body()).contains("\"activation\":\"ACTIVE\"");
            assertThat(get("/pools/lb").body())
                    .isEqualTo(get("/pools/lb/members").body())
                    .isEqualTo(get("/pools/lb/").body());
            assertThat(get("/pools/").body()).isEqualTo(get("/pools").body());
            assertThat(get("/health").body()).startsWith("{\"status\":\"UP\",\"poolsDown\":[],\"members\":[");

            send(wish("/pools/lb/members/d/activation", "{\"activation\":\"STOPPED\"}"));
            assertThat(get("/pools/lb/health").statusCode()).isEqualTo(503);
            assertThat(get("/health").statusCode()).isEqualTo(200);
            assertThat(get("/health").body()).startsWith("{\"status\":\"UP\",\"poolsDown\":[\"lb\"],");
            assertThat(get("/pools/nobody/members").body())
                    .contains("no pool is called nobody, but: http://127.0.0.1:3, lb, c");
            assertThat(get("/pools/lb/nothing").statusCode()).isEqualTo(404);
            assertThat(get("/pools/http:%2F%2F127.0.0.1:3~2/members/http:%2F%2F127.0.0.1:3")
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }

    private static HttpSettings httpAt(int port) {
        return HttpSettings.DEFAULTS.at("127.0.0.1", port);
    }

    private void cannotStart(int adminPort, int httpPort, String taken) {
        BridgeServer bridge = new BridgeServer("http", httpAt(httpPort), gateway, Optional.empty());
        BridgeAdmin both = new BridgeAdmin(new AdminSettings("127.0.0.1", adminPort), gateway);
        assertThatThrownBy(() -> bridge.start(both))
                .isInstanceOf(ListenException.class)
                .hasMessageContaining(taken);
    }

    @Test
    void aBridgeThatCannotStartLeavesNoListenerOfItsAdminBehind() throws Exception {
        int adminPort = freePort();
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            cannotStart(adminPort, taken.getLocalPort(), "http");
        }
        new ServerSocket(adminPort, 1, InetAddress.getLoopbackAddress()).close();
    }

    @Test
    void aBridgeWhoseAdminCannotStartDoesNotListen() throws Exception {
        int httpPort = freePort();
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            cannotStart(taken.getLocalPort(), httpPort, "admin");
        }
        new ServerSocket(httpPort, 1, InetAddress.getLoopbackAddress()).close();
    }

    private void isUntouched() {
        assertThat(gateway.statistics().members())
                .allSatisfy(member -> assertThat(
                                member.status().settings().activation().name())
                        .isEqualTo("ACTIVE"));
    }
}
