package dev.holdfast.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.ajp.AjpMode;
import dev.holdfast.ajp13.AjpPacket;
import dev.holdfast.doubles.RawClient;
import org.junit.jupiter.api.Test;

/** What holds with our own connector behind the bridge besides. */
abstract class HoldfastContract extends PeerContract {
    abstract AjpMode mode();

    @Override
    PeerBackend start(int port) throws Exception {
        return new HoldfastBackend(port, mode());
    }

    @Test
    void expectContinueIsNotAnsweredForABodyNobodyReads() throws Exception {
        try (RawClient raw = new RawClient(front().port())) {
            raw.send(
                    "POST /status/403 HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nTransfer-Encoding: chunked\r\n\r\n");
            assertThat(raw.readResponse()).startsWith("HTTP/1.1 403 ");
        }
    }

    @Test
    void theLargestPacketsCarryBodiesBothWays() throws Exception {
        try (HoldfastBackend large = new HoldfastBackend(0, mode(), AjpPacket.MAX_SIZE);
                Front front = new Front(
                        Front.backendAt(large.port()).withSecret(large.secret()).withPacketSize(AjpPacket.MAX_SIZE));
                RawClient raw = new RawClient(front.port())) {
            String body = "y".repeat(300_000);
            raw.send("POST /echo HTTP/1.0\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
            raw.readHead();
            assertThat(raw.readToEnd()).isEqualTo(body);
        }
    }
}
