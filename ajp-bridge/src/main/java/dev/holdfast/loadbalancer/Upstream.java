package dev.holdfast.loadbalancer;

import dev.holdfast.config.Origin;
import dev.holdfast.config.Setting;
import java.time.Duration;
import java.util.Optional;

/**
 * A server that a load balancer sends HTTP requests to.
 *
 * @param product {@code nginx} or {@code HAProxy}
 * @param host as written
 * @param port as written, or the scheme's
 * @param idle of nginx how long it keeps an idle connection for another request, of HAProxy the interval at which it closes half of the idle
 *     ones; absent if it keeps none or the file does not say
 * @param undecided what would say whether connections are kept, where the file does not
 * @param responseTimeout how long it waits for the response or its next part; absent if for ever
 * @param unknownTimeout where the file says with a variable how long it waits
 * @param maxConnections the most connections to this server at a time; absent if the file does not say
 * @param unknownMax what would say how many, where the file says so with a variable
 * @param maxOfEachProcess whether each of the load balancer's processes, whose number the file does not say, may have as many
 * @param origin where the server is written
 */
public record Upstream(
        String product,
        String host,
        int port,
        Optional<Setting<Duration>> idle,
        Optional<String> undecided,
        Optional<Setting<Duration>> responseTimeout,
        Optional<Origin> unknownTimeout,
        Optional<Setting<Integer>> maxConnections,
        Optional<String> unknownMax,
        boolean maxOfEachProcess,
        Origin origin) {}
