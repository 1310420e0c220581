package dev.holdfast.it.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.it.Pattern;
import dev.holdfast.lifetime.CloseReason;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.InputStreamEntity;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ApacheHttpClientIT {
    private static final long LARGE = 64 << 20;
    private static final Duration TIMEOUT = Duration.ofMillis(100);

    /** Retries are off: what it does not notice for itself is an error. */
    private final CloseableHttpClient client = HttpClients.custom()
            .disableAutomaticRetries()
            .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                    .setDefaultConnectionConfig(ConnectionConfig.custom()
                            .setSocketTimeout(Timeout.ofSeconds(60))
                            .setValidateAfterInactivity(TimeValue.ZERO_MILLISECONDS)
                            .build())
                    .build())
            .build();

    @AfterEach
    void stop() throws IOException {
        client.close();
    }

    @FunctionalInterface
    private interface Reader<T> {
        T read(InputStream body) throws IOException;
    }

    private <T> T send(ClassicHttpRequest request, Reader<T> reader) throws IOException {
        return client.execute(request, response -> {
            assertThat(response.getCode()).isEqualTo(200);
            return reader.read(response.getEntity().getContent());
        });
    }

    private String get(URI uri) throws IOException {
        return send(new HttpGet(uri), body -> new String(body.readAllBytes(), StandardCharsets.UTF_8));
    }

    private <T> T post(URI uri, HttpEntity entity, boolean expectContinue, Reader<T> reader) throws IOException {
        HttpPost post = new HttpPost(uri);
        post.setEntity(entity);
        post.setConfig(RequestConfig.custom()
                .setExpectContinueEnabled(expectContinue)
                // Longer than any test, so that the body proves that 100 (Continue) came.
                .setResponseTimeout(Timeout.ofSeconds(60))
                .build());
        return send(post, reader);
    }

    private static HttpEntity chunked(long length) {
        return new InputStreamEntity(Pattern.stream(length), -1, ContentType.APPLICATION_OCTET_STREAM);
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
                for (String path : new String[] {"/length", "/echo"}) {
                    byte[] expected = path.equals("/echo") ? body : new byte[] {'5', '0', '0', '0'};
                    HttpEntity sized = new ByteArrayEntity(body, ContentType.APPLICATION_OCTET_STREAM);
                    for (HttpEntity entity : new HttpEntity[] {sized, chunked(5000)}) {
                        assertThat(post(origin.uri(path), entity, expectContinue, InputStream::readAllBytes))
                                .isEqualTo(expected);
                    }
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
            assertThat(post(origin.uri("/length"), chunked(LARGE), true, InputStream::readAllBytes))
                    .asString()
                    .isEqualTo(String.valueOf(LARGE));
            for (String path : new String[] {"/sized/", "/chunked/"}) {
                assertThat(send(new HttpGet(origin.uri(path + LARGE)), Pattern::check))
                        .isEqualTo(LARGE);
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
    void aConnectionClosedWhileIdleIsReplacedUnseenForPostsToo() throws Exception {
        try (Origin origin =
                Origin.start(builder -> builder.keepAliveTimeout(TIMEOUT).lingerTimeout(TIMEOUT))) {
            for (int i = 1; i <= 5; i++) {
                assertThat(post(origin.uri("/length"), chunked(10), false, InputStream::readAllBytes))
                        .asString()
                        .isEqualTo("10");
                origin.awaitClosed(CloseReason.KEEP_ALIVE_TIMEOUT, i);
            }
            assertThat(origin.statistics().accepted()).isEqualTo(5);
        }
    }
}
