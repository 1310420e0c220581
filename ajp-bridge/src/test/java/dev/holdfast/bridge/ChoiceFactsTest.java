package dev.holdfast.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.balance.Activation;
import dev.holdfast.balance.BalancerSettings;
import dev.holdfast.balance.MemberSettings;
import dev.holdfast.balance.ModJkBalancerSettings;
import dev.holdfast.balance.ModProxyBalancerSettings;
import dev.holdfast.balance.NativeBalancerSettings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a member is told of why it was chosen. */
final class ChoiceFactsTest {
    private static final BalancerSettings MOD_JK = ModJkBalancerSettings.DEFAULT;
    private static final BalancerSettings MOD_PROXY = ModProxyBalancerSettings.DEFAULT;
    private static final BalancerSettings NATIVE = NativeBalancerSettings.DEFAULT;
    private static final MemberSettings A = MemberSettings.of("a", "r1");
    private static final MemberSettings B = MemberSettings.of("b", "r2");

    private static ChoiceFacts facts(BalancerSettings balancer, MemberSettings... members) {
        return new ChoiceFacts(balancer, List.of(members));
    }

    private static String told(ChoiceFacts facts, int number, String... routes) {
        Backend backend = Backend.parse("ajp://127.0.0.1:1");
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
        Member member = new Member(number, backend, address, Duration.ZERO, () -> 0, Machines.PLAIN);
        return facts.of(member, List.of(routes)).toString();
    }

    @Test
    void modJkSaysWhoWasChosenAndWhatIsWantedOfIt() {
        ChoiceFacts facts = facts(MOD_JK, A, B.withActivation(Activation.DISABLED));
        assertThat(told(facts, 0, "r9")).isEqualTo("[ROUTE=r1, REQ_ATTRIBUTE JK_LB_ACTIVATION=ACT]");
        assertThat(told(facts, 1)).isEqualTo("[ROUTE=r2, REQ_ATTRIBUTE JK_LB_ACTIVATION=DIS]");
    }

    @Test
    void aMemberIsToldWhatIsWantedOfItNow() {
        ChoiceFacts facts = facts(NATIVE, A, B);
        assertThat(told(facts, 1)).isEqualTo("[ROUTE=r2, REQ_ATTRIBUTE JK_LB_ACTIVATION=ACT]");
        facts.activated(1, Activation.DISABLED);
        assertThat(told(facts, 1)).endsWith("=DIS]");
        facts.activated(1, Activation.STOPPED);
        assertThat(told(facts, 1)).endsWith("=STP]");
        assertThat(told(facts, 0)).endsWith("=ACT]");
    }

    @Test
    void aWorkerOfModJkWithoutALoadBalancerIsActiveAndALoneMemberOfOursIsToldNothing() {
        assertThat(told(facts(MOD_JK, MemberSettings.of("w", null)), 0))
                .isEqualTo("[REQ_ATTRIBUTE JK_LB_ACTIVATION=ACT]");
        assertThat(told(facts(NATIVE, A), 0)).isEqualTo("[]");
    }

    @Test
    void modProxySaysWhatTheSessionsRouteIsWhoeverWasChosen() {
        ChoiceFacts facts = facts(MOD_PROXY, A, B.withActivation(Activation.DISABLED));
        assertThat(told(facts, 0)).isEqualTo("[]");
        assertThat(told(facts, 0, "r2")).isEqualTo("[ROUTE=r2]");
        assertThat(told(facts, 1, "gone")).isEqualTo("[ROUTE=gone]");
    }
}
