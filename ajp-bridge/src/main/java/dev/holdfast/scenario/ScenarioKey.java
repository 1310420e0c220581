package dev.holdfast.scenario;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A key of a scenario that is no word of the live gateway's. */
public enum ScenarioKey {
    BACK_KIND("back.kind"),
    BACK_MAX_THREADS("back.maxThreads"),
    BACK_ACCEPT_COUNT("back.acceptCount"),
    BACK_MAX_CONNECTIONS("back.maxConnections"),
    BACK_CONNECTION_TIMEOUT("back.connectionTimeout"),
    BACK_KEEP_ALIVE_TIMEOUT("back.keepAliveTimeout"),
    BACK_MEMBERS("back.members"),
    BACK_RETRY("back.retry"),
    USERS_CLOSED("users.closed"),
    USERS_START("users.start"),
    USERS_STEP_AT("users.step.at"),
    USERS_STEP_CLOSED("users.step.closed"),
    USERS_OPEN_RATE("users.open.rate"),
    USERS_OPEN_INTERVAL("users.open.interval", true),
    USERS_OPEN_TRACE("users.open.trace"),
    USERS_OPEN_MMPP_CALM_RATE("users.open.mmpp.calmRate"),
    USERS_OPEN_MMPP_BURST_RATE("users.open.mmpp.burstRate"),
    USERS_OPEN_MMPP_CALM("users.open.mmpp.calm"),
    USERS_OPEN_MMPP_BURST("users.open.mmpp.burst"),
    USERS_THINK("users.think", true),
    USERS_REUSE("users.reuse"),
    USERS_REQUESTS("users.requests"),
    USERS_BURST("users.burst"),
    USERS_IDLE_TIMEOUT("users.idleTimeout", true),
    USERS_FIN_REACTION("users.finReaction"),
    USERS_CONNECT_TIMEOUT("users.connectTimeout"),
    USERS_TIMEOUT("users.timeout"),
    SERVICE("service", true),
    NETWORK_CONNECT("network.connect"),
    NETWORK_REQUEST_READ("network.requestRead", true),
    NETWORK_AJP_CONNECT("network.ajpConnect"),
    NETWORK_AJP_EXCHANGE("network.ajpExchange"),
    NETWORK_BACK_OVERHEAD("network.backOverhead"),
    NETWORK_FIN("network.fin"),
    NETWORK_WRITE_BACK("network.writeBack", true),
    KERNEL_SOMAXCONN("kernel.somaxconn"),
    KERNEL_BACKLOG_EXTRA("kernel.backlogExtra"),
    KERNEL_SYN_RETRIES("kernel.synRetries"),
    KERNEL_ABORT_ON_OVERFLOW("kernel.abortOnOverflow"),
    KERNEL_TIMER_HZ("kernel.timerHz"),
    KERNEL_DEFER_ACCEPT("kernel.deferAccept"),
    KERNEL_CHILD_PICK("kernel.childPick"),
    CPU_CORES("cpu.cores"),
    CPU_FRONT("cpu.front", true),
    CPU_BACK("cpu.back", true),
    CPU_SHARED("cpu.shared"),
    RUN_DURATION("run.duration"),
    RUN_WARMUP("run.warmup"),
    RUN_SEED("run.seed"),
    RUN_REPLICATIONS("run.replications"),
    RUN_WAITING_OVER("run.waitingOver"),
    RUN_RESTART_AT("run.restartAt"),
    RUN_SAMPLE_EVERY("run.sampleEvery");

    /** What may follow a key that takes a distribution, after a dot. */
    public static final List<String> DISTRIBUTION_KEYS = List.of(
            "exp",
            "const",
            "lognormal.mean",
            "lognormal.cv",
            "bimodal.fast",
            "bimodal.slow",
            "bimodal.slowShare",
            "trace");

    private final String text;
    private final boolean distribution;

    ScenarioKey(String text) {
        this(text, false);
    }

    ScenarioKey(String text, boolean distribution) {
        this.text = text;
        this.distribution = distribution;
    }

    /** Returns whether it takes a distribution: then {@link #DISTRIBUTION_KEYS} follow, and it has no value itself. */
    public boolean isDistribution() {
        return distribution;
    }

    /** Returns what it is spelled as in a file, which is more than one text for a distribution. */
    public Stream<String> spellings() {
        return distribution ? DISTRIBUTION_KEYS.stream().map(rest -> text + "." + rest) : Stream.of(text);
    }

    /** Returns the key that has this spelling; case counts. */
    public static Optional<ScenarioKey> of(String text) {
        return Arrays.stream(values())
                .filter(key -> key.spellings().anyMatch(text::equals))
                .findFirst();
    }

    @Override
    public String toString() {
        return text;
    }
}
