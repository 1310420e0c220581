package dev.holdfast.bridge.httpd;

import dev.holdfast.config.ConfigurationException;
import dev.holdfast.config.Remark;
import dev.holdfast.httpd.HttpdConfiguration;
import dev.holdfast.mpm.MpmSettings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What httpd's files make of a gateway. */
public final class Site {
    private final List<SiteListener> listeners;
    private final MpmSettings mpm;
    private final SiteOptions options;
    private final List<VirtualHost> hosts;
    private final List<MemberPool> pools;
    private final List<Remark> remarks;
    private final List<Remark> notes;

    Site(
            List<SiteListener> listeners,
            MpmSettings mpm,
            SiteOptions options,
            List<VirtualHost> hosts,
            List<MemberPool> pools,
            List<Remark> remarks,
            List<Remark> notes) {
        this.listeners = List.copyOf(listeners);
        this.mpm = mpm;
        this.options = options;
        this.hosts = List.copyOf(hosts);
        this.pools = List.copyOf(pools);
        this.remarks = List.copyOf(remarks);
        this.notes = List.copyOf(notes);
    }

    /** As {@link #of(HttpdConfiguration, SiteOptions)} with {@link SiteOptions#DEFAULT}. */
    public static Site of(HttpdConfiguration configuration) {
        return of(configuration, SiteOptions.DEFAULT);
    }

    /**
     * Returns what {@code configuration} describes. Names of virtual hosts are looked up.
     *
     * @throws ConfigurationException if it listens nowhere, a setting is beyond the limits here, or contradicts {@code options}
     */
    public static Site of(HttpdConfiguration configuration, SiteOptions options) {
        return new SitePlanner(configuration, options).plan();
    }

    /** Where it listens; may be empty, where all that httpd listens on is for TLS. */
    public List<SiteListener> listeners() {
        return listeners;
    }

    /** Returns httpd's processes and threads. */
    MpmSettings mpm() {
        return mpm;
    }

    /** Returns httpd's processes and threads for a front that behaves like them; nothing for the listener's own way. */
    public Optional<MpmSettings> front() {
        return options.modelled() ? Optional.of(mpm) : Optional.empty();
    }

    Duration firewallIdle() {
        return options.firewallIdle();
    }

    /** The main server first. */
    List<VirtualHost> hosts() {
        return hosts;
    }

    List<MemberPool> pools() {
        return pools;
    }

    /** Returns all that did not come about as it is written. */
    public List<Remark> remarks() {
        return remarks;
    }

    /** Returns what follows from there being no files here. */
    List<Remark> notes() {
        return notes;
    }

    /** Returns what httpd would do with requests and this does not. */
    public List<Remark> gaps() {
        return remarks.stream().filter(Remark::isGap).toList();
    }
}
