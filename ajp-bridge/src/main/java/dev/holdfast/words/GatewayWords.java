package dev.holdfast.words;

import dev.holdfast.ajp13.AjpClientTimeouts;
import dev.holdfast.ajp13.AjpPacket;
import dev.holdfast.ajp13.PingMode;
import dev.holdfast.balance.BalancerSettings;
import dev.holdfast.balance.HealthSettings;
import dev.holdfast.balance.ModJkBalancerSettings;
import dev.holdfast.balance.ModJkMethod;
import dev.holdfast.balance.ModProxyBalancerSettings;
import dev.holdfast.balance.ModProxyMethod;
import dev.holdfast.balance.NativeBalancerSettings;
import dev.holdfast.mpm.MpmSettings;
import dev.holdfast.pool.ModJkPoolSettings;
import dev.holdfast.pool.ModProxyPoolSettings;
import dev.holdfast.pool.NativePoolSettings;
import dev.holdfast.pool.PoolSettings;
import dev.holdfast.pool.RecoveryOptions;
import dev.holdfast.settings.ConfigurationException;
import dev.holdfast.settings.GivenSettings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** A gateway's pools and balancer, as {@code pool.*}, {@code back.*} and {@code balancer.*} say. */
public final class GatewayWords {
    private static final String BALANCER = "balancer.";
    private static final int MIN_STATUS = 100;
    private static final int MAX_STATUS = 999;
    private static final Set<String> FLUSHES = Set.of("on", "off", "auto");

    private final GivenSettings given;
    private final PoolKind kind;
    private final int threads;
    private final FirewallWords firewall;
    private final BudgetWords budget;

    /**
     * @param mpm the front the pools belong to, of whose children each has its own: they have as many connections as it has threads, unless
     *     something else is said; nothing for one pool of the whole process
     * @throws ConfigurationException if {@code pool.kind} is none, or there are words of another kind
     */
    public GatewayWords(GivenSettings given, Optional<MpmSettings> mpm) throws ConfigurationException {
        this.given = given;
        this.firewall = new FirewallWords(given);
        this.budget = new BudgetWords(given, mpm);
        this.kind = given.value(GatewayKey.POOL_KIND.toString(), PoolKind.NATIVE, PoolKind.LEGAL, PoolKind::of);
        this.threads = mpm.map(MpmSettings::threadsPerChild).orElse(NativePoolSettings.DEFAULT.connectionPoolSize());
        for (GatewayKey key : GatewayKey.values()) {
            if (!key.isWordOf(kind) && given.isGiven(key.toString())) {
                throw new ConfigurationException(given.place(key.toString()) + ": " + key + " is a word of "
                        + key.owners() + ", but " + GatewayKey.POOL_KIND + " is " + kind);
            }
        }
    }

    /**
     * Returns whether there is a balancer: there are several members, or something is said of it, even where there is one. mod_jk and mod_proxy
     * have workers without.
     *
     * @param members how many there are, at least 1
     */
    public boolean isBalanced(int members) {
        return members > 1
                || Stream.of(GatewayKey.values())
                        .map(GatewayKey::toString)
                        .anyMatch(key -> key.startsWith(BALANCER) && given.isGiven(key));
    }

    /**
     * Returns how a member is chosen; without {@link #isBalanced a balancer} mod_proxy's only one is plain.
     *
     * @param members how many there are, at least 1
     */
    public BalancerSettings balancer(int members) throws ConfigurationException {
        return switch (kind) {
            case NATIVE -> nativeBalancer();
            case MOD_JK -> modJkBalancer();
            case MOD_PROXY -> isBalanced(members) ? modProxyBalancer() : ModProxyBalancerSettings.PLAIN;
        };
    }

    /**
     * Returns the largest AJP packet, in bytes; not checked here but by what uses it, inside {@link #located}. mod_jk and mod_proxy take the next
     * multiple of 1024.
     */
    public int maxPacketSize() throws ConfigurationException {
        int asked = integer(GatewayKey.MAX_PACKET_SIZE, AjpPacket.DEFAULT_SIZE);
        boolean legal = asked >= AjpPacket.DEFAULT_SIZE && asked <= AjpPacket.MAX_SIZE;
        return legal && kind != PoolKind.NATIVE ? AjpPacket.aligned(asked) : asked;
    }

    /** Returns what is not taken as it is given, as mod_jk and mod_proxy do it too: a line with place, key, both values and why for each. */
    public List<String> adjustments() throws ConfigurationException {
        int asked = integer(GatewayKey.MAX_PACKET_SIZE, AjpPacket.DEFAULT_SIZE);
        int used = maxPacketSize();
        String key = GatewayKey.MAX_PACKET_SIZE.toString();
        return asked == used
                ? List.of()
                : List.of(given.place(key) + ": " + key + ": " + asked + " becomes " + used
                        + ", since it is a multiple of 1024");
    }

    /**
     * Returns the pool of each member: one of each child process of the front, or one of the whole process.
     *
     * @throws ConfigurationException naming place and key, if a value is none or out of range; as for the other settings
     */
    public PoolSettings pool() throws ConfigurationException {
        return pool(true);
    }

    /**
     * Returns the same of a member that speaks AJP, or else HTTP, in which idle connections cannot be pinged.
     *
     * @throws ConfigurationException also where {@code back.firewallIdle} contradicts the rest
     */
    public PoolSettings pool(boolean ajp) throws ConfigurationException {
        return switch (kind) {
            case NATIVE -> nativePool(ajp);
            case MOD_JK -> {
                ModJkPoolSettings pool = modJkPool();
                firewall.check(pool, ajp);
                yield pool;
            }
            case MOD_PROXY -> {
                ModProxyPoolSettings pool = modProxyPool();
                firewall.check(pool);
                yield pool;
            }
        };
    }

    /** Returns after how long without traffic something on the way forgets a connection, zero where nothing is expected to. */
    public Duration firewallIdle() throws ConfigurationException {
        return firewall.firewallIdle();
    }

    /** Returns how the health of a member that speaks AJP, or else HTTP, is checked; nothing where it is not. */
    public Optional<HealthSettings> health(boolean ajp) throws ConfigurationException {
        return new HealthWords(given, kind, this::located).health(ajp);
    }

    private PoolSettings nativePool(boolean ajp) throws ConfigurationException {
        NativePoolSettings d = NativePoolSettings.DEFAULT;
        int size = integer(GatewayKey.CONNECTION_POOL_SIZE, budget.share(threads));
        int minsize = integer(GatewayKey.CONNECTION_POOL_MINSIZE, d.connectionPoolMinsize());
        Duration timeout = duration(GatewayKey.CONNECTION_POOL_TIMEOUT, firewall.inTime(d.connectionPoolTimeout()));
        Duration ping = duration(GatewayKey.CONNECTION_PING_INTERVAL, firewall.pingInterval());
        firewall.check(ajp, minsize, timeout, ping);
        Duration acquire = duration(GatewayKey.CONNECTION_ACQUIRE_TIMEOUT, d.connectionAcquireTimeout());
        int queue = integer(GatewayKey.MAX_QUEUE_SIZE, d.maxQueueSize());
        Duration connect = duration(GatewayKey.SOCKET_CONNECT_TIMEOUT, d.socketConnectTimeout());
        int leased = budget.mostLeased(size, ajp);
        return located(() -> new NativePoolSettings(
                size, minsize, timeout, acquire, queue, connect, ajp ? ping : Duration.ZERO, leased));
    }

    private ModJkPoolSettings modJkPool() throws ConfigurationException {
        int size = integer(GatewayKey.CONNECTION_POOL_SIZE, threads);
        ModJkPoolSettings d = this.<ModJkPoolSettings>located(() -> ModJkPoolSettings.forThreads(size));
        int minsize = integer(GatewayKey.CONNECTION_POOL_MINSIZE, d.connectionPoolMinsize());
        int retries = integer(GatewayKey.RETRIES, d.retries());
        Duration interval = duration(GatewayKey.RETRY_INTERVAL, d.retryInterval());
        Duration acquire = duration(GatewayKey.CONNECTION_ACQUIRE_TIMEOUT, interval.multipliedBy(retries));
        Duration timeout = duration(GatewayKey.CONNECTION_POOL_TIMEOUT, d.connectionPoolTimeout());
        Duration connect = duration(GatewayKey.SOCKET_CONNECT_TIMEOUT, socketTimeout());
        Duration ping = duration(GatewayKey.CONNECTION_PING_INTERVAL, pingInterval());
        int busy = integer(GatewayKey.BUSY_LIMIT, d.busyLimit());
        int recovery = integer(GatewayKey.RECOVERY_OPTIONS, d.recoveryOptions().bits());
        Duration maintain = duration(GatewayKey.MAINTAIN, d.maintain());
        Duration watchdog = duration(GatewayKey.WATCHDOG_INTERVAL, d.jkWatchdogInterval());
        return located(() -> new ModJkPoolSettings(
                size,
                minsize,
                timeout,
                acquire,
                retries,
                interval,
                connect,
                ping,
                busy,
                maintain,
                watchdog,
                new RecoveryOptions(recovery)));
    }

    /** mod_jk derives the interval from ping_timeout where ping_mode has an I. */
    private Duration pingInterval() throws ConfigurationException {
        return pingMode().contains(PingMode.INTERVAL)
                ? Duration.ofSeconds(pingTimeout().multipliedBy(10).toSeconds())
                : Duration.ZERO;
    }

    private ModProxyPoolSettings modProxyPool() throws ConfigurationException {
        int max = integer(GatewayKey.MAX, threads);
        ModProxyPoolSettings d = this.<ModProxyPoolSettings>located(() -> ModProxyPoolSettings.forThreads(max));
        int min = integer(GatewayKey.MIN, d.min());
        int smax = integer(GatewayKey.SMAX, d.smax());
        Duration ttl = duration(GatewayKey.TTL, d.ttl());
        Duration acquire = duration(GatewayKey.ACQUIRE, d.acquire());
        Duration connect = duration(GatewayKey.CONNECTION_TIMEOUT, d.connectionTimeout());
        boolean disableReuse = trueOrFalse(GatewayKey.DISABLE_REUSE, d.disableReuse());
        return located(() -> new ModProxyPoolSettings(
                min, max, smax, ttl, acquire, connect, disableReuse, threads == 1, d.wakeUp()));
    }

    /** Returns how long is waited for what on a connection to a back end. */
    public AjpClientTimeouts timeouts() throws ConfigurationException {
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
                Duration late = duration(GatewayKey.REPLY_TIMEOUT, Duration.ZERO);
                // Without a reply_timeout a read that takes longer than socket_timeout ends the request.
                Duration reply = late.isZero() ? socketTimeout() : late;
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

    private Duration socketTimeout() throws ConfigurationException {
        return duration(GatewayKey.SOCKET_TIMEOUT, Duration.ZERO);
    }

    /** Returns how long the head of an AJP response that came alone waits for what follows it; {@code byDefault} where nothing is said. */
    public Duration headWait(Duration byDefault) throws ConfigurationException {
        String flush = given.value(
                GatewayKey.FLUSHPACKETS.toString(),
                "off",
                "on, off or auto",
                text -> FLUSHES.contains(text) ? Optional.of(text) : Optional.empty());
        // httpd looks at flushwait where flushpackets is auto.
        Duration wait = duration(GatewayKey.FLUSHWAIT, byDefault);
        return switch (flush) {
            case "on" -> Duration.ZERO;
            case "auto" -> wait;
            default -> kind == PoolKind.MOD_PROXY ? AjpClientTimeouts.NEVER : byDefault;
        };
    }

    private Duration pingTimeout() throws ConfigurationException {
        return duration(GatewayKey.PING_TIMEOUT, AjpClientTimeouts.DEFAULT.pingTimeout());
    }

    private Set<PingMode> pingMode() throws ConfigurationException {
        return given.value(GatewayKey.PING_MODE.toString(), Set.<PingMode>of(), "letters of C, P, I and A", text -> {
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
        return located(() -> new ModProxyBalancerSettings(
                method, sticky, noFailover, attempts, recovery, statuses, onTimeout, false, false));
    }

    private Set<Integer> statuses(GatewayKey key, boolean mayBeNegative) throws ConfigurationException {
        String legal = "statuses from " + MIN_STATUS + " to " + MAX_STATUS + " with commas between them"
                + (mayBeNegative ? ", a minus before those that are no error of the member's" : "");
        return given.value(key.toString(), Set.<Integer>of(), legal, text -> {
            Set<Integer> statuses = new TreeSet<>();
            for (String word : text.split(",", -1)) {
                Optional<Long> status = GivenSettings.whole(word.strip(), MAX_STATUS)
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
        return given.constant(key.toString(), whenAbsent, type);
    }

    private int integer(GatewayKey key, int whenAbsent) throws ConfigurationException {
        return given.integer(key.toString(), whenAbsent);
    }

    private Duration duration(GatewayKey key, Duration whenAbsent) throws ConfigurationException {
        return given.duration(key.toString(), whenAbsent);
    }

    private boolean trueOrFalse(GatewayKey key, boolean whenAbsent) throws ConfigurationException {
        return given.trueOrFalse(key.toString(), whenAbsent);
    }

    /**
     * Makes a settings record; if its own checks refuse a value, which they name first, says which key that is and where it was given.
     *
     * @throws ConfigurationException if {@code settings} throws an {@code IllegalArgumentException}
     */
    public <T> T located(Supplier<T> settings) throws ConfigurationException {
        return Located.make(given, settings, component -> {
            for (GatewayKey key : GatewayKey.values()) {
                if (key.component().equals(component) && key.isWordOf(kind)) {
                    return Optional.of(key.toString());
                }
            }
            return Optional.empty();
        });
    }
}
