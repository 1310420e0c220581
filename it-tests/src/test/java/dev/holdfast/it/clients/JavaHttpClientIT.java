package dev.holdfast.it.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.it.Pattern;
import dev.holdfast.lifetime.CloseReason;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class JavaHttpClientIT {
    private static final long LARGE = 64 << 20;
    private static final Duration TIMEOUT = Duration.ofMillis(100);

    /** One for each test: its pool is empty. */
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static HttpRequest.Builder request(URI uri) {
        return HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(60));
    }

    private String get(URI uri) throws Exception {
        HttpResponse<String> response = client.send(request(uri).build(), BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(200);
        return response.body();
    }

    private HttpResponse<InputStream> post(URI uri, BodyPublisher body, boolean expectContinue) throws Exception {
        HttpResponse<InputStream> response = client.send(
                request(uri).expectContinue(expectContinue).POST(body).build(), BodyHandlers.ofInputStream());
        assertThat(response.statusCode()).isEqualTo(200);
        return response;
    }

    @Test
    void getsUseOneConnection() throws Exception {
        try (Origin origin = Origin.start()) {
            for (int i = 0; i < 200; i++) {
                assertThat(get(origin.uri("/hello"))).isEqualTo("hello");
            }
            assertThat(origin.statistics().requests()).isEqualTo(200);
            assertThat(origin.statistics().accepted()).isEqualTo(1);
        }
    }

    @Test
    void bodiesWithLengthAndInChunksArriveOnOneConnection() throws Exception {
        byte[] body = Pattern.bytes(5000);
        try (Origin origin = Origin.start()) {
            for (boolean expectContinue : new boolean[] {false, true}) {
                for (BodyPublisher publisher : new BodyPublisher[] {
                    BodyPublishers.ofByteArray(body), BodyPublishers.ofInputStream(() -> Pattern.stream(5000))
                }) {
                    assertThat(post(origin.uri("/length"), publisher, expectContinue)
                                    .body()
                                    .readAllBytes())
                            .asString()
                            .isEqualTo("5000");
                    assertThat(post(origin.uri("/echo"), publisher, expectContinue)
                                    .body()
                                    .readAllBytes())
                            .isEqualTo(body);
                }
            }
            assertThat(origin.statistics().requests()).isEqualTo(8);
            assertThat(origin.statistics().accepted()).isEqualTo(1);
        }
    }

    @Test
    void largeBodiesPassBothWays() throws Exception {
        try (Origin origin = Origin.start()) {
            // This client reads nothing before it has written everything: an echo would fill both directions.
            BodyPublisher large = BodyPublishers.ofInputStream(() -> Pattern.stream(LARGE));
            assertThat(post(origin.uri("/length"), large, true).body().readAllBytes())
                    .asString()
                    .isEqualTo(String.valueOf(LARGE));
            for (String path : new String[] {"/sized/", "/chunked/"}) {
                HttpResponse<InputStream> response =
                        client.send(request(origin.uri(path + LARGE)).build(), BodyHandlers.ofInputStream());
                assertThat(Pattern.check(response.body())).isEqualTo(LARGE);
            }
            assertThat(origin.statistics().accepted()).isEqualTo(1);
        }
    }

    @Test
    void theLimitOfRequestsIsSeenAsAReconnectOnly() throws Exception {
        try (Origin origin = Origin.start(builder -> builder.maxKeepAliveRequests(7))) {
            for (int i = 0; i < 20; i++) {
                assertThat(get(origin.uri("/hello"))).isEqualTo("hello");
            }
            assertThat(origin.statistics().accepted()).isEqualTo(3);
        }
    }

    @Test
    void aConnectionClosedWhileIdleIsReplacedUnseen() throws Exception {
        try (Origin origin =
                Origin.start(builder -> builder.keepAliveTimeout(TIMEOUT).lingerTimeout(TIMEOUT))) {
            for (int i = 1; i <= 5; i++) {
                assertThat(get(origin.uri("/hello"))).isEqualTo("hello");
                origin.awaitClosed(CloseReason.KEEP_ALIVE_TIMEOUT, i);
            }
            assertThat(origin.statistics().accepted()).isEqualTo(5);
        }
    }
}
