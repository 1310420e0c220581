package dev.holdfast.fidelity;

import dev.holdfast.balance.BalancerSettings;
import dev.holdfast.balance.ModProxyBalancerSettings;
import dev.holdfast.mpm.ConnectionSettings;
import dev.holdfast.mpm.EventSettings;
import dev.holdfast.mpm.MpmSettings;
import dev.holdfast.mpm.PreforkSettings;
import dev.holdfast.mpm.WorkerSettings;
import dev.holdfast.pool.ModJkPoolSettings;
import dev.holdfast.pool.ModProxyPoolSettings;
import dev.holdfast.pool.PoolSettings;
import dev.holdfast.scenario.Forwarding;
import dev.holdfast.scenario.Scenario;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** What httpd has to be told to be the front of a scenario. */
final class HttpdFiles {
    private final StringBuilder text = new StringBuilder();
    private final Path directory;
    private final Path modules;

    private HttpdFiles(Path directory, Path modules) {
        this.directory = directory;
        this.modules = modules;
    }

    /**
     * Returns the text of an httpd.conf.
     *
     * @param directory for httpd's own files
     * @param modules where httpd's modules are
     * @param backs the ports of the back ends, on the loopback address
     * @throws IllegalArgumentException if the scenario has a front or a pool that httpd has not
     */
    static String of(Scenario scenario, Path directory, Path modules, int port, List<Integer> backs) {
        HttpdFiles files = new HttpdFiles(directory, modules);
        MpmSettings mpm =
                scenario.front().orElseThrow(() -> new IllegalArgumentException("httpd has no front.model native"));
        files.base(mpm.connections(), port);
        files.mpm(mpm);
        files.forwarding(scenario.forwarding(), backs);
        return files.text.toString();
    }

    private void base(ConnectionSettings connections, int port) {
        line("ServerRoot", directory);
        line("PidFile", "httpd.pid");
        line("ServerName", "127.0.0.1");
        line("ErrorLog", "/dev/stderr");
        line("LogLevel", "warn");
        line("User", "www-data");
        line("Group", "www-data");
        load("authz_core");
        line("Listen", "127.0.0.1:" + port);
        line("ListenBackLog", connections.listenBackLog());
        line("KeepAlive", connections.keepAlive() ? "On" : "Off");
        line("KeepAliveTimeout", connections.keepAliveTimeout().toMillis() + "ms");
        line("MaxKeepAliveRequests", connections.maxKeepAliveRequests());
        line("MaxConnectionsPerChild", connections.maxConnectionsPerChild());
        line("Timeout", connections.timeout().toSeconds());
        line("LogFormat", "\"%{msec}t %D %k %s\" clocks");
        line("CustomLog", log(directory) + " clocks");
    }

    static Path log(Path directory) {
        return directory.resolve("access.log");
    }

    private void mpm(MpmSettings mpm) {
        if (mpm instanceof PreforkSettings prefork) {
            load("mpm_prefork");
            line("ServerLimit", prefork.serverLimit());
            line("MaxRequestWorkers", prefork.maxRequestWorkers());
            line("StartServers", prefork.startServers());
            line("MinSpareServers", prefork.minSpareServers());
            line("MaxSpareServers", prefork.maxSpareServers());
        } else if (mpm instanceof WorkerSettings worker) {
            load("mpm_worker");
            threads(worker.serverLimit(), worker.threadsPerChild(), worker.maxRequestWorkers(), worker.startServers());
            spares(worker.minSpareThreads(), worker.maxSpareThreads());
        } else if (mpm instanceof EventSettings event) {
            load("mpm_event");
            threads(event.serverLimit(), event.threadsPerChild(), event.maxRequestWorkers(), event.startServers());
            spares(event.minSpareThreads(), event.maxSpareThreads());
            line("AsyncRequestWorkerFactor", event.asyncRequestWorkerFactor());
        }
    }

    private void threads(int serverLimit, int threadsPerChild, int maxRequestWorkers, int startServers) {
        line("ServerLimit", serverLimit);
        line("ThreadsPerChild", threadsPerChild);
        line("ThreadLimit", threadsPerChild);
        line("MaxRequestWorkers", maxRequestWorkers);
        line("StartServers", startServers);
    }

    private void spares(int least, int most) {
        line("MinSpareThreads", least);
        line("MaxSpareThreads", most);
    }

    private void forwarding(Forwarding forwarding, List<Integer> backs) {
        PoolSettings pool = forwarding.pool();
        if (pool instanceof ModJkPoolSettings modJk) {
            modJk(modJk, backs);
        } else if (pool instanceof ModProxyPoolSettings modProxy) {
            modProxy(modProxy, forwarding, backs);
        } else {
            throw new IllegalArgumentException("httpd has no pool.kind native");
        }
    }

    private void modJk(ModJkPoolSettings pool, List<Integer> backs) {
        if (backs.size() != 1) {
            throw new IllegalArgumentException("mod_jk is run with one back end only");
        }
        load("jk");
        line("JkShmFile", directory.resolve("jk.shm"));
        line("JkLogFile", directory.resolve("jk.log"));
        line("JkLogLevel", "error");
        if (!pool.jkWatchdogInterval().isZero()) {
            line("JkWatchdogInterval", pool.jkWatchdogInterval().toSeconds());
        }
        property("worker.list", "back");
        property("worker.maintain", pool.maintain().toSeconds());
        worker("type", "ajp13");
        worker("host", "127.0.0.1");
        worker("port", backs.get(0));
        worker("connection_pool_size", pool.connectionPoolSize());
        worker("connection_pool_minsize", pool.connectionPoolMinsize());
        worker("connection_pool_timeout", pool.connectionPoolTimeout().toSeconds());
        worker("connection_acquire_timeout", pool.connectionAcquireTimeout().toMillis());
        worker("retries", pool.retries());
        worker("retry_interval", pool.retryInterval().toMillis());
        line("JkMount", "/* back");
    }

    private void worker(String name, Object value) {
        property("worker.back." + name, value);
    }

    private void property(String name, Object value) {
        line("JkWorkerProperty", name + "=" + value);
    }

    private void modProxy(ModProxyPoolSettings pool, Forwarding forwarding, List<Integer> backs) {
        load("proxy");
        load("proxy_ajp");
        StringBuilder words = new StringBuilder();
        if (!pool.prefork()) {
            words.append(" max=" + pool.max() + " smax=" + pool.smax() + " min=" + pool.min());
        }
        if (!pool.acquire().isZero()) {
            words.append(" acquire=" + pool.acquire().toMillis());
        }
        if (!pool.ttl().isZero()) {
            words.append(" ttl=" + pool.ttl().toSeconds());
        }
        if (pool.disableReuse()) {
            words.append(" disablereuse=On");
        }
        if (forwarding.balancer().isEmpty()) {
            line("ProxyPass", "/ ajp://127.0.0.1:" + backs.get(0) + "/" + words);
            return;
        }
        load("proxy_balancer");
        load("slotmem_shm");
        balancer(forwarding.balancer().get(), words, backs);
    }

    private void balancer(BalancerSettings balancer, StringBuilder words, List<Integer> backs) {
        if (!(balancer instanceof ModProxyBalancerSettings settings)) {
            throw new IllegalArgumentException("mod_proxy has no such balancer: " + balancer);
        }
        load("lbmethod_" + settings.lbmethod().name().toLowerCase(Locale.ROOT));
        line("<Proxy", "balancer://back>");
        for (int back : backs) {
            line("BalancerMember", "ajp://127.0.0.1:" + back + words);
        }
        line("ProxySet", "forcerecovery=" + (settings.forceRecovery() ? "On" : "Off"));
        line("</Proxy>", "");
        line("ProxyPass", "/ balancer://back/");
    }

    private void load(String module) {
        line("LoadModule", module + "_module " + modules.resolve("mod_" + module + ".so"));
    }

    private void line(String name, Object value) {
        text.append(name).append(' ').append(value).append('\n');
    }
}
