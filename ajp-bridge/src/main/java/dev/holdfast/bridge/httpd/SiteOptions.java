package dev.holdfast.bridge.httpd;

import java.time.Duration;

/**
 * What is said of a site that its files cannot say.
 *
 * @param modelled whether clients' connections are taken by the process model of the files, of whose child processes each has its own pools; or
 *     the listener's own way, where a pool is of the whole process and has the places of all of httpd's together
 * @param firewallIdle after how long without traffic something on the way to a back end forgets a connection; zero for never
 */
public record SiteOptions(boolean modelled, Duration firewallIdle) {
    /** Not modelled, never. */
    public static final SiteOptions DEFAULT = new SiteOptions(false, Duration.ZERO);

    /** Returns these with the process model of the files. */
    public SiteOptions asModelled() {
        return new SiteOptions(true, firewallIdle);
    }
}
