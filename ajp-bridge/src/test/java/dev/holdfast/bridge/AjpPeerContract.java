package dev.holdfast.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.doubles.RawClient;
import org.junit.jupiter.api.Test;

/** What must hold with every container behind the bridge that speaks AJP13. */
abstract class AjpPeerContract extends PeerContract {
    @Test
    void theClientsPortReachesTheContainer() throws Exception {
        String body = send(to("/info")).body();
        assertThat(body).doesNotContain("127.0.0.1:0 ").doesNotContain("127.0.0.1:" + peerPort() + " ");
    }

    @Test
    void aWebSocketHandshakeIsForwardedAsAPlainRequest() throws Exception {
        try (RawClient raw = new RawClient(front().port())) {
            raw.sendHead(
                    "GET /info HTTP/1.1",
                    "Host: a",
                    "Connection: Upgrade",
                    "Upgrade: websocket",
                    "Sec-WebSocket-Version: 13",
                    "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==");
            assertThat(raw.readResponse()).startsWith("HTTP/1.1 200 ").contains("upgrade=null");
        }
    }

    @Test
    void aHeadThatFitsNoPacketIsA431() throws Exception {
        assertThat(send(to("/info").header("X-Big", "x".repeat(8192))).statusCode())
                .isEqualTo(431);
        assertThat(front().statistics().failures()).containsOnlyKeys(BridgeFailure.REQUEST_HEAD_TOO_LARGE);
    }
}
