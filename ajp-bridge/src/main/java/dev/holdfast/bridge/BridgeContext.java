package dev.holdfast.bridge;

import dev.holdfast.balance.MemberStatus;
import dev.holdfast.time.NanoClock;
import io.undertow.server.HttpServerExchange;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** What all exchanges of one gateway share. Any thread may use it. */
final class BridgeContext {
    private static final Logger LOG = Logger.getLogger("dev.holdfast.bridge");

    private final Members members;
    private final SessionRoutes sessionRoutes;
    private final ChoiceFacts choiceFacts;
    private final NanoClock clock;
    private final LongAdder requests;
    private final LongAdder retries;
    private final Map<BridgeFailure, LongAdder> failures;

    BridgeContext(Members members, SessionRoutes sessionRoutes, ChoiceFacts choiceFacts, NanoClock clock) {
        this.members = members;
        this.sessionRoutes = sessionRoutes;
        this.choiceFacts = choiceFacts;
        this.clock = clock;
        requests = new LongAdder();
        retries = new LongAdder();
        failures = new EnumMap<>(BridgeFailure.class);
        for (BridgeFailure failure : BridgeFailure.values()) {
            failures.put(failure, new LongAdder());
        }
    }

    private BridgeContext(Members members, BridgeContext parent) {
        this.members = members;
        sessionRoutes = parent.sessionRoutes;
        choiceFacts = parent.choiceFacts;
        clock = parent.clock;
        requests = parent.requests;
        retries = parent.retries;
        failures = parent.failures;
    }

    /** Returns the context of a child process, which counts with the others. */
    BridgeContext child() {
        return new BridgeContext(members.child(), this);
    }

    Members members() {
        return members;
    }

    SessionRoutes sessionRoutes() {
        return sessionRoutes;
    }

    ChoiceFacts choiceFacts() {
        return choiceFacts;
    }

    NanoClock clock() {
        return clock;
    }

    void requested() {
        requests.increment();
    }

    void retried() {
        retries.increment();
    }

    /** Counts a failure and says it in one line; that a client went away is everyday life and no warning. */
    void failed(
            BridgeFailure why,
            @Nullable Enum<?> violation,
            HttpServerExchange exchange,
            @Nullable Member member,
            boolean committed) {
        count(why);
        Logger.Level level = why == BridgeFailure.CLIENT_ABORTED ? Logger.Level.DEBUG : Logger.Level.WARN;
        if (LOG.isEnabled(level)) {
            LOG.logf(
                    level,
                    "%s %s via %s: %s%s; %s",
                    PeerText.loggable(exchange.getRequestMethod().toString()),
                    PeerText.loggable(exchange.getRequestURI()),
                    via(member),
                    why,
                    violation == null ? "" : " (" + violation + ")",
                    outcome(why, committed));
        }
    }

    void crashed(Throwable bug, HttpServerExchange exchange, @Nullable Member member) {
        count(BridgeFailure.INTERNAL_ERROR);
        LOG.errorf(
                bug,
                "%s %s via %s: %s; aborted the client",
                PeerText.loggable(exchange.getRequestMethod().toString()),
                PeerText.loggable(exchange.getRequestURI()),
                via(member),
                BridgeFailure.INTERNAL_ERROR);
    }

    private void count(BridgeFailure why) {
        LongAdder counter = failures.get(why);
        if (counter != null) {
            counter.increment();
        }
    }

    BridgeStatistics statistics() {
        Map<BridgeFailure, Long> counted = new EnumMap<>(BridgeFailure.class);
        failures.forEach((why, counter) -> {
            long count = counter.sum();
            if (count > 0) {
                counted.put(why, count);
            }
        });
        List<MemberStatistics> statistics = new ArrayList<>();
        List<MemberStatus> statuses = members.statuses();
        for (Member member : members.all()) {
            statistics.add(new MemberStatistics(
                    member.backend().toString(),
                    statuses.get(member.number()),
                    members.connections(member.number()),
                    members.leaseOf(member.number())));
        }
        return new BridgeStatistics(statistics, requests.sum(), retries.sum(), counted);
    }

    private static String via(@Nullable Member member) {
        return member == null ? "no back end" : member.backend().toString();
    }

    private static String outcome(BridgeFailure why, boolean committed) {
        if (why == BridgeFailure.CLIENT_ABORTED) {
            return "nobody to answer";
        }
        return committed ? "the response had begun, aborted the client" : "answered " + why.status();
    }
}
