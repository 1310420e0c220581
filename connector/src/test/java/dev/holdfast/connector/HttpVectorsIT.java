package dev.holdfast.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.holdfast.connector.RawClient.Response;
import dev.holdfast.http1.HttpVectors;
import dev.holdfast.http1.HttpVectors.Vector;
import dev.holdfast.http1.WireReader;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.BlockingHandler;
import io.undertow.server.protocol.http.HttpAttachments;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/** The table of hostile and odd requests against the whole connector: one server, a connection for each. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class HttpVectorsIT {
    private final Queue<String> seen = new ConcurrentLinkedQueue<>();
    private final TestServer server = start();

    private TestServer start() {
        return TestServer.start(s -> s.maxEntitySize(WireReader.MAX_CONTENT_LENGTH), new BlockingHandler(recorder()));
    }

    private HttpHandler recorder() {
        return exchange -> {
            String request = request(exchange);
            seen.add(request);
            exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "text/plain;charset=ISO-8859-1");
            exchange.getResponseSender().send(request, StandardCharsets.ISO_8859_1);
        };
    }

    /** Writes a request as the table does. Fails where its body does, so that nothing is recorded. */
    private static String request(HttpServerExchange exchange) throws IOException {
        String body = new String(exchange.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        String query = exchange.getQueryString();
        String uri = exchange.getRequestURI();
        String host = exchange.getRequestHeaders().getFirst(Headers.HOST);
        List<String> trailers = new ArrayList<>();
        HeaderMap fields = exchange.getAttachment(HttpAttachments.REQUEST_TRAILERS);
        if (fields != null) {
            fields.forEach(field -> {
                assertThat(exchange.getRequestHeaders().contains(field.getHeaderName()))
                        .isFalse();
                field.forEach(value -> trailers.add(field.getHeaderName() + "=" + value));
            });
        }
        // Undertow keeps fields in no order.
        Collections.sort(trailers);
        return exchange.getRequestMethod()
                + " " + uri + (query.isEmpty() ? "" : "?" + query)
                + (host == null || host.isEmpty() || host.equals("h") ? "" : " @" + host)
                + (body.isEmpty() ? "" : " [" + body.replace("\r\n", "|") + "]")
                + (trailers.isEmpty() ? "" : " {" + String.join(";", trailers) + "}");
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @TestFactory
    Stream<DynamicTest> everyVectorIsAnsweredAsTheTableSaysAndNothingSmuggledReachesAHandler() {
        return HttpVectors.all().stream().map(vector -> dynamicTest(vector.name(), () -> isAnswered(vector)));
    }

    private void isAnswered(Vector vector) {
        seen.clear();
        int last = vector.expected().size() - 1;
        List<String> requests = vector.expected().subList(0, last);
        try (RawClient client = server.connect()) {
            client.send(vector.bytes());
            for (String request : requests) {
                Response response = finalResponse(client, request);
                assertThat(response.status()).as(vector.source()).isEqualTo(200);
                assertThat(response.body()).isEqualTo(request.startsWith("HEAD ") ? "" : request);
            }
            ends(vector.expected().get(last), client);
        }
        assertThat(seen).as("what handlers saw").containsExactlyElementsOf(requests);
    }

    private void ends(String ending, RawClient client) {
        switch (ending) {
            case "open" -> {
                assertThat(client.get("/probe").response().body()).isEqualTo("GET /probe");
                seen.remove("GET /probe");
            }
            case "close" -> assertThat(client.read()).isEqualTo(-1);
            case "incomplete" ->
                assertThat(client.endOutput().untilEnd())
                        .as("an answer to half a request")
                        .isEmpty();
            default -> isRefused(ending, client);
        }
    }

    private static void isRefused(String ending, RawClient client) {
        Response response = finalResponse(client, "");
        assertThat(response.status()).isEqualTo(Integer.parseInt(ending.substring(0, 3)));
        assertThat(response.has("connection: close")).isTrue();
        boolean readByHandler = ending.endsWith("BAD_CHUNK") || response.body().isEmpty();
        assertThat(readByHandler || response.body().endsWith(ending.substring(4) + "\n"))
                .as(response.body())
                .isTrue();
        assertThat(client.read()).isEqualTo(-1);
    }

    private static Response finalResponse(RawClient client, String request) {
        String method = request.startsWith("HEAD ") ? "HEAD" : "GET";
        Response response = client.response(method);
        while (response.status() == 100) {
            response = client.response(method);
        }
        return response;
    }
}
