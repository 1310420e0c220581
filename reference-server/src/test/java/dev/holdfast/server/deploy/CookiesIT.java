package dev.holdfast.server.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.server.deploy.app.CookieServlet;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CookiesIT {
    @TempDir
    private Path directory;

    private TestServer server;

    @BeforeEach
    void deploy() throws Exception {
        server = new TestServer(directory.resolve("work"));
        server.deploy(new War().classes(CookieServlet.class).write(directory, "c.war"));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void cookiesComeBackAsTheyWereSent() throws Exception {
        String response = get("token=x=y/z+==; place=K\u00fcste; ui={\"open\":1}; q=\"a\"");

        assertThat(response).startsWith("HTTP/1.1 200 ");
        assertThat(body(response)).isEqualTo("token=x=y/z+==|place=K\u00fcste|q=\"a\"|");
    }

    @Test
    void cookiesAreSentAsTheyAre() throws Exception {
        assertThat(get("a=b"))
                .contains("Set-Cookie: place=K\u00fcste\r\n")
                .containsPattern(
                        "Set-Cookie: token=x=y/z\\+==; Path=/; Max-Age=60; Expires=[^;]*GMT; SameSite=Strict; Partitioned\r\n")
                .containsOnlyOnce("Set-Cookie: token=")
                .containsOnlyOnce("Set-Cookie: JSESSIONID=");
    }

    private static String body(String response) {
        return response.substring(response.indexOf("\r\n\r\n") + 4);
    }

    /** The JDK's client sends no octets beyond ASCII. */
    private String get(String cookies) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.getOutputStream()
                    .write(("GET /c/cookies HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nCookie: " + cookies
                                    + "\r\n\r\n")
                            .getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
