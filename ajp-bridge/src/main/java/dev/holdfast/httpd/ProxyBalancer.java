package dev.holdfast.httpd;

import dev.holdfast.config.Key;
import dev.holdfast.config.Origin;
import dev.holdfast.config.Settings;
import dev.holdfast.config.Values;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A balancer of mod_proxy. Names of keys are those of its parameters.
 *
 * @param name {@code balancer://name} in small letters
 */
public record ProxyBalancer(String name, Settings settings, List<ProxyWorker> members, Origin origin) {
    /** byrequests, bytraffic, bybusyness or heartbeat; default byrequests. */
    public static final Key<String> LB_METHOD =
            Key.of("lbmethod", "byrequests", Values.oneOf("byrequests", "bytraffic", "bybusyness", "heartbeat"));

    /** The cookie, and after a bar the path parameter, that has the session's ID; default no sticky sessions. */
    public static final Key<Optional<String>> STICKY_SESSION =
            Key.of("stickysession", Optional.empty(), Values.optional(Values.text()));

    /** What divides the session's ID from the route, absent if off; default a period. */
    public static final Key<Optional<Character>> STICKY_SESSION_SEP =
            Key.of("stickysessionsep", Optional.of('.'), (text, note) -> {
                if (text.length() == 1) {
                    return Optional.of(text.charAt(0));
                }
                if (text.equalsIgnoreCase("off")) {
                    return Optional.empty();
                }
                throw new IllegalArgumentException("one character, or Off");
            });

    /** Whether a semicolon begins path parameters; default off. */
    public static final Key<Boolean> SCOLON_PATH_DELIM = Key.of("scolonpathdelim", false, Values.flag());

    /** Whether a session fails with its member; default off. */
    public static final Key<Boolean> NO_FAILOVER = Key.of("nofailover", false, Values.flag());

    /** How long a request waits for a member; seconds from 1, default not at all. */
    public static final Key<Optional<Duration>> TIMEOUT =
            Key.of("timeout", Optional.empty(), Values.optional(Values.seconds(1)));

    /** How many more members a request is tried on; default all but one. */
    public static final Key<Optional<Integer>> MAX_ATTEMPTS =
            Key.of("maxattempts", Optional.empty(), Values.optional(Values.integer(0, Integer.MAX_VALUE)));

    /** Statuses that put a member into error. */
    public static final Key<List<Integer>> FAIL_ON_STATUS =
            Key.of("failonstatus", List.of(), (text, note) -> statuses(text, note));

    /** Whether a late response puts a member into error; default off. */
    public static final Key<Boolean> FAIL_ON_TIMEOUT = Key.of("failontimeout", false, Values.flag());

    /** Whether all members are tried at once when all are in error; default on. */
    public static final Key<Boolean> FORCE_RECOVERY = Key.of("forcerecovery", true, Values.flag());

    /** Members that the balancer manager may add; 1 to 100, default 5. */
    public static final Key<Integer> GROWTH = Key.of("growth", 5, Values.integer(1, 100));

    /** The balancer manager's; default chance. */
    public static final Key<String> NONCE = Key.of("nonce", "", Values.text());

    static final List<Key<?>> KEYS = List.of(
            LB_METHOD,
            STICKY_SESSION,
            STICKY_SESSION_SEP,
            SCOLON_PATH_DELIM,
            NO_FAILOVER,
            TIMEOUT,
            MAX_ATTEMPTS,
            FAIL_ON_STATUS,
            FAIL_ON_TIMEOUT,
            FORCE_RECOVERY,
            GROWTH,
            NONCE);

    /** Copies the members. */
    public ProxyBalancer {
        members = List.copyOf(members);
    }

    private static List<Integer> statuses(String text, Consumer<String> note) {
        List<Integer> statuses = new ArrayList<>();
        for (String word : Values.list(text)) {
            statuses.add(Values.integer(100, 599).parse(word, note));
        }
        return List.copyOf(statuses);
    }

    /** Returns a value of the settings. */
    public <T> T value(Key<T> key) {
        return settings.value(key);
    }
}
