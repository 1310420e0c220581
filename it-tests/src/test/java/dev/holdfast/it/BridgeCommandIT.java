package dev.holdfast.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class BridgeCommandIT {
    @TempDir
    Path directory;

    @Test
    void applicationAnswersThroughTheBridgeAsItDoesDirectly() throws Exception {
        try (HoldfastProcess server = serve();
                HoldfastProcess bridge = HoldfastProcess.start("bridge", "--http", "0", ajp(server))) {
            URI front = bridge.awaitReady().http();
            assertThat(Http.get(front.resolve("hello/")).body()).isEqualTo("hello");
            assertThat(Http.get(front.resolve("other/")).statusCode()).isEqualTo(404);
            bridge.signal("INT");
            assertThat(bridge.exitCode()).isIn(0, 130);
            assertThat(bridge.err()).isEmpty();
        }
    }

    @Test
    void aFrontOfHttpdsTellsAtItsEndWhatItsWorkersDid() throws Exception {
        try (HoldfastProcess server = serve();
                HoldfastProcess bridge = HoldfastProcess.start(
                        "bridge",
                        "--http",
                        "0",
                        "--front",
                        "prefork",
                        "--set",
                        "front.maxRequestWorkers=10",
                        "--set",
                        "front.keepAliveTimeout=1s",
                        "--set",
                        "pool.kind=mod_jk",
                        "--set",
                        "pool.connection_pool_size=1",
                        ajp(server))) {
            URI front = bridge.awaitReady().http();
            assertThat(Http.get(front.resolve("hello/")).body()).isEqualTo("hello");
            bridge.signal("TERM");
            assertThat(bridge.exitCode()).isIn(0, 143);
            assertThat(bridge.out()).last().asString().startsWith("{\"front\":{\"workerSeconds\":{\"busy\":");
            assertThat(bridge.err()).isEmpty();
        }
    }

    @Test
    void wordsOfAnotherFrontAreWrongUsage() throws Exception {
        try (HoldfastProcess bridge = HoldfastProcess.run(
                "bridge", "--front", "event", "--set", "http.maxConnections=5", "ajp://127.0.0.1:1")) {
            assertThat(bridge.exitCode()).isEqualTo(2);
            assertThat(bridge.err()).singleElement().asString().contains("http.maxConnections", "front.model is event");
        }
    }

    @Test
    void secretIsAskedForByTheServerAndSentByTheBridge() throws Exception {
        try (HoldfastProcess server = serve("--set", "ajp.secret=s3cret");
                HoldfastProcess knows =
                        HoldfastProcess.start("bridge", "--http", "0", "--set", "ajp.secret=s3cret", ajp(server));
                HoldfastProcess doesNot = HoldfastProcess.start("bridge", "--http", "0", ajp(server))) {
            assertThat(Http.get(knows.http().resolve("hello/")).body()).isEqualTo("hello");
            // Undertow answers 403 and closes at once; whether the answer arrives first is up to the kernel.
            assertThat(Http.get(doesNot.http().resolve("hello/")).statusCode()).isIn(403, 502);
        }
    }

    @Test
    void backEndThatIsNotThereIsTheGatewaysError() throws Exception {
        try (HoldfastProcess bridge =
                HoldfastProcess.start("bridge", "--http", "0", "ajp://127.0.0.1:" + Http.freePort())) {
            assertThat(Http.get(bridge.http()).statusCode()).isBetween(502, 504);
        }
    }

    @Test
    void backEndThatIsNoUriOfOursIsWrongUsage() throws Exception {
        try (HoldfastProcess bridge = HoldfastProcess.run("bridge", "a=ftp://127.0.0.1:8009")) {
            assertThat(bridge.exitCode()).isEqualTo(2);
            assertThat(bridge.err()).singleElement().asString().contains("ftp://127.0.0.1:8009", "ajp://HOST[:PORT]");
        }
    }

    @Test
    void twoBackEndsOfOneNameAreWrongUsage() throws Exception {
        try (HoldfastProcess bridge = HoldfastProcess.run("bridge", "a=ajp://127.0.0.1:1", "a=ajp://127.0.0.1:2")) {
            assertThat(bridge.exitCode()).isEqualTo(2);
            assertThat(bridge.err()).singleElement().asString().contains("two members are called a");
        }
    }

    @Test
    void backEndsMaySpeakAjpAndHttpAndOneMayBeDown() throws Exception {
        try (HoldfastProcess server = serve();
                HoldfastProcess bridge = HoldfastProcess.start(
                        "bridge",
                        "--http",
                        "0",
                        ajp(server),
                        "b=" + server.http(),
                        "c=http://127.0.0.1:" + Http.freePort())) {
            URI front = bridge.http();
            for (int i = 0; i < 20; i++) {
                assertThat(Http.get(front.resolve("hello/")).body()).isEqualTo("hello");
            }
        }
    }

    private Path httpdConf(int port, HoldfastProcess server, String... lines) throws Exception {
        Path file = directory.resolve("httpd.conf");
        Files.writeString(
                file,
                "LoadModule proxy_module p.so\nListen 127.0.0.1:" + port + "\nProxyPass /app/not !\nProxyPass /app "
                        + ajp(server) + "/hello\n" + String.join("\n", lines) + "\n");
        return file;
    }

    @Test
    void httpdsFilesSayWhereRequestsGo() throws Exception {
        int port = Http.freePort();
        try (HoldfastProcess server = serve();
                HoldfastProcess bridge = HoldfastProcess.start(
                        "bridge",
                        "--httpd",
                        httpdConf(port, server, "RewriteRule ^/a /b").toString())) {
            URI front = bridge.awaitReady().http();
            assertThat(front.getPort()).isEqualTo(port);
            assertThat(Http.get(front.resolve("app/")).body()).isEqualTo("hello");
            assertThat(Http.get(front.resolve("app/not")).statusCode()).isEqualTo(404);
            assertThat(Http.get(front.resolve("hello/")).statusCode()).isEqualTo(404);
            assertThat(bridge.err())
                    .anyMatch(line ->
                            line.matches("not as in httpd: .*httpd\\.conf:5: RewriteRule: URLs are not rewritten.*"));
        }
    }

    @Test
    void theProcessModelOfHttpdsFilesIsFollowed() throws Exception {
        int port = Http.freePort();
        try (HoldfastProcess server = serve();
                HoldfastProcess bridge = HoldfastProcess.start(
                        "bridge",
                        "--front",
                        "httpd",
                        "--httpd",
                        httpdConf(
                                        port,
                                        server,
                                        "LoadModule mpm_prefork_module m.so",
                                        "MaxRequestWorkers 1",
                                        "KeepAliveTimeout 30")
                                .toString())) {
            bridge.awaitReady();
            try (Socket idle = asking(port);
                    Socket waiting = asking(port)) {
                assertThat(statusLine(idle)).startsWith("HTTP/1.1 200 ");
                waiting.setSoTimeout(400);
                assertThatThrownBy(() -> statusLine(waiting)).isInstanceOf(SocketTimeoutException.class);
                idle.shutdownOutput();
                waiting.setSoTimeout(20_000);
                assertThat(statusLine(waiting)).startsWith("HTTP/1.1 200 ");
            }
            assertThat(bridge.err()).noneMatch(line -> line.contains("MaxRequestWorkers"));
        }
    }

    private static Socket asking(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(20_000);
        socket.getOutputStream().write("GET /app/ HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static String statusLine(Socket socket) throws IOException {
        return new String(socket.getInputStream().readNBytes(15), StandardCharsets.US_ASCII);
    }

    @Test
    void whatWouldBeDoneIsSaidWithoutDoingIt() throws Exception {
        try (HoldfastProcess server = serve()) {
            String file = httpdConf(80, server, "RewriteRule ^/a /b").toString();
            try (HoldfastProcess check = HoldfastProcess.run("bridge", "--httpd", file, "--check");
                    HoldfastProcess strict = HoldfastProcess.run("bridge", "--httpd", file, "--check", "--strict");
                    HoldfastProcess none = HoldfastProcess.run("bridge", "--httpd", file + "x", "--check")) {
                assertThat(check.exitCode()).isZero();
                assertThat(check.out())
                        .anyMatch(line -> line.startsWith("listen on 127.0.0.1:80 "))
                        .anyMatch(line -> line.startsWith("  /app -> ajp://"))
                        .anyMatch(line -> line.contains(":5: RewriteRule"));
                assertThat(strict.exitCode()).isEqualTo(2);
                assertThat(strict.err())
                        .singleElement()
                        .asString()
                        .contains("--strict: ", "this does not: 1,", ":5: RewriteRule");
                assertThat(none.exitCode()).isEqualTo(2);
                assertThat(none.err()).singleElement().asString().contains("httpd.confx");
            }
        }
    }

    @Test
    void membersAreSettings() throws Exception {
        try (HoldfastProcess server = serve()) {
            Path file = directory.resolve("bridge.yaml");
            Files.writeString(
                    file,
                    "members:\n  a: {uri: \"" + ajp(server)
                            + "\", lbfactor: 3}\n  b: {uri: \"ajp://127.0.0.1:1\", activation: stopped}\n");
            try (HoldfastProcess bridge = HoldfastProcess.start("bridge", "--http", "0", "--config", file.toString());
                    HoldfastProcess wrong = HoldfastProcess.run(
                            "bridge", "--config", file.toString(), "--set", "members.a.lbfactor=0")) {
                URI front = bridge.awaitReady().http();
                for (int i = 0; i < 4; i++) {
                    assertThat(Http.get(front.resolve("hello/")).body()).isEqualTo("hello");
                }
                assertThat(wrong.exitCode()).isEqualTo(2);
                assertThat(wrong.err())
                        .singleElement()
                        .asString()
                        .contains("--set: members.a.lbfactor must be 1 to 100");
            }
        }
    }

    @Test
    void ajpAndHttpAreCompared() throws Exception {
        Path war = directory.resolve("mirror.war");
        try (HoldfastProcess written = HoldfastProcess.run("bridge", "--mirror", war.toString())) {
            assertThat(written.exitCode()).isZero();
        }
        try (HoldfastProcess server =
                        HoldfastProcess.start("run", "--http", "0", "--ajp", "0", "--admin", "off", war.toString());
                HoldfastProcess compared = HoldfastProcess.run(
                        "bridge",
                        "--compare",
                        "--unsafe",
                        ajp(server),
                        server.http().toString())) {
            assertThat(compared.exitCode()).isZero();
            assertThat(compared.out())
                    .anyMatch(line -> line.contains(": header.via: over AJP \"(none)\", over HTTP \"1.1 holdfast\""))
                    .anyMatch(line -> line.startsWith(
                            "TLS with a client certificate: isSecure: over AJP \"true\", over HTTP \"false\""))
                    .anyMatch(line -> line.startsWith("POST with trailers: trailer.x-sum: over AJP \"(none)\""))
                    .noneMatch(line -> line.contains("queryString"))
                    .anyMatch(line -> line.matches("\\d+ differences in 24 requests; .*ajp-to-http.*"));
            assertThat(compared.out().toString()).contains("X509Certificate", "holdfast compare");
        }
    }

    private HoldfastProcess serve(String... arguments) throws Exception {
        String[] fixed = {
            "run",
            "--http",
            "0",
            "--ajp",
            "0",
            "--admin",
            "off",
            Archives.hello(directory, "hello.war").toString()
        };
        String[] all = new String[fixed.length + arguments.length];
        System.arraycopy(fixed, 0, all, 0, fixed.length);
        System.arraycopy(arguments, 0, all, fixed.length, arguments.length);
        return HoldfastProcess.start(all);
    }

    private static String ajp(HoldfastProcess server) throws InterruptedException {
        return server.awaitOut("ajp listening on ");
    }
}
