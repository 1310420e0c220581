package dev.holdfast.bridge;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.ajp13.AjpAttribute;
import dev.holdfast.ajp13.AjpMessage.CPing;
import dev.holdfast.ajp13.AjpMessage.CPong;
import dev.holdfast.ajp13.AjpMessage.ForwardRequest;
import dev.holdfast.ajp13.AjpMessage.FromFront;
import dev.holdfast.balance.Activation;
import dev.holdfast.balance.Health;
import dev.holdfast.balance.HealthMethod;
import dev.holdfast.balance.HealthSettings;
import dev.holdfast.balance.HealthSettings.Counting;
import dev.holdfast.balance.MemberSettings;
import dev.holdfast.pool.NativePoolSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.Xnio;
import org.xnio.XnioWorker;

/** Checks of members' health, against back ends that come and go. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class HealthCheckIT {
    private static final Duration LONG = Duration.ofSeconds(10);

    private final XnioWorker worker = Xnio.getInstance().createWorker(OptionMap.create(Options.WORKER_IO_THREADS, 1));

    HealthCheckIT() throws IOException {}

    @AfterEach
    void stopWorker() {
        worker.shutdownNow();
    }

    private static Optional<HealthSettings> checks(HealthMethod method, String uri, Duration timeout) {
        return Optional.of(new HealthSettings(
                method,
                uri,
                HealthSettings.well(),
                Duration.ofMillis(100),
                Duration.ofMillis(20),
                timeout,
                1,
                2,
                Counting.IN_A_ROW));
    }

    private Gateway watching(Backend backend, Optional<HealthSettings> checks) throws IOException {
        Gateway gateway = Gateway.builder()
                .member(backend, MemberSettings.of("a", "a"), checks)
                .build();
        gateway.watch(worker);
        return gateway;
    }

    private static void becomes(Gateway gateway, Health health) {
        Eventually.holds(() -> gateway.statistics().members().get(0).status().health() == health);
    }

    @Test
    void cpingFindsOutWhoIsDownAndWhoIsBackWithoutARequest() throws Exception {
        AtomicBoolean silent = new AtomicBoolean();
        AtomicInteger pings = new AtomicInteger();
        try (ScriptedBackend backend = new ScriptedBackend(dialog -> {
                    while (true) {
                        assertThat(dialog.read()).isInstanceOf(CPing.class);
                        pings.incrementAndGet();
                        if (silent.get()) {
                            dialog.awaitEnd();
                            return;
                        }
                        dialog.write(new CPong());
                    }
                });
                Gateway gateway = watching(
                        Front.backendAt(backend.port()), checks(HealthMethod.CPING, "", Duration.ofMillis(200)))) {
            Eventually.holds(() -> pings.get() >= 3);
            becomes(gateway, Health.OK);
            assertThat(gateway.statistics().connections().open()).isEqualTo(1);
            silent.set(true);
            becomes(gateway, Health.ERROR);
            silent.set(false);
            becomes(gateway, Health.OK);
            assertThat(gateway.statistics().requests()).isZero();
        }
    }

    @Test
    void aMemberThatIsBackGetsRequestsAndNoneBefore() throws Exception {
        AtomicBoolean well = new AtomicBoolean(true);
        AtomicInteger requests = new AtomicInteger();
        try (ScriptedBackend a = new ScriptedBackend(dialog -> {
                    while (true) {
                        FromFront message = dialog.read();
                        if (message instanceof CPing && well.get()) {
                            dialog.write(new CPong());
                        } else if (message instanceof ForwardRequest) {
                            requests.incrementAndGet();
                            dialog.answer("a");
                        } else {
                            return;
                        }
                    }
                });
                ScriptedHttpBackend b = new ScriptedHttpBackend(dialog -> {
                    while (true) {
                        dialog.readHead();
                        dialog.answer("b");
                    }
                });
                Front front = new Front(Gateway.builder()
                        .member(
                                Front.backendAt(a.port()),
                                MemberSettings.of("a", "a"),
                                checks(HealthMethod.CPING, "", LONG))
                        .member(b.backend(), MemberSettings.of("b", "b"), checks(HealthMethod.TCP, "", LONG))
                        .build());
                RawClient client = new RawClient(front.port())) {
            front.bridge().watch(worker);
            well.set(false);
            becomes(front.bridge(), Health.ERROR);
            for (int i = 0; i < 20; i++) {
                client.sendHead("GET / HTTP/1.1", "Host: x", "Cookie: JSESSIONID=x.a");
                assertThat(client.readResponse()).endsWith("b");
            }
            assertThat(requests.get()).isZero();
            well.set(true);
            becomes(front.bridge(), Health.OK);
            client.sendHead("GET / HTTP/1.1", "Host: x", "Cookie: JSESSIONID=x.a");
            assertThat(client.readResponse()).endsWith("a");
        }
    }

    @Test
    void aRequestOverHttpIsJudgedByItsStatus() throws Exception {
        AtomicReference<String> answer = new AtomicReference<>("HTTP/1.1 204 Fine\r\n\r\n");
        AtomicReference<String> asked = new AtomicReference<>("");
        try (ScriptedHttpBackend backend = new ScriptedHttpBackend(dialog -> {
                    while (true) {
                        asked.set(dialog.readHead());
                        dialog.write(requireNonNull(answer.get()));
                    }
                });
                Gateway gateway = watching(backend.backend(), checks(HealthMethod.GET, "/health?full", LONG))) {
            Eventually.holds(() -> !requireNonNull(asked.get()).isEmpty());
            assertThat(asked.get())
                    .isEqualTo("GET /health?full HTTP/1.1\r\nHost: 127.0.0.1:"
                            + backend.backend().port() + "\r\nUser-Agent: holdfast\r\n\r\n");
            becomes(gateway, Health.OK);
            answer.set("HTTP/1.1 503 Not yet\r\nContent-Length: 4\r\n\r\nwait");
            becomes(gateway, Health.ERROR);
            answer.set("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n");
            becomes(gateway, Health.OK);
            answer.set("nonsense\r\n\r\n");
            becomes(gateway, Health.ERROR);
        }
    }

    @Test
    void aRequestOverAjpToo() throws Exception {
        AtomicReference<ForwardRequest> asked = new AtomicReference<>();
        try (ScriptedBackend backend = new ScriptedBackend(dialog -> {
                    while (true) {
                        asked.set((ForwardRequest) dialog.read());
                        dialog.answer("fine");
                    }
                });
                Gateway gateway = watching(
                        Front.backendAt(backend.port()).withSecret("s3cret"),
                        checks(HealthMethod.GET, "/health?full", LONG))) {
            Eventually.holds(() -> asked.get() != null);
            assertThat(requireNonNull(asked.get()).method()).isEqualTo("GET");
            assertThat(requireNonNull(asked.get()).requestUri()).isEqualTo("/health");
            assertThat(requireNonNull(asked.get()).attributes())
                    .contains(AjpAttribute.of(AjpAttribute.Type.QUERY_STRING, "full"))
                    .contains(AjpAttribute.of(AjpAttribute.Type.SECRET, "s3cret"));
            becomes(gateway, Health.OK);
        }
    }

    @Test
    void nobodyListeningIsDown() throws Exception {
        ScriptedHttpBackend gone = new ScriptedHttpBackend(ScriptedHttpBackend.Dialog::readHead);
        gone.close();
        try (Gateway http = watching(gone.backend(), checks(HealthMethod.TCP, "", LONG));
                Gateway ajp = watching(Front.backendAt(gone.backend().port()), checks(HealthMethod.CPING, "", LONG))) {
            becomes(http, Health.ERROR);
            becomes(ajp, Health.ERROR);
        }
    }

    @Test
    void aMemberWhoseConnectionsAreAllInUseIsNotChecked() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        AtomicInteger others = new AtomicInteger();
        try (ScriptedBackend backend = new ScriptedBackend(dialog -> {
                    FromFront message = dialog.read();
                    if (message instanceof ForwardRequest) {
                        asked.countDown();
                        Latches.await(answer);
                        dialog.answer("late");
                    } else {
                        others.incrementAndGet();
                    }
                    dialog.awaitEnd();
                });
                Front front = new Front(Gateway.builder()
                        .member(
                                Front.backendAt(backend.port())
                                        .withPool(NativePoolSettings.DEFAULT.withConnectionPoolSize(1)),
                                MemberSettings.of("a", "a"),
                                checks(HealthMethod.CPING, "", Duration.ofMillis(50)))
                        .build());
                RawClient client = new RawClient(front.port())) {
            client.sendHead("GET / HTTP/1.1", "Host: x");
            Latches.await(asked);
            front.bridge().watch(worker);
            Eventually.holds(() -> front.statistics().connections().waiting() > 0);
            Eventually.holds(() -> front.statistics().connections().waiting() == 0);
            Eventually.holds(() -> front.statistics().connections().waiting() > 0);
            assertThat(front.statistics().members().get(0).status().health()).isEqualTo(Health.OK);
            answer.countDown();
            assertThat(client.readResponse()).endsWith("late");
            assertThat(others.get()).isZero();
        }
    }

    @Test
    void aStoppedMemberIsLeftAlone() throws Exception {
        AtomicInteger pings = new AtomicInteger();
        try (ScriptedBackend backend = new ScriptedBackend(dialog -> {
                    while (dialog.read() instanceof CPing) {
                        pings.incrementAndGet();
                        dialog.write(new CPong());
                    }
                });
                Gateway gateway = Gateway.builder()
                        .member(
                                Front.backendAt(backend.port()),
                                MemberSettings.of("a", "a"),
                                checks(HealthMethod.CPING, "", LONG))
                        .build()) {
            gateway.activate("a", Activation.STOPPED);
            gateway.watch(worker);
            CountDownLatch later = new CountDownLatch(1);
            worker.getIoThread().executeAfter(later::countDown, 300, TimeUnit.MILLISECONDS);
            Latches.await(later);
            assertThat(pings.get()).isZero();
            gateway.activate("a", Activation.ACTIVE);
            Eventually.holds(() -> pings.get() > 0);
        }
    }

    @Test
    void checksEndWithTheGateway() throws Exception {
        AtomicInteger connections = new AtomicInteger();
        try (ScriptedBackend backend = new ScriptedBackend(dialog -> {
            connections.incrementAndGet();
            while (dialog.read() instanceof CPing) {
                dialog.write(new CPong());
            }
        })) {
            Gateway gateway = watching(Front.backendAt(backend.port()), checks(HealthMethod.CPING, "", LONG));
            Eventually.holds(() -> connections.get() == 1);
            gateway.close();
            Eventually.holds(() -> gateway.statistics().connections().open() == 0);
            CountDownLatch later = new CountDownLatch(1);
            worker.getIoThread().executeAfter(later::countDown, 300, TimeUnit.MILLISECONDS);
            Latches.await(later);
            assertThat(connections.get()).isEqualTo(1);
        }
    }

    @Test
    void cpingIsForAjp() {
        assertThatThrownBy(() -> Gateway.builder()
                        .member(
                                Backend.parse("http://127.0.0.1:80"),
                                MemberSettings.of("a", "a"),
                                checks(HealthMethod.CPING, "", LONG)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("CPING");
    }
}
