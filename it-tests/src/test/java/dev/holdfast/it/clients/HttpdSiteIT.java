package dev.holdfast.it.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.ajp.AjpConnector;
import dev.holdfast.bridge.httpd.Site;
import dev.holdfast.bridge.httpd.SiteHandler;
import dev.holdfast.config.disk.DiskFiles;
import dev.holdfast.connector.HttpConnector;
import dev.holdfast.httpd.HttpdConfigurationReader;
import dev.holdfast.httpd.syntax.HttpdOptions;
import dev.holdfast.it.Peers;
import io.undertow.server.HttpHandler;
import io.undertow.util.Headers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One httpd.conf, done by httpd itself and by the gateway: the same back end answers each request, and sees the same path. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class HttpdSiteIT {
    private static final String MODULES =
            "mpm_event authz_core alias slotmem_shm proxy proxy_ajp proxy_http proxy_balancer lbmethod_byrequests jk";

    private static final Pattern BACK_END = Pattern.compile("<[abcd] /[^>]*>");

    @TempDir
    private Path directory;

    private final HttpConnector a =
            HttpConnector.builder().bind("127.0.0.1", 0).handler(named("a")).build();
    private final HttpConnector b =
            HttpConnector.builder().bind("127.0.0.1", 0).handler(named("b")).build();
    private final AjpConnector c =
            AjpConnector.builder().bind("127.0.0.1", 0).handler(named("c")).build();
    private final AjpConnector d =
            AjpConnector.builder().bind("127.0.0.1", 0).handler(named("d")).build();

    private static HttpHandler named(String name) {
        return exchange -> {
            if (exchange.getRequestURI().endsWith("/go")) {
                exchange.setStatusCode(302);
                exchange.getResponseHeaders()
                        .put(Headers.LOCATION, "http://" + exchange.getHostAndPort() + "/real/there");
                exchange.getResponseHeaders().put(Headers.SET_COOKIE, "x=1; Path=/real; HttpOnly");
            }
            String query = exchange.getQueryString();
            exchange.getResponseSender()
                    .send("<" + name + " " + exchange.getRequestURI() + (query.isEmpty() ? "" : "?" + query) + ">");
        };
    }

    /** {@code Host target}, and after a bar a field. */
    private static final List<String> REQUESTS = List.of(
            "one.example /",
            "one.example /app",
            "one.example /app/",
            "one.example /app/x%20y?q=%20",
            "one.example /application",
            "one.example /app/static/x.css",
            "one.example /app/static",
            "one.example /app/statics",
            "one.example //app//x",
            "one.example /x/../app/y",
            "one.example /app/../secret",
            "one.example /app/./%7Ex;v=1/y",
            "one.example /app/a%2Fb",
            "one.example /app/%",
            "one.example /../app/x",
            "one.example /app/go",
            "one.example /ajp/x%C3%A4?y",
            "one.example /raw/a%41b",
            "one.example /v7/page",
            "one.example /some/where.gif",
            "one.example /in/x",
            "one.example /in/out/x",
            "one.example /quiet/x?secret=1",
            "one.example:1234 /app/port",
            "ONE.EXAMPLE /app/case",
            "unknown.example /app/default",
            "alias.one.example /app/alias",
            "two.example /jk",
            "two.example /jk/x",
            "two.example /jkx",
            "two.example /jk/deep/x",
            "two.example /jk/x.gif",
            "two.example /jk/deep/x.gif",
            "two.example /any/page.jsp",
            "two.example /map/x",
            "two.example /map/not/x",
            "two.example /off/x",
            "two.example /nobody",
            "two.example /jk/x;jsessionid=1.d",
            "two.example /jk/x.gif;jsessionid=1",
            "two.example /both/x|Cookie: SID=1.a",
            "two.example /both/x|Cookie: SID=1.b",
            "two.example /lb/x|Cookie: JSESSIONID=1.c",
            "two.example /lb/x|Cookie: JSESSIONID=1.d",
            "two.example /jk/first/x");

    @Test
    void theSameBackEndAnswersAndSeesTheSamePath() throws Exception {
        Path httpd = Peers.require("apache2", "apache2-bin libapache2-mod-jk");
        Path file = directory.resolve("httpd.conf");
        Files.createDirectories(directory.resolve("docs"));
        // httpd drops its rights, and what it may not look at is another answer than what is not there.
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(directory.resolve("map.properties"), "/map/*=d\n!/map/not/*=d\n-/off/*=d\n");
        a.start();
        b.start();
        c.start();
        d.start();
        try (ReverseProxy real = ReverseProxy.start(
                directory,
                file,
                port -> configuration(httpd, port),
                List.of(httpd.toString(), "-f", file.toString(), "-DFOREGROUND"))) {
            Map<String, String> expected = answers(real.uri("/").getPort());
            try (SiteHandler site = new SiteHandler(
                    Site.of(HttpdConfigurationReader.read(new DiskFiles(), HttpdOptions.of(file.toString()))))) {
                HttpConnector ours = HttpConnector.builder()
                        .bind("127.0.0.1", 0)
                        .handler(site)
                        .build();
                ours.start();
                try {
                    assertThat(answers(ours.localAddress().getPort())).containsExactlyEntriesOf(expected);
                } finally {
                    ours.stop(Duration.ZERO);
                }
            }
        } finally {
            a.stop(Duration.ZERO);
            b.stop(Duration.ZERO);
            c.stop(Duration.ZERO);
            d.stop(Duration.ZERO);
        }
    }

    private String configuration(Path httpd, int port) {
        Path installed = httpd.resolve("../../lib/apache2/modules").normalize();
        StringBuilder loaded = new StringBuilder();
        for (String module : MODULES.split(" ", -1)) {
            loaded.append("LoadModule " + module + "_module " + installed + "/mod_" + module + ".so\n");
        }
        return loaded
                + """
                ServerRoot %1$s
                PidFile httpd.pid
                ServerName 127.0.0.1
                Listen 127.0.0.1:%2$d
                ErrorLog /dev/stderr
                LogLevel error
                User www-data
                Group www-data
                Mutex file:%1$s
                DocumentRoot %1$s/docs
                JkShmFile %1$s/jk.shm
                JkLogFile %1$s/jk.log
                JkLogLevel error
                JkWorkerProperty worker.list=c,d,lb
                JkWorkerProperty worker.c.port=%5$d
                JkWorkerProperty worker.c.host=127.0.0.1
                JkWorkerProperty worker.d.port=%6$d
                JkWorkerProperty worker.d.host=127.0.0.1
                JkWorkerProperty worker.lb.type=lb
                JkWorkerProperty worker.lb.balance_workers=c,d
                <Proxy balancer://both>
                    BalancerMember http://127.0.0.1:%3$d route=a
                    BalancerMember http://127.0.0.1:%4$d route=b
                    ProxySet stickysession=SID
                </Proxy>
                <VirtualHost *>
                    ServerName one.example
                    ServerAlias *.one.example
                    ProxyPass /app/static !
                    ProxyPass /app http://127.0.0.1:%3$d/real
                    ProxyPassReverse /app http://127.0.0.1:%3$d/real
                    ProxyPassReverseCookiePath /real /app
                    ProxyPass /ajp/ ajp://127.0.0.1:%5$d/under/
                    ProxyPass /raw http://127.0.0.1:%4$d nocanon
                    ProxyPass /quiet http://127.0.0.1:%4$d noquery
                    ProxyPassMatch ^/v([0-9])/(.*)$ http://127.0.0.1:%4$d/$2/$1
                    ProxyPassMatch \\.gif$ http://127.0.0.1:%4$d
                    <Location /in>
                        ProxyPass http://127.0.0.1:%4$d/inner
                    </Location>
                    <Location /in/out>
                        ProxyPass !
                    </Location>
                </VirtualHost>
                <VirtualHost *>
                    ServerName two.example
                    ProxyPass /both balancer://both/both
                    ProxyPass /jk/first http://127.0.0.1:%3$d/first
                    JkMount /jk|/* c
                    JkMount /jk/deep/* d
                    JkMount /*.jsp d
                    JkMount /lb/* lb
                    JkMount /nobody nobody
                    JkUnMount /jk/*.gif c
                    JkMountFile %1$s/map.properties
                </VirtualHost>
                """.formatted(
                                directory,
                                port,
                                a.localAddress().getPort(),
                                b.localAddress().getPort(),
                                c.localAddress().getPort(),
                                d.localAddress().getPort());
    }

    /** Returns what answered each request: a back end and the path it saw, or a status; and where a redirect leads. */
    private static Map<String, String> answers(int port) throws IOException {
        Map<String, String> answers = new LinkedHashMap<>();
        for (String request : REQUESTS) {
            String[] parts = request.split("\\|", -1);
            String[] words = parts[0].split(" ", -1);
            List<String> lines = new ArrayList<>(List.of("GET " + words[1] + " HTTP/1.1", "Host: " + words[0]));
            if (parts.length > 1) {
                lines.add(parts[1]);
            }
            lines.add("Connection: close");
            answers.put(request, answer(port, String.join("\r\n", lines) + "\r\n\r\n"));
        }
        return answers;
    }

    private static String answer(int port, String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            String response = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            Matcher said = BACK_END.matcher(response);
            StringBuilder answer = new StringBuilder(response.substring(9, 12));
            answer.append(said.find() ? said.group() : "");
            // In whatever order.
            Stream.of(response.split("\r\n", -1))
                    .filter(line -> line.startsWith("Location: ") || line.startsWith("Set-Cookie: "))
                    .sorted()
                    .forEach(line -> answer.append(" ").append(line));
            return answer.toString();
        }
    }
}
