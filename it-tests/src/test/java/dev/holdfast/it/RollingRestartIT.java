package dev.holdfast.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two servers behind the bridge are stopped and started one after the other while clients ask for more. */
@Timeout(240)
final class RollingRestartIT {
    private static final int CLIENTS = 8;

    @TempDir
    Path directory;

    private final AtomicInteger answered = new AtomicInteger();
    private final Queue<String> lost = new ConcurrentLinkedQueue<>();
    private volatile boolean over;

    /** Says what it is told, so that an answer that belongs to another request is seen. */
    @WebServlet("/")
    public static final class Echo extends HttpServlet {
        private static final long serialVersionUID = 1;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.getWriter().print(request.getQueryString());
        }

        @Override
        protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
            byte[] body = request.getInputStream().readAllBytes();
            response.getWriter().print(new String(body, StandardCharsets.US_ASCII));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ajp", "http"})
    void noRequestIsLost(String protocol) throws Exception {
        Path archive = Archives.of(directory, "ROOT.war", Echo.class);
        int[] ports = {Http.freePort(), Http.freePort()};
        List<HoldfastProcess> servers = new ArrayList<>();
        for (int port : ports) {
            servers.add(start(protocol, port, archive));
        }
        try (HoldfastProcess bridge = HoldfastProcess.start(
                "bridge",
                "--http",
                "0",
                "a=" + protocol + "://127.0.0.1:" + ports[0],
                "b=" + protocol + "://127.0.0.1:" + ports[1])) {
            URI front = bridge.http();
            List<Thread> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                Thread client = new Thread(() -> ask(front), "client-" + i);
                client.start();
                clients.add(client);
            }
            try {
                for (int i = 0; i < ports.length; i++) {
                    awaitMoreAnswers();
                    servers.get(i).signal("TERM");
                    assertThat(servers.get(i).exitCode()).isEqualTo(143);
                    awaitMoreAnswers();
                    servers.set(i, start(protocol, ports[i], archive).awaitReady());
                }
                awaitMoreAnswers();
            } finally {
                over = true;
                for (Thread client : clients) {
                    client.join();
                }
            }
            assertThat(lost).isEmpty();
        } finally {
            servers.forEach(HoldfastProcess::close);
        }
    }

    private static HoldfastProcess start(String protocol, int port, Path archive) throws Exception {
        boolean ajp = protocol.equals("ajp");
        return HoldfastProcess.start(
                        "run",
                        "--http",
                        ajp ? "0" : String.valueOf(port),
                        "--ajp",
                        ajp ? String.valueOf(port) : "off",
                        "--admin",
                        "off",
                        archive.toString())
                .awaitReady();
    }

    private void awaitMoreAnswers() {
        int enough = answered.get() + 20 * CLIENTS;
        Await.until(
                () -> answered.get() + " answers, " + enough + " awaited",
                Duration.ofSeconds(30),
                () -> answered.get() >= enough || !lost.isEmpty());
    }

    private void ask(URI front) {
        String name = Thread.currentThread().getName();
        for (int i = 0; !over; i++) {
            String tag = name + "-" + i;
            try {
                HttpRequest.Builder request = i % 2 == 0
                        ? HttpRequest.newBuilder(front.resolve("/?" + tag))
                        : HttpRequest.newBuilder(front).POST(BodyPublishers.ofString(tag));
                HttpResponse<String> response = Http.CLIENT.send(request.build(), BodyHandlers.ofString());
                if (response.statusCode() == 200 && response.body().equals(tag)) {
                    answered.incrementAndGet();
                } else {
                    lost.add(tag + " got " + response.statusCode() + " " + response.body());
                }
            } catch (IOException failed) {
                lost.add(tag + " failed: " + failed);
            } catch (InterruptedException nobodyDoesThat) {
                throw new AssertionError(nobodyDoesThat);
            }
        }
    }
}
