package dev.holdfast.bridge;

import dev.holdfast.ajp13.AjpAttribute;
import dev.holdfast.balance.Activation;
import dev.holdfast.balance.BalancerSettings;
import dev.holdfast.balance.MemberSettings;
import dev.holdfast.balance.ModJkBalancerSettings;
import dev.holdfast.balance.ModProxyBalancerSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * What a member is told over AJP of why it was chosen, in attributes: of mod_jk its route and what the operator wants of it, by which Tomcat's
 * LoadBalancerDrainingValve sends new clients elsewhere; of mod_proxy the route of the request's session, whoever has it; of native the same as of
 * mod_jk, where there is more than one member. Any thread may use it.
 */
final class ChoiceFacts {
    private final boolean ofSessions;
    private final boolean always;
    private final List<MemberSettings> members;
    /** Made when something changes, and not for each request. */
    private final AtomicReferenceArray<List<AjpAttribute>> ofMembers;

    ChoiceFacts(BalancerSettings balancer, List<MemberSettings> members) {
        this.ofSessions = balancer instanceof ModProxyBalancerSettings;
        this.always = balancer instanceof ModJkBalancerSettings;
        this.members = List.copyOf(members);
        this.ofMembers = new AtomicReferenceArray<>(members.size());
        for (int i = 0; i < members.size(); i++) {
            activated(i, members.get(i).activation());
        }
    }

    /** The operator wants this of a member from now on. */
    void activated(int member, Activation activation) {
        ofMembers.set(member, List.copyOf(attributes(members.get(member).route(), activation)));
    }

    private List<AjpAttribute> attributes(@Nullable String route, Activation activation) {
        List<AjpAttribute> attributes = new ArrayList<>();
        if (always || members.size() > 1) {
            if (route != null) {
                attributes.add(AjpAttribute.of(AjpAttribute.Type.ROUTE, route));
            }
            attributes.add(AjpAttribute.named(AjpAttribute.ACTIVATION, word(activation)));
        }
        return attributes;
    }

    private static String word(Activation activation) {
        return switch (activation) {
            case ACTIVE -> "ACT";
            case DISABLED -> "DIS";
            case STOPPED -> "STP";
        };
    }

    /**
     * Returns what {@code member} is told.
     *
     * @param routes of the request's sessions, see {@link SessionRoutes}
     */
    List<AjpAttribute> of(Member member, List<String> routes) {
        if (ofSessions) {
            return routes.isEmpty() ? List.of() : List.of(AjpAttribute.of(AjpAttribute.Type.ROUTE, routes.get(0)));
        }
        return ofMembers.get(member.number());
    }
}
