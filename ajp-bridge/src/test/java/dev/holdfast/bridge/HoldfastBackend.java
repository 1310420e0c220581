package dev.holdfast.bridge;

import dev.holdfast.ajp.AjpConnector;
import dev.holdfast.ajp.AjpMode;
import dev.holdfast.ajp13.AjpPacket;
import io.undertow.server.handlers.BlockingHandler;
import java.io.IOException;
import java.time.Duration;

/** Our own AJP connector. */
final class HoldfastBackend implements PeerBackend {
    private static final String SECRET = "open sesame";

    private final AjpConnector connector;

    HoldfastBackend(int port, AjpMode mode) throws IOException {
        this(port, mode, AjpPacket.DEFAULT_SIZE);
    }

    HoldfastBackend(int port, AjpMode mode, int packetSize) throws IOException {
        connector = AjpConnector.builder()
                .bind("127.0.0.1", port)
                .mode(mode)
                .packetSize(packetSize)
                .secret(SECRET)
                .handler(new BlockingHandler(exchange -> TestApp.serve(new UndertowBackend.Call(exchange))))
                .build();
        connector.start();
    }

    AjpConnector connector() {
        return connector;
    }

    @Override
    public int port() {
        return connector.localAddress().getPort();
    }

    @Override
    public String secret() {
        return SECRET;
    }

    @Override
    public void close() {
        connector.stop(Duration.ZERO);
    }
}
