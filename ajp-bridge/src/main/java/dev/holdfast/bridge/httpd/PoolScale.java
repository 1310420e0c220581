package dev.holdfast.bridge.httpd;

import java.time.Duration;

/**
 * What holds for all pools of a site.
 *
 * @param children how many of httpd's processes a pool stands for: each of them has connections of its own
 * @param prefork whether a pool is that of a process of prefork, which has one connection
 * @param firewallIdle after how long without traffic something on the way forgets a connection; zero for never
 */
record PoolScale(int children, boolean prefork, Duration firewallIdle) {
    private static final int MAX_CONNECTIONS = 65_535;

    /** Returns how many connections there are where each process has {@code ofAChild}. */
    int times(int ofAChild) {
        return (int) Math.min(MAX_CONNECTIONS, (long) ofAChild * children);
    }

    boolean isLimited() {
        return !firewallIdle.isZero();
    }
}
