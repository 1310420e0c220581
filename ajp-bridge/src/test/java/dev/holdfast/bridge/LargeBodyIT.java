package dev.holdfast.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.doubles.RawClient;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.BlockingHandler;
import io.undertow.util.Methods;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Bodies that take the large buffers: while there are any, and while there are none. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class LargeBodyIT {
    /** More than the sockets on the way hold. */
    private static final byte[] BODY = new byte[32 << 20];

    private static final int ALL = StreamBuffers.SHARED.left();

    static {
        new Random(1).nextBytes(BODY);
    }

    private Undertow backend;
    private Front front;

    @BeforeEach
    void start() throws Exception {
        backend = Undertow.builder()
                .addHttpListener(0, "127.0.0.1")
                .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, -1L)
                .setHandler(new BlockingHandler(LargeBodyIT::answer))
                .build();
        backend.start();
        int port = ((InetSocketAddress) backend.getListenerInfo().get(0).getAddress()).getPort();
        front = new Front(Backend.parse("http://127.0.0.1:" + port));
    }

    @AfterEach
    void stop() throws Exception {
        front.close();
        backend.stop();
    }

    @Test
    void aResponseTakesOneAndGivesItBack() throws Exception {
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), front.port())) {
            DataInputStream in = ask(client, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            while (StreamBuffers.SHARED.left() == ALL) {
                Thread.onSpinWait();
            }
            assertThat(StreamBuffers.SHARED.left()).isEqualTo(ALL - 1);
            assertThat(in.readNBytes(BODY.length)).isEqualTo(BODY);
        }
        awaitAll();
    }

    @Test
    void anUploadTakesOneAndGivesItBack() throws Exception {
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), front.port())) {
            client.getOutputStream()
                    .write(("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + BODY.length + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            client.getOutputStream().write(BODY, 0, BODY.length - 1);
            while (StreamBuffers.SHARED.left() == ALL) {
                Thread.onSpinWait();
            }
            DataInputStream in = ask(client, new String(BODY, BODY.length - 1, 1, StandardCharsets.ISO_8859_1));
            assertThat(in.readNBytes(BODY.length)).isEqualTo(BODY);
        }
        awaitAll();
    }

    @Test
    void whereNoneIsLeftBodiesTakeTheirTime() throws Exception {
        List<PooledByteBuffer> taken = new ArrayList<>();
        for (PooledByteBuffer one = StreamBuffers.SHARED.take(); one != null; one = StreamBuffers.SHARED.take()) {
            taken.add(one);
        }
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), front.port())) {
            assertThat(ask(client, "GET / HTTP/1.1\r\nHost: a\r\n\r\n").readNBytes(BODY.length))
                    .isEqualTo(BODY);
        } finally {
            taken.forEach(PooledByteBuffer::close);
        }
        awaitAll();
    }

    @Test
    void aSmallResponseTakesNone() throws Exception {
        try (RawClient client = new RawClient(front.port())) {
            client.sendHead("GET /small HTTP/1.1", "Host: a");
            assertThat(client.readResponse()).endsWith("small");
            assertThat(StreamBuffers.SHARED.left()).isEqualTo(ALL);
        }
    }

    /** Sends it, and returns what comes behind the head of the response. */
    private static DataInputStream ask(Socket client, String request) throws IOException {
        client.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
        DataInputStream in = new DataInputStream(client.getInputStream());
        for (int ends = 0; ends < 4; ) {
            int read = in.readUnsignedByte();
            ends = read == (ends % 2 == 0 ? '\r' : '\n') ? ends + 1 : 0;
        }
        return in;
    }

    private static void answer(HttpServerExchange exchange) throws IOException {
        if (exchange.getRelativePath().equals("/small")) {
            exchange.getResponseSender().send("small");
            return;
        }
        byte[] body = BODY;
        if (exchange.getRequestMethod().equals(Methods.POST)) {
            try (InputStream in = exchange.getInputStream()) {
                body = in.readAllBytes();
            }
        }
        exchange.setResponseContentLength(body.length);
        exchange.getResponseSender().send(ByteBuffer.wrap(body));
    }

    /** The gateway is done with an exchange a moment after its client is. */
    private static void awaitAll() {
        while (StreamBuffers.SHARED.left() < ALL) {
            Thread.onSpinWait();
        }
    }
}
