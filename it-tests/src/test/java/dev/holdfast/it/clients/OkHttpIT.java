package dev.holdfast.it.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.it.Pattern;
import dev.holdfast.lifetime.CloseReason;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSink;
import okio.Okio;
import okio.Source;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class OkHttpIT {
    private static final long LARGE = 64 << 20;
    private static final Duration TIMEOUT = Duration.ofMillis(100);

    private final OkHttpClient client = new OkHttpClient.Builder()
            .readTimeout(Duration.ofSeconds(60))
            .writeTimeout(Duration.ofSeconds(60))
            .build();

    @AfterEach
    void stop() {
        client.connectionPool().evictAll();
        client.dispatcher().executorService().shutdown();
    }

    /** The first bytes of the pattern, with their length said or unsaid. */
    private static final class Body extends RequestBody {
        private final long length;
        private final boolean chunked;

        Body(long length, boolean chunked) {
            this.length = length;
            this.chunked = chunked;
        }

        @Override
        public @Nullable MediaType contentType() {
            return null;
        }

        @Override
        public long contentLength() {
            return chunked ? -1 : length;
        }

        @Override
        public void writeTo(BufferedSink sink) throws IOException {
            try (Source source = Okio.source(Pattern.stream(length))) {
                sink.writeAll(source);
            }
        }
    }

    private static Request.Builder request(URI uri) {
        return new Request.Builder().url(uri.toString());
    }

    private String text(Request.Builder request) throws IOException {
        try (Response response = client.newCall(request.build()).execute()) {
            assertThat(response.code()).isEqualTo(200);
            return response.body().string();
        }
    }

    private long pattern(Request.Builder request) throws IOException {
        try (Response response = client.newCall(request.build()).execute()) {
            assertThat(response.code()).isEqualTo(200);
            return Pattern.check(response.body().byteStream());
        }
    }

    @Test
    void getsUseOneConnection() throws Exception {
        try (Origin origin = Origin.start()) {
            for (int i = 0; i < 200; i++) {
                assertThat(text(request(origin.uri("/hello")))).isEqualTo("hello");
            }
            assertThat(origin.statistics().requests()).isEqualTo(200);
            assertThat(origin.statistics().accepted()).isEqualTo(1);
        }
    }

    @Test
    void bodiesWithLengthAndInChunksArriveOnOneConnection() throws Exception {
        try (Origin origin = Origin.start()) {
            for (boolean chunked : new boolean[] {false, true}) {
                Request.Builder length = request(origin.uri("/length")).post(new Body(5000, chunked));
                Request.Builder echo = request(origin.uri("/echo")).post(new Body(5000, chunked));
                assertThat(text(length)).isEqualTo("5000");
                assertThat(pattern(echo)).isEqualTo(5000);
                assertThat(text(length.header("Expect", "100-continue"))).isEqualTo("5000");
                assertThat(pattern(echo.header("Expect", "100-continue"))).isEqualTo(5000);
            }
            assertThat(origin.statistics().requests()).isEqualTo(8);
            assertThat(origin.statistics().accepted()).isEqualTo(1);
        }
    }

    @Test
    void largeBodiesPassBothWays() throws Exception {
        try (Origin origin = Origin.start()) {
            for (boolean chunked : new boolean[] {false, true}) {
                // This client reads nothing before it has written everything: an echo would fill both directions.
                assertThat(text(request(origin.uri("/length")).post(new Body(LARGE, chunked))))
                        .isEqualTo(String.valueOf(LARGE));
            }
            for (String path : new String[] {"/sized/", "/chunked/"}) {
                assertThat(pattern(request(origin.uri(path + LARGE)))).isEqualTo(LARGE);
            }
            assertThat(origin.statistics().accepted()).isEqualTo(1);
        }
    }

    @Test
    void theLimitOfRequestsIsSeenAsAReconnectOnly() throws Exception {
        try (Origin origin = Origin.start(builder -> builder.maxKeepAliveRequests(7))) {
            for (int i = 0; i < 20; i++) {
                assertThat(text(request(origin.uri("/hello")))).isEqualTo("hello");
            }
            assertThat(origin.statistics().accepted()).isEqualTo(3);
        }
    }

    @Test
    void aConnectionClosedWhileIdleIsReplacedUnseenForPostsToo() throws Exception {
        try (Origin origin =
                Origin.start(builder -> builder.keepAliveTimeout(TIMEOUT).lingerTimeout(TIMEOUT))) {
            for (int i = 1; i <= 6; i++) {
                Request.Builder request = i % 2 == 0
                        ? request(origin.uri("/length")).post(new Body(5, true))
                        : request(origin.uri("/hello"));
                assertThat(text(request)).isEqualTo(i % 2 == 0 ? "5" : "hello");
                origin.awaitClosed(CloseReason.KEEP_ALIVE_TIMEOUT, i);
            }
            assertThat(origin.statistics().accepted()).isEqualTo(6);
        }
    }
}
