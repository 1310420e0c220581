package dev.holdfast.server.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.server.deploy.app.FragileServlet;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RequestFailuresIT {
    @TempDir
    private Path directory;

    private TestServer server;

    @BeforeEach
    void start() throws Exception {
        server = new TestServer(directory.resolve("work"));
        server.deploy(new War().classes(FragileServlet.class).write(directory, "ROOT.war"));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void responseThatFailsInItsMiddleDoesNotLookWhole() throws Exception {
        assertThat(exchange("GET /fragile HTTP/1.1\r\nHost: a\r\n\r\n"))
                .startsWith("HTTP/1.1 200 ")
                .endsWith("7\r\npartial\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0x3\r\nabc\r\n0\r\n\r\n", "-1\r\n", "3 \r\nabc\r\n", "3\nabc\n", "3\r\nabcd\r\n0\r\n\r\n"})
    void malformedBodyIsTheClientsFault(String body) throws Exception {
        assertThat(exchange(post("Transfer-Encoding: chunked") + body))
                .startsWith("HTTP/1.1 400 ")
                .contains("Connection: close\r\n");
    }

    @Test
    void chunkedBodyBeyondTheLimitIsTooLarge() throws Exception {
        String chunk = "10000\r\n" + "x".repeat(0x10000) + "\r\n";
        int chunks = TestServer.MAX_ENTITY_SIZE / 0x10000 + 1;
        assertThat(exchange(post("Transfer-Encoding: chunked") + chunk.repeat(chunks)))
                .startsWith("HTTP/1.1 413 ")
                .contains("Connection: close\r\n");
    }

    @Test
    void bodyWithinTheLimitIsRead() throws Exception {
        assertThat(exchange(post("Transfer-Encoding: chunked\r\nConnection: close") + "3\r\nabc\r\n0\r\n\r\n"))
                .startsWith("HTTP/1.1 200 ")
                .endsWith("read 3");
    }

    private static String post(String field) {
        return "POST /fragile HTTP/1.1\r\nHost: a\r\n" + field + "\r\n\r\n";
    }

    /** Sends {@code request} and returns everything up to the connection's end. */
    private String exchange(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }
}
