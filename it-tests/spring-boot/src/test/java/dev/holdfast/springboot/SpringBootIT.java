package dev.holdfast.springboot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A Spring Boot application in a process of its own, with the connector on its class path and its port in a property. */
@Timeout(90)
final class SpringBootIT {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final int THEIRS = freePort();
    private static final int OURS = freePort();

    private static Process process;

    @BeforeAll
    static void startTheApplication() throws IOException {
        process = application(THEIRS).start();
        awaitLine(process, "Started Shop in ");
    }

    @AfterAll
    static void stopTheApplication() throws InterruptedException {
        process.destroy();
        process.waitFor();
    }

    @Test
    void aControllerIsToldWhereItIs() throws Exception {
        assertThat(get(THEIRS, "/shop/facts").body()).isEqualTo(THEIRS + " false 127.0.0.1 /shop /facts");
        assertThat(get(OURS, "/shop/facts").body()).isEqualTo(OURS + " false 127.0.0.1 /shop /facts");
    }

    @Test
    void anAsynchronousControllerAnswers() throws Exception {
        assertThat(get(OURS, "/shop/later").body()).isEqualTo("later");
    }

    @Test
    void aSessionGoesOnFromOnePortToTheOther() throws Exception {
        HttpResponse<String> first = get(THEIRS, "/shop/visits");
        assertThat(first.body()).isEqualTo("1");
        String cookie = first.headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];
        assertThat(get(OURS, "/shop/visits", "Cookie", cookie).body()).isEqualTo("2");
        assertThat(get(THEIRS, "/shop/visits", "Cookie", cookie).body()).isEqualTo("3");
    }

    @Test
    void pathsOutsideTheContextAreNotFound() throws Exception {
        assertThat(get(OURS, "/facts").statusCode()).isEqualTo(404);
    }

    @Test
    void anIdleConnectionIsClosedAfterTheKeepAliveTimeout() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), OURS)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write("GET /shop/facts HTTP/1.1\r\nHost: shop\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
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
    void aPortThatIsTakenEndsTheApplicationWithOneLine() throws Exception {
        Process second = application(0).start();
        awaitLine(second, "holdfast.port: cannot listen on 127.0.0.1:" + OURS);
        assertThat(second.waitFor()).isNotZero();
    }

    private static ProcessBuilder application(int port) {
        String classPath = Path.of("target", "classes") + File.pathSeparator + Path.of("target", "lib") + "/*";
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        classPath,
                        "dev.holdfast.springboot.Shop",
                        "--server.port=" + port,
                        "--server.servlet.context-parameters.holdfast.port=" + OURS)
                .redirectErrorStream(true);
    }

    /** Reads the output up to a line with this text; the rest of it fits the pipe. */
    private static void awaitLine(Process of, String text) throws IOException {
        List<String> said = new ArrayList<>();
        BufferedReader lines = of.inputReader(StandardCharsets.UTF_8);
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.contains(text)) {
                return;
            }
            said.add(line);
        }
        fail("no line with \"%s\" in:%n%s", text, String.join(System.lineSeparator(), said));
    }

    private static HttpResponse<String> get(int port, String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return CLIENT.send(request.build(), BodyHandlers.ofString());
    }

    private static int freePort() {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
