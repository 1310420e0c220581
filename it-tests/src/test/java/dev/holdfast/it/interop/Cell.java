package dev.holdfast.it.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.it.Await;
import dev.holdfast.it.interop.Wire.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.CRC32;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** What is asked of every front and back end together, but for the back end's end. */
enum Cell {
    GET("GET") {
        @Override
        void check(Link link, SSLContext tls) throws IOException {
            assertThat(seen(link, null, "GET /plain/a%20b?x=1&y=%C3%A9", "X-Tag: tag"))
                    .containsEntry("method", "GET")
                    .containsEntry("uri", "/plain/a%20b")
                    .containsEntry("query", "x=1&y=%C3%A9")
                    .containsEntry("header x-tag", "tag")
                    .containsEntry("scheme", "http")
                    .containsEntry("serverName", "shop.example")
                    .containsEntry("serverPort", "8123")
                    .containsEntry("remoteAddr", "127.0.0.1")
                    .containsEntry("body", "0 0")
                    .containsEntry("node", link.back().name());
        }
    },
    HEAD("HEAD") {
        @Override
        void check(Link link, SSLContext tls) throws IOException {
            try (Wire wire = new Wire(link.port(), null)) {
                Response response = wire.head("HEAD /plain").response();
                assertThat(response.status()).isEqualTo(200);
                assertThat(response.body()).isEmpty();
                assertThat(response.head()).containsIgnoringCase("content-type: application/json");
            }
        }
    },
    POST_0("POST of 0 B") {
        @Override
        void check(Link link, SSLContext tls) throws IOException {
            post(link, 0);
        }
    },
    POST_1("POST of 1 B") {
        @Override
        void check(Link link, SSLContext tls) throws IOException {
            post(link, 1);
        }
    },
    POST_8186("POST of 8,186 B") {
        @Override
        void check(Link link, SSLContext tls) throws IOException {
            post(link, 8186);
        }
    },
    POST_8187("POST of 8,187 B") {
        @Override
        void check(Link link, SSLContext tls) throws IOException {
            post(link, 8187);
        }
    },
    POST_10_MB("POST of 10 MB") {
        @Override
        void check(Link link, SSLContext tls) throws IOException {
            post(link, 10 << 20);
        }
    },
    CHUNKED("chunked upload") {
        @Override
        void check(Link link, SSLContext tls) throws IOException {
            byte[] body = body(1 + 8186 + 100_000);
            try (Wire wire = new Wire(link.port(), null)) {
                wire.head("POST /up", "Content-Type: application/octet-stream", "Transfer-Encoding: chunked");
                int at = 0;
                for (int size : new int[] {1, 8186, 100_000}) {
                    wire.send(Integer.toHexString(size) + "\r\n");
                    wire.out().write(body, at, size);
                    wire.send("\r\n");
                    at += size;
                }
                wire.send("0\r\n\r\n");
                assertThat(wire.response().json()).containsEntry("body", described(body));
            }
        }
    },
    SLOW("slow upload") {
        @Override
        void check(Link link, SSLContext tls) throws IOException {
            byte[] body = body(3000);
            try (Wire wire = new Wire(link.port(), null)) {
                wire.head("POST /up", "Content-Type: application/octet-stream", "Content-Length: " + body.length);
                for (int at = 0; at < body.length; at += 1000) {
                    wire.out().write(body, at, 1000);
                    LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
                }
                assertThat(wire.response().json()).containsEntry("body", described(body));
            }
        }
    },
    HEADERS_100("100 headers") {
        @Override
        void check(Link link, SSLContext tls) throws IOException {
            // With Host and Connection.
            List<String> fields = new ArrayList<>();
            for (int i = 0; i < 98; i++) {
                fields.add("X-" + i + ": value " + i);
            }
            Map<String, Object> seen = seen(link, null, "GET /plain", fields.toArray(new String[0]));
            for (int i = 0; i < 98; i++) {
                assertThat(seen).containsEntry("header x-" + i, "value " + i);
            }
        }
    },
    NON_ASCII_PATH("non-ASCII path") {
        @Override
        void check(Link link, SSLContext tls) throws IOException {
            assertThat(seen(link, null, "GET /caf%C3%A9/%E2%82%AC"))
                    .containsEntry("uri", "/caf%C3%A9/%E2%82%AC")
                    .containsEntry("path", "/caf\u00e9/\u20ac");
        }
    },
    NON_ASCII_HEADER("non-ASCII header") {
        @Override
        void check(Link link, SSLContext tls) throws IOException {
            assertThat(seen(link, null, "GET /plain", "X-Name: caf\u00e9")).containsEntry("header x-name", "caf\u00e9");
        }
    },
    NON_ASCII_PARAMETER("non-ASCII parameter") {
        @Override
        void check(Link link, SSLContext tls) throws IOException {
            assertThat(seen(link, null, "GET /plain?name=%C3%A9%E2%82%AC"))
                    .containsEntry("parameter name", "\u00e9\u20ac");
        }
    },
    REMOTE_PORT("client's port") {
        @Override
        void check(Link link, SSLContext tls) throws IOException {
            try (Wire wire = new Wire(link.port(), null)) {
                assertThat(wire.head("GET /plain").response().json())
                        .containsEntry("remotePort", "" + wire.localPort());
            }
        }
    },
    ATTRIBUTE("request attribute") {
        @Override
        void check(Link link, SSLContext tls) throws IOException {
            assertThat(seen(link, null, "GET /plain")).containsEntry("attribute", "tagged");
        }
    },
    REMOTE_USER("remote user") {
        @Override
        void check(Link link, SSLContext tls) throws IOException {
            String credentials = Base64.getEncoder().encodeToString("ada:lovelace".getBytes(StandardCharsets.US_ASCII));
            assertThat(seen(link, null, "GET /user/ada", "Authorization: Basic " + credentials))
                    .containsEntry("remoteUser", "ada");
        }
    },
    CERTIFICATE("client certificate") {
        @Override
        void check(Link link, SSLContext tls) throws IOException {
            Map<String, Object> seen = seen(link, tls, "GET /plain");
            assertThat(seen)
                    .containsEntry("scheme", "https")
                    .containsEntry("secure", "true")
                    .containsEntry("certificate", "CN=client");
            assertThat((String) seen.get("cipher")).startsWith("TLS_");
            assertThat(seen).containsEntry("keySize", "256");
        }
    },
    STICKY("session stickiness") {
        @Override
        void check(Link link, SSLContext tls) throws IOException {
            for (String route : List.of(link.back().name(), Back.OTHER)) {
                for (int i = 0; i < 4; i++) {
                    assertThat(seen(link, null, "GET /sticky/x", "Cookie: JSESSIONID=0123456789abcdef." + route))
                            .containsEntry("node", route);
                }
            }
        }
    },
    ABORT("client abort") {
        @Override
        void check(Link link, SSLContext tls) throws IOException {
            String id = link.front() + "-" + link.back();
            try (Wire wire = new Wire(link.port(), null)) {
                wire.head("GET /endless?" + id).read(100_000);
                wire.reset();
            }
            Await.until(() -> "the servlet writes on", Duration.ofSeconds(10), () -> {
                try {
                    return Boolean.TRUE.equals(
                            seen(link, null, "GET /aborted?" + id).get("aborted"));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    };

    private final String title;

    /** @param title what docs/interoperability.md calls it */
    Cell(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    /** Asks it, and fails where the back end saw something else than the client said. */
    abstract void check(Link link, SSLContext tls) throws IOException;

    /** Returns what the servlet saw. */
    private static Map<String, Object> seen(Link link, @Nullable SSLContext tls, String requestLine, String... fields)
            throws IOException {
        try (Wire wire = new Wire(tls == null ? link.port() : link.tlsPort(), tls)) {
            Response response = wire.head(requestLine, fields).response();
            assertThat(response.status()).as(response.head()).isEqualTo(200);
            assertThat(response.whole()).as("whole").isTrue();
            return response.json();
        }
    }

    private static void post(Link link, int length) throws IOException {
        byte[] body = body(length);
        try (Wire wire = new Wire(link.port(), null)) {
            wire.head("POST /up", "Content-Type: application/octet-stream", "Content-Length: " + length);
            wire.out().write(body);
            Response response = wire.response();
            assertThat(response.status()).as(response.head()).isEqualTo(200);
            assertThat(response.json())
                    .containsEntry("method", "POST")
                    .containsEntry("contentLength", "" + length)
                    .containsEntry("body", described(body));
        }
    }

    private static byte[] body(int length) {
        byte[] body = new byte[length];
        for (int i = 0; i < length; i++) {
            body[i] = (byte) (i * 31 + (i >> 8));
        }
        return body;
    }

    private static String described(byte... body) {
        CRC32 crc = new CRC32();
        crc.update(body);
        return body.length + " " + crc.getValue();
    }
}
