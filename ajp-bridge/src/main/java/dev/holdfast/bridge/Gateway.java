package dev.holdfast.bridge;

import dev.holdfast.balance.Activation;
import dev.holdfast.balance.BalancerSettings;
import dev.holdfast.balance.HealthMethod;
import dev.holdfast.balance.HealthSettings;
import dev.holdfast.balance.MemberSettings;
import dev.holdfast.balance.NativeBalancerSettings;
import dev.holdfast.connector.xnio.SystemNanoClock;
import dev.holdfast.pool.NativePoolSettings;
import dev.holdfast.time.NanoClock;
import dev.holdfast.time.TimeText;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.HttpContinueReadHandler;
import io.undertow.util.AttachmentKey;
import io.undertow.util.SameThreadExecutor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.xnio.XnioWorker;

/**
 * Forwards HTTP exchanges to one back end, or to one of several.
 *
 * <p>It works on any Undertow listener and never blocks. Bodies of both directions are streamed with back-pressure; a request costs two
 * packets of memory. Where no back end answers, the client gets the status of a {@link BridgeFailure}, or, if its response has begun, a
 * connection cut off so that it cannot take the rest for the whole.
 *
 * <p>A request that never left, because a member had no connection or could not be connected to, goes to another member, each at most once.
 * One that was sent and not answered goes to a member a second time, and no third, if nothing of its body was read and its method is
 * idempotent (RFC 9110 section 9.2.2); where a pooled connection turned out to be closed, to the same one.
 *
 * <p>{@code Expect: 100-continue} is answered when the back end is to get the first of the body: when it has said so over HTTP, and over AJP
 * when it asks for the body. For a Content-Length above 0 AJP13 has the front send the first packet unasked, so there it is as soon as a
 * pooled connection has taken the request; a back end that is down or busy still gets answered for without the upload.
 *
 * <p>WebSocket and other upgrades work with HTTP back ends. AJP13 has none: the fields of a handshake are dropped with the other hop-by-hop
 * fields, and the back end answers a plain request.
 *
 * <p>Max-Forwards of OPTIONS and TRACE is counted down, and at 0 the gateway answers itself (RFC 9110 section 7.6.2).
 *
 * <p>Thread-safe.
 */
public final class Gateway implements Forwarder {
    /** What an exchange may have attached to be told that all of its response has come, and waits for the client; on the I/O thread. */
    public static final AttachmentKey<Runnable> RESPONSE_COMPLETE = AttachmentKey.create(Runnable.class);

    private final BridgeContext context;
    private final HttpHandler first = new MaxForwards(new HttpContinueReadHandler(this::forward));
    private final List<Optional<HealthSettings>> checks;

    private Gateway(BridgeContext context, List<Optional<HealthSettings>> checks) {
        this.context = context;
        this.checks = checks;
    }

    /**
     * Returns a gateway to {@code backend} alone. No connection is opened before the first request, so it may come up later.
     *
     * @throws UnknownHostException if the host has no address. It is looked up here and not again: a lookup blocks
     */
    public static Gateway to(Backend backend) throws UnknownHostException {
        return builder().member(backend).build();
    }

    /** Returns a builder of a gateway without members. */
    public static Builder builder() {
        return new Builder();
    }

    /** Collects members and how to choose among them. */
    public static final class Builder {
        private static final Duration SHORTEST_FIREWALL_IDLE = Duration.ofSeconds(2);

        private final List<Backend> backends = new ArrayList<>();
        private final List<MemberSettings> members = new ArrayList<>();
        private final List<Optional<HealthSettings>> checks = new ArrayList<>();
        private BalancerSettings balancer = NativeBalancerSettings.DEFAULT;
        private StickySession stickySession = StickySession.DEFAULT;
        private Machines machines = Machines.PLAIN;
        private Duration firewallIdle = Duration.ZERO;

        private Builder() {}

        /** Adds a member that is called as its address is and owns no sessions. */
        public Builder member(Backend backend) {
            return member(backend, MemberSettings.of(backend.toString(), null));
        }

        /** Adds a member whose health is not checked. */
        public Builder member(Backend backend, MemberSettings settings) {
            return member(backend, settings, Optional.empty());
        }

        /**
         * Adds a member.
         *
         * @param check how its health is checked once {@link Gateway#watch} is called; empty: not at all
         * @throws IllegalArgumentException for a CPING to a back end that does not speak AJP, or a leased pool
         */
        public Builder member(Backend backend, MemberSettings settings, Optional<HealthSettings> check) {
            if (backend.protocol() != Backend.Protocol.AJP
                    && check.map(HealthSettings::method)
                            .filter(HealthMethod.CPING::equals)
                            .isPresent()) {
                throw new IllegalArgumentException("method must not be CPING, which is a word of AJP, for " + backend);
            }
            if (backend.protocol() != Backend.Protocol.AJP && isLeased(backend)) {
                throw new IllegalArgumentException("pool must not be leased, which takes AJP, for " + backend);
            }
            backends.add(backend);
            members.add(settings);
            checks.add(check);
            return this;
        }

        /** Sets how a member is chosen; {@link NativeBalancerSettings#DEFAULT} unless set. */
        public Builder balancer(BalancerSettings settings) {
            balancer = settings;
            return this;
        }

        /** Sets where a request names its session; {@link StickySession#DEFAULT} unless set. */
        public Builder stickySession(StickySession settings) {
            stickySession = settings;
            return this;
        }

        Builder machines(Machines source) {
            machines = source;
            return this;
        }

        /**
         * Sets after how long without traffic something between gateway and back ends, or clients, forgets a connection: TCP shows a sign of
         * life before, on connections to back ends and, in a tunnel, to its client. Idle connections of a pool are the pool's affair. It needs
         * the transport of {@code HttpConnector} and a system that can do it. Zero, the default, for never.
         *
         * @throws IllegalArgumentException if it is negative, or above zero and below 2 s
         */
        public Builder firewallIdle(Duration limit) {
            if (limit.isNegative() || (!limit.isZero() && limit.compareTo(SHORTEST_FIREWALL_IDLE) < 0)) {
                throw new IllegalArgumentException("firewallIdle must be zero, or 2 s or more: " + TimeText.of(limit));
            }
            firewallIdle = limit;
            return this;
        }

        /**
         * Returns the gateway.
         *
         * @throws IllegalArgumentException where there is no member, or two have one name
         * @throws UnknownHostException if a member's host has no address
         */
        public Gateway build() throws UnknownHostException {
            NanoClock clock = SystemNanoClock.INSTANCE;
            List<Member> built = new ArrayList<>();
            for (Backend backend : backends) {
                InetSocketAddress address =
                        new InetSocketAddress(InetAddress.getByName(backend.host()), backend.port());
                built.add(new Member(built.size(), backend, address, firewallIdle, clock, machines));
            }
            Members all = new Members(built, machines.balancer(balancer, members), clock);
            SessionRoutes routes = SessionRoutes.of(stickySession, balancer);
            ChoiceFacts facts = new ChoiceFacts(balancer, members);
            return new Gateway(new BridgeContext(all, routes, facts, clock), List.copyOf(checks));
        }
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        first.handleRequest(exchange);
    }

    private static boolean isLeased(Backend backend) {
        return backend.pool() instanceof NativePoolSettings pool && pool.isLeased();
    }

    @Override
    public void watch(XnioWorker worker) {
        for (Member member : context.members().all()) {
            context.members().lease(member, worker.getIoThread());
            checks.get(member.number())
                    .ifPresent(settings -> context.members().watch(member, settings, worker.getIoThread()));
        }
    }

    /**
     * Takes a member out of use, out of use but for its sessions, or back into it.
     *
     * @param name as given in its {@link MemberSettings}
     * @throws IllegalArgumentException naming the members, where none is called so
     */
    public void activate(String name, Activation activation) {
        List<String> names = new ArrayList<>();
        context.members()
                .statuses()
                .forEach(status -> names.add(status.settings().name()));
        int number = names.indexOf(name);
        if (number < 0) {
            throw new IllegalArgumentException("no member is called " + name + ", but: " + String.join(", ", names));
        }
        context.members().activate(number, activation);
        context.choiceFacts().activated(number, activation);
    }

    /** @throws IllegalStateException where a member's pool is leased, which makes it one of the whole process */
    @Override
    public Gateway child() {
        for (Member member : context.members().all()) {
            if (isLeased(member.backend())) {
                throw new IllegalStateException("the pool to " + member.backend() + " is leased");
            }
        }
        return new Gateway(context.child(), Collections.nCopies(checks.size(), Optional.empty()));
    }

    /** Returns the members as they are, with the connections of all children, and the counters since the first of them was made. */
    public BridgeStatistics statistics() {
        return context.statistics();
    }

    @Override
    public void close() {
        context.members().close();
    }

    private void forward(HttpServerExchange exchange) {
        context.requested();
        exchange.dispatch(
                exchange.isInIoThread() ? SameThreadExecutor.INSTANCE : exchange.getIoThread(),
                () -> new BridgeExchange(context, exchange).start());
    }
}
