package dev.holdfast.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.ajp13.AjpPacket;
import dev.holdfast.doubles.RawClient;
import java.net.HttpURLConnection;
import java.net.URL;
import org.junit.jupiter.api.Test;

final class TomcatBackendIT extends AjpPeerContract {
    @Override
    PeerBackend start(int port) throws Exception {
        return new TomcatBackend(port, null, AjpPacket.DEFAULT_SIZE);
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
    void theSecretLetsRequestsIn() throws Exception {
        try (PeerBackend guarded = new TomcatBackend(0, "open sesame", AjpPacket.DEFAULT_SIZE)) {
            assertThat(statusFrom(Front.backendAt(guarded.port()))).isEqualTo(403);
            assertThat(statusFrom(Front.backendAt(guarded.port()).withSecret("wrong")))
                    .isEqualTo(403);
            assertThat(statusFrom(Front.backendAt(guarded.port()).withSecret("open sesame")))
                    .isEqualTo(200);
        }
    }

    @Test
    void theLargestPacketsCarryBodiesBothWays() throws Exception {
        try (PeerBackend large = new TomcatBackend(0, null, AjpPacket.MAX_SIZE);
                Front front = new Front(Front.backendAt(large.port()).withPacketSize(AjpPacket.MAX_SIZE));
                RawClient raw = new RawClient(front.port())) {
            String body = "y".repeat(300_000);
            raw.send("POST /echo HTTP/1.0\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
            raw.readHead();
            assertThat(raw.readToEnd()).isEqualTo(body);
        }
    }

    private static int statusFrom(Backend backend) throws Exception {
        try (Front front = new Front(backend)) {
            URL url = front.uri("/info").toURL();
            return ((HttpURLConnection) url.openConnection()).getResponseCode();
        }
    }
}
