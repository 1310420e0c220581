package dev.holdfast.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.ajp13.AjpHeader;
import dev.holdfast.ajp13.AjpMessage.EndResponse;
import dev.holdfast.ajp13.AjpMessage.SendBodyChunk;
import dev.holdfast.ajp13.AjpMessage.SendHeaders;
import dev.holdfast.doubles.RawClient;
import dev.holdfast.doubles.ScriptedBackend;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When a head goes on that a container sends in a packet of its own, as all do. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class AjpHeadIT {
    private static final SendHeaders HEAD = new SendHeaders(200, "OK", List.of(new AjpHeader("Content-Length", "4")));
    private static final SendBodyChunk BODY =
            new SendBodyChunk(ByteBuffer.wrap("body".getBytes(StandardCharsets.US_ASCII)));

    /** As of a container that does not say by an empty chunk that it flushes. */
    @Test
    void aHeadDoesNotWaitForItsBody() throws Exception {
        CountDownLatch told = new CountDownLatch(1);
        try (ScriptedBackend backend = new ScriptedBackend(dialog -> {
                    dialog.read();
                    dialog.write(HEAD);
                    Latches.await(told);
                    dialog.write(BODY, new EndResponse(true));
                });
                Front front = new Front(Backend.parse("ajp://127.0.0.1:" + backend.port()));
                RawClient client = new RawClient(front.port())) {
            client.sendHead("GET / HTTP/1.1", "Host: a");
            assertThat(client.readHead()).startsWith("HTTP/1.1 200 ");
            told.countDown();
            assertThat(client.readBytes(4)).isEqualTo("body");
        }
    }

    /** What comes in one read shows that it went out in one write; on a busy machine not every time. */
    @Test
    void aBodyThatComesRightBehindCostsNoSecondWrite() throws Exception {
        try (ScriptedBackend backend = new ScriptedBackend(dialog -> {
                    while (true) {
                        dialog.read();
                        dialog.write(HEAD);
                        LockSupport.parkNanos(1_000_000);
                        dialog.write(BODY, new EndResponse(true));
                    }
                });
                Front front = new Front(Backend.parse("ajp://127.0.0.1:" + backend.port()));
                Socket client = new Socket(InetAddress.getLoopbackAddress(), front.port())) {
            client.setTcpNoDelay(true);
            client.setSoTimeout(20_000);
            int whole = 0;
            for (int i = 0; i < 50; i++) {
                whole += isWhole(client) ? 1 : 0;
            }
            assertThat(whole).isPositive();
        }
    }

    private static boolean isWhole(Socket client) throws IOException {
        client.getOutputStream().write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        byte[] buffer = new byte[8192];
        int count = client.getInputStream().read(buffer);
        boolean whole = new String(buffer, 0, count, StandardCharsets.ISO_8859_1).endsWith("\r\n\r\nbody");
        while (!new String(buffer, 0, count, StandardCharsets.ISO_8859_1).endsWith("body")) {
            int more = client.getInputStream().read(buffer, count, buffer.length - count);
            assertThat(more).isPositive();
            count += more;
        }
        return whole;
    }

    /** Flushing, a container says that there is nothing to wait for. */
    @Test
    void anEmptyChunkPassesTheHeadOn() throws Exception {
        CountDownLatch told = new CountDownLatch(1);
        try (ScriptedBackend backend = new ScriptedBackend(dialog -> {
                    dialog.read();
                    dialog.write(HEAD, new SendBodyChunk(ByteBuffer.allocate(0)));
                    Latches.await(told);
                    dialog.write(BODY, new EndResponse(true));
                });
                Front front = new Front(waitingForEver(backend));
                RawClient client = new RawClient(front.port())) {
            client.sendHead("GET / HTTP/1.1", "Host: a");
            assertThat(client.readHead()).startsWith("HTTP/1.1 200 ");
            told.countDown();
            assertThat(client.readBytes(4)).isEqualTo("body");
        }
    }

    @Test
    void aContainerThatFailsRightBehindItsHeadIsA502() throws Exception {
        try (ScriptedBackend backend = new ScriptedBackend(dialog -> {
                    dialog.read();
                    dialog.write(HEAD);
                });
                Front front = new Front(waitingForEver(backend));
                RawClient client = new RawClient(front.port())) {
            client.sendHead("GET / HTTP/1.1", "Host: a");
            assertThat(client.readHead()).startsWith("HTTP/1.1 502 ");
        }
    }

    private static Backend waitingForEver(ScriptedBackend backend) {
        return Front.backendAt(backend.port()).withHeadWait(Duration.ofDays(1));
    }
}
