package dev.holdfast.words;

import dev.holdfast.pool.ModJkPoolSettings;
import dev.holdfast.pool.ModProxyPoolSettings;
import dev.holdfast.settings.ConfigurationException;
import dev.holdfast.settings.GivenSettings;
import dev.holdfast.time.TimeText;
import java.time.Duration;

/**
 * What {@code back.firewallIdle} asks of a pool: that no connection is used again which something between gateway and back end may have
 * forgotten, because nothing went over it for that long.
 */
final class FirewallWords {
    /** A keep-alive timer of TCP counts in seconds, and has to be below it. */
    private static final Duration SHORTEST = Duration.ofSeconds(2);

    private static final String KEY = GatewayKey.FIREWALL_IDLE.toString();

    private final GivenSettings given;

    FirewallWords(GivenSettings given) {
        this.given = given;
    }

    /** Returns the limit, zero where none is expected. */
    Duration firewallIdle() throws ConfigurationException {
        Duration limit = given.duration(KEY, Duration.ZERO);
        if (!limit.isZero() && limit.compareTo(SHORTEST) < 0) {
            throw contradiction("must be 0s for none, or 2s or more: " + TimeText.of(limit));
        }
        return limit;
    }

    /** Returns {@code whenNone}, or what is shorter: in time before the limit. */
    Duration inTime(Duration whenNone) throws ConfigurationException {
        Duration limit = firewallIdle();
        Duration notice = noticeBefore(limit);
        return limit.isZero() || whenNone.compareTo(notice) < 0 ? whenNone : notice;
    }

    /** Returns when an idle connection is to be pinged, zero where no limit is expected. */
    Duration pingInterval() throws ConfigurationException {
        return noticeBefore(firewallIdle());
    }

    /**
     * Checks a pool of our own kind.
     *
     * @param pingInterval zero for never
     */
    void check(boolean ajp, int minsize, Duration poolTimeout, Duration pingInterval) throws ConfigurationException {
        Duration limit = firewallIdle();
        boolean closed = minsize == 0 && isBelow(poolTimeout, limit);
        boolean pinged = ajp && isBelow(pingInterval, limit);
        if (!limit.isZero() && !closed && !pinged) {
            throw contradiction("is " + TimeText.of(limit) + ", but idle connections may stay for longer: "
                    + GatewayKey.CONNECTION_POOL_TIMEOUT + " is " + TimeText.of(poolTimeout) + ", "
                    + GatewayKey.CONNECTION_POOL_MINSIZE + " " + minsize
                    + (ajp
                            ? " and " + GatewayKey.CONNECTION_PING_INTERVAL + " " + TimeText.of(pingInterval)
                                    + "; set the last one below it, or the first with the second at 0"
                            : ", and HTTP has no ping; set the first one below it, and the second to 0"));
        }
    }

    void check(ModJkPoolSettings pool, boolean ajp) throws ConfigurationException {
        Duration limit = firewallIdle();
        if (!limit.isZero() && pool.reusesAfter(limit, ajp)) {
            throw contradiction("is " + TimeText.of(limit) + ", but idle connections of mod_jk stay for longer: set "
                    + GatewayKey.WATCHDOG_INTERVAL + " above 0s, and "
                    + (ajp ? GatewayKey.CONNECTION_PING_INTERVAL + ", or " : "")
                    + GatewayKey.CONNECTION_POOL_TIMEOUT + " with " + GatewayKey.CONNECTION_POOL_MINSIZE
                    + "=0, so far below it that " + GatewayKey.MAINTAIN
                    + ", the watchdog's interval and a second more are too");
        }
    }

    void check(ModProxyPoolSettings pool) throws ConfigurationException {
        Duration limit = firewallIdle();
        if (!limit.isZero() && pool.reusesAfter(limit)) {
            throw contradiction(
                    "is " + TimeText.of(limit) + ", but idle connections of mod_proxy are used for longer: set "
                            + (pool.prefork() ? "" : GatewayKey.TTL + " below it, or ")
                            + GatewayKey.DISABLE_REUSE + "=true");
        }
    }

    private static Duration noticeBefore(Duration limit) {
        return limit.multipliedBy(9).dividedBy(10);
    }

    private static boolean isBelow(Duration time, Duration limit) {
        return !time.isZero() && time.compareTo(limit) < 0;
    }

    private ConfigurationException contradiction(String what) {
        return new ConfigurationException(given.place(KEY) + ": " + KEY + " " + what);
    }
}
