package dev.holdfast.server.cli;

import dev.holdfast.ajp13.AjpClientTimeouts;
import dev.holdfast.ajp13.AjpPacket;
import dev.holdfast.ajp13.PingMode;
import dev.holdfast.balance.BalancerSettings;
import dev.holdfast.balance.ModJkBalancerSettings;
import dev.holdfast.balance.ModJkMethod;
import dev.holdfast.balance.ModProxyBalancerSettings;
import dev.holdfast.balance.ModProxyMethod;
import dev.holdfast.balance.NativeBalancerSettings;
import dev.holdfast.bridge.Backend;
import dev.holdfast.connector.DurationText;
import dev.holdfast.pool.ModJkPoolSettings;
import dev.holdfast.pool.ModProxyPoolSettings;
import dev.holdfast.pool.NativePoolSettings;
import dev.holdfast.pool.PoolSettings;
import dev.holdfast.server.config.ConfigurationException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;

/** The gateway's pools and balancer, as a {@link Configuration} has them. */
final class GatewayConfiguration {
    /** How many connections mod_jk's and mod_proxy's pools have, which in httpd is the number of a child's threads. */
    private static final int POOL_SIZE = NativePoolSettings.DEFAULT.connectionPoolSize();

    private static final int MIN_STATUS = 100;
    private static final int MAX_STATUS = 999;

    private final Configuration configuration;
    private final PoolKind kind;

    /** @throws ConfigurationException if {@code pool.kind} is none, or there are words of another kind */
    GatewayConfiguration(Configuration configuration) throws ConfigurationException {
        this.configuration = configuration;
        this.kind = configuration.value(GatewayKey.POOL_KIND.toString(), PoolKind.NATIVE, PoolKind.LEGAL, PoolKind::of);
        for (GatewayKey key : GatewayKey.values()) {
            if (!key.isWordOf(kind) && configuration.isGiven(key.toString())) {
                throw new ConfigurationException(configuration.place(key.toString()) + ": " + key + " is a word of "
                        + key.owners() + ", but " + GatewayKey.POOL_KIND + " is " + kind);
            }
        }
    }

    /** Returns {@code backend} with the pool, the timeouts and the packet size that are set. */
    Backend apply(Backend backend) throws ConfigurationException {
        PoolSettings pool = pool();
        AjpClientTimeouts timeouts = timeouts();
        int packetSize = integer(GatewayKey.MAX_PACKET_SIZE, AjpPacket.DEFAULT_SIZE);
        return located(() -> backend.withPool(pool).withTimeouts(timeouts).withPacketSize(packetSize));
    }

    /** Returns how a member is chosen. */
    BalancerSettings balancer() throws ConfigurationException {
        return switch (kind) {
            case NATIVE -> nativeBalancer();
            case MOD_JK -> modJkBalancer();
            case MOD_PROXY -> modProxyBalancer();
        };
    }

    private PoolSettings pool() throws ConfigurationException {
        return switch (kind) {
            case NATIVE -> nativePool();
            case MOD_JK -> modJkPool();
            case MOD_PROXY -> modProxyPool();
        };
    }

    private PoolSettings nativePool() throws ConfigurationException {
        NativePoolSettings d = NativePoolSettings.DEFAULT;
        int size = integer(GatewayKey.CONNECTION_POOL_SIZE, d.connectionPoolSize());
        int minsize = integer(GatewayKey.CONNECTION_POOL_MINSIZE, d.connectionPoolMinsize());
        Duration timeout = duration(GatewayKey.CONNECTION_POOL_TIMEOUT, d.connectionPoolTimeout());
        Duration acquire = duration(GatewayKey.CONNECTION_ACQUIRE_TIMEOUT, d.connectionAcquireTimeout());
        int queue = integer(GatewayKey.MAX_QUEUE_SIZE, d.maxQueueSize());
        Duration connect = duration(GatewayKey.SOCKET_CONNECT_TIMEOUT, d.socketConnectTimeout());
        return located(() -> new NativePoolSettings(size, minsize, timeout, acquire, queue, connect));
    }

    private PoolSettings modJkPool() throws ConfigurationException {
        int size = integer(GatewayKey.CONNECTION_POOL_SIZE, POOL_SIZE);
        ModJkPoolSettings d = this.<ModJkPoolSettings>located(() -> ModJkPoolSettings.forThreads(size));
        int minsize = integer(GatewayKey.CONNECTION_POOL_MINSIZE, d.connectionPoolMinsize());
        int retries = integer(GatewayKey.RETRIES, d.retries());
        Duration interval = duration(GatewayKey.RETRY_INTERVAL, d.retryInterval());
        Duration acquire = duration(GatewayKey.CONNECTION_ACQUIRE_TIMEOUT, interval.multipliedBy(retries));
        Duration timeout = duration(GatewayKey.CONNECTION_POOL_TIMEOUT, d.connectionPoolTimeout());
        Duration connect = duration(GatewayKey.SOCKET_CONNECT_TIMEOUT, d.socketConnectTimeout());
        Duration ping = duration(GatewayKey.CONNECTION_PING_INTERVAL, pingInterval());
        int busy = integer(GatewayKey.BUSY_LIMIT, d.busyLimit());
        Duration maintain = duration(GatewayKey.MAINTAIN, d.maintain());
        Duration watchdog = duration(GatewayKey.WATCHDOG_INTERVAL, d.jkWatchdogInterval());
        return located(() -> new ModJkPoolSettings(
                size, minsize, timeout, acquire, retries, interval, connect, ping, busy, maintain, watchdog));
    }

    /** mod_jk derives the interval from ping_timeout where ping_mode has an I. */
    private Duration pingInterval() throws ConfigurationException {
        return pingMode().contains(PingMode.INTERVAL)
                ? Duration.ofSeconds(pingTimeout().toSeconds() * 10)
                : Duration.ZERO;
    }

    private PoolSettings modProxyPool() throws ConfigurationException {
        int max = integer(GatewayKey.MAX, POOL_SIZE);
        ModProxyPoolSettings d = this.<ModProxyPoolSettings>located(() -> ModProxyPoolSettings.forThreads(max));
        int min = integer(GatewayKey.MIN, d.min());
        int smax = integer(GatewayKey.SMAX, d.smax());
        Duration ttl = duration(GatewayKey.TTL, d.ttl());
        Duration acquire = duration(GatewayKey.ACQUIRE, d.acquire());
        Duration connect = duration(GatewayKey.CONNECTION_TIMEOUT, d.connectionTimeout());
        boolean disableReuse = trueOrFalse(GatewayKey.DISABLE_REUSE, d.disableReuse());
        // A live request that is woken runs at once; and one process serves all, so none is a prefork child.
        return located(() ->
                new ModProxyPoolSettings(min, max, smax, ttl, acquire, connect, disableReuse, false, Duration.ZERO));
    }

    private AjpClientTimeouts timeouts() throws ConfigurationException {
        AjpClientTimeouts d = AjpClientTimeouts.DEFAULT;
        return switch (kind) {
            case NATIVE -> {
                Duration idle = duration(GatewayKey.PING_AFTER_IDLE, d.pingAfterIdle());
                Duration ping = duration(GatewayKey.PING_TIMEOUT, d.pingTimeout());
                Duration reply = duration(GatewayKey.REPLY_TIMEOUT, d.replyTimeout());
                yield this.<AjpClientTimeouts>located(() -> new AjpClientTimeouts(idle, ping, reply));
            }
            case MOD_JK -> {
                Duration ping = pingTimeout();
                Duration connect = duration(GatewayKey.CONNECT_TIMEOUT, Duration.ZERO);
                Duration prepost = duration(GatewayKey.PREPOST_TIMEOUT, Duration.ZERO);
                Duration reply = duration(GatewayKey.REPLY_TIMEOUT, Duration.ZERO);
                Set<PingMode> mode = pingMode();
                // mod_jk's zero is for ever.
                yield this.<AjpClientTimeouts>located(() -> AjpClientTimeouts.ofModJk(
                        mode, ping, connect, prepost, reply.isZero() ? AjpClientTimeouts.NEVER : reply));
            }
            case MOD_PROXY -> {
                Duration ping = duration(GatewayKey.PING, Duration.ZERO);
                Duration reply = duration(GatewayKey.TIMEOUT, d.replyTimeout());
                yield this.<AjpClientTimeouts>located(() ->
                        new AjpClientTimeouts(AjpClientTimeouts.NEVER, d.pingTimeout(), reply, Duration.ZERO, ping));
            }
        };
    }

    private Duration pingTimeout() throws ConfigurationException {
        return duration(GatewayKey.PING_TIMEOUT, AjpClientTimeouts.DEFAULT.pingTimeout());
    }

    private Set<PingMode> pingMode() throws ConfigurationException {
        return value(GatewayKey.PING_MODE, Set.<PingMode>of(), "letters of C, P, I and A", text -> {
            try {
                return Optional.of(PingMode.parse(text));
            } catch (IllegalArgumentException anotherLetter) {
                return Optional.empty();
            }
        });
    }

    private BalancerSettings nativeBalancer() throws ConfigurationException {
        NativeBalancerSettings d = NativeBalancerSettings.DEFAULT;
        boolean sticky = trueOrFalse(GatewayKey.STICKY_SESSION, d.stickySession());
        boolean force = trueOrFalse(GatewayKey.STICKY_SESSION_FORCE, d.stickySessionForce());
        int threshold = integer(GatewayKey.ERROR_THRESHOLD, d.errorThreshold());
        Duration recover = duration(GatewayKey.RECOVER_TIME, d.recoverTime());
        Duration most = duration(GatewayKey.MAX_RECOVER_TIME, longest(recover, d.maxRecoverTime()));
        return located(() -> new NativeBalancerSettings(sticky, force, threshold, recover, most, d.latencyDecay()));
    }

    private static Duration longest(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private BalancerSettings modJkBalancer() throws ConfigurationException {
        ModJkBalancerSettings d = ModJkBalancerSettings.DEFAULT;
        ModJkMethod method = constant(GatewayKey.METHOD, d.method(), ModJkMethod.class);
        boolean sticky = trueOrFalse(GatewayKey.STICKY_SESSION, d.stickySession());
        boolean force = trueOrFalse(GatewayKey.STICKY_SESSION_FORCE, d.stickySessionForce());
        Duration recover = duration(GatewayKey.RECOVER_TIME, d.recoverTime());
        Duration escalation = duration(GatewayKey.ERROR_ESCALATION_TIME, Duration.ofSeconds(recover.toSeconds() / 2));
        int replyTimeouts = integer(GatewayKey.MAX_REPLY_TIMEOUTS, d.maxReplyTimeouts());
        int lbRetries = integer(GatewayKey.LB_RETRIES, d.lbRetries());
        int retries = integer(GatewayKey.RETRIES, d.retries());
        Duration interval = duration(GatewayKey.RETRY_INTERVAL, d.retryInterval());
        Set<Integer> statuses = statuses(GatewayKey.FAIL_ON_STATUS, true);
        Duration maintain = duration(GatewayKey.MAINTAIN, d.maintain());
        return located(() -> new ModJkBalancerSettings(
                method,
                sticky,
                force,
                recover,
                escalation,
                replyTimeouts,
                lbRetries,
                retries,
                interval,
                statuses,
                maintain));
    }

    private BalancerSettings modProxyBalancer() throws ConfigurationException {
        ModProxyBalancerSettings d = ModProxyBalancerSettings.DEFAULT;
        ModProxyMethod method = constant(GatewayKey.LBMETHOD, d.lbmethod(), ModProxyMethod.class);
        // httpd has to be told the name of the session; here it has one.
        boolean sticky = trueOrFalse(GatewayKey.STICKYSESSION, true);
        boolean noFailover = trueOrFalse(GatewayKey.NOFAILOVER, d.noFailover());
        int attempts = integer(GatewayKey.MAXATTEMPTS, d.maxAttempts());
        boolean recovery = trueOrFalse(GatewayKey.FORCERECOVERY, d.forceRecovery());
        Set<Integer> statuses = statuses(GatewayKey.FAILONSTATUS, false);
        boolean onTimeout = trueOrFalse(GatewayKey.FAILONTIMEOUT, d.failOnTimeout());
        boolean ping = !duration(GatewayKey.PING, Duration.ZERO).isZero();
        return located(() -> new ModProxyBalancerSettings(
                method, sticky, noFailover, attempts, recovery, statuses, onTimeout, ping));
    }

    private Set<Integer> statuses(GatewayKey key, boolean mayBeNegative) throws ConfigurationException {
        String legal = "statuses from " + MIN_STATUS + " to " + MAX_STATUS + " with commas between them"
                + (mayBeNegative ? ", a minus before those that are no error of the member's" : "");
        return value(key, Set.<Integer>of(), legal, text -> {
            Set<Integer> statuses = new TreeSet<>();
            for (String word : text.split(",", -1)) {
                Optional<Long> status = Configuration.whole(word.strip(), MAX_STATUS)
                        .filter(number -> Math.abs(number) >= MIN_STATUS && (number > 0 || mayBeNegative));
                if (status.isEmpty()) {
                    return Optional.empty();
                }
                statuses.add(status.get().intValue());
            }
            return Optional.of(statuses);
        });
    }

    private <E extends Enum<E>> E constant(GatewayKey key, E whenAbsent, Class<E> type) throws ConfigurationException {
        Set<String> legal = new TreeSet<>();
        for (E constant : type.getEnumConstants()) {
            legal.add(constant.name().toLowerCase(Locale.ROOT));
        }
        return value(key, whenAbsent, "one of " + String.join(", ", legal), text -> {
            String lower = text.toLowerCase(Locale.ROOT);
            return legal.contains(lower)
                    ? Optional.of(Enum.valueOf(type, lower.toUpperCase(Locale.ROOT)))
                    : Optional.empty();
        });
    }

    private int integer(GatewayKey key, int whenAbsent) throws ConfigurationException {
        return value(
                key,
                whenAbsent,
                "a whole number up to " + Integer.MAX_VALUE,
                text -> Configuration.whole(text, Integer.MAX_VALUE).map(Long::intValue));
    }

    private Duration duration(GatewayKey key, Duration whenAbsent) throws ConfigurationException {
        return value(key, whenAbsent, DurationText.LEGAL, DurationText::parse);
    }

    private boolean trueOrFalse(GatewayKey key, boolean whenAbsent) throws ConfigurationException {
        return value(key, whenAbsent, "true or false", Configuration::trueOrFalse);
    }

    private <T> T value(GatewayKey key, T whenAbsent, String legal, Function<String, Optional<? extends T>> reader)
            throws ConfigurationException {
        return configuration.value(key.toString(), whenAbsent, legal, reader);
    }

    /** Makes a settings record; if its own checks refuse a value, which they name first, says which key that is and where it was given. */
    private <T> T located(Supplier<T> settings) throws ConfigurationException {
        try {
            return settings.get();
        } catch (IllegalArgumentException refused) {
            String message = String.valueOf(refused.getMessage());
            for (GatewayKey key : GatewayKey.values()) {
                boolean named = !key.component().isEmpty() && message.startsWith(key.component() + " ");
                if (named && key.isWordOf(kind) && configuration.isGiven(key.toString())) {
                    String rest = message.substring(key.component().length());
                    throw new ConfigurationException(configuration.place(key.toString()) + ": " + key + rest);
                }
            }
            throw new ConfigurationException(message);
        }
    }
}
