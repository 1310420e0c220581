package dev.holdfast.httpd;

import dev.holdfast.config.Remark;
import dev.holdfast.config.Setting;
import dev.holdfast.modjk.JkWorkers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What httpd would do with requests.
 *
 * @param mpm the process model
 * @param listens where it listens
 * @param servers the main server, and after it the virtual hosts in the order of the files
 * @param jkWorkers mod_jk's workers, absent if no directive of mod_jk is there
 * @param jkWatchdogInterval how often a thread of each process tends mod_jk's pools; zero, the default, is never
 * @param modules symbols and source files of the modules that are there
 * @param remarks everything that is not in the rest as it is written
 */
public record HttpdConfiguration(
        Mpm mpm,
        List<Listen> listens,
        List<HttpdServer> servers,
        Optional<JkWorkers> jkWorkers,
        Setting<Duration> jkWatchdogInterval,
        Set<String> modules,
        List<Remark> remarks) {
    /** Copies the collections. */
    public HttpdConfiguration {
        listens = List.copyOf(listens);
        servers = List.copyOf(servers);
        modules = Set.copyOf(modules);
        remarks = List.copyOf(remarks);
    }

    /** The server of requests that no virtual host wants. */
    public HttpdServer mainServer() {
        return servers.get(0);
    }

    /** Returns the remarks on what means something to httpd and nothing here. */
    public List<Remark> gaps() {
        return remarks.stream().filter(Remark::isGap).toList();
    }
}
