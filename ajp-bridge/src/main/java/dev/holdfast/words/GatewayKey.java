package dev.holdfast.words;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A key of the gateway's pools and balancer, in the words of the product whose rules they follow; which words count depends on
 * {@code pool.kind}.
 */
public enum GatewayKey {
    POOL_KIND("pool.kind", "", PoolKind.NATIVE, PoolKind.MOD_JK, PoolKind.MOD_PROXY),

    CONNECTION_POOL_SIZE("pool.connection_pool_size", "connectionPoolSize", PoolKind.NATIVE, PoolKind.MOD_JK),
    BUDGET("pool.budget", "", PoolKind.NATIVE),
    FLEET_SIZE("pool.fleet_size", "", PoolKind.NATIVE),
    CONNECTION_POOL_MINSIZE("pool.connection_pool_minsize", "connectionPoolMinsize", PoolKind.NATIVE, PoolKind.MOD_JK),
    CONNECTION_POOL_TIMEOUT("pool.connection_pool_timeout", "connectionPoolTimeout", PoolKind.NATIVE, PoolKind.MOD_JK),
    CONNECTION_ACQUIRE_TIMEOUT(
            "pool.connection_acquire_timeout", "connectionAcquireTimeout", PoolKind.NATIVE, PoolKind.MOD_JK),
    SOCKET_CONNECT_TIMEOUT("pool.socket_connect_timeout", "socketConnectTimeout", PoolKind.NATIVE, PoolKind.MOD_JK),
    MAX_QUEUE_SIZE("pool.max_queue_size", "maxQueueSize", PoolKind.NATIVE),
    RETRIES("pool.retries", "retries", PoolKind.MOD_JK),
    RETRY_INTERVAL("pool.retry_interval", "retryInterval", PoolKind.MOD_JK),
    CONNECTION_PING_INTERVAL(
            "pool.connection_ping_interval", "connectionPingInterval", PoolKind.NATIVE, PoolKind.MOD_JK),
    BUSY_LIMIT("pool.busy_limit", "busyLimit", PoolKind.MOD_JK),
    RECOVERY_OPTIONS("pool.recovery_options", "recoveryOptions", PoolKind.MOD_JK),
    MAINTAIN("pool.maintain", "maintain", PoolKind.MOD_JK),
    WATCHDOG_INTERVAL("pool.JkWatchdogInterval", "jkWatchdogInterval", PoolKind.MOD_JK),
    MIN("pool.min", "min", PoolKind.MOD_PROXY),
    SMAX("pool.smax", "smax", PoolKind.MOD_PROXY),
    MAX("pool.max", "max", PoolKind.MOD_PROXY),
    TTL("pool.ttl", "ttl", PoolKind.MOD_PROXY),
    ACQUIRE("pool.acquire", "acquire", PoolKind.MOD_PROXY),
    CONNECTION_TIMEOUT("pool.connectiontimeout", "connectionTimeout", PoolKind.MOD_PROXY),
    DISABLE_REUSE("pool.disablereuse", "disableReuse", PoolKind.MOD_PROXY),

    PING_AFTER_IDLE("back.ping_after_idle", "pingAfterIdle", PoolKind.NATIVE),
    PING_MODE("back.ping_mode", "ping_mode", PoolKind.MOD_JK),
    PING_TIMEOUT("back.ping_timeout", "pingTimeout", PoolKind.NATIVE, PoolKind.MOD_JK),
    CONNECT_TIMEOUT("back.connect_timeout", "connectTimeout", PoolKind.MOD_JK),
    PREPOST_TIMEOUT("back.prepost_timeout", "prepostTimeout", PoolKind.MOD_JK),
    REPLY_TIMEOUT("back.reply_timeout", "replyTimeout", PoolKind.NATIVE, PoolKind.MOD_JK),
    SOCKET_TIMEOUT("back.socket_timeout", "socket_timeout", PoolKind.MOD_JK),
    PING("back.ping", "prepostTimeout", PoolKind.MOD_PROXY),
    TIMEOUT("back.timeout", "replyTimeout", PoolKind.MOD_PROXY),
    FLUSHPACKETS("back.flushpackets", "flushpackets", PoolKind.MOD_PROXY),
    FLUSHWAIT("back.flushwait", "headWait", PoolKind.MOD_PROXY),
    MAX_PACKET_SIZE("back.max_packet_size", "packetSize", PoolKind.NATIVE, PoolKind.MOD_JK, PoolKind.MOD_PROXY),

    FIREWALL_IDLE("back.firewallIdle", "firewallIdle", PoolKind.NATIVE, PoolKind.MOD_JK, PoolKind.MOD_PROXY),
    HCMETHOD("back.hcmethod", "method", PoolKind.NATIVE, PoolKind.MOD_PROXY),
    HCURI("back.hcuri", "uri", PoolKind.NATIVE, PoolKind.MOD_PROXY),
    HCSTATUS("back.hcstatus", "statuses", PoolKind.NATIVE),
    HCINTERVAL("back.hcinterval", "interval", PoolKind.NATIVE, PoolKind.MOD_PROXY),
    HCTIMEOUT("back.hctimeout", "timeout", PoolKind.NATIVE),
    HCPASSES("back.hcpasses", "passes", PoolKind.NATIVE, PoolKind.MOD_PROXY),
    HCFAILS("back.hcfails", "fails", PoolKind.NATIVE, PoolKind.MOD_PROXY),

    METHOD("balancer.method", "method", PoolKind.MOD_JK),
    STICKY_SESSION("balancer.sticky_session", "stickySession", PoolKind.NATIVE, PoolKind.MOD_JK),
    STICKY_SESSION_FORCE("balancer.sticky_session_force", "stickySessionForce", PoolKind.NATIVE, PoolKind.MOD_JK),
    RECOVER_TIME("balancer.recover_time", "recoverTime", PoolKind.NATIVE, PoolKind.MOD_JK),
    MAX_RECOVER_TIME("balancer.max_recover_time", "maxRecoverTime", PoolKind.NATIVE),
    ERROR_THRESHOLD("balancer.error_threshold", "errorThreshold", PoolKind.NATIVE),
    ERROR_ESCALATION_TIME("balancer.error_escalation_time", "errorEscalationTime", PoolKind.MOD_JK),
    MAX_REPLY_TIMEOUTS("balancer.max_reply_timeouts", "maxReplyTimeouts", PoolKind.MOD_JK),
    LB_RETRIES("balancer.lb_retries", "lbRetries", PoolKind.MOD_JK),
    FAIL_ON_STATUS("balancer.fail_on_status", "failOnStatus", PoolKind.MOD_JK),
    LBMETHOD("balancer.lbmethod", "lbmethod", PoolKind.MOD_PROXY),
    STICKYSESSION("balancer.stickysession", "stickySession", PoolKind.MOD_PROXY),
    NOFAILOVER("balancer.nofailover", "noFailover", PoolKind.MOD_PROXY),
    MAXATTEMPTS("balancer.maxattempts", "maxAttempts", PoolKind.MOD_PROXY),
    FORCERECOVERY("balancer.forcerecovery", "forceRecovery", PoolKind.MOD_PROXY),
    FAILONSTATUS("balancer.failonstatus", "failOnStatus", PoolKind.MOD_PROXY),
    FAILONTIMEOUT("balancer.failontimeout", "failOnTimeout", PoolKind.MOD_PROXY);

    private final String text;
    private final String component;
    private final boolean ofNative;
    private final boolean ofModJk;
    private final boolean ofModProxy;

    /**
     * @param component what the settings' records call it
     * @param kinds whose word it is
     */
    GatewayKey(String text, String component, PoolKind... kinds) {
        List<PoolKind> all = List.of(kinds);
        this.text = text;
        this.component = component;
        this.ofNative = all.contains(PoolKind.NATIVE);
        this.ofModJk = all.contains(PoolKind.MOD_JK);
        this.ofModProxy = all.contains(PoolKind.MOD_PROXY);
    }

    /** Returns what the settings' records call it, empty for {@link #POOL_KIND}. */
    String component() {
        return component;
    }

    /** Returns whether it means something where {@link #POOL_KIND} is {@code kind}. */
    public boolean isWordOf(PoolKind kind) {
        return switch (kind) {
            case NATIVE -> ofNative;
            case MOD_JK -> ofModJk;
            case MOD_PROXY -> ofModProxy;
        };
    }

    /** Returns whose word it is, with "or" between them. */
    String owners() {
        return Arrays.stream(PoolKind.values())
                .filter(this::isWordOf)
                .map(PoolKind::toString)
                .collect(Collectors.joining(" or "));
    }

    /** Returns the key with this spelling; case counts. */
    public static Optional<GatewayKey> of(String text) {
        return Arrays.stream(values()).filter(key -> key.text.equals(text)).findFirst();
    }

    @Override
    public String toString() {
        return text;
    }
}
