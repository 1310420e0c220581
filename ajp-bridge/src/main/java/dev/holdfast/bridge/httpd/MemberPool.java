package dev.holdfast.bridge.httpd;

import dev.holdfast.balance.BalancerSettings;
import dev.holdfast.balance.MemberSettings;
import dev.holdfast.bridge.Backend;
import dev.holdfast.bridge.Gateway;
import dev.holdfast.bridge.StickySession;
import java.net.UnknownHostException;
import java.util.List;

/**
 * Back ends that requests are spread over; often one.
 *
 * @param name what the files call it: {@code balancer://name}, a URL, a worker of mod_jk
 */
record MemberPool(String name, List<Member> members, BalancerSettings balancer, StickySession stickySession) {
    /** One of them. */
    record Member(Backend backend, MemberSettings settings) {}

    MemberPool {
        members = List.copyOf(members);
    }

    /** @throws UnknownHostException if a member's host has no address */
    Gateway gateway() throws UnknownHostException {
        Gateway.Builder gateway = Gateway.builder().balancer(balancer).stickySession(stickySession);
        members.forEach(member -> gateway.member(member.backend(), member.settings()));
        return gateway.build();
    }
}
