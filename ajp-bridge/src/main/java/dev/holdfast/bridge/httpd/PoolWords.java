package dev.holdfast.bridge.httpd;

import dev.holdfast.ajp13.AjpClientTimeouts;
import dev.holdfast.balance.Activation;
import dev.holdfast.balance.MemberSettings;
import dev.holdfast.balance.ModJkBalancerSettings;
import dev.holdfast.balance.ModProxyBalancerSettings;
import dev.holdfast.bridge.Backend;
import dev.holdfast.bridge.StickySession;
import dev.holdfast.pool.ModJkPoolSettings;
import dev.holdfast.pool.ModProxyPoolSettings;
import java.time.Duration;
import java.util.Collection;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What holds for a pool, in the words and units of httpd's own files: {@code acquire=3000} is milliseconds, {@code ttl=60} seconds. What is not there is
 * off, or without a limit.
 */
final class PoolWords {
    private final StringJoiner words = new StringJoiner(" ");

    private PoolWords() {}

    /** Returns what its balancer does; nothing of a worker by itself, which has none. */
    static String of(MemberPool pool) {
        PoolWords all = new PoolWords();
        if (pool.balanced() && pool.balancer() instanceof ModProxyBalancerSettings settings) {
            all.modProxy(settings, pool.stickySession());
        } else if (pool.balanced() && pool.balancer() instanceof ModJkBalancerSettings settings) {
            all.modJk(settings, pool.stickySession());
        }
        return all.words.toString();
    }

    /** Returns what holds for a member of {@code pool} and its connections. */
    static String of(MemberPool pool, MemberPool.Member member) {
        PoolWords all = new PoolWords();
        Backend backend = member.backend();
        if (backend.pool() instanceof ModProxyPoolSettings settings) {
            all.modProxy(member.settings(), pool.balanced(), settings, backend.timeouts());
        } else if (backend.pool() instanceof ModJkPoolSettings settings) {
            all.modJk(member.settings(), pool, settings, backend);
        }
        return all.words.toString();
    }

    private void modProxy(ModProxyBalancerSettings settings, StickySession session) {
        word("lbmethod", lower(settings.lbmethod()));
        if (settings.stickySession()) {
            word("stickysession", session.cookie() + "|" + session.pathParameter());
            word("nofailover", flag(settings.noFailover()));
        }
        if (settings.maxAttempts() >= 0) {
            word("maxattempts", settings.maxAttempts());
        }
        word("forcerecovery", flag(settings.forceRecovery()));
        statuses("failonstatus", settings.failOnStatus());
        word("failontimeout", flag(settings.failOnTimeout()));
    }

    private void modJk(ModJkBalancerSettings settings, StickySession session) {
        word("method", lower(settings.method()));
        word("sticky_session", settings.stickySession());
        word("sticky_session_force", settings.stickySessionForce());
        word("session_cookie", session.cookie());
        word("session_path", ";" + session.pathParameter());
        word("recover_time", settings.recoverTime().toSeconds());
        word("error_escalation_time", settings.errorEscalationTime().toSeconds());
        word("max_reply_timeouts", settings.maxReplyTimeouts());
        word("lb_retries", settings.lbRetries());
        word("retries", settings.retries());
        word("retry_interval", settings.retryInterval().toMillis());
        statuses("fail_on_status", settings.failOnStatus());
    }

    private void modProxy(
            MemberSettings member, boolean balanced, ModProxyPoolSettings pool, AjpClientTimeouts timeouts) {
        given("route", member.route());
        if (balanced) {
            word("loadfactor", member.lbfactorText());
            word("lbset", member.distance());
            given("redirect", member.redirect());
        }
        String status = (member.activation() == Activation.STOPPED ? "S" : "")
                + (member.activation() == Activation.DISABLED ? "N" : "")
                + (member.hotStandby() ? "H" : "")
                + (member.hotSpare() ? "R" : "")
                + (member.ignoreErrors() && balanced ? "I" : "")
                + (member.inError() ? "E" : "")
                + (member.checkFailed() ? "C" : "");
        // What a worker by itself has without being told so is I.
        String without = member.ignoreErrors() || balanced ? "" : "-I";
        given(
                "status",
                status.isEmpty() && without.isEmpty() ? null : without + (status.isEmpty() ? "" : "+" + status));
        word("retry", seconds(member.retry()));
        word("max", pool.prefork() ? 1 : pool.max());
        if (!pool.prefork()) {
            word("smax", pool.smax());
            word("min", pool.min());
            given("ttl", pool.ttl().isZero() ? null : seconds(pool.ttl()));
            given(
                    "acquire",
                    pool.acquire().isZero()
                            ? null
                            : String.valueOf(pool.acquire().toMillis()));
        }
        word("connectiontimeout", seconds(pool.connectionTimeout()));
        word("timeout", seconds(timeouts.replyTimeout()));
        given("ping", timeouts.prepostTimeout().isZero() ? null : seconds(timeouts.prepostTimeout()));
        word("disablereuse", flag(pool.disableReuse()));
    }

    private void modJk(MemberSettings member, MemberPool all, ModJkPoolSettings pool, Backend backend) {
        AjpClientTimeouts timeouts = backend.timeouts();
        given("route", member.route());
        if (all.balanced()) {
            word("lbfactor", member.lbfactorText());
            word("distance", member.distance());
            given("domain", member.domain());
            given("redirect", member.redirect());
            word("activation", lower(member.activation()));
        } else if (all.balancer() instanceof ModJkBalancerSettings settings) {
            statuses("fail_on_status", settings.failOnStatus());
        }
        word("connection_pool_size", pool.connectionPoolSize());
        word("connection_pool_minsize", pool.connectionPoolMinsize());
        word("connection_pool_timeout", pool.connectionPoolTimeout().toSeconds());
        word("connection_acquire_timeout", pool.connectionAcquireTimeout().toMillis());
        word("retries", pool.retries());
        word("retry_interval", pool.retryInterval().toMillis());
        word("recovery_options", pool.recoveryOptions().bits());
        word("socket_connect_timeout", pool.socketConnectTimeout().toMillis());
        word("connection_ping_interval", pool.connectionPingInterval().toSeconds());
        word("ping_timeout", timeouts.pingTimeout().toMillis());
        word("connect_timeout", timeouts.connectTimeout().toMillis());
        word("prepost_timeout", timeouts.prepostTimeout().toMillis());
        boolean waitsForEver = timeouts.replyTimeout().equals(AjpClientTimeouts.NEVER);
        word("reply_timeout", waitsForEver ? 0 : timeouts.replyTimeout().toMillis());
        word("busy_limit", pool.busyLimit());
        word("max_packet_size", backend.packetSize());
    }

    private void word(String name, Object value) {
        words.add(name + "=" + value);
    }

    private void given(String name, @Nullable String value) {
        if (value != null) {
            word(name, value);
        }
    }

    private void statuses(String name, Collection<Integer> statuses) {
        if (!statuses.isEmpty()) {
            word(name, statuses.stream().sorted().map(String::valueOf).collect(Collectors.joining(",")));
        }
    }

    private static String flag(boolean on) {
        return on ? "On" : "Off";
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** What takes seconds takes milliseconds too where they say so. */
    private static String seconds(Duration time) {
        return time.toMillisPart() == 0 ? String.valueOf(time.toSeconds()) : time.toMillis() + "ms";
    }
}
