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

    /** RFC 6265 section 5.4: a browser sends that of the longest path first, and a second JSESSIONID is another application's. */
    @Test
    void firstOfTwoSessionCookiesCounts() throws Exception {
        String id = sessionId(get("a=b"));

        assertThat(get("JSESSIONID=" + id + "; JSESSIONID=other")).doesNotContain("Set-Cookie: JSESSIONID=");
        assertThat(body(get("JSESSIONID=" + id + "; a=1; JSESSIONID=other; a=2")))
                .isEqualTo("JSESSIONID=" + id + "|JSESSIONID=other|a=1|a=2|");
    }

    /** HTTP/2 splits the field (RFC 9113 section 8.2.3). */
    @Test
    void firstOfTwoFieldsIsBeforeTheSecond() throws Exception {
        String id = sessionId(get("a=b"));

        String response = get("JSESSIONID=" + id + "\r\nCookie: JSESSIONID=other");
        assertThat(response).doesNotContain("Set-Cookie: JSESSIONID=");
        assertThat(body(response)).isEqualTo("JSESSIONID=" + id + "|JSESSIONID=other|");
    }

    private static String sessionId(String response) {
        String name = "Set-Cookie: JSESSIONID=";
        int start = response.indexOf(name) + name.length();
        return response.substring(start, response.indexOf(';', start));
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
