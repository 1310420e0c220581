package dev.holdfast.connector;

import static org.assertj.core.api.Assertions.assertThat;

import io.undertow.Undertow;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.BlockingHandler;
import io.undertow.server.handlers.accesslog.AccessLogHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Undertow's access log over our connector. */
final class AccessLogIT {
    private static final Duration TIMEOUT = Duration.ofMillis(300);
    private static final long WORK_MILLIS = 50;
    private static final Duration PAUSE = Duration.ofMillis(200);

    /** Microseconds that are left of a pause where a busy machine begins late to measure it. */
    private static final long AT_LEAST_OF_PAUSE = 20_000;

    private static final String STATUS = "%X %{holdfast,closeReason} ";
    private static final String TIMES = "%{holdfast,waitMicros} %{holdfast,headMicros} %{holdfast,handlerMicros}"
            + " %{holdfast,responseMicros} %{holdfast,bodyWaitMicros} %{holdfast,responseWaitMicros}";
    private static final int WAIT = 0;
    private static final int HEAD = 1;
    private static final int HANDLER = 2;
    private static final int RESPONSE = 3;
    private static final int BODY_WAIT = 4;
    private static final int RESPONSE_WAIT = 5;

    private static final HttpHandler HELLO =
            exchange -> exchange.getResponseSender().send("hello");
    private static final HttpHandler ECHO = new BlockingHandler(exchange -> {
        byte[] body = exchange.getInputStream().readAllBytes();
        exchange.getOutputStream().write(body);
    });
    private static final HttpHandler WORKS = exchange -> exchange.dispatch(() -> exchange.getIoThread()
            .executeAfter(() -> exchange.getResponseSender().send("done"), WORK_MILLIS, TimeUnit.MILLISECONDS));

    private final List<String> lines = new CopyOnWriteArrayList<>();

    private HttpHandler logged(String format, HttpHandler handler) {
        return new AccessLogHandler(handler, lines::add, format, AccessLogIT.class.getClassLoader());
    }

    private TestServer server(String format, HttpHandler handler) {
        return TestServer.start(logged(format, handler));
    }

    private TestServer server(
            UnaryOperator<HttpConnectorSettings.Builder> settings, String format, HttpHandler handler) {
        return TestServer.start(settings, logged(format, handler));
    }

    private String line(int index) {
        Await.until(() -> "line " + index + " of " + lines, () -> lines.size() > index);
        return lines.get(index);
    }

    private long[] times(int index) {
        return parse(line(index));
    }

    private static long[] parse(String line) {
        return List.of(line.split(" ", -1)).stream().mapToLong(Long::parseLong).toArray();
    }

    private static String get(String more) {
        return "GET / HTTP/1.1\r\nHost: h\r\n" + more + "\r\n";
    }

    private static void pass(Duration time) {
        long start = System.nanoTime();
        Await.until("time to pass", () -> System.nanoTime() - start > time.toNanos());
    }

    private static long micros(Duration time) {
        return time.toNanos() / 1000;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void keepAliveRequestsAreCountedFromZeroOnEachConnection(boolean onWorker) {
        try (TestServer server = server("%k %{holdfast,connection} " + STATUS + "%s", onWorker ? ECHO : HELLO)) {
            try (RawClient client = server.connect()) {
                client.get("/").response();
                client.get("/").response();
                client.send(get("Connection: close\r\n")).untilEnd();
            }
            line(2);
            try (RawClient client = server.connect()) {
                client.get("/").response();
            }
            assertThat(line(3)).isEqualTo("0 2 + - 200");
            assertThat(lines)
                    .startsWith("0 1 + - 200", "1 1 + - 200", "2 1 - CLIENT_SAID_CLOSE 200")
                    .hasSize(4);
        }
    }

    @Test
    void pipelinedRequestsHaveTheirOwnNumbersBytesAndTimes() {
        try (TestServer server = server(
                        "%U %k %{holdfast,bytesReceived} %{holdfast,waitMicros} %{holdfast,handlerMicros}", WORKS);
                RawClient client = server.connect()) {
            String[] requests = {
                "GET /a HTTP/1.1\r\nHost: h\r\n\r\n",
                "POST /b HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nxy",
                "GET /ccc HTTP/1.1\r\nHost: h\r\n\r\n"
            };
            client.send(String.join("", requests));
            for (int i = 0; i < requests.length; i++) {
                client.response();
            }
            line(2);
            String[] paths = {"/a", "/b", "/ccc"};
            for (int i = 0; i < requests.length; i++) {
                String[] words = line(i).split(" ", -1);
                assertThat(words).startsWith(paths[i], "" + i, "" + requests[i].length());
                assertThat(Long.parseLong(words[4])).isGreaterThanOrEqualTo(micros(Duration.ofMillis(WORK_MILLIS)));
                assertThat(Long.parseLong(words[3])).isNotNegative();
            }
        }
    }

    @Test
    void bytesAreThoseOnTheWireHeadAndCodingIncluded() {
        String body = "5;a=b\r\nhello\r\n1\r\n!\r\n0\r\nX: y\r\n\r\n";
        String chunked = "POST / HTTP/1.1\r\nHost: h\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n" + body;
        try (TestServer server = server("%{holdfast,bytesReceived} %O", ECHO);
                RawClient client = server.connect()) {
            String answer = client.send(chunked).untilEnd();
            assertThat(answer).endsWith("hello!");
            assertThat(line(0)).isEqualTo(chunked.length() + " " + answer.length());
        }
    }

    @Test
    void aBodyThatIsSkippedHasBeenReceived() {
        String request = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3000\r\n\r\n" + "x".repeat(3000);
        try (TestServer server = server("%{holdfast,bytesReceived} " + STATUS, HELLO);
                RawClient client = server.connect()) {
            client.send(request).response();
            assertThat(line(0)).isEqualTo(request.length() + " + - ");
        }
    }

    @Test
    void theTimesOfARequestFollowOneAnother() {
        long start = System.nanoTime();
        try (TestServer server = server(TIMES, WORKS);
                RawClient client = server.connect()) {
            Await.until("the connection", () -> server.listener().statistics().open() == 1);
            pass(PAUSE);
            client.send("GET / HTT");
            Await.until("the first bytes", () -> server.pool().out() > 0);
            pass(PAUSE);
            client.send("P/1.1\r\nHost: h\r\n\r\n").response();
            long[] times = times(0);
            long took = (System.nanoTime() - start) / 1000;

            assertThat(times[WAIT]).isGreaterThanOrEqualTo(micros(PAUSE));
            assertThat(times[HEAD]).isGreaterThanOrEqualTo(AT_LEAST_OF_PAUSE);
            assertThat(times[WAIT] + times[HEAD]).isGreaterThanOrEqualTo(2 * micros(PAUSE));
            assertThat(times[HANDLER]).isGreaterThanOrEqualTo(micros(Duration.ofMillis(WORK_MILLIS)));
            assertThat(times[RESPONSE]).isNotNegative();
            assertThat(times[WAIT] + times[HEAD] + times[HANDLER] + times[RESPONSE])
                    .isLessThanOrEqualTo(took);
            assertThat(times[BODY_WAIT]).isZero();
            assertThat(times[RESPONSE_WAIT]).isZero();

            client.get("/").response();
            long before = times[WAIT] + times[HEAD] + times[HANDLER];
            assertThat(times(1)[WAIT]).isBetween(0L, (System.nanoTime() - start) / 1000 - before);
        }
    }

    @Test
    void theTimeTakenIsAlwaysANumberInUndertowsUnits() {
        try (TestServer server =
                        server("%D %T %{RESPONSE_TIME} %{RESPONSE_TIME_MICROS} %{RESPONSE_TIME_NANOS}", WORKS);
                RawClient client = server.connect()) {
            client.get("/").response();
            client.send(get("Connection: close\r\n")).untilEnd();
            for (int i = 0; i < 2; i++) {
                assertThat(line(i)).matches("\\d+ \\d+\\.\\d{3} \\d+ \\d+ \\d+");
                String[] words = line(i).split(" ", -1);
                assertThat(Long.parseLong(words[0])).isBetween(WORK_MILLIS, 10_000L);
                assertThat(Double.parseDouble(words[1])).isBetween(WORK_MILLIS / 1000.0, 10.0);
            }
        }
    }

    @Test
    void aBodyThatDoesNotComeInTimeIsWaitedForAndEndsTheConnection() {
        HttpHandler reads =
                new BlockingHandler(exchange -> exchange.getInputStream().readAllBytes());
        try (TestServer server = server(s -> s.bodyReadTimeout(TIMEOUT), STATUS + "%s %T|" + TIMES, reads);
                RawClient client = server.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\n12345");
            assertThat(client.response().status()).isEqualTo(408);
            String[] line = line(0).split("\\|", -1);
            assertThat(line[0]).matches("- REQUEST_BODY_TIMEOUT 408 \\d+\\.\\d{3}");
            long[] times = parse(line[1]);
            assertThat(times[BODY_WAIT]).isGreaterThanOrEqualTo(micros(TIMEOUT)).isLessThanOrEqualTo(times[HANDLER]);
            assertThat(times[RESPONSE_WAIT]).isZero();
        }
    }

    @Test
    void aBodyThatAListenerWaitsForIsWaitedForToo() {
        HttpHandler listens = exchange -> exchange.getRequestReceiver()
                .receiveFullBytes((ex, body) -> ex.getResponseSender().send("" + body.length));
        try (TestServer server = server(TIMES, listens);
                RawClient client = server.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\n12");
            server.awaitRequests(1);
            pass(PAUSE);
            client.send("34").response();
            assertThat(times(0)[BODY_WAIT]).isBetween(AT_LEAST_OF_PAUSE, times(0)[HANDLER]);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aResponseThatItsClientDoesNotTakeIsWaitedForAndCutOff(boolean onWorker) {
        byte[] block = new byte[1 << 16];
        HttpHandler writes = onWorker
                ? new BlockingHandler(exchange -> {
                    while (exchange.getConnection().isOpen()) {
                        exchange.getOutputStream().write(block);
                    }
                })
                : exchange -> exchange.getResponseSender().send(ByteBuffer.allocate(1 << 26));
        try (TestServer server = server(s -> s.writeTimeout(TIMEOUT), STATUS + "%D %O|" + TIMES, writes);
                RawClient client = server.connect()) {
            client.get("/");
            String[] line = line(0).split("\\|", -1);
            assertThat(line[0]).matches("X WRITE_TIMEOUT \\d+ \\d{4,}");
            long[] times = parse(line[1]);
            assertThat(times[RESPONSE_WAIT])
                    .isGreaterThanOrEqualTo(micros(TIMEOUT))
                    .isLessThanOrEqualTo(times[RESPONSE]);
            assertThat(times[BODY_WAIT]).isZero();
        }
    }

    @Test
    void aClientThatGoesAwayInTheMiddleIsAborted() {
        try (TestServer server = server(STATUS + "%k %D", ECHO);
                RawClient client = server.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\n12345")
                    .endOutput();
            assertThat(line(0)).matches("X CLIENT_ABORTED 0 \\d+");
        }
    }

    @Test
    void whatTheHandlerDecidesLastIsKnown() {
        HttpHandler closes = exchange -> exchange.setPersistent(false).endExchange();
        try (TestServer server = server(STATUS, closes);
                RawClient client = server.connect()) {
            client.get("/").untilEnd();
            assertThat(line(0)).isEqualTo("- SERVER_SAID_CLOSE ");
        }
    }

    @Test
    void nothingIsSaidOfAnExchangeThatIsOver() {
        List<HttpServerExchange> exchanges = new CopyOnWriteArrayList<>();
        HttpHandler keeps = exchange -> {
            exchanges.add(exchange);
            assertThat(RequestFacts.of(exchanges.get(0)) == null).isEqualTo(exchanges.size() > 1);
            HELLO.handleRequest(exchange);
        };
        try (TestServer server = server("%k %s", keeps);
                RawClient client = server.connect()) {
            client.get("/").response();
            client.get("/").response();
            line(1);
            assertThat(lines).containsExactly("0 200", "1 200");
        }
    }

    @Test
    void streamsAreCountedAndTimedToo() {
        try (TestServer server = server(
                        s -> s.workerModel(WorkerModel.EVENT).h2c(true),
                        "%k %{holdfast,connection} %s %D %T " + STATUS + TIMES + " %O",
                        HELLO);
                RawClient client = server.connect()) {
            FrameClient frames = new FrameClient(client);
            frames.get(1).await(FrameClient.HEADERS);
            frames.get(3).await(FrameClient.HEADERS);
            for (int i = 0; i < 2; i++) {
                assertThat(line(i)).matches(i + " 1 200 \\d+ \\d+\\.\\d{3} \\+ - - - - - \\d+ \\d+ -");
            }
        }
    }

    @Test
    void overAnotherListenerTheTokensAreDashes() {
        Undertow stock = Undertow.builder()
                .addHttpListener(0, "127.0.0.1")
                .setIoThreads(1)
                .setWorkerThreads(1)
                .setHandler(logged("%k %O " + STATUS + "%s", HELLO))
                .build();
        stock.start();
        try (RawClient client =
                new RawClient((InetSocketAddress) stock.getListenerInfo().get(0).getAddress())) {
            client.get("/").response();
            assertThat(line(0)).isEqualTo("- - - - 200");
        } finally {
            stock.stop();
        }
    }

    @Test
    void theUpgradeOfAConnectionIsItsEndForUs() {
        HttpHandler upgrades = exchange -> exchange.upgradeChannel((channel, ended) -> {
            try {
                channel.getSinkChannel().write(ByteBuffer.wrap("bye".getBytes(StandardCharsets.US_ASCII)));
                channel.close();
            } catch (IOException brokenSocket) {
                throw new UncheckedIOException(brokenSocket);
            }
        });
        try (TestServer server = server(STATUS + "%s", upgrades);
                RawClient client = server.connect()) {
            client.send(get("Connection: upgrade\r\nUpgrade: x\r\n")).untilEnd();
            assertThat(line(0)).isEqualTo("- UPGRADED 101");
        }
    }
}
