package dev.holdfast.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.ajp13.AjpHeader;
import dev.holdfast.ajp13.AjpMessage.EndResponse;
import dev.holdfast.ajp13.AjpMessage.ForwardRequest;
import dev.holdfast.ajp13.AjpMessage.SendBodyChunk;
import dev.holdfast.ajp13.AjpMessage.SendHeaders;
import dev.holdfast.doubles.RawClient;
import dev.holdfast.doubles.ScriptedBackend;
import dev.holdfast.pool.NativePoolSettings;
import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.xnio.IoUtils;
import org.xnio.XnioIoThread;

/** A client whose connection is closed, by whoever, leaves nothing behind: no lease, no place in the queue. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class ClientGoneIT {
    private static final NativePoolSettings ONE =
            NativePoolSettings.DEFAULT.withConnectionPoolSize(1).withConnectionAcquireTimeout(Duration.ofMinutes(1));
    private static final int CLIENTS = 16;

    private final CountDownLatch hold = new CountDownLatch(1);
    private final BlockingQueue<HttpServerExchange> arrivals = new LinkedBlockingQueue<>();
    private final List<RawClient> clients = new ArrayList<>();

    @AfterEach
    void closeClients() throws IOException {
        for (RawClient client : clients) {
            client.close();
        }
    }

    private RawClient client(Front front) throws IOException {
        RawClient client = new RawClient(front.port());
        clients.add(client);
        return client;
    }

    private void serve(ScriptedBackend.Dialog dialog) throws IOException {
        while (dialog.read() instanceof ForwardRequest request) {
            switch (request.requestUri()) {
                case "/never" -> dialog.awaitEnd();
                case "/hold" -> Latches.await(hold);
                default -> {}
            }
            dialog.answer("served");
        }
    }

    private static RawClient get(RawClient client, String path) throws IOException {
        return client.sendHead("GET " + path + " HTTP/1.1", "Host: a");
    }

    private Front front(ScriptedBackend backend) throws IOException {
        return new Front(Front.backendAt(backend.port()).withPool(ONE), bridge -> exchange -> {
            arrivals.add(exchange);
            bridge.handleRequest(exchange);
        });
    }

    @Test
    void aClientThatLeavesBeforeTheAnswerTakesItsConnectionWithIt() throws Exception {
        try (ScriptedBackend backend = new ScriptedBackend(this::serve);
                Front front = front(backend)) {
            get(client(front), "/never");
            Eventually.holds(() -> front.statistics().connections().leased() == 1);
            IoUtils.safeClose(arrival().getConnection());
            Eventually.holds(() -> front.statistics().connections().open() == 0);
            assertThat(front.statistics().failures()).containsOnlyKeys(BridgeFailure.CLIENT_ABORTED);
        }
    }

    @Test
    void soDoesOneThatLeavesDuringItsSecondRequest() throws Exception {
        try (ScriptedBackend backend = new ScriptedBackend(this::serve);
                Front front = front(backend)) {
            RawClient client = client(front);
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\nGET /never HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.readResponse()).endsWith("served");
            arrival();
            HttpServerExchange second = arrival();
            Eventually.holds(() -> front.statistics().connections().leased() == 1);
            IoUtils.safeClose(second.getConnection());
            Eventually.holds(() -> front.statistics().connections().open() == 0);
        }
    }

    /** A front that closes after the response does so as soon as all of it is written, and so may its client. */
    @Test
    void aClientThatHasAllAndLeavesCostsNoConnection() throws Exception {
        try (ScriptedBackend backend = new ScriptedBackend(this::serveInPieces);
                Front front = front(backend)) {
            RawClient client = get(client(front), "/");
            assertThat(client.readHead()).startsWith("HTTP/1.1 200 ");
            assertThat(client.readBytes(6)).isEqualTo("served");
            HttpServerExchange whole = arrival();
            IoUtils.safeClose(whole.getConnection());
            CountDownLatch heard = new CountDownLatch(1);
            whole.getIoThread().execute(heard::countDown);
            Latches.await(heard);
            assertThat(front.statistics().connections().leased()).isEqualTo(1);
            hold.countDown();
            Eventually.holds(() -> front.statistics().connections().idle() == 1);
            assertThat(front.statistics().failures()).isEmpty();
            assertThat(get(client(front), "/").readResponse()).endsWith("served");
            assertThat(front.statistics().connections().open()).isEqualTo(1);
        }
    }

    private void serveInPieces(ScriptedBackend.Dialog dialog) throws IOException {
        while (dialog.read() instanceof ForwardRequest) {
            dialog.write(new SendHeaders(200, "OK", List.of(new AjpHeader("Content-Length", "6"))));
            dialog.write(new SendBodyChunk(ByteBuffer.wrap("served".getBytes(StandardCharsets.US_ASCII))));
            Latches.await(hold);
            dialog.write(new EndResponse(true));
        }
    }

    @Test
    void aClientThatLeavesBeforeItHasAllTakesItsConnectionWithIt() throws Exception {
        try (ScriptedBackend backend = new ScriptedBackend(dialog -> {
                    dialog.read();
                    dialog.write(new SendHeaders(200, "OK", List.of(new AjpHeader("Content-Length", "7"))));
                    dialog.write(new SendBodyChunk(ByteBuffer.wrap("served".getBytes(StandardCharsets.US_ASCII))));
                    dialog.awaitEnd();
                });
                Front front = front(backend)) {
            RawClient client = get(client(front), "/");
            assertThat(client.readHead()).startsWith("HTTP/1.1 200 ");
            assertThat(client.readBytes(6)).isEqualTo("served");
            IoUtils.safeClose(arrival().getConnection());
            Eventually.holds(() -> front.statistics().connections().open() == 0);
            assertThat(front.statistics().failures()).containsOnlyKeys(BridgeFailure.CLIENT_ABORTED);
        }
    }

    @Test
    void aWaiterWhoLeavesFreesHisPlace() throws Exception {
        try (ScriptedBackend backend = new ScriptedBackend(this::serve);
                Front front = front(backend)) {
            RawClient holder = get(client(front), "/hold");
            arrival();
            Eventually.holds(() -> front.statistics().connections().leased() == 1);
            get(client(front), "/");
            Eventually.holds(() -> front.statistics().connections().waiting() == 1);
            IoUtils.safeClose(arrival().getConnection());
            Eventually.holds(() -> front.statistics().connections().waiting() == 0);
            hold.countDown();
            assertThat(holder.readResponse()).endsWith("served");
        }
    }

    @Test
    void aConnectionGrantedToAClientThatHasJustLeftIsGivenBack() throws Exception {
        try (ScriptedBackend backend = new ScriptedBackend(this::serve);
                Front front = front(backend)) {
            RawClient holder = get(client(front), "/hold");
            XnioIoThread holders = arrival().getIoThread();
            Eventually.holds(() -> front.statistics().connections().leased() == 1);
            HttpServerExchange leaving = waiterOnAnotherThread(front, holders);
            CountDownLatch left = new CountDownLatch(1);
            leaving.getIoThread().execute(() -> Latches.await(left));
            // Its thread hears first that the client is gone and then of the grant, which the pool has made before it
            // was withdrawn.
            IoUtils.safeClose(leaving.getConnection());
            hold.countDown();
            assertThat(holder.readResponse()).endsWith("served");
            left.countDown();
            Eventually.holds(() -> front.statistics().connections().leased() == 0);
            assertThat(front.statistics().connections().idle()).isEqualTo(1);
        }
    }

    /** Waiters on the holder's own thread leave again before they count. */
    private HttpServerExchange waiterOnAnotherThread(Front front, XnioIoThread holders) throws Exception {
        for (int i = 0; i < CLIENTS; i++) {
            get(client(front), "/");
            HttpServerExchange arrived = arrival();
            Eventually.holds(() -> front.statistics().connections().waiting() == 1);
            if (arrived.getIoThread() != holders) {
                return arrived;
            }
            IoUtils.safeClose(arrived.getConnection());
            Eventually.holds(() -> front.statistics().connections().waiting() == 0);
        }
        throw new AssertionError("all clients are on one thread");
    }

    private HttpServerExchange arrival() throws InterruptedException {
        HttpServerExchange arrived = arrivals.poll(20, TimeUnit.SECONDS);
        if (arrived == null) {
            throw new AssertionError("no request arrived");
        }
        return arrived;
    }
}
