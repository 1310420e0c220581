package dev.holdfast.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.ajp13.AjpMessage.ForwardRequest;
import dev.holdfast.doubles.RawClient;
import dev.holdfast.doubles.ScriptedBackend;
import dev.holdfast.pool.NativePoolSettings;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A pooled connection that dies under a request: when the request is sent again, and when not. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class RetryIT {
    private static final NativePoolSettings TWO = NativePoolSettings.DEFAULT.withConnectionPoolSize(2);

    private final CountDownLatch warm = new CountDownLatch(1);
    private final CountDownLatch busy = new CountDownLatch(1);
    private final CountDownLatch die = new CountDownLatch(1);

    private void serve(ScriptedBackend.Dialog dialog) throws IOException {
        while (dialog.read() instanceof ForwardRequest request) {
            switch (request.requestUri()) {
                case "/warm" -> Latches.await(warm);
                case "/busy" -> Latches.await(busy);
                case "/die" -> {
                    Latches.await(die);
                    return;
                }
                default -> {}
            }
            dialog.answer("served");
        }
    }

    private static void get(RawClient client, String path) throws IOException {
        client.sendHead("GET " + path + " HTTP/1.1", "Host: a");
    }

    private static void awaitLeased(Front front, int leased) {
        Eventually.holds(() -> front.statistics().connections().leased() == leased);
    }

    @Test
    void aRequestThatMeetsTwoStaleConnectionsIsNotSentAThirdTime() throws Exception {
        try (ScriptedBackend backend = new ScriptedBackend(this::serve);
                Front front = new Front(Front.backendAt(backend.port()).withPool(TWO));
                RawClient first = new RawClient(front.port());
                RawClient second = new RawClient(front.port());
                RawClient third = new RawClient(front.port())) {
            get(first, "/warm");
            get(second, "/warm");
            awaitLeased(front, 2);
            warm.countDown();
            assertThat(first.readResponse()).endsWith("served");
            assertThat(second.readResponse()).endsWith("served");
            Eventually.holds(() -> front.statistics().connections().idle() == 2);
            get(first, "/busy");
            awaitLeased(front, 1);
            get(second, "/die");
            awaitLeased(front, 2);
            get(third, "/other");
            Eventually.holds(() -> front.statistics().connections().waiting() == 1);
            // The third client gets the place of the connection that dies; the second's retry gets one that was in use
            // a moment ago.
            die.countDown();
            assertThat(second.readResponse()).startsWith("HTTP/1.1 502 ");
            assertThat(front.statistics().retries()).isEqualTo(1);
            assertThat(front.statistics().failures()).containsOnlyKeys(BridgeFailure.PEER_CLOSED);
            assertThat(third.readResponse()).endsWith("served");
            busy.countDown();
            assertThat(first.readResponse()).endsWith("served");
        }
    }

    @Test
    void aRequestWhoseBodyWasReadIsNotSentAgain() throws Exception {
        try (ScriptedBackend backend = new ScriptedBackend(dialog -> {
                    dialog.read();
                    dialog.answer("served");
                    dialog.read();
                    dialog.readBody();
                });
                Front front = new Front(Front.backendAt(backend.port()));
                RawClient client = new RawClient(front.port())) {
            get(client, "/");
            assertThat(client.readResponse()).endsWith("served");
            client.sendHead("PUT / HTTP/1.1", "Host: a", "Content-Length: 3").send("abc");
            assertThat(client.readResponse()).startsWith("HTTP/1.1 502 ");
            assertThat(front.statistics().retries()).isZero();
        }
    }
}
