package dev.holdfast.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.ajp13.AjpMessage.EndResponse;
import dev.holdfast.ajp13.AjpMessage.SendBodyChunk;
import dev.holdfast.ajp13.AjpMessage.SendHeaders;
import dev.holdfast.doubles.ScriptedBackend;
import dev.holdfast.doubles.ScriptedHttpBackend;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients of HTTP/2, whose responses lie in buffers until somebody flushes them. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class Http2ClientIT {
    private static final String FIRST = "data: one\n\n";
    private static final String SECOND = "data: two\n\n";
    private static final String HEADERS = "HEADERS";
    private static final String DATA = "DATA ";
    private static final int END_STREAM = 1;

    /** Server-Sent Events: a piece of body is no use to the client unless it has it before the next. */
    @Test
    void anEventOfAnHttpBackendArrivesBeforeTheNext() throws Exception {
        CountDownLatch seen = new CountDownLatch(1);
        try (ScriptedHttpBackend backend = new ScriptedHttpBackend(dialog -> {
                    dialog.readHead();
                    dialog.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk(FIRST));
                    Latches.await(seen);
                    dialog.write(chunk(SECOND) + "0\r\n\r\n");
                });
                Front front = Front.ofHttp2(Backend.parse(backend.uri()))) {
            assertEventsArriveOneByOne(front, seen);
        }
    }

    /** As of a container that sends no empty chunk when it flushes. */
    @Test
    void anEventOfAnAjpBackendArrivesBeforeTheNext() throws Exception {
        CountDownLatch seen = new CountDownLatch(1);
        try (ScriptedBackend backend = new ScriptedBackend(dialog -> {
                    dialog.read();
                    dialog.write(new SendHeaders(200, "OK", List.of()), body(FIRST));
                    Latches.await(seen);
                    dialog.write(body(SECOND), new EndResponse(true));
                });
                Front front = Front.ofHttp2(Front.backendAt(backend.port()))) {
            assertEventsArriveOneByOne(front, seen);
        }
    }

    @Test
    void viaNamesTheVersionThatTheClientSpeaks() throws Exception {
        try (ScriptedHttpBackend backend = new ScriptedHttpBackend(dialog -> dialog.answer(dialog.readHead()));
                Front front = Front.ofHttp2(Backend.parse(backend.uri()));
                Socket client = new Socket(InetAddress.getLoopbackAddress(), front.port())) {
            client.setSoTimeout(20_000);
            client.getOutputStream().write(get());
            assertThat(responseFrames(client)).last().asString().contains("\r\nVia: 2.0 holdfast\r\n");
        }
    }

    /** Undertow lets a stream's response begin but once, so what comes before the final one stays behind, and does no harm. */
    @Test
    void anInterimResponseStaysBehind() throws Exception {
        try (ScriptedHttpBackend backend = new ScriptedHttpBackend(dialog -> {
                    dialog.readHead();
                    dialog.write("HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n");
                    dialog.answer("final");
                });
                Front front = Front.ofHttp2(Backend.parse(backend.uri()));
                Socket client = new Socket(InetAddress.getLoopbackAddress(), front.port())) {
            client.setSoTimeout(20_000);
            client.getOutputStream().write(get());
            assertThat(responseFrames(client)).containsExactly(HEADERS, DATA + "final");
        }
    }

    /** Returns the types of the stream's frames up to its end, with the bytes of those that are of the body. */
    private static List<String> responseFrames(Socket client) throws IOException {
        List<String> frames = new ArrayList<>();
        DataInputStream in = new DataInputStream(client.getInputStream());
        for (boolean ended = false; !ended; ) {
            int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
            int type = in.readUnsignedByte();
            int flags = in.readUnsignedByte();
            int stream = in.readInt();
            String payload = new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
            if (stream == 1 && (type == 0 || type == 1)) {
                if (type == 1) {
                    frames.add(HEADERS);
                } else if (length > 0) {
                    frames.add(DATA + payload);
                }
                ended = (flags & END_STREAM) != 0;
            }
        }
        return frames;
    }

    private static String chunk(String data) {
        return Integer.toHexString(data.length()) + "\r\n" + data + "\r\n";
    }

    private static SendBodyChunk body(String data) {
        return new SendBodyChunk(ByteBuffer.wrap(data.getBytes(StandardCharsets.US_ASCII)));
    }

    /** The frames' payloads are the body as it is, so the bytes may be searched for it. */
    private static void assertEventsArriveOneByOne(Front front, CountDownLatch seen) throws IOException {
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), front.port())) {
            client.setSoTimeout(20_000);
            client.getOutputStream().write(get());
            StringBuilder received = new StringBuilder();
            awaitText(client, received, FIRST);
            seen.countDown();
            awaitText(client, received, SECOND);
        }
    }

    private static void awaitText(Socket client, StringBuilder received, String text) throws IOException {
        while (received.indexOf(text) < 0) {
            int octet = client.getInputStream().read();
            assertThat(octet).as("after %s", received).isNotNegative();
            received.append((char) octet);
        }
    }

    /** Returns the preface, settings, and a request for /, all from the static table but its authority. */
    private static byte[] get() {
        return ByteBuffer.allocate(48)
                .put("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII))
                .put(new byte[] {0, 0, 0, 4, 0, 0, 0, 0, 0})
                .put(new byte[] {0, 0, 6, 1, 5, 0, 0, 0, 1})
                .put(new byte[] {(byte) 0x82, (byte) 0x86, (byte) 0x84, 0x41, 1, 'h'})
                .array();
    }
}
