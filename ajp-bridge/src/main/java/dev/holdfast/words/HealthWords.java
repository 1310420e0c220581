package dev.holdfast.words;

import dev.holdfast.ajp13.AjpClientTimeouts;
import dev.holdfast.balance.HealthMethod;
import dev.holdfast.balance.HealthSettings;
import dev.holdfast.balance.HealthSettings.Counting;
import dev.holdfast.balance.NativeBalancerSettings;
import dev.holdfast.settings.ConfigurationException;
import dev.holdfast.settings.GivenSettings;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How members' health is checked, as {@code back.hc*} says. */
final class HealthWords {
    private static final List<GatewayKey> KEYS = List.of(
            GatewayKey.HCURI,
            GatewayKey.HCSTATUS,
            GatewayKey.HCINTERVAL,
            GatewayKey.HCTIMEOUT,
            GatewayKey.HCPASSES,
            GatewayKey.HCFAILS);

    private static final Duration NATIVE_INTERVAL = Duration.ofSeconds(10);
    private static final Duration NATIVE_TIMEOUT = Duration.ofSeconds(5);
    private static final int NATIVE_FAILS = 3;
    private static final Duration MOD_PROXY_INTERVAL = Duration.ofSeconds(30);

    private static final String NONE = "NONE";
    private static final Pattern STATUSES = Pattern.compile("([1-9]\\d\\d)(?:-([1-9]\\d\\d))?");

    /** Makes a settings record, as {@link GatewayWords#located}. */
    interface Maker {
        HealthSettings make(Supplier<HealthSettings> settings) throws ConfigurationException;
    }

    private final GivenSettings given;
    private final PoolKind kind;
    private final Maker maker;

    HealthWords(GivenSettings given, PoolKind kind, Maker maker) {
        this.given = given;
        this.kind = kind;
        this.maker = maker;
    }

    /** @param ajp whether the member speaks AJP, and else HTTP */
    Optional<HealthSettings> health(boolean ajp) throws ConfigurationException {
        Optional<HealthMethod> method = method(ajp);
        if (method.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(kind == PoolKind.MOD_PROXY ? ofModProxy(method.get()) : ofNative(method.get()));
    }

    private HealthSettings ofNative(HealthMethod method) throws ConfigurationException {
        String uri = uri();
        Set<Integer> statuses = given.value(
                GatewayKey.HCSTATUS.toString(),
                HealthSettings.well(),
                "statuses or ranges of them such as 200,204 or 200-399",
                HealthWords::statuses);
        Duration interval = given.duration(GatewayKey.HCINTERVAL.toString(), NATIVE_INTERVAL);
        Duration timeout = given.duration(GatewayKey.HCTIMEOUT.toString(), NATIVE_TIMEOUT);
        Duration recover =
                given.duration(GatewayKey.RECOVER_TIME.toString(), NativeBalancerSettings.DEFAULT.recoverTime());
        Duration retry = recover.compareTo(interval) < 0 ? recover : interval;
        int passes = given.integer(GatewayKey.HCPASSES.toString(), 1);
        int fails = given.integer(GatewayKey.HCFAILS.toString(), NATIVE_FAILS);
        return maker.make(() ->
                new HealthSettings(method, uri, statuses, interval, retry, timeout, passes, fails, Counting.IN_A_ROW));
    }

    private HealthSettings ofModProxy(HealthMethod method) throws ConfigurationException {
        String uri = uri();
        Duration interval = given.duration(GatewayKey.HCINTERVAL.toString(), MOD_PROXY_INTERVAL);
        Duration timeout = given.duration(GatewayKey.TIMEOUT.toString(), AjpClientTimeouts.DEFAULT.replyTimeout());
        int passes = given.integer(GatewayKey.HCPASSES.toString(), 1);
        int fails = given.integer(GatewayKey.HCFAILS.toString(), 1);
        return maker.make(() -> new HealthSettings(
                method, uri, HealthSettings.well(), interval, interval, timeout, passes, fails, Counting.IN_ALL));
    }

    private String uri() throws ConfigurationException {
        return given.value(GatewayKey.HCURI.toString(), "", "a path", Optional::of);
    }

    private Optional<HealthMethod> method(boolean ajp) throws ConfigurationException {
        String key = GatewayKey.HCMETHOD.toString();
        if (!given.isGiven(key)) {
            return kind == PoolKind.NATIVE ? Optional.of(unsaid(ajp)) : notChecked();
        }
        Optional<HealthMethod> method = given.value(
                key,
                Optional.<HealthMethod>empty(),
                "none, tcp, cping, get, head or options",
                text -> named(text.toUpperCase(Locale.ROOT)));
        if (!ajp && method.equals(Optional.of(HealthMethod.CPING))) {
            throw new ConfigurationException(
                    given.place(key) + ": " + key + " is CPING, which a back end that speaks HTTP does not know");
        }
        return method;
    }

    private HealthMethod unsaid(boolean ajp) {
        if (given.isGiven(GatewayKey.HCURI.toString())) {
            return HealthMethod.GET;
        }
        return ajp ? HealthMethod.CPING : HealthMethod.TCP;
    }

    private Optional<HealthMethod> notChecked() throws ConfigurationException {
        for (GatewayKey key : KEYS) {
            if (key.isWordOf(kind) && given.isGiven(key.toString())) {
                throw new ConfigurationException(
                        given.place(key.toString()) + ": " + key + " means nothing without " + GatewayKey.HCMETHOD);
            }
        }
        return Optional.empty();
    }

    /** mod_proxy's GET is HTTP/1.0 and its GET11 HTTP/1.1; here both are HTTP/1.1. */
    private static Optional<Optional<HealthMethod>> named(String upper) {
        if (upper.equals(NONE)) {
            return Optional.of(Optional.empty());
        }
        for (HealthMethod method : HealthMethod.values()) {
            if (upper.equals(method.name()) || (method.isRequest() && upper.equals(method + "11"))) {
                return Optional.of(Optional.of(method));
            }
        }
        return Optional.empty();
    }

    private static Optional<Set<Integer>> statuses(String text) {
        Set<Integer> statuses = new TreeSet<>();
        for (String word : text.split(",", -1)) {
            Matcher range = STATUSES.matcher(word.strip());
            if (!range.matches()) {
                return Optional.empty();
            }
            int first = Integer.parseInt(range.group(1));
            int last = range.group(2) == null ? first : Integer.parseInt(range.group(2));
            if (last < first) {
                return Optional.empty();
            }
            for (int status = first; status <= last; status++) {
                statuses.add(status);
            }
        }
        return Optional.of(statuses);
    }
}
