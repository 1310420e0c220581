package dev.holdfast.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.ajp13.AjpClientTimeouts;
import dev.holdfast.ajp13.AjpMessage.ForwardRequest;
import dev.holdfast.ajp13.AjpMessage.GetBodyChunk;
import dev.holdfast.ajp13.AjpMessage.SendHeaders;
import dev.holdfast.balance.MemberSettings;
import dev.holdfast.balance.ModJkBalancerSettings;
import dev.holdfast.doubles.RawClient;
import dev.holdfast.doubles.ScriptedBackend;
import dev.holdfast.pool.ModJkPoolSettings;
import dev.holdfast.pool.RecoveryOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Back ends that take requests and die: how often, and where, they get them under mod_jk's rules. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class ModJkRecoveryIT {
    /** What arrived, in order: the member's name, and after it what was read of the body. */
    private final Queue<String> arrived = new ConcurrentLinkedQueue<>();

    private interface Ending {
        void of(ScriptedBackend.Dialog dialog) throws IOException;
    }

    private ScriptedBackend mortal(String name, Ending ending) throws IOException {
        return new ScriptedBackend(dialog -> {
            if (dialog.read() instanceof ForwardRequest request) {
                boolean sized = request.headers().stream()
                        .anyMatch(field -> field.name().equalsIgnoreCase("content-length")
                                && !field.value().equals("0"));
                arrived.add(name + (sized ? text(dialog) : ""));
                ending.of(dialog);
            }
        });
    }

    private static String text(ScriptedBackend.Dialog dialog) throws IOException {
        return StandardCharsets.US_ASCII.decode(dialog.readBody().data()).toString();
    }

    private static Gateway gateway(
            int bits, ModJkBalancerSettings balancer, AjpClientTimeouts timeouts, ScriptedBackend... backends)
            throws IOException {
        Gateway.Builder builder = Gateway.builder().balancer(balancer.withRetries(2, 2, Duration.ofMillis(1)));
        String name = "a";
        for (ScriptedBackend backend : backends) {
            builder.member(
                    Front.backendAt(backend.port())
                            .withPool(ModJkPoolSettings.forThreads(4)
                                    .withRetries(2, Duration.ofMillis(1))
                                    .withRecoveryOptions(new RecoveryOptions(bits)))
                            .withTimeouts(timeouts),
                    MemberSettings.of(name, name));
            name = "b";
        }
        return builder.build();
    }

    private static Front front(int bits, ScriptedBackend... backends) throws IOException {
        return new Front(gateway(bits, ModJkBalancerSettings.DEFAULT, AjpClientTimeouts.DEFAULT, backends));
    }

    private static String answer(Front front, String method, String body) throws IOException {
        try (RawClient client = new RawClient(front.port())) {
            client.sendHead(
                    method + " / HTTP/1.1", "Host: x", "Cookie: JSESSIONID=s.a", "Content-Length: " + body.length());
            client.send(body);
            return client.readResponse();
        }
    }

    private static Ending death() {
        return dialog -> {};
    }

    @Test
    void aPostGoesToBothMembersTwiceInTwoRoundsByDefault() throws Exception {
        try (ScriptedBackend a = mortal("a", death());
                ScriptedBackend b = mortal("b", death());
                Front front = front(0, a, b)) {
            assertThat(answer(front, "POST", "order")).startsWith("HTTP/1.1 502 ");
            assertThat(arrived).hasSize(8).containsOnly("aorder", "border");
            assertThat(List.copyOf(arrived).subList(0, 4)).containsExactly("aorder", "aorder", "border", "border");
            assertThat(front.statistics().retries()).isEqualTo(8);
        }
    }

    @Test
    void anotherMemberServesThePostThatTheFirstReadTwice() throws Exception {
        try (ScriptedBackend a = mortal("a", death());
                ScriptedBackend b = mortal("b", dialog -> dialog.answer("served"));
                Front front = front(0, a, b)) {
            assertThat(answer(front, "POST", "order"))
                    .startsWith("HTTP/1.1 200 ")
                    .endsWith("served");
            assertThat(arrived).containsExactly("aorder", "aorder", "border");
        }
    }

    @Test
    void withBit1NothingIsSentAgain() throws Exception {
        try (ScriptedBackend a = mortal("a", death());
                ScriptedBackend b = mortal("b", death());
                Front front = front(1, a, b)) {
            assertThat(answer(front, "POST", "order")).startsWith("HTTP/1.1 502 ");
            assertThat(answer(front, "GET", "")).startsWith("HTTP/1.1 502 ");
            assertThat(arrived).hasSize(2);
        }
    }

    @Test
    void withBits1And16OnlyAGetIs() throws Exception {
        try (ScriptedBackend a = mortal("a", death());
                ScriptedBackend b = mortal("b", dialog -> dialog.answer("served"));
                Front front = front(17, a, b)) {
            assertThat(answer(front, "GET", "")).endsWith("served");
            assertThat(arrived).containsExactly("a", "a", "b");
        }
    }

    @Test
    void whatTheBackEndAskedForIsGone() throws Exception {
        try (ScriptedBackend a = mortal("a", dialog -> {
                    dialog.write(new GetBodyChunk(8186));
                    dialog.readBody();
                });
                ScriptedBackend b = mortal("b", death());
                Front front = front(0, a, b)) {
            assertThat(answer(front, "POST", "o".repeat(20_000))).startsWith("HTTP/1.1 502 ");
            assertThat(arrived).hasSize(1);
        }
    }

    @Test
    void aHeadThatTheClientHasNotGotIsForgottenUnlessBit2IsSet() throws Exception {
        Ending head = dialog -> dialog.write(new SendHeaders(201, "Made", List.of()));
        try (ScriptedBackend a = mortal("a", head);
                ScriptedBackend b = mortal("b", dialog -> dialog.answer("served"));
                Front front = front(0, a, b);
                Front careful = front(2, a, b)) {
            assertThat(answer(front, "POST", "order"))
                    .startsWith("HTTP/1.1 200 ")
                    .endsWith("served");
            assertThat(arrived).containsExactly("aorder", "aorder", "border");
            arrived.clear();
            assertThat(answer(careful, "POST", "order")).startsWith("HTTP/1.1 502 ");
            assertThat(arrived).containsExactly("aorder");
        }
    }

    @Test
    void aLateReplyIsAskedForAgainToo() throws Exception {
        AjpClientTimeouts hasty = AjpClientTimeouts.ofModJk(
                Set.of(), Duration.ofSeconds(1), Duration.ZERO, Duration.ZERO, Duration.ofMillis(100));
        try (ScriptedBackend a = mortal("a", dialog -> dialog.read());
                ScriptedBackend b = mortal("b", dialog -> dialog.answer("served"));
                Front front = new Front(gateway(0, ModJkBalancerSettings.DEFAULT, hasty, a, b));
                Front careful = new Front(gateway(1, ModJkBalancerSettings.DEFAULT, hasty, a, b))) {
            assertThat(answer(front, "POST", "order")).endsWith("served");
            assertThat(arrived).containsExactly("aorder", "aorder", "border");
            arrived.clear();
            assertThat(answer(careful, "POST", "order")).startsWith("HTTP/1.1 504 ");
            assertThat(arrived).containsExactly("aorder");
        }
    }

    @Test
    void anUnwantedStatusIsAskedForAgainWhateverTheBits() throws Exception {
        ModJkBalancerSettings balancer = ModJkBalancerSettings.DEFAULT.withFailOnStatus(Set.of(201));
        try (ScriptedBackend a = mortal("a", dialog -> dialog.write(new SendHeaders(201, "Made", List.of())));
                ScriptedBackend b = mortal("b", dialog -> dialog.answer("served"));
                Front front = new Front(gateway(3, balancer, AjpClientTimeouts.DEFAULT, a, b))) {
            assertThat(answer(front, "POST", "order")).endsWith("served");
            assertThat(arrived).containsExactly("aorder", "aorder", "border");
        }
    }
}
