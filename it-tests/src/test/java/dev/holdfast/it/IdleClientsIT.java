package dev.holdfast.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.holdfast.ajp.AjpConnector;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What clients cost that keep their connections to a gateway and say nothing: no thread, and no connection to its back end. */
@EnabledOnOs(OS.LINUX)
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class IdleClientsIT {
    private static final int MOST_CLIENTS = 5000;

    /** What either process opens besides, at the most. */
    private static final int OTHER_DESCRIPTORS = 1000;

    private static final int AJP_CONNECTIONS = 50;

    /** The JVM has more or fewer of these, as it has to compile and to collect. */
    private static final Pattern JVMS_OWN = Pattern.compile("(C1|C2) Comp.*|G1 .*|GC Thread.*|.*JVMCI.*");

    @Test
    void fiveThousandOfThemCostNoThreadAndNoConnectionToTheBackEnd() throws Exception {
        int count = clients();
        CyclicBarrier all = new CyclicBarrier(AJP_CONNECTIONS);
        AjpConnector back = AjpConnector.builder()
                .bind("127.0.0.1", 0)
                .handler(exchange -> {
                    if (exchange.getRequestPath().equals("/together")) {
                        exchange.dispatch(same -> {
                            all.await(20, TimeUnit.SECONDS);
                            same.getResponseSender().send("hello");
                        });
                    } else {
                        exchange.getResponseSender().send("hello");
                    }
                })
                .build();
        back.start();
        List<Socket> clients = new ArrayList<>();
        try (HoldfastProcess gateway = HoldfastProcess.start(
                "bridge",
                "--http=0",
                "--admin=0",
                "--set=pool.connection_pool_size=" + AJP_CONNECTIONS,
                "--set=http.keepAliveTimeout=10m",
                "--set=back.hcmethod=none",
                "a=ajp://127.0.0.1:" + back.localAddress().getPort())) {
            URI front = gateway.awaitReady().http();
            URI admin = URI.create(gateway.awaitOut("admin listening on "));
            together(front.getPort());
            assertThat(Http.get(admin.resolve("members/a")).body()).contains("\"idle\":" + AJP_CONNECTIONS + ",");
            Map<String, Integer> before = threads(gateway.pid());

            for (int i = 0; i < count; i++) {
                Socket client = new Socket(InetAddress.getLoopbackAddress(), front.getPort());
                clients.add(client);
                ask(client, "/");
            }
            Await.until(
                    () -> established(gateway.pid(), front.getPort()) + " connections",
                    Duration.ofSeconds(10),
                    () -> established(gateway.pid(), front.getPort()) == count);
            assertThat(threads(gateway.pid())).isEqualTo(before);
            assertThat(Http.get(admin.resolve("members/a")).body())
                    .contains("\"opening\":0,\"idle\":" + AJP_CONNECTIONS + ",\"leased\":0,\"waiting\":0");
            assertThat(back.statistics().open()).isEqualTo(AJP_CONNECTIONS);

            for (int i = 0; i < count; i += count / 100) {
                ask(clients.get(i), "/");
            }
            assertThat(threads(gateway.pid())).isEqualTo(before);
        } finally {
            for (Socket client : clients) {
                client.close();
            }
            back.stop(Duration.ZERO);
        }
    }

    /** Fewer where the system does not let a process have so many descriptors: a JVM raises its own limit to the hard one, and no further. */
    private static int clients() {
        UnixOperatingSystemMXBean system = (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        int limit = (int) Math.min(Integer.MAX_VALUE, system.getMaxFileDescriptorCount());
        int count = Math.min(MOST_CLIENTS, Math.max(limit - OTHER_DESCRIPTORS, limit / 2));
        if (count < MOST_CLIENTS) {
            System.out.printf("%d idle clients instead of %d: ulimit -Hn is %d%n", count, MOST_CLIENTS, limit);
        }
        return count;
    }

    /** Has as many requests at the back end at the same time as there may be connections to it. */
    private static void together(int port) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(AJP_CONNECTIONS);
        try {
            List<Future<?>> answers = new ArrayList<>();
            for (int i = 0; i < AJP_CONNECTIONS; i++) {
                answers.add(threads.submit(() -> {
                    try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
                        ask(client, "/together");
                    }
                    return null;
                }));
            }
            for (Future<?> answer : answers) {
                assertThat(answer.get()).isNull();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static void ask(Socket client, String path) throws IOException {
        client.setSoTimeout(20_000);
        client.getOutputStream()
                .write(("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        InputStream in = client.getInputStream();
        StringBuilder answer = new StringBuilder();
        while (answer.indexOf("\r\n\r\nhello") < 0) {
            int next = in.read();
            assertThat(next).as("the answer went on after " + answer).isNotNegative();
            answer.append((char) next);
        }
        assertThat(answer).startsWith("HTTP/1.1 200 ");
    }

    /** Returns the names of the process's threads, as the kernel has them, with how many there are of each. */
    private static Map<String, Integer> threads(long pid) throws IOException {
        Map<String, Integer> names = new TreeMap<>();
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(Path.of("/proc/" + pid + "/task"))) {
            for (Path task : tasks) {
                String name = Files.readString(task.resolve("comm")).strip();
                if (!JVMS_OWN.matcher(name).matches()) {
                    names.merge(name, 1, Integer::sum);
                }
            }
        }
        return names;
    }

    /** Returns how many connections there are to {@code port}, seen from there; the kernel may tell of one twice, or not, while others come and go. */
    private static long established(long pid, int port) {
        Pattern line = Pattern.compile(String.format(" *\\d+: ([0-9A-F]+:%04X [0-9A-F]+:[0-9A-F]+) 01 .*", port));
        Set<String> pairs = new HashSet<>();
        for (String family : List.of("tcp", "tcp6")) {
            try (Stream<String> sockets = Files.lines(Path.of("/proc/" + pid + "/net/" + family))) {
                sockets.map(line::matcher).filter(Matcher::matches).forEach(found -> pairs.add(found.group(1)));
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            }
        }
        return pairs.size();
    }
}
