package dev.holdfast.connector.xnio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.holdfast.connector.Await;
import java.io.BufferedReader;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.StreamConnection;
import org.xnio.channels.AcceptingChannel;

/** A process that may have few descriptors, so that accept(2) fails. */
@Timeout(60)
final class DescriptorsIT {
    private static final int DESCRIPTORS = 150;
    private static final int CLIENTS = 20;

    /** The process: uses up its descriptors, gives them back when it is told a line, and closes whatever connection it has or gets then. */
    static final class Server {
        private Server() {}

        public static void main(String[] none) throws IOException {
            Queue<StreamConnection> accepted = new ConcurrentLinkedQueue<>();
            BufferedReader in = reader(System.in);
            try (TestLoops loops = new TestLoops(4)) {
                AcceptingChannel<StreamConnection> server = loops.listen(OptionMap.EMPTY, accepted);
                warmUp(loops, server, accepted);
                List<InputStream> files = useUpDescriptors();
                System.out.println(
                        server.getLocalAddress(InetSocketAddress.class).getPort());
                in.readLine();
                for (InputStream file : files) {
                    file.close();
                }
                server.getAcceptSetter().set(told -> {
                    TestLoops.acceptAll(told, accepted);
                    closeAll(accepted);
                });
                closeAll(accepted);
                in.readLine();
            }
        }

        private static List<InputStream> useUpDescriptors() {
            List<InputStream> files = new ArrayList<>();
            try {
                while (files.size() < 2 * DESCRIPTORS) {
                    files.add(new FileInputStream("/dev/null"));
                }
            } catch (IOException asWanted) {
                return files;
            }
            throw new IllegalStateException("more descriptors than " + DESCRIPTORS);
        }

        /** Classes are loaded while there are descriptors. */
        private static void warmUp(
                TestLoops loops, AcceptingChannel<StreamConnection> server, Queue<StreamConnection> accepted)
                throws IOException {
            Logger.getLogger(Server.class).warnf("%s", "begins");
            loops.loop().executeAfter(() -> {}, 1, TimeUnit.MILLISECONDS);
            try (SocketChannel client = TestLoops.connect(server)) {
                Await.until("a connection", () -> !accepted.isEmpty());
                closeAll(accepted);
                TestLoops.readToEnd(client);
            }
        }

        private static void closeAll(Queue<StreamConnection> accepted) {
            for (StreamConnection next = accepted.poll(); next != null; next = accepted.poll()) {
                IoUtils.safeClose(next);
            }
        }
    }

    private static BufferedReader reader(InputStream from) {
        return new BufferedReader(new InputStreamReader(from, StandardCharsets.UTF_8));
    }

    @Test
    void whereAcceptFailsItIsTriedAgainAfterAWhileAndNobodyIsLost() throws Exception {
        assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")), "needs a shell that limits descriptors");
        Process process = new ProcessBuilder(
                        "sh",
                        "-c",
                        "ulimit -n " + DESCRIPTORS + " && exec \"$@\"",
                        "sh",
                        System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
                        "-Xmx64m",
                        "-XX:-MaxFDLimit",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Server.class.getName())
                .start();
        List<SocketChannel> clients = new ArrayList<>();
        try (BufferedReader out = reader(process.getInputStream());
                BufferedReader err = reader(process.getErrorStream())) {
            int port = Integer.parseInt(out.readLine());
            long begun = System.nanoTime();
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(SocketChannel.open(TestLoops.loopback(port)));
            }
            for (int warnings = 0; warnings < 4; ) {
                String line = err.readLine();
                assertThat(line).as("another warning").isNotNull();
                warnings += line.contains("cannot accept a connection on") ? 1 : 0;
            }
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(Duration.ofMillis(3 * 250));
            process.getOutputStream().write('\n');
            process.getOutputStream().flush();
            for (SocketChannel client : clients) {
                assertThat(TestLoops.readToEnd(client)).isZero();
            }
        } finally {
            for (SocketChannel client : clients) {
                client.close();
            }
            process.destroyForcibly();
        }
    }
}
