package dev.holdfast.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.doubles.RawClient;
import org.junit.jupiter.api.Test;

/** What must hold with every container behind the bridge that speaks HTTP/1.1. */
abstract class HttpPeerContract extends PeerContract {
    @Test
    void aHandshakeThatNobodyAcceptsIsAnsweredAsThePlainRequestItAlsoIs() throws Exception {
        try (RawClient raw = new RawClient(front().port())) {
            raw.sendHead("GET /info HTTP/1.1", "Host: a", "Connection: Upgrade", "Upgrade: something");
            assertThat(raw.readResponse()).startsWith("HTTP/1.1 200 ").contains("upgrade=something");
            raw.sendHead("GET /info HTTP/1.1", "Host: a");
            assertThat(raw.readResponse()).startsWith("HTTP/1.1 200 ").contains("upgrade=null");
        }
    }

    @Test
    void anUploadOfUnknownLengthInSmallPiecesArrivesWhole() throws Exception {
        try (RawClient raw = new RawClient(front().port())) {
            raw.sendHead("POST /sha HTTP/1.1", "Host: a", "Transfer-Encoding: chunked");
            for (char c : "abc".toCharArray()) {
                raw.send("1\r\n" + c + "\r\n");
            }
            raw.send("0\r\n\r\n");
            assertThat(raw.readResponse()).contains("\r\n\r\n3 ba7816bf");
            Eventually.holds(() -> front().statistics().connections().idle() == 1);
        }
    }
}
