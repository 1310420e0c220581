package dev.holdfast.modjk;

import dev.holdfast.config.Key;
import dev.holdfast.config.Origin;
import dev.holdfast.config.Settings;
import dev.holdfast.config.Values;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A rule from URIs to a worker.
 *
 * @param uri a path that begins with a slash; {@code *} is any text and {@code ?} any character, without them the whole path must be equal
 * @param worker the name of a worker; of no meaning for exclusions
 * @param exclusion whether it takes URIs away from other rules (JkUnMount, {@code !} before the URI)
 * @param disabled whether it does not count for now ({@code -} before the URI)
 * @param extensions what follows the worker's name after semicolons
 */
public record JkMount(
        String uri, String worker, boolean exclusion, boolean disabled, Settings extensions, Origin origin) {
    /** Milliseconds; default the worker's, negative values count as not set. */
    public static final Key<Optional<Duration>> REPLY_TIMEOUT =
            Key.of("reply_timeout", Optional.empty(), (text, note) -> {
                int millis = Values.atoi(text, note);
                return millis < 0 ? Optional.empty() : Optional.of(Duration.ofMillis(millis));
            });

    /** Whether the load balancer takes no notice of the session in the request; default false. */
    public static final Key<Boolean> STICKY_IGNORE = number("sticky_ignore");

    /** Whether responses make no sessions; default false. */
    public static final Key<Boolean> STATELESS = number("stateless");

    /** From which status on httpd's own error page replaces the response; default 0, never. */
    public static final Key<Integer> USE_SERVER_ERRORS = Key.of("use_server_errors", 0, Values::atoi);

    /** Members of the load balancer that are active for this rule. */
    public static final Key<List<String>> ACTIVE = names("active");

    /** Members of the load balancer that are disabled for this rule. */
    public static final Key<List<String>> DISABLED = names("disabled");

    /** Members of the load balancer that are stopped for this rule. */
    public static final Key<List<String>> STOPPED = names("stopped");

    /** Replaces the worker's. */
    public static final Key<List<Integer>> FAIL_ON_STATUS = Key.of("fail_on_status", List.of(), JkValues.statuses());

    /** Replaces the load balancer's. */
    public static final Key<Optional<String>> SESSION_COOKIE = optional("session_cookie");

    /** Replaces the load balancer's. */
    public static final Key<Optional<String>> SESSION_PATH = optional("session_path");

    /** Replaces the load balancer's; default false. */
    public static final Key<Boolean> SET_SESSION_COOKIE = number("set_session_cookie");

    /** Replaces the load balancer's. */
    public static final Key<Optional<String>> SESSION_COOKIE_PATH = optional("session_cookie_path");

    static final List<Key<?>> EXTENSIONS = List.of(
            REPLY_TIMEOUT,
            STICKY_IGNORE,
            STATELESS,
            USE_SERVER_ERRORS,
            ACTIVE,
            DISABLED,
            STOPPED,
            FAIL_ON_STATUS,
            SESSION_COOKIE,
            SESSION_PATH,
            SET_SESSION_COOKIE,
            SESSION_COOKIE_PATH);

    private static Key<Boolean> number(String name) {
        return Key.of(name, false, (text, note) -> Values.atoi(text, note) != 0);
    }

    private static Key<List<String>> names(String name) {
        return Key.of(name, List.of(), (text, note) -> Values.list(text));
    }

    private static Key<Optional<String>> optional(String name) {
        return Key.of(name, Optional.empty(), Values.optional(Values.text()));
    }
}
