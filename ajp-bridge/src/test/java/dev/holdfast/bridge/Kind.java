package dev.holdfast.bridge;

import dev.holdfast.ajp13.AjpClientTimeouts;
import dev.holdfast.balance.BalancerSettings;
import dev.holdfast.balance.MemberSettings;
import dev.holdfast.balance.ModJkBalancerSettings;
import dev.holdfast.balance.ModProxyBalancerSettings;
import dev.holdfast.balance.NativeBalancerSettings;
import dev.holdfast.pool.ModJkPoolSettings;
import dev.holdfast.pool.ModProxyPoolSettings;
import dev.holdfast.pool.NativePoolSettings;
import dev.holdfast.pool.PoolSettings;
import dev.holdfast.pool.RecoveryOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** The three kinds of pool, each with its balancer, and how soon a member that is back must get a request by what its kind documents. */
enum Kind {
    /** Up to max_recover_time. */
    NATIVE(Duration.ofMillis(400)) {
        @Override
        PoolSettings pool(int connections) {
            return NativePoolSettings.DEFAULT
                    .withConnectionPoolSize(connections)
                    .withConnectionPoolTimeout(Duration.ofMillis(700));
        }

        @Override
        BalancerSettings balancer() {
            return new NativeBalancerSettings(
                    true, false, 2, Duration.ofMillis(200), Duration.ofMillis(400), Duration.ofSeconds(10));
        }
    },
    /** By the first maintenance more than recover_time after the error, all three in seconds that are truncated. */
    MOD_JK(Duration.ofSeconds(4)) {
        @Override
        PoolSettings pool(int connections) {
            return ModJkPoolSettings.forThreads(connections)
                    .withConnectionAcquireTimeout(Duration.ofSeconds(5))
                    .withConnectionPoolTimeout(Duration.ofSeconds(1))
                    .withConnectionPingInterval(Duration.ofSeconds(1))
                    .withMaintenance(Duration.ofSeconds(1), Duration.ofSeconds(1));
        }

        @Override
        BalancerSettings balancer() {
            ModJkBalancerSettings byDefault = ModJkBalancerSettings.DEFAULT;
            return new ModJkBalancerSettings(
                    byDefault.method(),
                    true,
                    false,
                    Duration.ofSeconds(1),
                    Duration.ZERO,
                    0,
                    byDefault.lbRetries(),
                    byDefault.retries(),
                    byDefault.retryInterval(),
                    byDefault.failOnStatus(),
                    Duration.ofSeconds(1));
        }
    },
    /** The same, but of what was sent only GET is sent again. */
    MOD_JK_ONCE(Duration.ofSeconds(4)) {
        @Override
        PoolSettings pool(int connections) {
            return ((ModJkPoolSettings) MOD_JK.pool(connections)).withRecoveryOptions(new RecoveryOptions(1 + 2 + 16));
        }

        @Override
        BalancerSettings balancer() {
            return MOD_JK.balancer();
        }
    },
    /** By retry. */
    MOD_PROXY(Duration.ofMillis(500)) {
        @Override
        PoolSettings pool(int connections) {
            return ModProxyPoolSettings.forThreads(connections)
                    .withTtl(Duration.ofSeconds(1))
                    .withAcquire(Duration.ofSeconds(5));
        }

        @Override
        BalancerSettings balancer() {
            return ModProxyBalancerSettings.DEFAULT;
        }
    };

    private static final AjpClientTimeouts TIMEOUTS =
            new AjpClientTimeouts(Duration.ofMillis(20), Duration.ofSeconds(2), Duration.ofSeconds(10));

    /** Two tries of two members in two rounds. */
    private static final int MOD_JK_SENDS = 8;

    private final Duration recovery;

    /** @param recovery how long after its return a member may go without a request */
    Kind(Duration recovery) {
        this.recovery = recovery;
    }

    Duration recovery() {
        return recovery;
    }

    /** Returns how often a request may arrive whose tag begins with its method. */
    int mostArrivals(String tag) {
        return switch (this) {
            case NATIVE, MOD_PROXY -> tag.startsWith("POST") ? 1 : 2;
            case MOD_JK -> MOD_JK_SENDS;
            case MOD_JK_ONCE -> tag.startsWith("GET") ? MOD_JK_SENDS : 1;
        };
    }

    /** Returns what a client may be told of a request whose back end dies: its status, or "cut" where the response had begun. */
    List<String> statuses() {
        return this == MOD_PROXY ? List.of("200", "500", "503", "cut") : List.of("200", "502", "cut");
    }

    abstract PoolSettings pool(int connections);

    abstract BalancerSettings balancer();

    Gateway.Builder gateway(int connections, MortalBackend... members) throws IOException {
        Gateway.Builder builder = Gateway.builder().balancer(balancer());
        for (MortalBackend member : members) {
            builder.member(
                    member.backend().withPool(pool(connections)).withTimeouts(TIMEOUTS),
                    MemberSettings.of(member.name(), member.name()).withRetry(Duration.ofMillis(500)));
        }
        return builder;
    }
}
