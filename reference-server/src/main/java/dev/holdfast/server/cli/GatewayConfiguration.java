package dev.holdfast.server.cli;

import dev.holdfast.ajp13.AjpClientTimeouts;
import dev.holdfast.balance.BalancerSettings;
import dev.holdfast.balance.HealthSettings;
import dev.holdfast.bridge.Backend;
import dev.holdfast.mpm.MpmSettings;
import dev.holdfast.pool.ModProxyPoolSettings;
import dev.holdfast.pool.PoolSettings;
import dev.holdfast.settings.ConfigurationException;
import dev.holdfast.words.FrontKey;
import dev.holdfast.words.FrontWords;
import dev.holdfast.words.GatewayWords;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The live gateway's client side, pools and balancer, as a {@link Configuration} has them. */
final class GatewayConfiguration {
    /** What a listener that follows httpd's rules is told in the words of ours. */
    private static final Set<Key> OF_ALL_FRONTS = EnumSet.of(
            Key.HTTP_ADDRESS,
            Key.HTTP_PORT,
            Key.HTTP_RESTRICTED_USER_AGENTS,
            Key.HTTP_KEEP_ALIVE_HEADER,
            Key.HTTP_MAX_REQUEST_LINE_SIZE,
            Key.HTTP_MAX_HTTP_REQUEST_HEADER_SIZE,
            Key.HTTP_MAX_HEADER_COUNT,
            Key.HTTP_MAX_ENTITY_SIZE,
            Key.HTTP_DRAIN_TIMEOUT);

    private final Optional<MpmSettings> front;
    private final GatewayWords words;
    private final List<String> adjustments = new ArrayList<>();

    /** @throws ConfigurationException as {@link FrontWords} and {@link GatewayWords}, or if there are words of another front */
    GatewayConfiguration(Configuration configuration) throws ConfigurationException {
        FrontWords frontWords = new FrontWords(configuration);
        this.front = frontWords.mpm();
        this.words = new GatewayWords(configuration, front);
        if (front.isPresent()) {
            refuseWordsOfNative(configuration, frontWords.model() + ", whose own begin with front.");
            adjustments.addAll(frontWords.adjustments(front.get()));
        }
        adjustments.addAll(words.adjustments());
    }

    /** @param model what the front is instead */
    static void refuseWordsOfNative(Configuration configuration, String model) throws ConfigurationException {
        for (Key key : Key.ofHttp()) {
            String name = key.toString();
            if (!OF_ALL_FRONTS.contains(key) && configuration.isGiven(name)) {
                throw new ConfigurationException(configuration.place(name) + ": " + name + " is a word of native, but "
                        + FrontKey.MODEL + " is " + model);
            }
        }
    }

    /** Returns what is not taken as it is given, a line for each. */
    List<String> adjustments() {
        return List.copyOf(adjustments);
    }

    /** Returns how clients' connections are taken, nothing for the HTTP listener's own way. */
    Optional<MpmSettings> front() {
        return front;
    }

    /** Returns {@code backend} with the pool, the timeouts, the packet size and the flushing that are set. */
    Backend apply(Backend backend) throws ConfigurationException {
        PoolSettings pool = live(words.pool(isAjp(backend)));
        AjpClientTimeouts timeouts = words.timeouts();
        int packetSize = words.maxPacketSize();
        Duration headWait = words.headWait(backend.headWait());
        return words.located(() -> backend.withPool(pool)
                .withTimeouts(timeouts)
                .withPacketSize(packetSize)
                .withHeadWait(headWait));
    }

    /** Returns how the health of {@code backend} is checked, if it is. */
    Optional<HealthSettings> health(Backend backend) throws ConfigurationException {
        return words.health(isAjp(backend));
    }

    /** Returns what is to be expected of whatever is between the gateway and others; zero for nothing. */
    Duration firewallIdle() throws ConfigurationException {
        return words.firewallIdle();
    }

    private static boolean isAjp(Backend backend) {
        return backend.protocol() == Backend.Protocol.AJP;
    }

    /** Returns how one of {@code members} is chosen, of which there is at least one. */
    BalancerSettings balancer(int members) throws ConfigurationException {
        return words.balancer(members);
    }

    /** A live request that is woken runs at once. */
    private static PoolSettings live(PoolSettings pool) {
        return pool instanceof ModProxyPoolSettings modProxy ? modProxy.withWakeUp(Duration.ZERO) : pool;
    }
}
