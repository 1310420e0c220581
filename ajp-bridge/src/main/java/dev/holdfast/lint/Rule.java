package dev.holdfast.lint;

import java.util.Optional;

/** The rules. Names of constants are what comments and reports call them; each has a page in docs/rules. */
public enum Rule {
    /** More back-end connections than threads that keep them. */
    HF01(
            "connections-exceed-blocking-threads",
            Severity.ERROR,
            "More back-end connections than threads that keep them",
            "In a blocking connector each connection has a thread for as long as it lives, idle or not; the "
                    + "front opens the ones beyond all the same, and their requests wait for a thread that nobody "
                    + "gives back.",
            PoolRules::blockingThreads),
    /** More back-end connections than maxConnections. */
    HF02(
            "connections-exceed-max-connections",
            Severity.WARNING,
            "More back-end connections than maxConnections",
            "Beyond maxConnections the back end stops accepting: a connect succeeds in the kernel, and its "
                    + "request waits where no clock runs.",
            PoolRules::maxConnections),
    /** More front workers than back-end threads. */
    HF03(
            "workers-exceed-threads",
            Severity.WARNING,
            "More front workers than back-end threads",
            "Where everything is proxied, each busy worker needs a thread behind it; the workers beyond pile "
                    + "up waiting for the back end, and static and status pages wait with them.",
            PoolRules::workersAgainstThreads),
    /** httpd corrects the numbers of its process model. */
    HF04(
            "process-numbers-adjusted",
            Severity.WARNING,
            "httpd corrects the numbers of its process model",
            "httpd takes whole processes only, no more of them than ServerLimit and no more threads than "
                    + "ThreadLimit, and says so in its error log alone.",
            ProcessRules::adjusted),
    /** No spare process slots for graceful restarts. */
    HF05(
            "no-spare-server-slots",
            Severity.NOTE,
            "No spare process slots for graceful restarts",
            "A process that finishes gracefully keeps its slot until its last connection ends; without spare "
                    + "slots no new process can start, and the scoreboard is full.",
            ProcessRules::spareSlots),
    /** MaxSpareThreads too close to MinSpareThreads. */
    HF06(
            "spare-threads-too-close",
            Severity.WARNING,
            "MaxSpareThreads too close to MinSpareThreads",
            "Where stopping one process makes too few idle threads, the next second starts one again; each "
                    + "new process begins with an empty pool of back-end connections.",
            ProcessRules::spareThreads),
    /** A pool size under prefork. */
    HF07(
            "pool-size-under-prefork",
            Severity.WARNING,
            "A pool size under prefork",
            "A process of prefork serves one request at a time and so has one connection to a back end; a "
                    + "larger pool is ignored, or leaves slots that are never used.",
            PoolRules::prefork),
    /** A pool smaller than the threads that use it. */
    HF08(
            "pool-smaller-than-threads",
            Severity.WARNING,
            "A pool smaller than the threads that use it",
            "mod_proxy lets a request wait for a free connection without limit unless acquire is set; mod_jk "
                    + "looks every 100 ms and answers 503 after 200 ms.",
            PoolRules::smallPool),
    /** mod_http2 makes the pool larger than the back end takes. */
    HF09(
            "http2-grows-pool",
            Severity.WARNING,
            "mod_http2 makes the pool larger than the back end takes",
            "With mod_http2 the default of max is ThreadsPerChild - 1 + H2MaxWorkers, since its workers send "
                    + "requests too; the sum that held before no longer does.",
            PoolRules::http2),
    /** mod_jk keeps connections longer than Tomcat. */
    HF10(
            "jk-pool-outlives-keepalive",
            Severity.WARNING,
            "mod_jk keeps connections longer than Tomcat",
            "The side that reuses a connection must give it up first; else it sends a request into a "
                    + "connection that the other side is closing.",
            PoolRules::jkIdle),
    /** mod_proxy keeps connections longer than the back end. */
    HF11(
            "proxy-pool-outlives-keepalive",
            Severity.WARNING,
            "mod_proxy keeps connections longer than the back end",
            "The side that reuses a connection must give it up first; else it sends a request into a "
                    + "connection that the other side is closing, and answers 502 or 503.",
            PoolRules::proxyIdle),
    /** The load balancer keeps connections longer than the server. */
    HF12(
            "load-balancer-outlives-keepalive",
            Severity.WARNING,
            "The load balancer keeps connections longer than the server",
            "A request that the load balancer sends just as the server closes its idle connection is lost; "
                    + "clients see a 502 now and then.",
            FrontRules::loadBalancerIdle),
    /** Idle connections that nobody closes. */
    HF13(
            "idle-connections-never-closed",
            Severity.WARNING,
            "Idle connections that nobody closes",
            "mod_jk closes idle connections only when a request comes to that process, unless "
                    + "JkWatchdogInterval is set; and a Tomcat without keepAliveTimeout keeps those whose front has "
                    + "vanished.",
            PoolRules::neverClosed),
    /** No CPING, or a bad limit for it. */
    HF14(
            "no-ping",
            Severity.WARNING,
            "No CPING, or a bad limit for it",
            "Without CPING a connection that a firewall or a restart has cut costs a request; with too small "
                    + "a limit a garbage collection looks like a dead back end.",
            DialogRules::ping),
    /** A ping that proves no free thread. */
    HF15(
            "ping-proves-no-thread",
            Severity.NOTE,
            "A ping that proves no free thread",
            "Undertow answers CPING on its I/O thread, so a back end with all workers stuck answers too; "
                    + "only a reply timeout notices.",
            DialogRules::undertowPing),
    /** Packet sizes differ. */
    HF16(
            "packet-sizes-differ",
            Severity.ERROR,
            "Packet sizes differ",
            "A packet longer than the reader has room for ends the connection: headers that fit on one side "
                    + "are refused by the other.",
            DialogRules::packetSize),
    /** AJP without protection. */
    HF17(
            "ajp-secret",
            Severity.ERROR,
            "AJP without protection",
            "Whoever reaches an AJP port can say who the user is and set request attributes (CVE-2020-1938).",
            DialogRules::secret),
    /** A backlog that the kernel cuts. */
    HF18(
            "backlog-clipped",
            Severity.WARNING,
            "A backlog that the kernel cuts",
            "listen(2) takes the smaller of the backlog and net.core.somaxconn, and says nothing; without SYN "
                    + "cookies tcp_max_syn_backlog is a limit too.",
            HostRules::backlog),
    /** An accept queue longer than clients wait. */
    HF19(
            "backlog-longer-than-patience",
            Severity.WARNING,
            "An accept queue longer than clients wait",
            "A queued connection waits for its turn at the workers; when that is longer than clients wait, "
                    + "workers serve those who have left.",
            FrontRules::queue),
    /** Idle keep-alive connections hold the workers. */
    HF20(
            "keep-alive-holds-workers",
            Severity.WARNING,
            "Idle keep-alive connections hold the workers",
            "Under prefork and worker a connection keeps its worker while it waits for the next request; new "
                    + "clients wait in the accept queue, and no log shows it.",
            FrontRules::keepAliveHolds),
    /** Too few connections for event. */
    HF21(
            "event-connections",
            Severity.WARNING,
            "Too few connections for event",
            "A process of event takes ThreadsPerChild + AsyncRequestWorkerFactor * idle threads connections, "
                    + "with the factor cut to a whole number; beyond that it accepts nobody although workers are idle.",
            FrontRules::eventConnections),
    /** A KeepAliveTimeout from another virtual host. */
    HF22(
            "inherited-keep-alive-timeout",
            Severity.NOTE,
            "A KeepAliveTimeout from another virtual host",
            "While a connection is idle, httpd uses the KeepAliveTimeout of the first virtual host with its "
                    + "address; one without a value has that one, not the main server's.",
            FrontRules::inheritedTimeout),
    /** KeepAliveTimeout below a second. */
    HF23(
            "keep-alive-timeout-advertised-as-zero",
            Severity.WARNING,
            "KeepAliveTimeout below a second",
            "httpd advertises whole seconds: below one it says timeout=0, and clients that believe it never "
                    + "reuse a connection.",
            FrontRules::advertisedZero),
    /** MaxKeepAliveRequests that is not what it says. */
    HF24(
            "max-keep-alive-requests",
            Severity.WARNING,
            "MaxKeepAliveRequests that is not what it says",
            "httpd serves one request more than it says, so 1 still keeps the connection once; behind a load "
                    + "balancer a small number makes connections end all the time.",
            FrontRules::maxRequests),
    /** No limit, or a bad one, for reading requests. */
    HF25(
            "request-read-timeout",
            Severity.WARNING,
            "No limit, or a bad one, for reading requests",
            "Without a total limit one byte a minute keeps a worker; with too small a one slow networks and "
                    + "TLS handshakes are answered 408.",
            FrontRules::readTimeout),
    /** The load balancer gives up before httpd. */
    HF26(
            "front-gives-up-first",
            Severity.WARNING,
            "The load balancer gives up before httpd",
            "When the load balancer gives up first, httpd and the back end go on with a request that nobody "
                    + "waits for, and its worker and thread are gone for others.",
            FrontRules::givesUpFirst),
    /** One late reply disables a member. */
    HF27(
            "one-late-reply-disables-member",
            Severity.WARNING,
            "One late reply disables a member",
            "With reply_timeout and max_reply_timeouts 0 a single slow page puts the whole member into error "
                    + "state for recover_time.",
            DialogRules::replyTimeouts),
    /** Requests that may be sent twice. */
    HF28(
            "requests-replayed",
            Severity.NOTE,
            "Requests that may be sent twice",
            "With recovery_options 0 mod_jk sends a request again though a back end may have acted on it: an "
                    + "order is placed twice.",
            DialogRules::recovery),
    /** A balancer of one that locks itself out. */
    HF29(
            "single-member-outage",
            Severity.WARNING,
            "A balancer of one that locks itself out",
            "After one error the only member is left alone for retry seconds, and every request is answered "
                    + "503 in between.",
            DialogRules::singleMember),
    /** No limit for connecting. */
    HF30(
            "no-connect-timeout",
            Severity.WARNING,
            "No limit for connecting",
            "A connect to a machine that does not answer repeats its SYN for more than two minutes and holds "
                    + "a worker all that time.",
            DialogRules::connectTimeout),
    /** Idle connections that a firewall forgets. */
    HF31(
            "firewall-drops-idle",
            Severity.WARNING,
            "Idle connections that a firewall forgets",
            "Firewalls forget idle connections, often after an hour, without telling either side; the next "
                    + "request on one waits for a timeout.",
            PoolRules::firewall),
    /** maxConnections leaves no room beside the threads. */
    HF32(
            "max-connections-below-threads",
            Severity.WARNING,
            "maxConnections leaves no room beside the threads",
            "maxConnections counts idle connections too; with no more of them than threads, idle ones keep "
                    + "requests out while threads have nothing to do.",
            BackendRules::maxConnections),
    /** An executor queue without a bound. */
    HF33(
            "unbounded-queue",
            Severity.NOTE,
            "An executor queue without a bound",
            "Tomcat takes up to maxConnections connections and lets their requests queue for a thread "
                    + "without limit; its own clock starts only when a thread has one.",
            BackendRules::queue),
    /** An exposed listener without a limit for request heads. */
    HF34(
            "undertow-parse-timeout",
            Severity.WARNING,
            "An exposed listener without a limit for request heads",
            "Undertow cancels no-request-timeout with the first byte of a request; without "
                    + "request-parse-timeout each later byte may take as long as read-timeout.",
            BackendRules::parseTimeout),
    /** An access log of times that are not taken. */
    HF35(
            "undertow-request-times",
            Severity.WARNING,
            "An access log of times that are not taken",
            "Undertow takes the time at which a request starts only with record-request-start-time; %D and "
                    + "%T are \"-\" without.",
            BackendRules::requestTimes),
    /** HTTP/2 with a keep-alive of its own. */
    HF36(
            "http2-keep-alive",
            Severity.WARNING,
            "HTTP/2 with a keep-alive of its own",
            "An UpgradeProtocol has its own keepAliveTimeout, 20 seconds by default; the connector's holds "
                    + "for HTTP/1.1 alone.",
            BackendRules::http2KeepAlive),
    /** Routes that differ. */
    HF37(
            "route-mismatch",
            Severity.WARNING,
            "Routes that differ",
            "The load balancer finds a session's member by the route at the end of its id; where the back "
                    + "end writes another one, or none, every request goes anywhere.",
            DialogRules::routes),
    /** A guarded Location that path parameters bypass. */
    HF38(
            "location-bypass",
            Severity.WARNING,
            "A guarded Location that path parameters bypass",
            "httpd compares /app/admin with the path as sent; /app/admin;x is another path to it, and the "
                    + "same to a servlet container.",
            DialogRules::guardedLocations),
    /** A database pool that threads wait for without limit. */
    HF39(
            "database-pool-below-threads",
            Severity.WARNING,
            "A database pool that threads wait for without limit",
            "With more threads than database connections the rest wait; without maxWaitMillis for ever, and "
                    + "the threads are gone one by one.",
            BackendRules::databasePool),
    /** More descriptors than a process usually may have. */
    HF40(
            "file-descriptors",
            Severity.ERROR,
            "More descriptors than a process usually may have",
            "Each connection on either side is a descriptor; at the limit accept fails, and httpd pauses "
                    + "accepting.",
            HostRules::descriptors),
    /** More connections than local ports. */
    HF41(
            "local-ports",
            Severity.WARNING,
            "More connections than local ports",
            "Connections to one address and port differ in their local port alone; beyond "
                    + "ip_local_port_range connect fails.",
            HostRules::ports),
    /** AJP to WildFly. */
    HF42(
            "ajp-deprecated",
            Severity.NOTE,
            "AJP to WildFly",
            "WildFly has deprecated its AJP listener with version 41 and no longer has it in its default "
                    + "configurations.",
            HostRules::deprecated),
    /** A version with known vulnerabilities in AJP. */
    HF43(
            "known-vulnerabilities",
            Severity.WARNING,
            "A version with known vulnerabilities in AJP",
            "httpd before 2.4.67 has a heap overflow in mod_proxy_ajp (CVE-2026-28780); Tomcat before "
                    + "11.0.22 compares the AJP secret in a time that depends on it.",
            HostRules::versions);

    private final String label;
    private final Severity severity;
    private final String title;
    private final String why;

    @SuppressWarnings("ImmutableEnumChecker") // References to static methods have no state.
    private final Check check;

    Rule(String label, Severity severity, String title, String why, Check check) {
        this.label = label;
        this.severity = severity;
        this.title = title;
        this.why = why;
        this.check = check;
    }

    /** What a rule does with a site. */
    private interface Check {
        void check(Site site, Findings out);
    }

    /** Returns the rule that is written {@code name}, in any case. */
    static Optional<Rule> named(String name) {
        for (Rule rule : values()) {
            if (rule.name().equalsIgnoreCase(name)) {
                return Optional.of(rule);
            }
        }
        return Optional.empty();
    }

    Findings apply(Site site) {
        Findings findings = new Findings(this);
        check.check(site, findings);
        return findings;
    }

    /** A name that says what it is about, of small letters and hyphens. */
    public String label() {
        return label;
    }

    /** How bad the worst is that it finds. */
    public Severity severity() {
        return severity;
    }

    /** What is wrong where it fires, in a few words. */
    public String title() {
        return title;
    }

    /** Why that is wrong, in a sentence or two. */
    public String why() {
        return why;
    }

    /** Its page in this repository. */
    public String page() {
        return "docs/rules/" + name() + ".md";
    }
}
