package dev.holdfast.front;

import static dev.holdfast.front.TestFront.eventually;
import static dev.holdfast.front.TestFront.keptFor;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.bridge.Backend;
import dev.holdfast.bridge.Gateway;
import dev.holdfast.mpm.EventSettings;
import dev.holdfast.mpm.MpmSettings;
import dev.holdfast.mpm.PreforkSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An upgraded connection has its worker to its end. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class TunnelFrontIT {
    static Stream<MpmSettings> models() {
        return Stream.of(
                PreforkSettings.DEFAULT.withFixedServers(1).withConnections(keptFor(Duration.ofSeconds(60))),
                EventSettings.DEFAULT.withFixedServers(1, 1).withConnections(keptFor(Duration.ofSeconds(60))));
    }

    @ParameterizedTest
    @MethodSource("models")
    void aTunnelHoldsAWorkerUntilItEnds(MpmSettings model) throws Exception {
        try (ServerSocket back = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                Gateway gateway = TestFront.gatewayTo(Backend.parse("http://127.0.0.1:" + back.getLocalPort()), 1)) {
            Thread echo = new Thread(() -> upgradeAndEcho(back));
            echo.start();
            FrontConnector front =
                    FrontConnector.builder().mpm(model).gateway(gateway).build();
            front.start();
            try (RawClient client = new RawClient(front.localAddress().getPort())) {
                client.get(0, "Connection: Upgrade", "Upgrade: echo");
                assertThat(client.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 101 ");
                client.send("hello\n");
                assertThat(client.readUntil("\n")).isEqualTo("hello\n");
                assertThat(front.statistics().counts().idleWorkers()).isZero();
            }
            eventually(() -> front.statistics().counts().idleWorkers() == 1);
            front.stop(Duration.ZERO);
            echo.join();
        }
    }

    private static void upgradeAndEcho(ServerSocket back) {
        try (Socket socket = back.accept()) {
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                head.append((char) socket.getInputStream().read());
            }
            socket.getOutputStream()
                    .write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            socket.getInputStream().transferTo(socket.getOutputStream());
        } catch (IOException gone) {
            // The front closes both sides.
        }
    }
}
