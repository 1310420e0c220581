package dev.holdfast.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.ajp13.AjpClientTimeouts;
import dev.holdfast.ajp13.AjpMessage.CPing;
import dev.holdfast.ajp13.AjpMessage.CPong;
import dev.holdfast.ajp13.AjpMessage.ForwardRequest;
import dev.holdfast.ajp13.AjpMessage.FromFront;
import dev.holdfast.balance.Health;
import dev.holdfast.balance.MemberSettings;
import dev.holdfast.balance.ModProxyBalancerSettings;
import dev.holdfast.doubles.RawClient;
import dev.holdfast.doubles.ScriptedBackend;
import dev.holdfast.doubles.ScriptedHttpBackend;
import dev.holdfast.pool.ModProxyPoolSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Back ends that take requests and die, or are late: who gets them next, what is said of the member and what the client is told, as by mod_proxy. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class ModProxyRecoveryIT {
    private static final AjpClientTimeouts PATIENT = timeouts(Duration.ofSeconds(20), Duration.ZERO);

    /** What arrived, in order: the member's name, and a "?" after it for a CPING. */
    private final Queue<String> arrived = new ConcurrentLinkedQueue<>();

    private interface Answer {
        void to(ScriptedBackend.Dialog dialog, FromFront message) throws IOException;
    }

    private static AjpClientTimeouts timeouts(Duration reply, Duration ping) {
        return new AjpClientTimeouts(AjpClientTimeouts.NEVER, Duration.ofSeconds(1), reply, Duration.ZERO, ping);
    }

    /** A back end that hangs up after its first answer. */
    private ScriptedBackend backend(String name, Answer answer) throws IOException {
        return new ScriptedBackend(dialog -> {
            FromFront message = dialog.read();
            arrived.add(name + (message instanceof CPing ? "?" : ""));
            answer.to(dialog, message);
        });
    }

    private ScriptedBackend mortal(String name) throws IOException {
        return backend(name, (dialog, message) -> {});
    }

    private ScriptedBackend sound(String name) throws IOException {
        return backend(name, (dialog, message) -> dialog.answer("served"));
    }

    private static Front front(
            AjpClientTimeouts timeouts, ModProxyBalancerSettings balancer, ScriptedBackend... backends)
            throws IOException {
        Gateway.Builder builder = Gateway.builder().balancer(balancer);
        String name = "a";
        for (ScriptedBackend backend : backends) {
            builder.member(
                    Front.backendAt(backend.port())
                            .withPool(ModProxyPoolSettings.forThreads(4))
                            .withTimeouts(timeouts),
                    MemberSettings.of(name, name));
            name = "b";
        }
        return new Front(builder.build());
    }

    private static Front front(AjpClientTimeouts timeouts, ScriptedBackend... backends) throws IOException {
        return front(timeouts, ModProxyBalancerSettings.DEFAULT, backends);
    }

    private static String answer(Front front, String request) throws IOException {
        try (RawClient client = new RawClient(front.port())) {
            client.sendHead(request + " HTTP/1.1", "Host: x");
            return client.readResponse();
        }
    }

    private static Health healthOfFirst(Front front) {
        return front.statistics().members().get(0).status().health();
    }

    @Test
    void aGetGoesToEachMemberOnceAndThenIs503() throws Exception {
        try (ScriptedBackend a = mortal("a");
                ScriptedBackend b = mortal("b");
                Front front = front(PATIENT, a, b)) {
            assertThat(answer(front, "GET /")).startsWith("HTTP/1.1 503 ");
            assertThat(arrived).containsExactly("a", "b");
            assertThat(front.statistics().failures()).containsOnlyKeys(BridgeFailure.PEER_CLOSED);
        }
    }

    @Test
    void whatHasAQueryOrIsAPostGoesNowhereElseAndThenIs500() throws Exception {
        for (String request : new String[] {"GET /?q", "POST /"}) {
            try (ScriptedBackend a = mortal("a");
                    ScriptedBackend b = sound("b");
                    Front front = front(PATIENT, a, b)) {
                assertThat(answer(front, request)).startsWith("HTTP/1.1 500 ");
                assertThat(arrived).containsExactly("a");
                assertThat(healthOfFirst(front)).isEqualTo(Health.ERROR);
                assertThat(answer(front, request)).endsWith("served");
                arrived.clear();
            }
        }
    }

    @Test
    void aWorkerWithoutABalancerGetsNothingTwice() throws Exception {
        try (ScriptedBackend a = mortal("a");
                Front front = front(PATIENT, ModProxyBalancerSettings.PLAIN, a)) {
            assertThat(answer(front, "GET /")).startsWith("HTTP/1.1 503 ");
            assertThat(arrived).containsExactly("a");
            assertThat(healthOfFirst(front)).isEqualTo(Health.OK);
        }
    }

    @Test
    void aLateReplyIsAnothersTurnUnlessAPingWasAnswered() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        Answer late = (dialog, message) -> {
            if (message instanceof CPing) {
                dialog.write(new CPong());
                dialog.read();
            }
            Latches.await(never);
        };
        try (ScriptedBackend a = backend("a", late);
                ScriptedBackend b = sound("b");
                Front hasty = front(timeouts(Duration.ofMillis(100), Duration.ZERO), a, b);
                Front pinging = front(timeouts(Duration.ofMillis(100), Duration.ofSeconds(10)), a, b)) {
            assertThat(answer(hasty, "GET /")).endsWith("served");
            assertThat(arrived).containsExactly("a", "b");
            assertThat(healthOfFirst(hasty)).isEqualTo(Health.ERROR);
            assertThat(answer(pinging, "GET /")).startsWith("HTTP/1.1 504 ");
            assertThat(healthOfFirst(pinging)).isEqualTo(Health.OK);
            assertThat(arrived).containsExactly("a", "b", "a?");
            never.countDown();
        }
    }

    @Test
    void anUnansweredPingGetsTheMemberOneMoreConnection() throws Exception {
        Answer none = (dialog, message) -> {};
        Answer pong = (dialog, message) -> {
            dialog.write(new CPong());
            if (dialog.read() instanceof ForwardRequest) {
                dialog.answer("served");
            }
        };
        try (ScriptedBackend a = backend("a", none);
                ScriptedBackend b = backend("b", pong);
                Front front = front(timeouts(Duration.ofSeconds(20), Duration.ofSeconds(10)), a, b)) {
            assertThat(answer(front, "POST /?q")).endsWith("served");
            assertThat(arrived).containsExactly("a?", "a?", "b?");
            assertThat(healthOfFirst(front)).isEqualTo(Health.ERROR);
        }
    }

    @Test
    void overHttpNothingIsSentAgainAndNobodyIsInError() throws Exception {
        try (ScriptedHttpBackend a = new ScriptedHttpBackend(dialog -> {
                    dialog.readHead();
                    arrived.add("a");
                });
                ScriptedHttpBackend b = new ScriptedHttpBackend(dialog -> {
                    dialog.readHead();
                    dialog.answer("served");
                });
                Front front = new Front(Gateway.builder()
                        .balancer(ModProxyBalancerSettings.DEFAULT)
                        .member(
                                Backend.parse(a.uri()).withPool(ModProxyPoolSettings.forThreads(4)),
                                MemberSettings.of("a", "a"))
                        .member(
                                Backend.parse(b.uri()).withPool(ModProxyPoolSettings.forThreads(4)),
                                MemberSettings.of("b", "b"))
                        .build())) {
            assertThat(answer(front, "GET /")).startsWith("HTTP/1.1 502 ");
            assertThat(arrived).containsExactly("a");
            assertThat(healthOfFirst(front)).isEqualTo(Health.OK);
        }
    }
}
