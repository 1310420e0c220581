package dev.holdfast.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.ajp13.AjpAttribute;
import dev.holdfast.ajp13.AjpMessage.CPong;
import dev.holdfast.ajp13.AjpMessage.ForwardRequest;
import dev.holdfast.balance.Activation;
import dev.holdfast.balance.BalancerSettings;
import dev.holdfast.balance.Health;
import dev.holdfast.balance.MemberSettings;
import dev.holdfast.balance.ModJkBalancerSettings;
import dev.holdfast.balance.ModProxyBalancerSettings;
import dev.holdfast.balance.NativeBalancerSettings;
import dev.holdfast.doubles.RawClient;
import dev.holdfast.doubles.ScriptedBackend;
import dev.holdfast.doubles.ScriptedHttpBackend;
import dev.holdfast.pool.ModProxyPoolSettings;
import dev.holdfast.pool.PoolCounts;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Several back ends: who gets which request, and who gets it when that one cannot. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class MembersIT {
    private static ScriptedHttpBackend named(String name) throws IOException {
        return new ScriptedHttpBackend(dialog -> {
            while (true) {
                dialog.readHead();
                dialog.answer(name);
            }
        });
    }

    private static Gateway.Builder members(ScriptedHttpBackend a, ScriptedHttpBackend b) {
        return Gateway.builder()
                .member(Backend.parse(a.uri()), MemberSettings.of("a", "a"))
                .member(Backend.parse(b.uri()), MemberSettings.of("b", "b"));
    }

    private static String answer(RawClient client, String method, String... fields) throws IOException {
        List<String> lines = new ArrayList<>(List.of(method + " / HTTP/1.1", "Host: x"));
        lines.addAll(List.of(fields));
        client.sendHead(lines.toArray(new String[0]));
        String response = client.readResponse();
        return response.substring(response.indexOf("\r\n\r\n") + 4);
    }

    @Test
    void bothGetRequests() throws Exception {
        try (ScriptedHttpBackend a = named("a");
                ScriptedHttpBackend b = named("b");
                Front front = new Front(members(a, b).build());
                RawClient client = new RawClient(front.port())) {
            List<String> answers = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                answers.add(answer(client, "GET"));
            }
            assertThat(answers).contains("a", "b").hasSize(40);
        }
    }

    @Test
    void aSessionStaysWhereItIs() throws Exception {
        try (ScriptedHttpBackend a = named("a");
                ScriptedHttpBackend b = named("b");
                Front front = new Front(members(a, b).build());
                RawClient client = new RawClient(front.port())) {
            for (int i = 0; i < 5; i++) {
                assertThat(answer(client, "GET", "Cookie: x=1; JSESSIONID=abc.b"))
                        .isEqualTo("b");
                assertThat(answer(client, "GET", "Cookie: JSESSIONID=abc.a")).isEqualTo("a");
            }
            client.sendHead("GET /page;jsessionid=abc.b?x HTTP/1.1", "Host: x", "Cookie: JSESSIONID=abc.a");
            assertThat(client.readResponse()).endsWith("b");
            assertThat(answer(client, "GET", "Cookie: JSESSIONID=abc.b; JSESSIONID=abc.a"))
                    .isEqualTo("b");
            assertThat(answer(client, "GET", "Cookie: JSESSIONID=abc.gone", "Cookie: JSESSIONID=abc.b"))
                    .isEqualTo("b");
        }
    }

    @Test
    void aMemberThatIsDownCostsNoRequestWhateverItsMethod() throws Exception {
        try (ScriptedHttpBackend a = named("a");
                ScriptedHttpBackend b = named("b");
                Front front = new Front(members(a, b).build());
                RawClient client = new RawClient(front.port())) {
            a.vanish();
            for (int i = 0; i < 20; i++) {
                assertThat(answer(client, i % 2 == 0 ? "GET" : "POST", "Content-Length: 0"))
                        .isEqualTo("b");
            }
            assertThat(answer(client, "GET", "Cookie: JSESSIONID=abc.a")).isEqualTo("b");
            BridgeStatistics statistics = front.statistics();
            assertThat(statistics.failures()).isEmpty();
            assertThat(statistics.members().get(0).status().health()).isEqualTo(Health.ERROR);
            assertThat(statistics.members().get(1).status().health()).isEqualTo(Health.OK);
        }
    }

    @Test
    void withNobodyUpTheClientIsToldSo() throws Exception {
        try (ScriptedHttpBackend a = named("a");
                ScriptedHttpBackend b = named("b");
                Front front = new Front(members(a, b).build());
                RawClient client = new RawClient(front.port())) {
            a.vanish();
            b.vanish();
            client.sendHead("GET / HTTP/1.1", "Host: x");
            assertThat(client.readResponse()).startsWith("HTTP/1.1 503 ");
            assertThat(front.statistics().failures()).containsOnlyKeys(BridgeFailure.CONNECT_REFUSED);
        }
    }

    @Test
    void aRequestThatAMemberTookAndDroppedIsGivenToAnotherOnceIfItMayBe() throws Exception {
        try (ScriptedHttpBackend a = new ScriptedHttpBackend(ScriptedHttpBackend.Dialog::readHead);
                ScriptedHttpBackend b = named("b");
                Front front = new Front(members(a, b).build());
                RawClient client = new RawClient(front.port())) {
            assertThat(answer(client, "GET", "Cookie: JSESSIONID=x.a")).isEqualTo("b");
            client.sendHead("POST / HTTP/1.1", "Host: x", "Cookie: JSESSIONID=x.a", "Content-Length: 0");
            assertThat(client.readResponse()).startsWith("HTTP/1.1 502 ");
            assertThat(front.statistics().members().get(0).status().health()).isEqualTo(Health.OK);
            assertThat(front.statistics().retries()).isEqualTo(1);
        }
    }

    @Test
    void anUpgradeThatTookLongSpeaksForTheOtherMember() throws Exception {
        try (ScriptedHttpBackend a = new ScriptedHttpBackend(dialog -> {
                    if (dialog.readHead().contains("Upgrade: echo")) {
                        Latches.pause(Duration.ofSeconds(1));
                        dialog.write("HTTP/1.1 101 Go\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n");
                    } else {
                        dialog.answer("a");
                    }
                });
                ScriptedHttpBackend b = named("b");
                Front front = new Front(members(a, b).build());
                RawClient client = new RawClient(front.port());
                RawClient upgraded = new RawClient(front.port())) {
            assertThat(answer(client, "GET", "Cookie: JSESSIONID=x.b")).isEqualTo("b");
            upgraded.sendHead(
                    "GET / HTTP/1.1", "Host: x", "Cookie: JSESSIONID=x.a", "Connection: Upgrade", "Upgrade: echo");
            assertThat(upgraded.readHead()).startsWith("HTTP/1.1 101 ");
            assertThat(answer(client, "GET")).isEqualTo("b");
        }
    }

    @Test
    void aMemberCanBeDrainedStoppedAndBroughtBack() throws Exception {
        try (ScriptedHttpBackend a = named("a");
                ScriptedHttpBackend b = named("b");
                Front front = new Front(members(a, b).build());
                RawClient client = new RawClient(front.port())) {
            Gateway gateway = front.bridge();
            gateway.activate("a", Activation.DISABLED);
            for (int i = 0; i < 4; i++) {
                assertThat(answer(client, "GET")).isEqualTo("b");
                assertThat(answer(client, "GET", "Cookie: JSESSIONID=x.a")).isEqualTo("a");
            }
            gateway.activate("a", Activation.STOPPED);
            assertThat(answer(client, "GET", "Cookie: JSESSIONID=x.a")).isEqualTo("b");
            gateway.activate("a", Activation.ACTIVE);
            assertThat(answer(client, "GET", "Cookie: JSESSIONID=x.a")).isEqualTo("a");
            gateway.activate("a", Activation.STOPPED);
            gateway.activate("b", Activation.STOPPED);
            client.sendHead("GET / HTTP/1.1", "Host: x");
            assertThat(client.readResponse()).startsWith("HTTP/1.1 503 ");
            assertThat(front.statistics().failures()).containsOnlyKeys(BridgeFailure.NO_MEMBER);
            assertThatThrownBy(() -> gateway.activate("c", Activation.ACTIVE))
                    .hasMessage("no member is called c, but: a, b");
        }
    }

    /** A container that answers with what it is told of why it was chosen. */
    private static ScriptedBackend listening() throws IOException {
        return new ScriptedBackend(dialog -> {
            while (true) {
                if (dialog.read() instanceof ForwardRequest request) {
                    dialog.answer(request.attributes().stream()
                            .filter(one -> one.type() == AjpAttribute.Type.ROUTE
                                    || one.name().equals(AjpAttribute.ACTIVATION))
                            .toList()
                            .toString());
                } else {
                    dialog.write(new CPong());
                }
            }
        });
    }

    private static void aDrainedMemberIsTold(BalancerSettings balancer, String active, String draining)
            throws Exception {
        try (ScriptedBackend a = listening();
                ScriptedBackend b = listening();
                Front front = new Front(Gateway.builder()
                        .balancer(balancer)
                        .member(Front.backendAt(a.port()), MemberSettings.of("a", "r1"))
                        .member(Front.backendAt(b.port()), MemberSettings.of("b", "r2"))
                        .build());
                RawClient client = new RawClient(front.port())) {
            assertThat(answer(client, "GET", "Cookie: JSESSIONID=x.r1")).isEqualTo(active);
            front.bridge().activate("a", Activation.DISABLED);
            assertThat(answer(client, "GET", "Cookie: JSESSIONID=x.r1")).isEqualTo(draining);
            front.bridge().activate("a", Activation.ACTIVE);
            assertThat(answer(client, "GET", "Cookie: JSESSIONID=x.r1")).isEqualTo(active);
        }
    }

    @Test
    void aDrainedMemberIsToldSoThatItCanSendNewClientsElsewhere() throws Exception {
        String active = "[ROUTE=r1, REQ_ATTRIBUTE JK_LB_ACTIVATION=ACT]";
        String draining = "[ROUTE=r1, REQ_ATTRIBUTE JK_LB_ACTIVATION=DIS]";
        aDrainedMemberIsTold(NativeBalancerSettings.DEFAULT, active, draining);
        aDrainedMemberIsTold(ModJkBalancerSettings.DEFAULT, active, draining);
        aDrainedMemberIsTold(ModProxyBalancerSettings.DEFAULT.withSticky(true, false), "[ROUTE=r1]", "[ROUTE=r1]");
    }

    /** Each has one connection, and a request goes where its session is. */
    private static Gateway.Builder membersOfModProxy(ScriptedHttpBackend a, ScriptedHttpBackend b) {
        // Those for one thread would be prefork's, where nobody waits.
        ModProxyPoolSettings one = new ModProxyPoolSettings(
                0, 1, 1, Duration.ZERO, Duration.ZERO, Duration.ofSeconds(10), false, false, Duration.ZERO);
        return Gateway.builder()
                .balancer(ModProxyBalancerSettings.DEFAULT.withSticky(true, false))
                .member(Backend.parse(a.uri()).withPool(one), MemberSettings.of("a", "a"))
                .member(Backend.parse(b.uri()).withPool(one), MemberSettings.of("b", "b"));
    }

    private static ScriptedHttpBackend answering(String name, CountDownLatch when) throws IOException {
        return new ScriptedHttpBackend(dialog -> {
            while (true) {
                dialog.readHead();
                Latches.await(when);
                dialog.answer(name);
            }
        });
    }

    private static void sendToA(RawClient client) throws IOException {
        client.sendHead("GET / HTTP/1.1", "Host: x", "Cookie: JSESSIONID=x.a");
    }

    private static void awaitConnectionsOfA(Front front, int leased, int waiting) {
        Eventually.holds(() -> {
            PoolCounts counts = front.statistics().members().get(0).connections();
            return counts.leased() == leased && counts.waiting() == waiting;
        });
    }

    @Test
    void whoWaitedForAModProxysMemberThatIsOutByNowIsAnsweredByTheOther() throws Exception {
        stopWhileOneWaitsForA(List.of("a"), (front, response) -> {
            assertThat(response).endsWith("b");
            assertThat(front.statistics().failures()).isEmpty();
            assertThat(front.statistics().members().get(0).status().failures()).isOne();
            awaitConnectionsOfA(front, 0, 0);
        });
    }

    @Test
    void andIsTurnedAwayWhereThereIsNoOther() throws Exception {
        stopWhileOneWaitsForA(List.of("a", "b"), (front, response) -> {
            assertThat(response).startsWith("HTTP/1.1 503 ");
            assertThat(front.statistics().failures()).containsOnlyKeys(BridgeFailure.NO_MEMBER);
        });
    }

    /** @param check of the front, and of what the one who waited was answered */
    private static void stopWhileOneWaitsForA(List<String> stopped, BiConsumer<Front, String> check) throws Exception {
        CountDownLatch answers = new CountDownLatch(1);
        try (ScriptedHttpBackend a = answering("a", answers);
                ScriptedHttpBackend b = named("b");
                Front front = new Front(membersOfModProxy(a, b).build());
                RawClient first = new RawClient(front.port());
                RawClient second = new RawClient(front.port())) {
            sendToA(first);
            awaitConnectionsOfA(front, 1, 0);
            sendToA(second);
            awaitConnectionsOfA(front, 1, 1);
            stopped.forEach(member -> front.bridge().activate(member, Activation.STOPPED));
            answers.countDown();
            assertThat(first.readResponse()).endsWith("a");
            check.accept(front, second.readResponse());
        }
    }

    @Test
    void aBalancerOfOneTurnsAwayWhoWaitedWhereAnotherWaitedInVain() throws Exception {
        assertThat(waitBehindOneWhoWaitsInVain(ModProxyBalancerSettings.DEFAULT))
                .startsWith("HTTP/1.1 503 ");
    }

    @Test
    void aPlainWorkerTurnsNobodyAway() throws Exception {
        assertThat(waitBehindOneWhoWaitsInVain(ModProxyBalancerSettings.PLAIN)).endsWith("a");
    }

    /** Returns what is answered to one who gets the only connection in time, after another who did not. */
    private static String waitBehindOneWhoWaitsInVain(ModProxyBalancerSettings balancer) throws Exception {
        ModProxyPoolSettings pool = new ModProxyPoolSettings(
                0, 1, 1, Duration.ZERO, Duration.ofSeconds(2), Duration.ofSeconds(10), false, false, Duration.ZERO);
        CountDownLatch answers = new CountDownLatch(1);
        try (ScriptedHttpBackend a = answering("a", answers);
                Front front = new Front(Gateway.builder()
                        .balancer(balancer)
                        .member(Backend.parse(a.uri()).withPool(pool), MemberSettings.of("a", "a"))
                        .build());
                RawClient first = new RawClient(front.port());
                RawClient inVain = new RawClient(front.port());
                RawClient inTime = new RawClient(front.port());
                RawClient next = new RawClient(front.port())) {
            sendToA(first);
            awaitConnectionsOfA(front, 1, 0);
            sendToA(inVain);
            awaitConnectionsOfA(front, 1, 1);
            // Both wait for as long: only who comes later has time left when the other has none.
            Thread.sleep(1000);
            sendToA(inTime);
            awaitConnectionsOfA(front, 1, 2);
            assertThat(inVain.readResponse()).startsWith("HTTP/1.1 503 ");
            answers.countDown();
            assertThat(first.readResponse()).endsWith("a");
            String response = inTime.readResponse();
            sendToA(next);
            assertThat(next.readResponse()).endsWith("a");
            return response;
        }
    }
}
