package dev.holdfast.bridge.httpd;

import dev.holdfast.balance.BalancerSettings;
import dev.holdfast.balance.HealthSettings;
import dev.holdfast.balance.MemberSettings;
import dev.holdfast.bridge.Backend;
import dev.holdfast.bridge.Gateway;
import dev.holdfast.bridge.StickySession;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Back ends that requests are spread over; often one.
 *
 * @param name what the files call it: {@code balancer://name}, a URL, a worker of mod_jk
 * @param balanced whether the files have a balancer for it, and it is no worker by itself
 */
record MemberPool(
        String name, List<Member> members, BalancerSettings balancer, StickySession stickySession, boolean balanced) {
    /**
     * One of them.
     *
     * @param check how its health is checked, if it is
     */
    record Member(Backend backend, MemberSettings settings, Optional<HealthSettings> check) {}

    MemberPool {
        members = List.copyOf(members);
    }

    /** @throws UnknownHostException if a member's host has no address */
    Gateway gateway(Duration firewallIdle) throws UnknownHostException {
        Gateway.Builder gateway = Gateway.builder()
                .balancer(balancer)
                .stickySession(stickySession)
                .firewallIdle(firewallIdle);
        members.forEach(member -> gateway.member(member.backend(), member.settings(), member.check()));
        return gateway.build();
    }
}
