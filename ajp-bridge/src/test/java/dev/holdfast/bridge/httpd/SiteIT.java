package dev.holdfast.bridge.httpd;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.ajp.AjpConnector;
import dev.holdfast.ajp13.AjpMessage;
import dev.holdfast.balance.Health;
import dev.holdfast.config.MemoryFiles;
import dev.holdfast.connector.HttpConnector;
import dev.holdfast.connector.RequestQuery;
import dev.holdfast.doubles.FaultyBackend;
import dev.holdfast.httpd.HttpdConfigurationReader;
import dev.holdfast.httpd.syntax.HttpdOptions;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xnio.OptionMap;
import org.xnio.XnioWorker;

/** A configuration of two hosts, a balancer and mod_jk in front of real back ends. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class SiteIT {
    private static final String FILE = "/etc/httpd/httpd.conf";

    @RegisterExtension
    final FaultyBackend told = new FaultyBackend();

    private final AtomicBoolean sick = new AtomicBoolean();
    private final AtomicInteger asked = new AtomicInteger();
    private final HttpConnector a = http("a");
    private final HttpConnector b = http("b");
    private final AjpConnector c =
            AjpConnector.builder().bind("127.0.0.1", 0).handler(backend("c")).build();
    private SiteHandler site;
    private HttpConnector front;

    private HttpConnector http(String name) {
        return HttpConnector.builder()
                .bind("127.0.0.1", 0)
                .handler(backend(name))
                .build();
    }

    /** Says who it is, and what it sees. */
    private HttpHandler backend(String name) {
        return exchange -> {
            asked.incrementAndGet();
            if (exchange.getRequestURI().equals("/health")) {
                exchange.setStatusCode(sick.get() && name.equals("b") ? 503 : 200);
                return;
            }
            exchange.getResponseHeaders().put(Headers.SET_COOKIE, "SID=1." + name + "; Path=/real/x; HttpOnly");
            if (exchange.getRequestURI().endsWith("/go")) {
                exchange.setStatusCode(302);
                exchange.getResponseHeaders()
                        .put(Headers.LOCATION, "http://" + exchange.getHostAndPort() + "/real/there");
            }
            exchange.getResponseSender()
                    .send(name + " " + target(exchange) + " " + exchange.getHostAndPort() + " "
                            + exchange.getRequestHeaders().getFirst(Headers.X_FORWARDED_HOST)
                            + (exchange.getRequestURI().endsWith("/fields") ? "\n" + fields(exchange) : ""));
        };
    }

    /** Returns what the back end is told of the client, as lines in the order of the names. */
    private static String fields(HttpServerExchange exchange) {
        List<String> lines = new ArrayList<>();
        for (String name : List.of(
                "Forwarded",
                "Via",
                "X-Forwarded-For",
                "X-Forwarded-Host",
                "X-Forwarded-Port",
                "X-Forwarded-Proto",
                "X-Forwarded-Server")) {
            HeaderValues values = exchange.getRequestHeaders().get(name);
            lines.add(name + ": " + (values == null ? "" : String.join(" | ", values)));
        }
        return String.join("\n", lines);
    }

    private static String target(HttpServerExchange exchange) {
        return exchange.getRequestURI() + (RequestQuery.of(exchange) == null ? "" : "?" + RequestQuery.of(exchange));
    }

    @BeforeEach
    void start() throws IOException {
        a.start();
        b.start();
        c.start();
        String atA = "http://127.0.0.1:" + a.localAddress().getPort();
        String atB = "http://127.0.0.1:" + b.localAddress().getPort();
        MemoryFiles files = new MemoryFiles().with(FILE, """
                LoadModule proxy_module p.so
                LoadModule jk_module jk.so
                Listen 80
                JkWorkerProperty worker.list=c,told
                JkWorkerProperty worker.c.host=127.0.0.1
                JkWorkerProperty worker.c.port=%d
                JkWorkerProperty worker.told.host=127.0.0.1
                JkWorkerProperty worker.told.port=%d
                <VirtualHost *>
                    ServerName one.example
                    ProxyPass /app/static !
                    ProxyPass /app %s/real
                    ProxyPassReverse /app %s/real
                    ProxyPassReverseCookiePath /real /app
                    ProxyPass /ajp ajp://127.0.0.1:%d
                    JkMount /jk/* c
                    JkMount /told/* told
                    JkUnMount /jk/*.png c
                </VirtualHost>
                <VirtualHost *>
                    ServerName two.example
                    ServerAlias *.two.example
                    ProxyPreserveHost On
                    <Proxy balancer://both>
                        BalancerMember %s route=a hcmethod=GET hcuri=/health hcinterval=100ms
                        BalancerMember %s route=b hcmethod=GET hcuri=/health hcinterval=100ms hcfails=2
                        ProxySet stickysession=SID
                    </Proxy>
                    ProxyPass / balancer://both/
                </VirtualHost>
                <VirtualHost *>
                    ServerName three.example:8080
                    ProxyAddHeaders Off
                    <Location /first>
                        ProxyPass %s/real
                        ProxyPassReverse %s/real
                        ProxyPassReverseCookiePath /real /first
                    </Location>
                    <Location /second>
                        ProxyPass %s/real
                        ProxyPassReverse %s/real
                        ProxyPassReverseCookiePath /real /second
                    </Location>
                </VirtualHost>
                """.formatted(
                        c.localAddress().getPort(), told.port(), atA, atA, told.port(), atA, atB, atA, atA, atA, atA));
        site = new SiteHandler(Site.of(
                HttpdConfigurationReader.read(files, HttpdOptions.of(FILE).withStaticModules(Set.of("event.c")))));
        front = HttpConnector.builder().bind("127.0.0.1", 0).handler(site).build();
        front.start();
    }

    @AfterEach
    void stop() {
        front.stop(Duration.ZERO);
        site.close();
        a.stop(Duration.ZERO);
        b.stop(Duration.ZERO);
        c.stop(Duration.ZERO);
    }

    /** Returns the whole response. */
    private String get(String target, String host, String... fields) throws IOException {
        try (Socket socket = new Socket(
                InetAddress.getLoopbackAddress(), front.localAddress().getPort())) {
            String head = "GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n"
                    + String.join("", fields) + "\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private String body(String target, String host, String... fields) throws IOException {
        String response = get(target, host, fields);
        return response.substring(response.indexOf("\r\n\r\n") + 4);
    }

    @Test
    void requestsGoWhereTheFilesSay() throws Exception {
        String atA = "127.0.0.1:" + a.localAddress().getPort();
        assertThat(body("/app/x%20y?q=1", "one.example")).isEqualTo("a /real/x%20y?q=1 " + atA + " one.example");
        assertThat(body("/app/../app/x", "ONE.example:8080")).startsWith("a /real/x ");
        assertThat(get("/app/static/x.css", "one.example")).startsWith("HTTP/1.1 404 ");
        assertThat(get("/elsewhere", "one.example")).startsWith("HTTP/1.1 404 ");
        assertThat(get("/app/..;/manager", "one.example")).startsWith("HTTP/1.1 400 ");
        assertThat(body("/jk/x", "one.example")).startsWith("c /jk/x one.example");
        assertThat(get("/jk/x.png", "one.example")).startsWith("HTTP/1.1 404 ");
        assertThat(body("/app/x", "unknown.example")).startsWith("a /real/x ");
        assertThat(body("http://two.example/x", "one.example")).matches("[ab] /x .*");
    }

    /** mod_proxy says at which port the request came in, and mod_jk what the client wrote. */
    @ParameterizedTest
    @CsvSource({
        "/ajp/x, One.Example:99, one.example, 0",
        "http://ONE.example:98/ajp/x, two.example, one.example, 0",
        "/ajp/x, '', one.example, 0",
        "/ajp/x, [::1]:99, ::1, 0",
        "/told/x, One.Example:99, One.Example, 99",
    })
    void anAjpBackEndIsToldTheServersNameAndPortAsHttpdTellsIt(String target, String host, String name, int port)
            throws Exception {
        assertThat(get(target, host)).startsWith("HTTP/1.1 200 ");
        AjpMessage.ForwardRequest head = told.awaitRequest().head();
        assertThat(head.serverName()).isEqualTo(name);
        assertThat(head.serverPort()).isEqualTo(port == 0 ? front.localAddress().getPort() : port);
    }

    @Test
    void aQueryGoesOnAsTheClientWroteIt() throws Exception {
        assertThat(body("/app/x??b", "one.example")).startsWith("a /real/x??b ");
        assertThat(body("/jk/x??b", "one.example")).startsWith("c /jk/x??b ");
        assertThat(body("/app/x?", "one.example")).startsWith("a /real/x? ");
        assertThat(body("/app/x", "one.example")).startsWith("a /real/x ");
        assertThat(body("/jk/x?", "one.example")).startsWith("c /jk/x? ");
        assertThat(body("/jk/x", "one.example")).startsWith("c /jk/x ");
    }

    /** Wherever a path leads, however it is spelled, no back end gets what its mounts do not say, or what an exclusion takes out. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/jk/x%2Epng",
                "/jk/x.p%6Eg",
                "/jk//x.png",
                "/jk/y/../x.png",
                "/jk/../manager/html",
                "/jk/%2e%2e/manager/html",
                "/jk/..;/manager/html",
                "/jk/..;x=1/manager/html",
                "/jk/%2e%2e;/manager/html",
                "/jk/..%2fmanager/html",
                "/jk/x%2Fy",
                "/jk/x.png;a=b",
                "/jk;a=b/x.png",
                "/jkx",
                "/JK/x",
                "/manager/html",
                "/app/st%61tic/x",
                "/app/./static/x",
                "/app//static/x",
                "/app/y/%2e%2e/static/x",
                "/app/static/x;a=b",
                "/app/x;/../static/x"
            })
    void noSpellingOfAPathReachesWhatIsNotMounted(String path) throws Exception {
        assertThat(get(path, "one.example")).matches("(?s)HTTP/1.1 40[034] .*");
        assertThat(asked.get()).isZero();
    }

    @Test
    void whatNoMountMatchesIsAnsweredBeforeALongBodyComes() throws Exception {
        for (String body :
                new String[] {"Content-Length: 100000\r\n", "Content-Length: 9\r\nExpect: 100-continue\r\n"}) {
            try (Socket socket = new Socket(
                    InetAddress.getLoopbackAddress(), front.localAddress().getPort())) {
                String head = "POST /elsewhere HTTP/1.1\r\nHost: one.example\r\n" + body + "\r\n";
                socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
                assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
                        .startsWith("HTTP/1.1 404 ")
                        .containsIgnoringCase("Connection: close");
            }
        }
    }

    @Test
    void backEndsAreToldOfTheClientAsHttpdTellsThem() throws Exception {
        assertThat(body("/app/fields", "one.example")).endsWith("""
                        Forwarded:\s
                        Via:\s
                        X-Forwarded-For: 127.0.0.1
                        X-Forwarded-Host: one.example
                        X-Forwarded-Port:\s
                        X-Forwarded-Proto:\s
                        X-Forwarded-Server: one.example""");
        String[] sent = {
            "Forwarded: for=192.0.2.1\r\n",
            "Via: 1.0 x\r\n",
            "X-Forwarded-For: 192.0.2.1\r\n",
            "X-Forwarded-Host: evil\r\n",
            "X-Forwarded-Port: 443\r\n",
            "X-Forwarded-Proto: https\r\n",
            "X-Forwarded-Server: s\r\n"
        };
        assertThat(body("/app/fields", "one.example:81", sent)).endsWith("""
                        Forwarded: for=192.0.2.1
                        Via: 1.0 x
                        X-Forwarded-For: 192.0.2.1, 127.0.0.1
                        X-Forwarded-Host: evil, one.example:81
                        X-Forwarded-Port: 443
                        X-Forwarded-Proto: https
                        X-Forwarded-Server: s, one.example""");
        assertThat(body("/first/fields", "three.example", sent)).endsWith("""
                        Forwarded: for=192.0.2.1
                        Via: 1.0 x
                        X-Forwarded-For: 192.0.2.1
                        X-Forwarded-Host: evil
                        X-Forwarded-Port: 443
                        X-Forwarded-Proto: https
                        X-Forwarded-Server: s""");
    }

    @Test
    void redirectsAndCookiesComeBackAsTheClientKnowsThem() throws Exception {
        String response = get("/app/go", "one.example:1234");
        assertThat(response)
                .contains("\r\nLocation: http://one.example:1234/app/there\r\n")
                .contains("\r\nSet-Cookie: SID=1.a; Path=/app/x; HttpOnly\r\n");
        assertThat(get("/jk/go", "one.example")).contains("\r\nLocation: http://one.example/real/there\r\n");
    }

    @Test
    void whatIsInALocationCorrectsItsOwnResponses() throws Exception {
        assertThat(get("/first/go", "three.example"))
                .contains("\r\nLocation: http://three.example/first/there\r\n")
                .contains("; Path=/first/x; ");
        assertThat(get("/second/go", "three.example"))
                .contains("\r\nLocation: http://three.example/second/there\r\n")
                .contains("; Path=/second/x; ");
    }

    @Test
    void healthChecksFindOutWhoIsDownAndWhoIsBackWithoutARequest() throws Exception {
        XnioWorker worker = HttpConnector.createWorker(OptionMap.EMPTY);
        try {
            site.watch(worker);
            sick.set(true);
            awaits(Health.ERROR);
            for (int i = 0; i < 6; i++) {
                assertThat(body("/", "two.example", "Cookie: SID=1.b\r\n")).startsWith("a / ");
            }
            sick.set(false);
            awaits(Health.OK);
            assertThat(body("/", "two.example", "Cookie: SID=1.b\r\n")).startsWith("b / ");
        } finally {
            worker.shutdownNow();
        }
    }

    private void awaits(Health health) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (healthOfB() != health && System.nanoTime() < end) {
            Thread.sleep(5);
        }
        assertThat(healthOfB()).isEqualTo(health);
    }

    private Health healthOfB() {
        return requireNonNull(site.statistics().get("balancer://both"))
                .members()
                .get(1)
                .status()
                .health();
    }

    @Test
    void aBalancerSpreadsRequestsAndKeepsSessions() throws Exception {
        Set<String> members = new HashSet<>();
        for (int i = 0; i < 6; i++) {
            members.add(body("/", "www.two.example").substring(0, 1));
        }
        for (int i = 0; i < 6; i++) {
            assertThat(body("/", "two.example", "Cookie: SID=1.b\r\n")).isEqualTo("b / two.example two.example");
        }
        assertThat(members).containsExactlyInAnyOrder("a", "b");
        b.stop(Duration.ZERO);
        assertThat(body("/", "two.example", "Cookie: SID=1.b\r\n")).startsWith("a / ");
    }

    @Test
    void countersAreOfEachPool() throws Exception {
        assertThat(body("/jk/x", "one.example")).startsWith("c ");
        // Two hosts have a worker of the same name, which sends another Host for each.
        assertThat(site.statistics().keySet())
                .hasSize(6)
                .satisfiesOnlyOnce(
                        name -> assertThat(name).startsWith("http://").endsWith("~2"));
        assertThat(site.statistics())
                .hasEntrySatisfying(
                        "c", counters -> assertThat(counters.requests()).isEqualTo(1));
    }
}
