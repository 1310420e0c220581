package dev.holdfast.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.lifetime.CloseReason;
import io.undertow.server.HttpHandler;
import io.undertow.server.handlers.BlockingHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A connector on a Unix domain socket: its file, its limit, its end. */
@Timeout(60)
final class UnixListeningIT {
    private static final HttpHandler HELLO =
            exchange -> exchange.getResponseSender().send("hello");
    private static final Duration LONG = Duration.ofSeconds(10);

    @TempDir
    private Path directory;

    private HttpConnector.Builder builder() {
        return HttpConnector.builder()
                .bind(directory.resolve("http.sock"))
                .workerModel(TestServer.MODEL)
                .handler(HELLO);
    }

    private static HttpConnector started(HttpConnector.Builder builder) throws IOException {
        HttpConnector connector = builder.build();
        connector.start();
        return connector;
    }

    private static RawClient connect(HttpConnector connector) {
        return new RawClient(new UnixSocket(connector.localPath()));
    }

    @Test
    void itKnowsItsPathAndNoAddress() throws Exception {
        HttpConnector connector = started(builder());
        try {
            assertThat(connector.localPath()).isEqualTo(directory.resolve("http.sock"));
            assertThatIllegalStateException()
                    .isThrownBy(connector::localAddress)
                    .withMessageContaining(connector.localPath().toString());
            assertThatIllegalStateException()
                    .isThrownBy(connector::start)
                    .withMessageContaining(connector.localPath().toString());
        } finally {
            connector.stop(LONG);
        }
        assertThatIllegalStateException().isThrownBy(connector::localPath).withMessage("not started");
    }

    @Test
    void theLastBindCounts() throws Exception {
        HttpConnector connector = started(builder().bind("127.0.0.1", 0));
        try {
            assertThatIllegalStateException()
                    .isThrownBy(connector::localPath)
                    .withMessageContaining("" + connector.localAddress().getPort());
            assertThat(directory).isEmptyDirectory();
        } finally {
            connector.stop(LONG);
        }
    }

    @Test
    void stoppingFinishesTheRequestUnderWayAndLeavesNothingBehind() throws Exception {
        List<String> before = descriptors();
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        HttpConnector connector = started(builder().handler(new BlockingHandler(exchange -> {
            entered.countDown();
            go.await();
            exchange.getOutputStream().write("done".getBytes(StandardCharsets.US_ASCII));
        })));
        Path socket = connector.localPath();
        try (RawClient client = connect(connector);
                RawClient idle = connect(connector)) {
            client.get("/");
            entered.await();
            Await.until("both accepted", () -> connector.statistics().accepted() == 2);
            CompletableFuture<Void> stopped = CompletableFuture.runAsync(() -> connector.stop(LONG));
            assertThat(idle.read()).isEqualTo(-1);
            idle.disconnect();
            assertThat(socket).doesNotExist();
            assertThatThrownBy(() -> new UnixSocket(socket)).isInstanceOf(UncheckedIOException.class);
            go.countDown();
            RawClient.Response response = client.response();
            assertThat(response.body()).isEqualTo("done");
            assertThat(response.has("connection: close")).isTrue();
            assertThat(client.read()).isEqualTo(-1);
            client.disconnect();
            stopped.join();
        }
        assertThat(connector.statistics().open()).isZero();
        assertThat(connector.statistics().closed()).containsEntry(CloseReason.DRAINED, 2L);
        Await.until("its threads to end", () -> threads().isEmpty());
        Await.until(() -> descriptors() + ", not " + before, () -> before.containsAll(descriptors()));
    }

    @Test
    void whatTookAConnectionOverIsCutOffAtTheDeadline() throws Exception {
        HttpConnector connector = started(builder()
                .handler(exchange -> exchange.upgradeChannel(
                        (channel, ex) -> channel.getSourceChannel().resumeReads())));
        try (RawClient client = connect(connector)) {
            client.send("GET / HTTP/1.1\r\nHost: h\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n");
            assertThat(client.response().status()).isEqualTo(101);
            connector.stop(Duration.ofMillis(100));
            assertThat(client.read()).isEqualTo(-1);
        }
    }

    @Test
    void asManyAreAcceptedAsTheLimitSaysAndTheNextAsSoonAsOneCloses() throws Exception {
        HttpConnector connector = started(builder().maxConnections(3));
        List<RawClient> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 8; i++) {
                clients.add(connect(connector).get("/"));
            }
            for (int i = 0; i < 3; i++) {
                assertThat(clients.get(i).response().body()).isEqualTo("hello");
            }
            for (int i = 3; i < 8; i++) {
                assertThat(connector.statistics().accepted()).isEqualTo(i);
                clients.get(i - 3).disconnect();
                assertThat(clients.get(i).response().body()).isEqualTo("hello");
            }
            assertThat(connector.statistics().accepted()).isEqualTo(8);
        } finally {
            clients.forEach(RawClient::close);
            connector.stop(LONG);
        }
    }

    /** A client counts itself from its response until before it closes: the server has its socket open all the while. */
    @Test
    void neverOneTooManyIsAcceptedWhereManyClientsComeAndGo() throws Exception {
        HttpConnector connector = started(builder().maxConnections(5));
        try {
            ConnectionLimitsIT.neverMoreThanFiveAreServed(connector, () -> connect(connector));
        } finally {
            connector.stop(LONG);
        }
    }

    @Test
    void aSocketThatNobodyListensOnIsReplaced() throws Exception {
        Path socket = directory.resolve("http.sock");
        try (ServerSocketChannel crashed = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            crashed.bind(UnixDomainSocketAddress.of(socket));
        }
        assertThat(socket).exists();
        HttpConnector connector = started(builder());
        try (RawClient client = connect(connector)) {
            assertThat(client.get("/").response().body()).isEqualTo("hello");
        } finally {
            connector.stop(LONG);
        }
        assertThat(socket).doesNotExist();
    }

    @Test
    void aSocketThatSomebodyListensOnIsInUse() throws Exception {
        HttpConnector first = started(builder());
        try {
            assertThatThrownBy(() -> started(builder()))
                    .isInstanceOf(BindException.class)
                    .hasMessage("cannot listen on " + first.localPath() + ": address in use");
            try (RawClient client = connect(first)) {
                assertThat(client.get("/").response().body()).isEqualTo("hello");
            }
        } finally {
            first.stop(LONG);
        }
    }

    @Test
    void aFileThatIsNoSocketIsLeftAlone() throws Exception {
        Path file = Files.writeString(directory.resolve("http.sock"), "precious");
        assertThatThrownBy(() -> started(builder()))
                .isInstanceOf(BindException.class)
                .hasMessage("cannot listen on " + file + ": there is a file of that name which is not a socket");
        assertThat(file).hasContent("precious");
    }

    @Test
    void aPathThatCannotBeMadeIsNamed() {
        Path nowhere = directory.resolve("missing").resolve("http.sock");
        assertThatThrownBy(() -> started(builder().bind(nowhere)))
                .isInstanceOf(BindException.class)
                .hasMessageStartingWith("cannot listen on " + nowhere + ": ");
        Path tooLong = directory.resolve("x".repeat(200));
        assertThatThrownBy(() -> started(builder().bind(tooLong)))
                .isInstanceOf(BindException.class)
                .hasMessageStartingWith("cannot listen on " + tooLong + ": ");
    }

    @Test
    void aFileThatAnotherHasPutInItsPlaceIsNotDeleted() throws Exception {
        HttpConnector connector = started(builder());
        Path socket = connector.localPath();
        Files.move(socket, directory.resolve("moved.sock"));
        Files.writeString(socket, "another's");
        connector.stop(LONG);
        assertThat(socket).hasContent("another's");
    }

    @Test
    void tlsAndAnEmptyPathAreRefused() {
        TlsSettings tls = TlsSettings.builder()
                .keyStores(new KeyStoreFile(directory.resolve("none.p12"), "secret"))
                .build();
        HttpConnector.Builder secure = builder().tls(tls);
        assertThatIllegalArgumentException()
                .isThrownBy(secure::build)
                .withMessageContaining(directory.resolve("http.sock").toString());
        HttpConnector.Builder builder = builder();
        assertThatIllegalArgumentException().isThrownBy(() -> builder.bind(Path.of("")));
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("holdfast"))
                .toList();
    }

    /** Returns what is open but files, by what the system calls it: socket:[5], say. */
    private static List<String> descriptors() {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return all.map(UnixListeningIT::target)
                    .filter(target -> target.contains(":"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String target(Path descriptor) {
        try {
            return descriptor.getFileName() + " " + Files.readSymbolicLink(descriptor);
        } catch (IOException closedMeanwhile) {
            return "/";
        }
    }
}
